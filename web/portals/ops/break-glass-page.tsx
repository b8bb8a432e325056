import type { Child } from 'hono/jsx'
import type { BreakGlassDisclosure, BreakGlassView } from '../../../src/breakglass/contract.ts'
import { BASES } from '../../../src/breakglass/model.ts'
import type { Me } from '../../client/me.ts'
import { homeOf } from '../../client/me.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, type FormError } from '../../ui/error-summary.tsx'
import { FormKey, SelectField, TextField } from '../../ui/field.tsx'
import { dayTime } from '../../ui/format.ts'
import { Layout } from '../../ui/layout.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from '../../words/index.ts'

const HOME = '/ops/break-glass'

export interface BreakGlassForm {
  code: string
  basis: string
  documentNo: string
  documentSha256: string
}

interface Reader {
  me: Me
  demo: boolean
}

function Frame({ me, demo, title, children }: Reader & { title: string; children?: Child }) {
  const nav = me.role === 'operator' ? words.zh.ops.nav : []
  return (
    <Layout title={title} portal="ops" nav={nav} current={HOME} home={homeOf(me.role)} reader={{ name: me.displayName }} demo={demo}>
      {children}
    </Layout>
  )
}

export interface BreakGlassWishesProps extends Reader {
  items: readonly BreakGlassView[]
  values: BreakGlassForm
  formKey: string
  newKey(): string
  errors: readonly FormError[]
  requestId?: string
}

/** The form for who may ask, and every wish with what may be done about it. */
export function BreakGlassWishes({ me, demo, items, values, formKey, newKey, errors, requestId }: BreakGlassWishesProps) {
  const w = words.zh.breakGlass
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  return (
    <Frame me={me} demo={demo} title={w.title}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        {me.role === 'operator' ? (
          <Sheet title={w.ask}>
            <form method="post" action={HOME}>
              <FormKey value={formKey} />
              <TextField name="code" label={w.code} value={values.code} error={errorOf('code')} required maxlength={32} />
              <SelectField
                name="basis"
                label={w.basis}
                value={values.basis}
                error={errorOf('basis')}
                options={BASES.map(({ code, zh, law }) => ({ value: code, label: w.basisOption(zh, law) }))}
              />
              <TextField name="documentNo" label={w.documentNo} value={values.documentNo} error={errorOf('documentNo')} required maxlength={100} />
              <TextField
                name="documentSha256"
                label={w.sha256}
                hint={w.sha256Hint}
                value={values.documentSha256}
                error={errorOf('documentSha256')}
                required
                maxlength={64}
              />
              <Button>{w.submit}</Button>
            </form>
          </Sheet>
        ) : null}
        {items.length === 0 ? (
          <EmptyState kind="none_yet" text={w.empty} />
        ) : (
          <Sheet title={w.list}>
            <DataTable
              caption={w.list}
              captionHidden
              columns={[
                { label: w.columns.at, bare: true },
                { label: w.columns.basis },
                { label: w.columns.document },
                { label: w.columns.people },
                { label: w.columns.status },
                { label: w.columns.act },
              ]}
              rows={items.map((wish) => [
                <span class="nowrap">{dayTime(wish.requestedAt)}</span>,
                <div>
                  {wish.basis.zh}
                  <div class="source">{wish.basis.law}</div>
                </div>,
                wish.documentNo,
                `${wish.requestedByName} / ${wish.answeredByName ?? w.none}`,
                <div>
                  <Tag tone={wish.status === 'approved' ? 'warn' : 'plain'}>{w.statuses[wish.status]}</Tag>
                  {wish.readUntil === null ? null : <div class="source">{w.until(dayTime(wish.readUntil))}</div>}
                  {wish.reads === 0 ? null : <div class="source">{w.reads(wish.reads)}</div>}
                </div>,
                <Acts wish={wish} role={me.role} formKey={newKey()} />,
              ])}
            />
          </Sheet>
        )}
      </div>
    </Frame>
  )
}

function Acts({ wish: { id, status }, role, formKey }: { wish: BreakGlassView; role: string; formKey: string }) {
  const w = words.zh.breakGlass
  if (role === 'operator')
    return status === 'approved' ? (
      <form method="post" action={`${HOME}/${id}/look`}>
        <FormKey value={formKey} />
        <Button>{w.look}</Button>
      </form>
    ) : (
      <span>{w.none}</span>
    )
  if (status !== 'requested') return <span>{w.none}</span>
  return (
    <form method="post" action={`${HOME}/${id}/answer`}>
      <FormKey value={formKey} />
      <Buttons>
        <Button name="answer" value="approved">
          {w.approve}
        </Button>
        <Button name="answer" value="denied">
          {w.deny}
        </Button>
      </Buttons>
    </form>
  )
}

/** What the statute opens, once. */
export function BreakGlassLook({ me, demo, disclosure: { wish, sections, logIndex } }: Reader & { disclosure: BreakGlassDisclosure }) {
  const w = words.zh.breakGlass
  return (
    <Frame me={me} demo={demo} title={w.lookTitle}>
      <PageTitle title={w.lookTitle} lead={w.lookLead(String(logIndex))} aside={wish.documentNo} />
      <div class="stack">
        {sections.map((section) => (
          <Sheet title={section.label}>
            <DataTable
              caption={section.label}
              captionHidden
              columns={[{ label: w.item, bare: true }, { label: w.value }]}
              rows={section.entries.map((entry) => [
                entry.label,
                entry.text ??
                  (entry.value === null ? words.zh.breakGlass.none : typeof entry.value === 'object' ? JSON.stringify(entry.value) : String(entry.value)),
              ])}
            />
          </Sheet>
        ))}
      </div>
    </Frame>
  )
}
