import type { ConsentView, TemplateView } from '../../src/consent/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { type ConsentItem, ConsentTicks, FormKey, SelectField } from '../ui/field.tsx'
import { day } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import { choices, type Draft } from './revision.ts'
import type { Stand } from './side.ts'
import { sealDay, slipTerms } from './slip-terms.tsx'

/** A category that can be in the new consent. */
export interface Offered {
  category: string
  label: string
  /** What it holds, in plain words. */
  plain: string
  sensitive: boolean
  /** On file, so that there is something to see. */
  held: boolean
}

export interface RevisePageProps {
  stand: Stand
  consent: ConsentView
  template: TemplateView
  offered: readonly Offered[]
  /** As the consent runs today. */
  now: Draft
  draft: Draft
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** What is granted stands ticked, the rest is not; nothing is changed before the next page. */
export function RevisePage({ stand, consent, template, offered, now, draft, formKey, errors, requestId }: RevisePageProps) {
  const c = words.zh.consents
  const w = c.revising
  const said = stand.side.words.consent
  const title = w.title(consent.lenderName)
  const path = `${stand.side.home}/consents/${consent.id}`
  const granted = new Set(consent.data.map(({ category }) => category))
  const item = ({ category, label, plain, sensitive, held }: Offered): ConsentItem => ({
    value: category,
    name: label,
    text: (sensitive ? said.separateItem : said.item)(plain),
    source: (
      <>
        <div>{granted.has(category) ? <Tag tone="info">{w.granted}</Tag> : <span class="source">{w.notGranted}</span>}</div>
        {held ? null : <span class="source">{said.nothingHeld}</span>}
      </>
    ),
  })
  const ordinary = offered.filter(({ sensitive }) => !sensitive)
  const separate = offered.filter(({ sensitive }) => sensitive)
  const on = choices(now, template)
  return (
    <BorrowerFrame stand={stand} title={title} current="/consents" narrow>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={w.lead} step={{ now: 1, of: 2 }} />
      <div class="stack-l">
        <details>
          <summary>{w.now}</summary>
          <ConsentSlip
            title={said.slip}
            sub={c.slipSub(consent.data.length, day(consent.validTo))}
            state={consent.status}
            no={consent.id}
            date={sealDay(consent)}
            terms={slipTerms(consent)}
          />
        </details>
        <ConsentSlip
          title={w.review.slip}
          state="draft"
          terms={[
            { term: said.toWhom, detail: consent.lenderName },
            { term: c.purpose, detail: consent.purpose.text },
          ]}
        >
          <form method="post" action={`${path}/revise`}>
            <FormKey value={formKey} />
            {ordinary.length === 0 ? null : (
              <ConsentTicks name="data" label={said.ordinary} items={ordinary.map(item)} ticked={draft.ticks.data} error={errorOf(errors, 'data')} />
            )}
            {separate.length === 0 ? null : (
              <div class="apart">
                <h3>{said.separate}</h3>
                <p class="source">{w.separateLead}</p>
                <ConsentTicks
                  name="separate"
                  label={said.separate}
                  items={separate.map(item)}
                  ticked={draft.ticks.separate}
                  error={errorOf(errors, ordinary.length === 0 ? 'data' : 'separate')}
                />
              </div>
            )}
            <div class="apart">
              <h3>{w.bounds}</h3>
              <p class="source">{w.boundsHint}</p>
              <div class="filters">
                <SelectField
                  name="reads"
                  label={c.boundsReads}
                  value={String(draft.reads)}
                  error={errorOf(errors, 'reads')}
                  options={on.reads.map((n) => ({ value: String(n), label: n === now.reads ? w.readsLeft(n) : c.times(n) }))}
                />
                <SelectField
                  name="days"
                  label={c.boundsDays}
                  value={String(draft.days)}
                  error={errorOf(errors, 'days')}
                  options={on.days.map((n) => ({ value: String(n), label: n === now.days ? w.daysLeft(n) : c.days(n) }))}
                />
              </div>
            </div>
            <Buttons equal>
              <ButtonLink href={path}>{w.keep}</ButtonLink>
              <Button name="step" value="look">
                {w.look}
              </Button>
            </Buttons>
          </form>
        </ConsentSlip>
      </div>
    </BorrowerFrame>
  )
}
