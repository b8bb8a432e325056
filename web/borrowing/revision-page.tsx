import type { LegalTextView } from '../../src/consent/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { FormKey } from '../ui/field.tsx'
import { day } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import { LegalText } from './legal-text.tsx'
import type { RevisePageProps } from './revise-page.tsx'
import { changesBetween, endAfter, monthsBack } from './revision.ts'

export interface RevisionPageProps extends RevisePageProps {
  legal: LegalTextView
  /** From here the new days count. */
  at: Date
}

/** Now and then, side by side, before anything is changed; the text that is agreed to, and two buttons of one size. */
export function RevisionPage({ stand, consent, template, offered, now, draft, legal, at, formKey, errors, requestId }: RevisionPageProps) {
  const c = words.zh.consents
  const w = c.revising
  const r = w.review
  const said = stand.side.words.consent
  const path = `${stand.side.home}/consents/${consent.id}`
  const changes = changesBetween(now, draft)
  const labelled = (category: string) => offered.find((one) => one.category === category)?.label ?? category
  const given = (category: string, lookbackMonths: number | null) => {
    const apart = offered.find((one) => one.category === category)?.sensitive === true
    if (lookbackMonths === null) return apart ? r.separately : r.given
    return (apart ? r.separatelyFrom : r.givenFrom)(c.lookback(lookbackMonths))
  }
  const lookbackNow = (category: string) => monthsBack(consent.data.find((d) => d.category === category)?.lookback ?? null)
  const less = <Tag>{r.less}</Tag>
  const more = <Tag tone="warn">{r.more}</Tag>
  const rows = [
    ...changes.taken.map((category) => [labelled(category), given(category, lookbackNow(category)), r.notGiven, less]),
    ...changes.given.map((category) => [labelled(category), r.notGiven, given(category, template.lookbackMonths), more]),
    ...(changes.reads ? [[r.reads, r.readsText(now.reads), r.readsText(draft.reads), draft.reads < now.reads ? less : more]] : []),
    ...(changes.days ? [[r.until, day(consent.validTo), r.untilText(day(endAfter(draft.days, at)), draft.days), draft.days < now.days ? less : more]] : []),
    ...(consent.status === 'paused' ? [[r.state, r.paused, r.live, <Tag tone="warn">{r.opens}</Tag>]] : []),
  ]
  return (
    <BorrowerFrame stand={stand} title={r.title} current="/consents" narrow>
      <ErrorSummary errors={errors} requestId={requestId} kept={false} />
      <PageTitle title={r.title} lead={r.lead(consent.lenderName)} step={{ now: 2, of: 2 }} />
      <ConsentSlip
        title={r.slip}
        state="draft"
        terms={[
          { term: said.toWhom, detail: consent.lenderName },
          { term: c.purpose, detail: consent.purpose.text },
        ]}
      >
        <div class="stack">
          <DataTable caption={r.table} columns={[{ label: r.what, bare: true }, { label: r.now }, { label: r.next }, { label: r.change }]} rows={rows} />
          {changes.kept.length === 0 ? null : <p>{r.kept(words.zh.measures.listed(changes.kept.map(labelled)))}</p>}
          <p class="source">{r.seen}</p>
        </div>
        <form method="post" action={`${path}/revise`}>
          <FormKey value={formKey} />
          {draft.ticks.data.map((category) => (
            <input type="hidden" name="data" value={category} />
          ))}
          {draft.ticks.separate.map((category) => (
            <input type="hidden" name="separate" value={category} />
          ))}
          <input type="hidden" name="reads" value={String(draft.reads)} />
          <input type="hidden" name="days" value={String(draft.days)} />
          <Buttons equal>
            <ButtonLink href={path}>{w.keep}</ButtonLink>
            <Button name="step" value="agree">
              {r.agree}
            </Button>
          </Buttons>
          <Buttons>
            <Button name="step" value="edit">
              {r.edit}
            </Button>
          </Buttons>
        </form>
        <LegalText stand={stand} legal={legal} lender={consent.lenderName} reads={draft.reads} days={draft.days} plain={r.plain} />
      </ConsentSlip>
    </BorrowerFrame>
  )
}
