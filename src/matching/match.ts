/**
 * Firm in, ranked offers out, each with its reasons. Pure: the same profile, need, candidates and policy give the same
 * bytes, whatever order the candidates come in. A preview: nothing here reaches a lender.
 */
import type { ProductTerms } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { Candidate, Limit, Need, Offer, OfferStatus, Price, Reason } from './model.ts'
import { priceOf } from './price.ts'
import { compareOffers, scoreOf } from './rank.ts'
import type { RankPolicy } from './rank-policy.ts'

/** @throws Fault invalid `lpr_missing` */
export function match(profile: Profile, need: Need, candidates: readonly Candidate[], policy: RankPolicy): { offers: Offer[] } {
  const placed = newestVersions(candidates).map((candidate) => ({ candidate, offer: offerOf(profile, need, candidate, policy) }))
  placed.sort(compareOffers)
  return { offers: placed.map(({ offer }, index) => ({ rank: offer.status === 'eligible' ? index + 1 : null, ...offer })) }
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

function offerOf(profile: Profile, need: Need, candidate: Candidate, policy: RankPolicy): Omit<Offer, 'rank'> {
  const { terms } = candidate
  // Whom a product is for is a criterion like any other: where the kind is unknown, so is the answer.
  const audience = evaluate({ attr: 'kind', op: 'in', value: terms.audience }, profile)
  const reasons = terms.criteria.map((criterion) => evaluate(criterion, profile))
  if (audience.verdict === 'unknown') reasons.unshift(audience)
  const price = priceOf(terms, need, profile)
  const limits = limitsOf(terms, need, audience, price)
  return {
    status: statusOf(reasons, limits),
    productId: candidate.productId,
    version: candidate.version,
    lenderId: candidate.lenderId,
    lenderName: candidate.lenderName,
    productName: terms.name,
    reasons,
    limits,
    price,
    ...scoreOf(price, need, terms.answerHours, policy),
  }
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
