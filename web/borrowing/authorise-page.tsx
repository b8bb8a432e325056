import type { LegalTextView, TemplateView } from '../../src/consent/contract.ts'
import type { ProductView } from '../../src/products/contract.ts'
import type { ProfileView } from '../../src/profiles/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { type ConsentItem, ConsentTicks, FormKey, SelectField } from '../ui/field.tsx'
import { money, months } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { SourceLine } from '../ui/source-line.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { askedCategories, isHeld, offered, type Section, sourcesOf } from './asked-data.ts'
import { BorrowerFrame } from './frame.tsx'
import { LegalText } from './legal-text.tsx'
import type { MatchView, OfferView } from './reasons.tsx'
import type { Stand } from './side.ts'
import { durationWords } from './slip-terms.tsx'

export interface Ticks {
  /** Ordinary categories ticked. */
  data: readonly string[]
  /** Sensitive categories, each ticked on its own. */
  separate: readonly string[]
}

/** How often and for how many days: the usual, or less. */
export interface Bounds {
  reads: number
  days: number
}

const READS = [1, 2, 3, 5, 10] as const
const DAYS = [7, 14, 30, 60] as const
/** Of a consent that is a matter of days. */
const FEW_DAYS = [1, 2] as const

/** Less than the usual, and the usual. */
function upTo(steps: readonly number[], usual: number): number[] {
  return [...steps.filter((n) => n < usual), usual]
}

function daysUpTo(usual: number): number[] {
  return upTo(usual <= DAYS[0] ? FEW_DAYS : DAYS, usual)
}

/** What was chosen, if it is on the list; otherwise the usual. */
export function boundsOf(reads: string, days: string, { defaultReads, defaultDays }: LegalTextView): Bounds {
  return {
    reads: upTo(READS, defaultReads).find((n) => String(n) === reads) ?? defaultReads,
    days: daysUpTo(defaultDays).find((n) => String(n) === days) ?? defaultDays,
  }
}

export interface AuthorisePageProps {
  stand: Stand
  match: MatchView
  offer: OfferView
  product: ProductView
  profile: ProfileView
  legal: LegalTextView
  /** The least that decides this product, in words; null where no advice could be had. */
  least: string | null
  /** What one look before any application may show; null where the consent is for an application. */
  once: TemplateView | null
  ticks: Ticks
  bounds: Bounds
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** The consent before it is one: who, what for, how often, until when; nothing ticked; two buttons of one size. */
export function AuthorisePage({ stand, match, offer, product, profile, legal, least, once, ticks, bounds, formKey, errors, requestId }: AuthorisePageProps) {
  const { side } = stand
  const w = side.words.consent
  const c = words.zh.consents
  const { price } = offer
  const asked = askedCategories(product.terms)
  const mayShow = (category: string) => once === null || once.categories === null || once.categories.includes(category)
  const sections = offered(profile.sections, asked).filter(({ category }) => mayShow(category))
  const later = profile.sections.filter(({ category }) => asked.has(category) && !mayShow(category))
  const item = (section: Section): ConsentItem => ({
    value: section.category,
    name: section.label,
    text: (section.sensitive ? w.separateItem : w.item)(w.plain[section.category] ?? section.plain),
    source: <Where section={section} asked={asked.has(section.category)} stand={stand} />,
  })
  const ordinary = sections.filter((s) => !s.sensitive)
  const separate = sections.filter((s) => s.sensitive)
  const title = (once ? c.once : w).title(offer.lenderName)
  const need = words.zh.measures.listed([money(price.amountFen), months(price.termMonths), words.zh.trade.purpose[match.need.purpose]])
  return (
    <BorrowerFrame stand={stand} title={title} current="/need" narrow>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={(once ? c.once : w).lead} step={once ? undefined : { now: 2, of: 3 }} />
      <div class="stack">
        {once || price.amountFen === match.need.amountFen ? null : <Notice tone="warn">{w.amountChanged(money(price.amountFen))}</Notice>}
        {once || price.termMonths === match.need.termMonths ? null : <Notice tone="warn">{w.termChanged(months(price.termMonths))}</Notice>}
        {least === null ? null : (
          <Notice>
            <b>{c.least}</b>
            <div>{least}</div>
          </Notice>
        )}
        {later.length === 0 ? null : <Notice>{c.once.later(words.zh.measures.listed(later.map(({ label }) => label)))}</Notice>}
        <ConsentSlip
          title={w.slip}
          state="draft"
          terms={[
            { term: w.toWhom, detail: offer.lenderName },
            { term: w.what, detail: once ? c.once.whatText(product.terms.name) : w.whatText(product.terms.name, need) },
            { term: w.reads, detail: once ? c.once.readsText : w.readsText(bounds.reads) },
            { term: w.until, detail: once ? c.once.untilText(bounds.days, durationWords(once.deleteAfter)) : w.untilText(bounds.days) },
          ]}
        >
          <form method="post" action={`${side.home}/authorise`}>
            <input type="hidden" name="match" value={match.id} />
            <input type="hidden" name="product" value={offer.productId} />
            {once ? <input type="hidden" name="purpose" value={once.purpose} /> : null}
            <FormKey value={formKey} />
            <ConsentTicks name="data" label={w.ordinary} items={ordinary.map(item)} ticked={ticks.data} error={errorOf(errors, 'data')} />
            {separate.length === 0 ? null : (
              <div class="apart">
                <h3>{w.separate}</h3>
                <p class="source">{w.separateLead}</p>
                <ConsentTicks name="separate" label={w.separate} items={separate.map(item)} ticked={ticks.separate} error={errorOf(errors, 'separate')} />
              </div>
            )}
            <details>
              <summary>{once ? c.once.bounds : c.bounds}</summary>
              <p class="hint">{once ? c.once.boundsHint : c.boundsHint}</p>
              <div class="filters">
                {once ? null : (
                  <SelectField
                    name="reads"
                    label={c.boundsReads}
                    value={String(bounds.reads)}
                    options={upTo(READS, legal.defaultReads).map((n) => ({ value: String(n), label: c.times(n) }))}
                  />
                )}
                <SelectField
                  name="days"
                  label={c.boundsDays}
                  value={String(bounds.days)}
                  options={daysUpTo(legal.defaultDays).map((n) => ({ value: String(n), label: c.days(n) }))}
                />
              </div>
            </details>
            <Buttons equal>
              <ButtonLink href={`${side.home}/offers/${match.id}?refused`}>{w.refuse}</ButtonLink>
              <Button>{w.agree}</Button>
            </Buttons>
          </form>
          <p class="source">{once ? c.once.promise : w.promise}</p>
          <LegalText
            {...{ stand, legal, lender: offer.lenderName, reads: bounds.reads, days: bounds.days }}
            {...(once && { plain: (lender: string, _: number, days: number) => c.once.plainText(lender, days) })}
          />
        </ConsentSlip>
      </div>
    </BorrowerFrame>
  )
}

/** Whose records these are, how new, and whether this product asks for them. */
function Where({ section, asked, stand }: { section: Section; asked: boolean; stand: Stand }) {
  const w = stand.side.words.consent
  const { offices, asOf } = sourcesOf(section)
  return (
    <>
      {offices.length > 0 ? (
        <SourceLine office={words.zh.measures.listed(offices)} asOf={asOf}>
          <a class="nowrap" href={`${stand.side.home}#${section.category}`}>
            {w.own}
          </a>
        </SourceLine>
      ) : isHeld(section) ? null : (
        <span class="source">{w.nothingHeld}</span>
      )}
      <div>{asked ? <Tag tone="info">{w.asked}</Tag> : <span class="source">{w.notAsked}</span>}</div>
    </>
  )
}
