/**
 * The score is what a loan costs a year in basis points, lower is better: its annual rate, and what falls short of the
 * need, keeps the firm waiting or may come to nothing, put into the same unit. Integers throughout; the parts add up
 * exactly, in bp and in fen.
 */
import { divideRounded, type Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { compareText } from '../platform/kernel/text.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Candidate, Need, Offer, Price, ScorePart } from './model.ts'
import { type RankMode, type RankPolicy, type ScorePartName, weightsOf } from './rank-policy.ts'

/** What is known of how an application would go. Nothing of what a lender pays. */
export interface Outlook {
  /** The product's published median until its first answer. */
  answerHours: number
  /** Of the lender's answers, those later than promised: 0..10 000. */
  missedShareBp: Bp
  /** How likely it is granted: 0..10 000. */
  likelihoodBp: Bp
}

export type CostPart = ScorePart

const WHOLE_BP = 10_000n

/**
 * annual_rate in fen is interest + fees − subsidies. For the others, one bp costs what one bp of this loan's interest costs
 * (interest ÷ rate: what is owed on average × the years), so that yuan and rate tell the same story on a loan
 * repaid in instalments. Fen are rounded on the running total, which leaves no fen over.
 * @throws Fault invalid `mode_missing` where the policy has no such mode
 */
export function costEquivalent(price: Price, need: Need, outlook: Outlook, policy: RankPolicy, mode: RankMode): { scoreBp: Bp; score: CostPart[] } {
  const missingFen = need.amountFen > price.amountFen ? need.amountFen - price.amountFen : 0n
  const missingMonths = BigInt(Math.max(0, need.termMonths - price.termMonths))
  const weights = weightsOf(policy, mode)
  const weighed = (part: keyof typeof weights, bp: Bp, share: bigint, whole: bigint) => proportion(bp, share * BigInt(weights[part]), whole * 100n)
  const extras: { part: ScorePartName; bp: Bp }[] = [
    { part: 'amount_gap', bp: proportion(policy.amountGapBp, missingFen, need.amountFen) },
    { part: 'term_gap', bp: proportion(policy.termGapBp, missingMonths, BigInt(need.termMonths)) },
    { part: 'waiting', bp: weighed('waiting', policy.waitingBpPerDay, BigInt(outlook.answerHours), 24n) },
    { part: 'missed_clocks', bp: weighed('missed_clocks', policy.missedClocksBp, BigInt(outlook.missedShareBp), WHOLE_BP) },
    { part: 'failure', bp: weighed('failure', policy.failedApplicationBp, WHOLE_BP - BigInt(outlook.likelihoodBp), WHOLE_BP) },
  ]
  const score: CostPart[] = [{ part: 'annual_rate', bp: price.annualRateBp, fen: price.costFen }]
  let runningBp = 0
  for (const { part, bp } of extras) {
    if (!policy.parts.includes(part)) continue
    const beforeFen = costOf(runningBp, price)
    runningBp += bp
    score.push({ part, bp, fen: costOf(runningBp, price) - beforeFen })
  }
  return { scoreBp: price.annualRateBp + runningBp, score }
}

function proportion(bp: Bp, part: bigint, whole: bigint): Bp {
  return Number(divideRounded(BigInt(bp) * part, whole))
}

/** What `bp` a year costs on this loan; a loan without interest counts as owed whole to its end. */
function costOf(bp: Bp, { rateBp, interestFen, amountFen, termMonths }: Price): Fen {
  if (rateBp > 0) return divideRounded(interestFen * BigInt(bp), BigInt(rateBp))
  return divideRounded(amountFen * BigInt(bp) * BigInt(termMonths), 12n * 10_000n)
}

/** What the order looks at, and no more. */
export interface Placed {
  candidate: Pick<Candidate, 'publishedOn'> & {
    /** The quota is full until this day; null or absent where it is open, or open again. */
    pausedUntil?: CivilDate | null
  }
  offer: Pick<Offer, 'status' | 'scoreBp' | 'productId' | 'lenderId'> & {
    price: Pick<Price, 'annualRateBp'>
    reasons: readonly Pick<Offer['reasons'][number], 'verdict'>[]
    limits: readonly Pick<Offer['limits'][number], 'blocking'>[]
  }
}

const STATUS_ORDER = { eligible: 0, unknown: 1, ineligible: 2 }

/**
 * A total order: eligible, then eligible with a full quota, then unknown, then ineligible with fewest obstacles first;
 * within each by score, annual rate, first published, product id.
 */
export function compareOffers(a: Placed, b: Placed): number {
  return classOf(a) - classOf(b) || obstacles(a.offer) - obstacles(b.offer) || compareCost(a, b)
}

/**
 * Puts offers in order. Among those that can be had, near-ties go to the lender that was shown too rarely: from the best
 * score on, whatever lies within `nearTieBp` of a group's first forms one group, and inside a group the larger exposure
 * deficit goes first, then score, annual rate, first published, product id. Groups, unlike a rule for pairs, leave no
 * circle of three; so nobody's first offer costs more than `nearTieBp` above the best, and the order offers come in
 * never shows.
 * @param deficitsBp by lender; one that is not named has none
 */
export function orderOffers<P extends Placed>(placed: readonly P[], { nearTieBp }: Pick<RankPolicy, 'nearTieBp'>, deficitsBp: ReadonlyMap<string, Bp>): P[] {
  const sorted = [...placed].sort(compareOffers)
  if (nearTieBp === null) return sorted
  const deficitOf = ({ offer }: P) => deficitsBp.get(offer.lenderId) ?? 0
  const ordered: P[] = []
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at]!
    let end = at + 1
    while (end < sorted.length && isNearTie(first, sorted[end]!, nearTieBp)) end++
    ordered.push(...sorted.slice(at, end).sort((a, b) => deficitOf(b) - deficitOf(a) || compareOffers(a, b)))
    at = end
  }
  return ordered
}

function isNearTie(first: Placed, next: Placed, nearTieBp: Bp): boolean {
  return first.offer.status === 'eligible' && classOf(first) === classOf(next) && next.offer.scoreBp - first.offer.scoreBp <= nearTieBp
}

/** A full quota is no refusal, but what can be had today stands before it. */
function classOf({ candidate, offer }: Placed): number {
  const isPaused = offer.status === 'eligible' && candidate.pausedUntil !== undefined && candidate.pausedUntil !== null
  return 2 * STATUS_ORDER[offer.status] + (isPaused ? 1 : 0)
}

/** What the order goes by among offers of one status and as many obstacles. */
export interface Costing {
  candidate: Pick<Candidate, 'publishedOn'>
  offer: Pick<Offer, 'scoreBp' | 'productId'> & { price: Pick<Price, 'annualRateBp'> }
}

/** Score, annual rate, first published, product id. */
export function compareCost(a: Costing, b: Costing): number {
  return (
    a.offer.scoreBp - b.offer.scoreBp ||
    a.offer.price.annualRateBp - b.offer.price.annualRateBp ||
    compareText(a.candidate.publishedOn, b.candidate.publishedOn) ||
    compareText(a.offer.productId, b.offer.productId)
  )
}

/** What refuses: criteria short and limits that block. None, unless ineligible. */
function obstacles({ status, reasons, limits }: Pick<Placed['offer'], 'status' | 'reasons' | 'limits'>): number {
  if (status !== 'ineligible') return 0
  return reasons.filter((reason) => reason.verdict === 'short').length + limits.filter((limit) => limit.blocking).length
}
