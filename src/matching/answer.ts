/**
 * What a firm is answered. Of a market that fits a page it is everything `match` says. Of a large one it is the first
 * offers of each status, found by the index and the memo instead of by pricing and explaining thousands of products; a
 * test holds what is shown, its order and its counts to `match`.
 */
import type { Profile } from '../profiles/model.ts'
import type { Bits } from './bits.ts'
import { cheapestOf, type Scored } from './cheapest.ts'
import { type Unlock, unlocks } from './explain.ts'
import { factsRow } from './facts-row.ts'
import type { Market } from './market.ts'
import { match, placeOffer } from './match.ts'
import type { Candidate, Need, Offer, OfferStatus } from './model.ts'
import type { Costed } from './price-memo.ts'
import { compareOffers } from './rank.ts'
import { segmentIn } from './segment.ts'
import { askedLoan, shortlist } from './shortlist.ts'

export interface Answer {
  /** Eligible in order of rank, then undecided, then refused; of a large market the first of each. */
  offers: readonly Offer[]
  /** Of the whole market. */
  counts: Readonly<Record<OfferStatus, number>>
  unlocks: readonly Unlock[]
}

/** Markets up to this size are answered whole. */
export const WHOLE_UP_TO = 100
/** Of larger ones so many offers of each status; of the refused, those that one thing alone stands in the way of. */
export const SHOWN: Readonly<Record<OfferStatus, number>> = { eligible: 20, unknown: 5, ineligible: 5 }

/** @throws Fault invalid `lpr_missing`, `mode_missing` */
export function answer(market: Market, profile: Profile, need: Need): Answer {
  return market.candidates.length <= WHOLE_UP_TO ? answerWhole(market, profile, need) : answerFirst(market, profile, need)
}

function answerWhole({ candidates, policy, standings }: Market, profile: Profile, need: Need): Answer {
  const { offers } = match(profile, need, candidates, policy, standings)
  const count = (status: OfferStatus) => offers.filter((offer) => offer.status === status).length
  return { offers, counts: { eligible: count('eligible'), unknown: count('unknown'), ineligible: count('ineligible') }, unlocks: unlocks(offers) }
}

function answerFirst(market: Market, profile: Profile, need: Need): Answer {
  const { catalogue, policy, outlooks } = market
  const standingOf = market.standingsFor(segmentIn(profile), profile.asOf)
  const asked = { profile, need, policy, standingOf, deficitsBp: outlooks.deficitsBp }
  const { counts, unlocks: open, ranked } = shortlist(catalogue, { ...asked, top: 0 })

  // The index still holds this firm's verdicts: it is asked and read without a pause.
  const { index, prices, priced } = catalogue
  const facts = factsRow(profile)
  const page = prices.pageFor(asked)
  const costOf = (product: number) => prices.cost(page, priced[product]!, facts, asked, standingOf(catalogue.candidates[product]!))
  const place = (product: number) => {
    const candidate = catalogue.candidates[product]!
    return placeOffer(candidate, profile, need, policy, standingOf(candidate), costOf(product).price)
  }
  const scoreOf = (product: number) => ({ product, candidate: catalogue.candidates[product]!, ...costOf(product) })
  const nearestOf = (products: Bits, status: OfferStatus): Offer[] => {
    const cheapest = cheapestOf(products, SHOWN[status], market.rateBounds(profile.asOf), scoreOf, compareScored)
    const placed = cheapest.map(({ product }) => place(product))
    return placed.sort(compareOffers).map(({ offer }) => ({ rank: null, ...offer }))
  }
  const eligible = ranked.slice(0, SHOWN.eligible).map((product, i) => ({ rank: i + 1, ...place(product).offer }))
  return {
    offers: [...eligible, ...nearestOf(index.unknown, 'unknown'), ...nearestOf(index.nearMisses(facts, askedLoan(need)), 'ineligible')],
    ...{ counts, unlocks: open },
  }
}

type ScoredOffer = Scored & Costed & { candidate: Candidate }

/** As `compareOffers` among offers of one status and as many obstacles. */
function compareScored(a: ScoredOffer, b: ScoredOffer): number {
  return (
    a.scoreBp - b.scoreBp ||
    a.price.annualRateBp - b.price.annualRateBp ||
    compareText(a.candidate.publishedOn, b.candidate.publishedOn) ||
    compareText(a.candidate.productId, b.candidate.productId)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
