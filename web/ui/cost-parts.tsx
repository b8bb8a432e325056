import { words } from '../words/index.ts'
import { money, percent, yuan } from './format.ts'
import { Meter, type MeterPart } from './meter.tsx'

export interface CostPart {
  part: keyof typeof words.zh.pieces.cost.parts
  bp: number
  /** Decimal string of fen. */
  fen: string
}

const COLOUR: Record<CostPart['part'], MeterPart['colour']> = { annual_rate: 1, amount_gap: 3, term_gap: 4, waiting: 2, missed_clocks: 5, failure: 6 }

/**
 * The cost-equivalent and its parts in yuan. `scaleBp` is the score that fills the bar: give every offer of one list
 * the same, so that their bars compare.
 */
export function CostParts({ scoreBp, scaleBp, parts }: { scoreBp: number; scaleBp: number; parts: readonly CostPart[] }) {
  const w = words.zh.pieces.cost
  const shown = parts.filter((p) => p.bp !== 0 || p.fen !== '0')
  const scale = Math.max(1, scaleBp)
  const said = shown.map((p) => w.part(w.parts[p.part], yuan(p.fen, 'never')))
  return (
    <div>
      <Meter label={w.picture(said.join(' '))} parts={shown.map((p) => ({ permille: Math.max(0, (p.bp * 1000) / scale), colour: COLOUR[p.part] }))} />
      <ul class="key">
        <li>
          <b>{w.equivalent(percent(scoreBp))}</b>
        </li>
        {shown.map((p, i) => (
          <li title={money(p.fen)}>
            <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
              <rect class={`f${COLOUR[p.part]}`} width="8" height="8" />
            </svg>
            {said[i]}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What a loan costs in yuan, by whom it goes to; nothing is shown of what is nothing. */
export interface LoanCost {
  interestFen: string
  /** All fees, those of guarantor and insurer among them. */
  feesFen: string
  guaranteeFen: string
  insuranceFen: string
  subsidyFen: string
  costFen: string
}

/** Interest, fees, guarantee, insurance, less subsidy, and the sum: rows for a list of terms that add up to the fen. */
export function costRows({ interestFen, feesFen, guaranteeFen, insuranceFen, subsidyFen, costFen }: LoanCost): { term: string; detail: string }[] {
  const w = words.zh.pieces.cost.money
  const ownFen = BigInt(feesFen) - BigInt(guaranteeFen) - BigInt(insuranceFen)
  const rows = [
    { term: w.interest, fen: BigInt(interestFen) },
    { term: w.fees, fen: ownFen },
    { term: w.guarantee, fen: BigInt(guaranteeFen) },
    { term: w.insurance, fen: BigInt(insuranceFen) },
    { term: w.subsidy, fen: -BigInt(subsidyFen) },
  ]
  const shown = rows.filter(({ fen }, i) => i === 0 || fen !== 0n)
  return [...shown, { term: w.total, fen: BigInt(costFen) }].map(({ term, fen }) => ({ term, detail: yuan(fen) }))
}
