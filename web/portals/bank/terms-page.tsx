import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { ErrorSummary, type FormError } from '../../ui/error-summary.tsx'
import { FormKey, FormVersion } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { words } from '../../words/index.ts'
import { COUNTS } from './counts-panel.tsx'
import { CriteriaBuilder } from './criteria-builder.tsx'
import type { FormView } from './form-rows.tsx'
import { BankFrame, type Desk } from './frame.tsx'
import { LimitRows, TopUpRows } from './limit-rows.tsx'
import type { LiveCounts } from './live-counts.ts'
import { FeeRows, SubsidyRows, TierRows } from './pricing-rows.tsx'
import { Amounts, Basics, Pricing } from './terms-basics.tsx'
import type { TermsValues } from './terms-values.ts'
import { TestCaseRows } from './test-case-rows.tsx'

export interface TermsPageProps {
  desk: Desk
  /** null for a product that is only being begun. */
  product: { id: string; name: string; state: string } | null
  values: TermsValues
  live: LiveCounts
  errors: readonly FormError[]
  requestId?: string
  /** Somebody changed the product since this form was opened. */
  stale?: boolean
  /** The box or button that takes the focus after a row was added or taken away. */
  focus?: string
  formKey: string
  etag: string
}

/** A product being written: terms row by row, and live beside the criteria how many of the city they take. */
export function TermsPage({ desk, product, values, live, errors, requestId, stale, focus = '', formKey, etag }: TermsPageProps) {
  const w = words.zh.bank.terms
  const title = product ? w.editTitle(product.name) : w.createTitle
  const base = product ? `/bank/products/${product.id}` : '/bank/products'
  const form: FormView = { values, errors, focus, preview: `${base}/preview` }
  return (
    <BankFrame title={title} current="/bank/products" desk={desk} live>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={title} lead={product ? `${product.state} ${w.lead}` : w.lead} />
      <div class="stack">
        {stale && product ? (
          <Notice tone="warn">
            {w.stale} <a href={`${base}/edit`}>{w.staleLink}</a>
          </Notice>
        ) : null}
        <form
          class="stack"
          id="terms"
          method="post"
          action={product ? `${base}/edit` : '/bank/products/new'}
          data-live={COUNTS}
          data-live-action={form.preview}
        >
          {/* Enter in any box presses the first button that is drawn: it must change nothing. */}
          <button class="sr" type="submit" tabindex={-1} formaction={form.preview} formnovalidate>
            {words.zh.bank.builder.onEnter}
          </button>
          <div class="halves">
            <div class="stack">
              <Basics values={values} errors={errors} />
              <Pricing values={values} errors={errors} />
            </div>
            <Amounts values={values} errors={errors} />
          </div>
          <CriteriaBuilder form={form} live={live} />
          <TierRows form={form} />
          <FeeRows form={form} />
          <SubsidyRows form={form} />
          <LimitRows form={form} />
          <TopUpRows form={form} />
          <TestCaseRows form={form} />
          {product ? <FormVersion etag={etag} /> : <FormKey value={formKey} />}
          <Buttons>
            <Button kind="main">{w.save}</Button>
            <ButtonLink href="/bank/products">{w.cancel}</ButtonLink>
          </Buttons>
        </form>
      </div>
    </BankFrame>
  )
}
