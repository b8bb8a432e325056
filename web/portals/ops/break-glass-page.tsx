import type { Child } from 'hono/jsx'
import type { BreakGlassDisclosure, BreakGlassView } from '../../../src/breakglass/contract.ts'
import { BASES } from '../../../src/breakglass/model.ts'
import type { Me } from '../../client/me.ts'
import { homeOf } from '../../client/me.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, type FormError } from '../../ui/error-summary.tsx'
import { FactSection } from '../../ui/fact-section.tsx'
import { ChoiceField, FileField, FormKey, TextField } from '../../ui/field.tsx'
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
  /** Of the paper that was chosen; empty before. */
  documentSha256: string
}

interface Reader {
  me: Me
  demo: boolean
}

/** The way back of who agrees: their own desk beside this page. */
const NAV = {
  auditor: [...words.zh.audit.nav.filter(({ href }) => href !== '/audit/break-glass'), { href: HOME, label: words.zh.breakGlass.nav }],
  regulator: [
    { href: '/ops/quality', label: words.zh.quality.navLabel },
    { href: HOME, label: words.zh.breakGlass.nav },
  ],
}

function Frame({ me, demo, title, children }: Reader & { title: string; children?: Child }) {
  const nav = me.role === 'operator' ? words.zh.ops.nav : NAV[me.role === 'auditor' ? 'auditor' : 'regulator']
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
            <form method="post" action={HOME} enctype="multipart/form-data" class="form">
              <FormKey value={formKey} />
              <TextField name="code" label={w.code} value={values.code} error={errorOf('code')} required maxlength={32} />
              <ChoiceField
                name="basis"
                label={w.basis}
                value={values.basis}
                error={errorOf('basis')}
                options={BASES.map(({ code, zh, law }) => ({ value: code, label: zh, hint: law }))}
              />
              <TextField name="documentNo" label={w.documentNo} value={values.documentNo} error={errorOf('documentNo')} required maxlength={100} />
              {values.documentSha256 === '' ? null : <input type="hidden" name="documentSha256" value={values.documentSha256} />}
              <FileField
                name="document"
                label={w.document}
                hint={values.documentSha256 === '' ? w.documentHint : w.documentKept(values.documentSha256.slice(0, 12))}
                error={errorOf('document')}
              />
              <Buttons>
                <Button>{w.submit}</Button>
              </Buttons>
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
            <FactSection label={section.label} entries={section.entries} w={words.zh.facts.disclosed} />
          </Sheet>
        ))}
      </div>
    </Frame>
  )
}
