import type { ClientView } from '../../../src/machines/contract.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import type { FormError } from '../../ui/error-summary.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FormKey, TextAreaField, TextField, TicksField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { DevFrame, type Visit } from './frame.tsx'
import { type RefusalRow, TokenRefusals } from './token-refusals.tsx'

export interface Refusal {
  errors: readonly FormError[]
  requestId: string
  /** Where the reader shows that it is them. */
  confirm: boolean
}

export interface Registering {
  name: string
  scopes: readonly string[]
  key: string
}

export interface ClientsPageProps {
  visit: Visit
  clients: readonly ClientView[]
  mayChange: boolean
  refusal: Refusal | null
  done: boolean
  form: Registering
  newKey(): string
}

/** A lender's machines: register one, turn its keys over, close it. */
export function ClientsPage({ visit, clients, mayChange, refusal, done, form, newKey }: ClientsPageProps) {
  const w = words.zh.developers.clients
  const wrong = (field: string) => refusal?.errors.find((error) => error.field === field)?.message
  return (
    <DevFrame title={w.title} visit={visit} current="/developers/clients">
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack-l">
        <Refused refusal={refusal} back="/developers/clients" />
        {done ? <Notice tone="good">{w.done}</Notice> : null}
        {clients.length === 0 ? <p>{w.none}</p> : null}
        {clients.map((client) => (
          <ClientSheet client={client} mayChange={mayChange} newKey={newKey} />
        ))}
        {clients.length === 0 ? null : <TokenRefusals refusals={refusalsOf(clients)} />}
        {mayChange ? (
          <Sheet title={w.newTitle}>
            <form method="post" action="/developers/clients" class="stack">
              <FormKey value={newKey()} />
              <TextField name="name" label={w.name} hint={w.nameHint} value={form.name} maxlength={60} required {...said(wrong('name'))} />
              <TicksField
                name="scopes"
                label={w.scopes}
                values={form.scopes}
                options={Object.entries(w.scopeNames).map(([value, label]) => ({ value, label }))}
                {...said(wrong('scopes'))}
              />
              <TextAreaField name="key" label={w.key} hint={w.keyHint} value={form.key} rows={3} {...said(wrong('key'))} />
              <Buttons>
                <Button kind="main">{w.register}</Button>
              </Buttons>
            </form>
          </Sheet>
        ) : (
          <p class="muted">{w.approverOnly}</p>
        )}
      </div>
    </DevFrame>
  )
}

/** Of all machines together, the latest first: what goes wrong now stands on top. */
function refusalsOf(clients: readonly ClientView[]): RefusalRow[] {
  return clients.flatMap(({ name, refusals }) => refusals.map((refusal) => ({ ...refusal, client: name }))).sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1))
}

function said(error: string | undefined): { error?: string } {
  return error === undefined ? {} : { error }
}

/** What was refused; where it is only that the reader has to show that it is them, the way there and back. */
export function Refused({ refusal, back }: { refusal: Refusal | null; back: string }) {
  if (refusal === null) return null
  if (!refusal.confirm) return <ErrorSummary errors={[...refusal.errors]} requestId={refusal.requestId} kept />
  const w = words.zh.developers.clients
  return (
    <Notice tone="warn">
      {w.confirmFirst} <a href={`/account/confirm?next=${encodeURIComponent(back)}`}>{w.confirm}</a>
    </Notice>
  )
}

function ClientSheet({ client, mayChange, newKey }: { client: ClientView; mayChange: boolean; newKey(): string }) {
  const w = words.zh.developers.clients
  const live = client.keys.filter(({ retiredAt }) => retiredAt === null)
  const open = mayChange && client.closedAt === null
  return (
    <Sheet title={client.name} {...(client.closedAt === null ? {} : { aside: w.closed })}>
      <div class="stack">
        <TermList
          terms={[
            { term: w.id, detail: <span class="code">{client.id}</span> },
            { term: w.scopes, detail: client.scopes.map((scope) => <Tag>{scope}</Tag>) },
            {
              term: w.keys,
              detail: live.map(({ kid, alg }) => (
                <p>
                  {alg} <span class="code">{kid.slice(0, 16)}</span>{' '}
                  {open && live.length > 1 ? (
                    <Step
                      action={`/developers/clients/${client.id}/retire`}
                      label={w.retire}
                      about={w.retireOf(kid.slice(0, 16))}
                      formKey={newKey()}
                      kid={kid}
                    />
                  ) : null}
                </p>
              )),
            },
          ]}
        />
        {open ? (
          <details>
            <summary>{w.addKey}</summary>
            <form method="post" action={`/developers/clients/${client.id}/keys`} class="stack">
              <FormKey value={newKey()} />
              <TextAreaField name={`key-${client.id}`} label={w.key} hint={w.keyHint} rows={3} />
              <Buttons>
                <Button>{w.addKey}</Button>
              </Buttons>
            </form>
            <Step action={`/developers/clients/${client.id}/close`} label={w.close} about={`${w.close} ${client.name}`} formKey={newKey()} />
          </details>
        ) : null}
      </div>
    </Sheet>
  )
}

/** One button that changes one thing. */
export function Step({ action, label, about, formKey, kid }: { action: string; label: string; about: string; formKey: string; kid?: string }) {
  return (
    <form method="post" action={action}>
      <FormKey value={formKey} />
      {kid === undefined ? null : <input type="hidden" name="kid" value={kid} />}
      <Button>
        {label}
        <span class="sr">{` ${about}`}</span>
      </Button>
    </form>
  )
}
