import type { CountsView } from '../../../src/matching/screening-contract.ts'
import { GUANGZHOU_DISTRICTS } from '../../../src/subjects/model.ts'
import { type Problem, sentenceOf } from '../../client/problem.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { type Option, SelectField } from '../../ui/field.tsx'
import { KeyFigures } from '../../ui/key-figures.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'
import { figureText, verdictTerms } from './screening-figure.ts'

export interface ScreeningPageProps {
  desk: Desk
  /** Products with their drafts, by an id that says which. */
  products: readonly Option[]
  product: string
  /** '' for the whole city. */
  district: string
  counts: CountsView | null
  problem: Problem | null
}

/** How many of the city a product's criteria would take, and what rules most of them out. */
export function ScreeningPage({ desk, products, product, district, counts, problem }: ScreeningPageProps) {
  const w = words.zh.screening
  const districts = [{ value: '', label: w.city }, ...GUANGZHOU_DISTRICTS.map(({ code, name }) => ({ value: code, label: name }))]
  return (
    <BankFrame title={w.title} current="/bank/batches" desk={desk}>
      {problem ? <ErrorSummary errors={[{ field: null, message: sentenceOf(problem) }]} requestId={problem.requestId} kept={false} /> : null}
      <PageTitle title={w.title} lead={w.lead} aside={<a href="/bank/batches">{w.toBatches}</a>} />
      <div class="stack">
        {products.length === 0 ? (
          <EmptyState kind="none_yet" text={w.noProducts} action={<ButtonLink href="/bank/products/new">{w.toProducts}</ButtonLink>} />
        ) : (
          <Sheet>
            <form class="filters" method="get" action="/bank/screening">
              <SelectField name="product" label={w.product} value={product} options={products} />
              <SelectField name="district" label={w.district} value={district} options={districts} />
              <Button kind="main">{w.show}</Button>
            </form>
          </Sheet>
        )}
        {counts === null ? null : <Result counts={counts} />}
      </div>
    </BankFrame>
  )
}

function Result({ counts }: { counts: CountsView }) {
  const w = words.zh.screening
  if (counts.asOf === null) return <EmptyState kind="filtered_out" text={w.nobody} />
  return (
    <>
      <Sheet title={w.result} aside={w.asOf(counts.asOf)}>
        <div class="stack">
          <KeyFigures figures={verdictTerms(counts)} />
          {counts.biggestExcluder === null ? null : <p>{w.excluder(counts.biggestExcluder.sentence, figureText(counts.biggestExcluder.excluded))}</p>}
          <p class="source">{w.rule}</p>
        </div>
      </Sheet>
      <Sheet title={w.byCriterion}>
        {counts.byCriterion.length === 0 ? (
          <p class="muted">{w.noCriteria}</p>
        ) : (
          <DataTable
            caption={w.byCriterion}
            captionHidden
            columns={[
              { label: w.criterion, bare: true },
              { label: w.meet, numeric: true },
              { label: w.couldMeet, numeric: true },
              { label: w.short, numeric: true },
            ]}
            rows={counts.byCriterion.map(({ sentence, meet, couldMeet, short }) => [sentence, figureText(meet), figureText(couldMeet), figureText(short)])}
          />
        )}
      </Sheet>
    </>
  )
}
