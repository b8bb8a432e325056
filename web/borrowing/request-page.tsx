import type { InquiryView, LegalTextView } from '../../src/consent/contract.ts'
import type { GuaranteeView } from '../../src/loans/guarantors-contract.ts'
import { CATEGORIES, CATEGORY_INFO } from '../../src/profiles/model.ts'
import { Button, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { ConsentTicks, FormKey } from '../ui/field.tsx'
import { dayTime, shortNo } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { words } from '../words/index.ts'
import type { Ticks } from './authorise-page.tsx'
import { BorrowerFrame } from './frame.tsx'
import { guaranteeTerms } from './guarantee-terms.ts'
import { LegalText } from './legal-text.tsx'
import type { Stand } from './side.ts'

export interface RequestPageProps {
  stand: Stand
  inquiry: InquiryView
  legal: LegalTextView
  /** For whose loan, where the reader is asked to stand guarantor. */
  guarantee: GuaranteeView | undefined
  ticks: Ticks
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** A lender's request, answered by yes to all or a part of it, or by no: nothing ticked, two buttons of one size. */
export function RequestPage({ stand, inquiry, legal, guarantee, ticks, formKey, errors, requestId }: RequestPageProps) {
  const w = words.zh.consents.request
  const said = stand.side.words.consent
  const isGuarantor = inquiry.purpose.code === 'GUARANTEE'
  const asked = isGuarantor ? words.zh.guarantee.guarantor : w
  const title = asked.title(inquiry.lenderName)
  const path = `${stand.side.home}/consent-requests/${inquiry.id}`
  const item = (d: InquiryView['data'][number]) => ({
    value: d.category,
    name: d.label,
    text: (d.sensitive ? said.separateItem : said.item)(said.plain[d.category] ?? plainOf(d.category) ?? d.label),
    source: (
      <span class="source">
        {words.zh.measures.listed([words.zh.consents.fields(d.fields.length - d.tooShortFor.length), words.zh.consents.lookback(d.lookbackMonths)])}
      </span>
    ),
  })
  const ordinary = inquiry.data.filter((d) => !d.sensitive)
  const separate = inquiry.data.filter((d) => d.sensitive)
  return (
    <BorrowerFrame stand={stand} title={title} current="/consents" narrow>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={asked.lead} />
      <ConsentSlip
        title={w.slip}
        state="draft"
        terms={[
          { term: said.toWhom, detail: inquiry.lenderName },
          { term: said.what, detail: inquiry.purpose.text },
          ...guaranteeTerms(inquiry.purpose.code, guarantee),
          { term: w.reads, detail: said.readsText(inquiry.reads) },
          {
            term: w.until,
            detail: (
              <>
                {w.untilText(inquiry.validDays)}
                <div class="source">{w.deleteText(words.zh.consents.keptFrom[inquiry.deleteTrigger], inquiry.deleteAfterDays)}</div>
              </>
            ),
          },
          {
            term: w.no,
            detail: (
              <>
                {shortNo(inquiry.id)}
                {stand.side.role === 'farmer' ? <div class="source">{w.officer}</div> : null}
              </>
            ),
          },
          { term: w.askedAt, detail: dayTime(inquiry.askedAt) },
          { term: w.answerBy, detail: dayTime(inquiry.answerBy) },
        ]}
      >
        <form method="post" action={`${path}/answer`}>
          <FormKey value={formKey} />
          <p class="muted">{w.short}</p>
          {ordinary.length === 0 ? null : (
            <ConsentTicks name="data" label={said.ordinary} items={ordinary.map(item)} ticked={ticks.data} error={errorOf(errors, 'data')} />
          )}
          {separate.length === 0 ? null : (
            <div class="apart">
              <h3>{said.separate}</h3>
              <p class="source">{said.separateLead}</p>
              <ConsentTicks name="separate" label={said.separate} items={separate.map(item)} ticked={ticks.separate} error={errorOf(errors, 'separate')} />
            </div>
          )}
          <Buttons equal>
            <Button name="answer" value="deny">
              {w.refuse}
            </Button>
            <Button name="answer" value="grant">
              {w.agree}
            </Button>
          </Buttons>
        </form>
        <LegalText stand={stand} legal={legal} lender={inquiry.lenderName} reads={inquiry.reads} days={inquiry.validDays} />
      </ConsentSlip>
    </BorrowerFrame>
  )
}

/** What a category holds, where this build knows it. */
function plainOf(category: string): string | undefined {
  const known = CATEGORIES.find((one) => one === category)
  return known && CATEGORY_INFO[known].plainZh
}
