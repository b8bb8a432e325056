import type { WhatIf } from '../../src/matching/advice-contract.ts'
import { wanFromFen } from '../client/form-values.ts'
import { Button, Buttons } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorSummary, errorOf, type FormError } from '../ui/error-summary.tsx'
import { TextField } from '../ui/field.tsx'
import { money, months, percent, yuan } from '../ui/format.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Tag } from '../ui/tag.tsx'
import { words } from '../words/index.ts'
import { BorrowerFrame } from './frame.tsx'
import type { NeedValues } from './need-form.ts'
import type { Stand } from './side.ts'

type Cell = WhatIf['cells'][number]

export interface WhatIfPageProps {
  stand: Stand
  values: NeedValues
  /** Of what the boxes say; null while they cannot be read. */
  answer: { asked: { amountFen: string; termMonths: number }; cells: WhatIf['cells'] } | null
  errors: readonly FormError[]
}

const RESULT = 'what-if'

/** Other amounts and terms around what is asked, each with its best offer; the table follows the boxes. */
export function WhatIfPage({ stand, values, answer, errors }: WhatIfPageProps) {
  const w = words.zh.choosing.others
  const m = words.zh.measures
  return (
    <BorrowerFrame stand={stand} title={w.title} current="/need" live>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lead={w.lead} />
      <div class="stack">
        <Sheet>
          <form class="form" method="get" action={`${stand.side.home}/what-if`} data-live={RESULT}>
            <TextField
              {...{ name: 'amount', label: w.amount, unit: m.wanUnit, inputmode: 'decimal', width: 's', maxlength: 20, required: true }}
              value={values.amount}
              error={errorOf(errors, 'amount')}
            />
            <TextField
              {...{ name: 'term', label: w.term, unit: m.monthsUnit, inputmode: 'numeric', width: 's', maxlength: 6, required: true }}
              value={values.term}
              error={errorOf(errors, 'term')}
            />
            <input type="hidden" name="purpose" value={values.purpose} />
            <Buttons>
              <Button>{w.submit}</Button>
            </Buttons>
          </form>
        </Sheet>
        <div id={RESULT} aria-live="polite">
          {answer === null ? null : <Grid stand={stand} values={values} {...answer} />}
        </div>
      </div>
    </BorrowerFrame>
  )
}

function Grid({ stand, values, asked, cells }: { stand: Stand; values: NeedValues } & NonNullable<WhatIfPageProps['answer']>) {
  const w = words.zh.choosing.others
  const terms = [...new Set(cells.map((cell) => cell.termMonths))]
  const amounts = [...new Set(cells.map((cell) => cell.amountFen))]
  const rates = cells.flatMap(({ best }) => (best === null ? [] : [best.annualRateBp]))
  const cheapestBp = Math.min(...rates)
  // Where several are the cheapest, saying so of each helps nobody.
  const isAlone = rates.filter((rate) => rate === cheapestBp).length === 1
  return (
    <Sheet>
      <DataTable
        caption={w.caption}
        columns={[{ label: w.amountHead, bare: true }, ...terms.map((term) => ({ label: months(term) }))]}
        rows={amounts.map((amountFen) => [
          <b class="nowrap">{money(amountFen)}</b>,
          ...terms.map((term) => {
            const cell = cells.find((one) => one.amountFen === amountFen && one.termMonths === term)!
            const isAsked = asked.amountFen === amountFen && asked.termMonths === term
            return (
              <Answer cell={cell} stand={stand} purpose={values.purpose} isAsked={isAsked} isCheapest={isAlone && cell.best?.annualRateBp === cheapestBp} />
            )
          }),
        ])}
      />
    </Sheet>
  )
}

function Answer({ cell, stand, purpose, isAsked, isCheapest }: { cell: Cell; stand: Stand; purpose: string; isAsked: boolean; isCheapest: boolean }) {
  const w = words.zh.choosing.others
  const { best } = cell
  const isLess = best !== null && best.amountFen !== cell.amountFen
  return (
    <div class="stack-s">
      {isAsked ? <Tag tone="info">{w.asked}</Tag> : null}
      {best === null ? (
        <span class="muted">{w.none}</span>
      ) : (
        <>
          <div>
            <b>{w.best(percent(best.annualRateBp))}</b> {isCheapest ? <Tag tone="good">{w.cheapest}</Tag> : null}
          </div>
          <div class="small">{w.cost(yuan(best.costFen, 'never'))}</div>
          {isLess ? <div class="small warn">{w.lends(money(best.amountFen))}</div> : null}
          <div class="small">{best.productName}</div>
        </>
      )}
      <div class="source">{w.open(cell.eligible, cell.unknown)}</div>
      {best === null ? null : (
        <form method="post" action={`${stand.side.home}/offers`}>
          <input type="hidden" name="amount" value={wanFromFen(cell.amountFen)} />
          <input type="hidden" name="term" value={String(cell.termMonths)} />
          <input type="hidden" name="purpose" value={purpose} />
          <button class="linklike" type="submit">
            {w.choose}
            <span class="sr">
              {' '}
              {money(cell.amountFen)} {months(cell.termMonths)}
            </span>
          </button>
        </form>
      )}
    </div>
  )
}
