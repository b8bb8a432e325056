/**
 * The yearly rate hidden in a row of payments (IRR, and XIRR on actual/365). Floats live only inside the root finder;
 * what leaves is whole basis points.
 */
import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { type CivilDate, daysBetween } from '../platform/kernel/time.ts'

/** `period` counts months. Either side's sign convention gives the same rate. */
export interface PeriodFlow {
  period: number
  amountFen: Fen
}

export interface DatedFlow {
  date: CivilDate
  amountFen: Fen
}

export type AnnualRate =
  /** nominal: 12 × the monthly rate, what the trade calls 年化 (单利); effective: compounded over a year. */
  | { outcome: 'rate'; nominalBp: Bp; effectiveBp: Bp }
  /** Money flows one way only (flows of one moment are netted first): no rate exists. */
  | { outcome: 'no_sign_change' }
  /** Money turns more than once, so several rates may fit; none is chosen (Descartes' rule of signs). */
  | { outcome: 'ambiguous' }
  /** The only root lies outside −99.9999 % to +100 000 000 % effective a year. */
  | { outcome: 'no_solution' }

export function annualRate(flows: readonly PeriodFlow[]): AnnualRate {
  return rateOf(
    flows.map(({ period, amountFen }) => ({ at: period, amountFen })),
    12,
  )
}

export function annualRateByDate(flows: readonly DatedFlow[]): AnnualRate {
  const first = flows[0]?.date ?? ''
  return rateOf(
    flows.map(({ date, amountFen }) => ({ at: daysBetween(first, date), amountFen })),
    365,
  )
}

interface Flow {
  at: number
  amountFen: Fen
}

function rateOf(flows: readonly Flow[], unitsPerYear: number): AnnualRate {
  const netted = net(flows)
  const turns = netted.flatMap((flow, i) => (i > 0 && flow.amountFen > 0n !== netted[i - 1]!.amountFen > 0n ? [i] : []))
  if (turns.length === 0) return { outcome: 'no_sign_change' }
  if (turns.length > 1) return { outcome: 'ambiguous' }
  const force = forceOfInterest(netted, turns[0]!, unitsPerYear)
  if (force === null) return { outcome: 'no_solution' }
  return { outcome: 'rate', nominalBp: bpOf(12 * Math.expm1(force / 12)), effectiveBp: bpOf(Math.expm1(force)) }
}

/** Adds up flows of one moment, drops what cancels, sorts by time. */
function net(flows: readonly Flow[]): Flow[] {
  const sums = new Map<number, Fen>()
  for (const { at, amountFen } of flows) sums.set(at, (sums.get(at) ?? 0n) + amountFen)
  return [...sums]
    .map(([at, amountFen]) => ({ at, amountFen }))
    .filter(({ amountFen }) => amountFen !== 0n)
    .sort((a, b) => a.at - b.at)
}

const LOWEST_FORCE = Math.log(1e-6)
const HIGHEST_FORCE = Math.log(1e6 + 1)

/**
 * ln(1 + effective rate). Discounting to the moment just before the flow `turn` puts all money of one sign before that
 * moment and all of the other after it, so the sum is strictly monotone in the rate: bisection finds the only root,
 * whatever the sizes, and an overflow to ±∞ still has the right sign.
 */
function forceOfInterest(flows: readonly Flow[], turn: number, unitsPerYear: number): number | null {
  const pivot = (flows[turn - 1]!.at + flows[turn]!.at) / 2
  const terms = flows.map(({ at, amountFen }) => ({ years: (at - pivot) / unitsPerYear, amount: Number(amountFen) }))
  const valueAt = (force: number) => terms.reduce((sum, { years, amount }) => sum + amount * Math.exp(-force * years), 0)

  // With u → −∞ the later money dominates, with u → +∞ the earlier.
  const sign = flows[turn]!.amountFen > 0n ? 1 : -1
  let low = LOWEST_FORCE
  let high = HIGHEST_FORCE
  if (valueAt(low) * sign < 0 || valueAt(high) * sign > 0) return null
  // 33 wide, 60 halvings: below 1e-16, finer than a double near 1.
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (valueAt(middle) * sign > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function bpOf(rate: number): Bp {
  const bp = Math.round(rate * 10_000)
  return bp === 0 ? 0 : bp
}
