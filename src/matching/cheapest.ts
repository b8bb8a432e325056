/**
 * The cheapest few of a set of products, without pricing the rest. Before any firm is known, a product's terms say below
 * which annual rate it can never come: every discount earned, no fee, the whole subsidy. Products are looked at in the
 * order of these bounds and priced one by one; once the next bound lies above the dearest one kept, nobody behind it can
 * matter (the threshold algorithm of Fagin, Lotem & Naor, 2003, with one list). The rank only ever adds to the rate, so the
 * bound holds for the score.
 */
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { lprOn, type ProductTerms } from '../products/model.ts'
import { type Bits, hasBit } from './bits.ts'
import type { Candidate } from './model.ts'

export interface RateBounds {
  /** Products, lowest bound first. */
  order: Uint32Array
  /** By product: no score lies below. */
  leastBp: Float64Array
}

export function rateBounds(candidates: readonly Candidate[], on: CivilDate): RateBounds {
  const lprBp = Math.min(...(['1Y', '5Y'] as const).map((tenor) => lprOn(on, tenor)?.bp ?? 0))
  const leastBp = Float64Array.from(candidates, ({ terms }) => leastRate(terms, lprBp))
  const order = Uint32Array.from(candidates, (_, product) => product).sort((a, b) => leastBp[a]! - leastBp[b]! || a - b)
  return { order, leastBp }
}

/** Half a fen a month, on the smallest loan, as a rate a year, each for interest, subsidy, fees and instalment; and what rounding a rate takes off. */
const ROUNDING_A_YEAR = 4 * 60_000
const ROUNDED_BP = 2

function leastRate({ pricing, methods, maxMonths, minFen, limits }: ProductTerms, lprBp: Bp): number {
  // Lends a share of what the firm has: of next to nothing, next to nothing, and then rounding is all.
  if (limits?.some(({ ofAttribute }) => ofAttribute !== undefined)) return Number.NEGATIVE_INFINITY
  const discounts = pricing.tiers.reduce((sum, { addBp }) => sum + Math.min(0, addBp), 0)
  const charged = Math.min(pricing.capBp, Math.max(pricing.floorBp, lprBp + pricing.spreadBp + discounts))
  const borne = charged - (pricing.subsidies ?? []).reduce((sum, { subsidyBp }) => sum + subsidyBp, 0)
  // Paid at the end, simple interest is less a month than a twelfth; the less, the longer the loan.
  const isLate = methods.includes('bullet') && borne > 0
  const nominal = isLate ? 120_000 * ((1 + (borne * maxMonths) / 120_000) ** (1 / maxMonths) - 1) : borne
  return nominal - ROUNDED_BP - ROUNDING_A_YEAR / Math.max(1, Number(minFen))
}

export interface Scored {
  product: number
  scoreBp: Bp
}

/**
 * @param scoreOf no less than the product's bound
 * @param compare a total order that puts the lower score first
 * @returns the first `most` of the set in this order
 */
export function cheapestOf<S extends Scored>(
  set: Bits,
  most: number,
  { order, leastBp }: RateBounds,
  scoreOf: (product: number) => S,
  compare: (a: S, b: S) => number,
): S[] {
  const kept: S[] = []
  for (const product of order) {
    if (kept.length >= most && leastBp[product]! > kept[most - 1]!.scoreBp) break
    if (!hasBit(set, product)) continue
    kept.push(scoreOf(product))
    kept.sort(compare)
    if (kept.length > most) kept.pop()
  }
  return kept
}
