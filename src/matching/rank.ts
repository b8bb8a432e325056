/**
 * The score is what a loan costs a year in basis points, lower is better: its annual rate, and what falls short of the
 * need or keeps the firm waiting put into the same unit. Integers throughout; the parts add up exactly, in bp and in fen.
 */
import { divideRounded, type Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { Candidate, Need, Offer, Price, ScorePart } from './model.ts'
import type { RankPolicy } from './rank-policy.ts'

/**
 * annual_rate in fen is interest + fees. For the others, one bp costs what one bp of this loan's interest costs
 * (interest ÷ rate: what is owed on average × the years), so that yuan and rate tell the same story on a loan
 * repaid in instalments. Fen are rounded on the running total, which leaves no fen over.
 */
export function scoreOf(price: Price, need: Need, answerHours: number, policy: RankPolicy): { scoreBp: Bp; score: ScorePart[] } {
  const missingFen = need.amountFen > price.amountFen ? need.amountFen - price.amountFen : 0n
  const missingMonths = Math.max(0, need.termMonths - price.termMonths)
  const extras: { part: ScorePart['part']; bp: Bp }[] = [
    { part: 'amount_gap', bp: proportion(policy.amountGapBp, missingFen, need.amountFen) },
    { part: 'term_gap', bp: proportion(policy.termGapBp, BigInt(missingMonths), BigInt(need.termMonths)) },
    { part: 'waiting', bp: proportion(policy.waitingBpPerDay, BigInt(answerHours), 24n) },
  ]
  const score: ScorePart[] = [{ part: 'annual_rate', bp: price.annualRateBp, fen: price.interestFen + price.feesFen }]
  let runningBp = 0
  for (const { part, bp } of extras) {
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

type Placed = { candidate: Pick<Candidate, 'publishedOn'>; offer: Omit<Offer, 'rank'> }

const STATUS_ORDER = { eligible: 0, unknown: 1, ineligible: 2 }

/**
 * A total order: eligible, then unknown, then ineligible with fewest obstacles first; within each by score, annual
 * rate, first published, product id.
 */
export function compareOffers(a: Placed, b: Placed): number {
  return (
    STATUS_ORDER[a.offer.status] - STATUS_ORDER[b.offer.status] ||
    obstacles(a.offer) - obstacles(b.offer) ||
    a.offer.scoreBp - b.offer.scoreBp ||
    a.offer.price.annualRateBp - b.offer.price.annualRateBp ||
    compareText(a.candidate.publishedOn, b.candidate.publishedOn) ||
    compareText(a.offer.productId, b.offer.productId)
  )
}

/** What refuses: criteria short and limits that block. None, unless ineligible. */
function obstacles({ reasons, limits }: Pick<Offer, 'reasons' | 'limits'>): number {
  return reasons.filter((reason) => reason.verdict === 'short').length + limits.filter((limit) => limit.blocking).length
}

/** By UTF-16 code unit: the same on every machine, unlike a locale's order. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
