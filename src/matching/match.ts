/**
 * Firm in, ranked offers out, each with its reasons. Pure: the same profile, need, candidates and policy give the same
 * bytes, whatever order the candidates come in. A preview: nothing here reaches a lender.
 */
import type { CivilDate } from '../platform/kernel/time.ts'
import type { ProductTerms } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { Candidate, Limit, Need, Offer, OfferStatus, Price, Reason } from './model.ts'
import { priceOf } from './price.ts'
import { costEquivalent, orderOffers } from './rank.ts'
import type { RankPolicy } from './rank-policy.ts'
import { segmentIn } from './segment.ts'
import { NO_STANDINGS, type Outlooks, outlooksOf } from './standings.ts'

/** @throws Fault invalid `lpr_missing`, `mode_missing` */
export function match(profile: Profile, need: Need, candidates: readonly Candidate[], policy: RankPolicy, standings = NO_STANDINGS): { offers: Offer[] } {
  const outlooks = outlooksOf(standings)
  const placed = newestVersions(candidates).map((candidate) => placedOf(profile, need, candidate, policy, outlooks))
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

interface PlacedOffer {
  candidate: Pick<Candidate, 'publishedOn'> & { pausedUntil: CivilDate | null }
  offer: Omit<Offer, 'rank'>
}

function placedOf(profile: Profile, need: Need, candidate: Candidate, policy: RankPolicy, outlooks: Outlooks): PlacedOffer {
  const { publishedOn, productId, lenderId, terms } = candidate
  const pausedUntil = outlooks.pausedUntil(productId, profile.asOf)
  const likelihood = outlooks.likelihood({ lenderId, productId, segment: segmentIn(profile) })
  const { reasons, limits, price } = judge(profile, need, terms)
  const outlook = { answerHours: terms.answerHours, missedShareBp: outlooks.missedShareBp(lenderId), likelihoodBp: outlooks.countedBp(likelihood) }
  const offer = {
    status: statusOf(reasons, limits),
    ...{ productId, version: candidate.version, lenderId, lenderName: candidate.lenderName, productName: terms.name },
    ...{ reasons, limits, price, likelihood, pausedUntil },
    ...costEquivalent(price, need, outlook, policy, need.prefer ?? 'cheapest'),
  }
  return { candidate: { publishedOn, pausedUntil }, offer }
}

function judge(profile: Profile, need: Need, terms: ProductTerms): Pick<Offer, 'reasons' | 'limits' | 'price'> {
  // Whom a product is for is a criterion like any other: where the kind is unknown, so is the answer.
  const audience = evaluate({ attr: 'kind', op: 'in', value: terms.audience }, profile)
  const reasons = terms.criteria.map((criterion) => evaluate(criterion, profile))
  if (audience.verdict === 'unknown') reasons.unshift(audience)
  const price = priceOf(terms, need, profile)
  return { reasons, price, limits: limitsOf(terms, need, audience, price) }
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
