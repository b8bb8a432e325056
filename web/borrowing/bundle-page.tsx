import type { ProductView } from '../../src/products/contract.ts'
import { Button, ButtonLink, Buttons } from '../ui/button.tsx'
import { ConsentSlip } from '../ui/consent-slip.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { ChoiceField, ConsentTicks, FormKey, Pick } from '../ui/field.tsx'
import { money, months } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { words } from '../words/index.ts'
import { askedCategories, offered } from './asked-data.ts'
import type { AuthorisePageProps, Ticks } from './authorise-page.tsx'
import { BorrowerFrame } from './frame.tsx'
import { LegalText } from './legal-text.tsx'
import type { OfferView } from './reasons.tsx'

export interface BundlePageProps extends Pick<AuthorisePageProps, 'stand' | 'match' | 'profile' | 'legal' | 'formKey' | 'errors'> {
  slips: readonly { offer: OfferView; product: ProductView }[]
  ticks: Ticks
  /** Products whose lenders get a slip. */
  chosen: readonly string[]
  /** yes, no, or nothing yet. */
  settles: string
  requestId?: string
}

/** Several lenders at once: a slip each, ticked one by one; one choice of data for all of them. */
export function BundlePage({ stand, match, profile, legal, formKey, errors, slips, ticks, chosen, settles, requestId }: BundlePageProps) {
  const { side } = stand
  const w = words.zh.consents.several
  const said = side.words.consent
  const asked = new Set(slips.flatMap(({ product }) => [...askedCategories(product.terms)]))
  const sections = offered(profile.sections, asked)
  const items = (sensitive: boolean) =>
    sections
      .filter((section) => section.sensitive === sensitive)
      .map((section) => ({
        value: section.category,
        name: section.label,
        text: (sensitive ? said.separateItem : said.item)(said.plain[section.category] ?? section.plain),
        source: (
          <span class="source">
            {w.askedBy([...new Set(slips.filter(({ product }) => askedCategories(product.terms).has(section.category)).map(({ offer }) => offer.lenderName))])}
          </span>
        ),
      }))
  const separate = items(true)
  const title = w.title(slips.length)
  const chosenError: FormError | undefined = errors.find(({ field }) => field === 'give')
  return (
    <BorrowerFrame stand={stand} title={title} current="/need" narrow>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={w.lead} step={{ now: 2, of: 3 }} />
      <form method="post" action={`${side.home}/authorise-several`} class="stack-l">
        <FormKey value={formKey} />
        <input type="hidden" name="match" value={match.id} />
        <Sheet title={w.data}>
          <ConsentTicks name="data" label={said.ordinary} items={items(false)} ticked={ticks.data} error={errorOf(errors, 'data')} />
          {separate.length === 0 ? null : (
            <div class="apart">
              <h3>{said.separate}</h3>
              <p class="source">{said.separateLead}</p>
              <ConsentTicks name="separate" label={said.separate} items={separate} ticked={ticks.separate} />
            </div>
          )}
        </Sheet>
        <fieldset class={chosenError ? 'stack-l wrong' : 'stack-l'} id="f-give" tabindex={chosenError ? -1 : undefined}>
          <legend class="label">{w.which}</legend>
          {chosenError ? <p class="field-error">{chosenError.message}</p> : null}
          {slips.map(({ offer, product }) => (
            <ConsentSlip
              title={said.slip}
              state="draft"
              terms={[
                { term: said.toWhom, detail: offer.lenderName },
                {
                  term: said.what,
                  detail: said.whatText(product.terms.name, words.zh.measures.listed([money(offer.price.amountFen), months(offer.price.termMonths)])),
                },
                { term: said.reads, detail: said.readsText(legal.defaultReads) },
                { term: said.until, detail: said.untilText(legal.defaultDays) },
              ]}
            >
              <input type="hidden" name="p" value={offer.productId} />
              <Pick
                kind="checkbox"
                name="give"
                option={{ value: offer.productId, label: w.giveTo(offer.lenderName, product.terms.name) }}
                picked={chosen.includes(offer.productId)}
              />
            </ConsentSlip>
          ))}
        </fieldset>
        <Sheet>
          <ChoiceField
            name="settles"
            label={w.settles}
            value={settles}
            error={errorOf(errors, 'settles')}
            options={[
              { value: 'yes', label: w.settlesYes },
              { value: 'no', label: w.settlesNo },
            ]}
          />
          <LegalText stand={stand} legal={legal} lender={w.each} reads={legal.defaultReads} days={legal.defaultDays} />
        </Sheet>
        <Buttons equal>
          <ButtonLink href={`${side.home}/offers/${match.id}?refused`}>{said.refuse}</ButtonLink>
          <Button>{w.agree}</Button>
        </Buttons>
      </form>
    </BorrowerFrame>
  )
}
