/**
 * Firm in, ranked offers out, each with its reasons. Pure: the same profile, need, candidates and policy give the same
 * bytes, whatever order the candidates come in. A preview: nothing here reaches a lender.
 */
import type { CivilDate } from '../platform/kernel/time.ts'
import type { ProductTerms } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { MarketStanding } from './market.ts'
import type { Candidate, Limit, Need, Offer, OfferStatus, Price, Reason } from './model.ts'
import { priceOf } from './price.ts'
import { costEquivalent, orderOffers } from './rank.ts'
import type { RankPolicy } from './rank-policy.ts'
import { segmentIn } from './segment.ts'
import { NO_STANDINGS, outlooksOf } from './standings.ts'

/** @throws Fault invalid `lpr_missing`, `mode_missing` */
export function match(profile: Profile, need: Need, candidates: readonly Candidate[], policy: RankPolicy, standings = NO_STANDINGS): { offers: Offer[] } {
  const outlooks = outlooksOf(standings)
  const segment = segmentIn(profile)
  const placed = newestVersions(candidates).map((candidate) =>
    placeOffer(candidate, profile, need, policy, outlooks.standing(candidate, segment, profile.asOf), priceOf(candidate.terms, need, profile)),
  )
  const ordered = orderOffers(placed, policy, outlooks.deficitsBp)
  return { offers: ordered.map(({ offer }, index) => ({ rank: offer.status === 'eligible' ? index + 1 : null, ...offer })) }
}

/** A product is offered once: in its newest version. */
function newestVersions(candidates: readonly Candidate[]): Candidate[] {
  const newest = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const seen = newest.get(candidate.productId)
    if (!seen || seen.version < candidate.version) newest.set(candidate.productId, candidate)
  }
  return [...newest.values()]
}

export interface PlacedOffer {
  candidate: Pick<Candidate, 'publishedOn'> & { pausedUntil: CivilDate | null }
  offer: Omit<Offer, 'rank'>
}

/** One product judged, scored and ready to be put in order. @param price of `priceOf` */
export function placeOffer(candidate: Candidate, profile: Profile, need: Need, policy: RankPolicy, standing: MarketStanding, price: Price): PlacedOffer {
  const { productId, version, lenderId, lenderName, publishedOn, terms } = candidate
  const { likelihood, pausedUntil } = standing
  // Whom a product is for is a criterion like any other: where the kind is unknown, so is the answer.
  const audience = evaluate({ attr: 'kind', op: 'in', value: terms.audience }, profile)
  const reasons = terms.criteria.map((criterion) => evaluate(criterion, profile))
  if (audience.verdict === 'unknown') reasons.unshift(audience)
  const limits = limitsOf(terms, need, audience, price)
  const offer = {
    status: statusOf(reasons, limits),
    ...{ productId, version, lenderId, lenderName, productName: terms.name },
    ...{ reasons, limits, price, likelihood, pausedUntil },
    ...costEquivalent(price, need, standing, policy, need.prefer ?? 'cheapest'),
  }
  return { candidate: { publishedOn, pausedUntil }, offer }
}

/**
 * Too much or too long is lent in part and costs score; too little, too short, another purpose or another audience is
 * refused. Another way of repaying costs nothing: its price says it all, but it is never changed in silence.
 */
function limitsOf(terms: ProductTerms, need: Need, audience: Reason, { method, limitFen }: Price): Limit[] {
  const limits: Limit[] = []
  const name = (limit: Limit['limit'], offered: bigint | number | string | readonly string[], asked: unknown, blocking: boolean) =>
    limits.push({ limit, offered: String(offered), asked: String(asked), blocking })
  if (need.amountFen > limitFen) name('amount_above', limitFen, need.amountFen, false)
  if (need.amountFen < terms.minFen) name('amount_below', terms.minFen, need.amountFen, true)
  if (need.termMonths > terms.maxMonths) name('term_above', terms.maxMonths, need.termMonths, false)
  if (need.termMonths < terms.minMonths) name('term_below', terms.minMonths, need.termMonths, true)
  if (!terms.purposes.includes(need.purpose)) name('purpose', terms.purposes, need.purpose, true)
  if (audience.verdict === 'short') name('audience', terms.audience, audience.leaves[0]?.actual, true)
  if (need.method !== undefined && need.method !== method) name('method', method, need.method, false)
  return limits
}

/** A refusal proven by what is known stands, whatever is unknown beside it. */
function statusOf(reasons: readonly Reason[], limits: readonly Limit[]): OfferStatus {
  if (limits.some((limit) => limit.blocking) || reasons.some((reason) => reason.verdict === 'short')) return 'ineligible'
  return reasons.some((reason) => reason.verdict === 'unknown') ? 'unknown' : 'eligible'
}
