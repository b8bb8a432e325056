import type { Profile } from '../profiles/model.ts'
import type { Bits } from './bits.ts'
import { cheapestOf } from './cheapest.ts'
import { easiest, type Unlock, unlocks } from './explain.ts'
import { factsRow } from './facts-row.ts'
import type { Market } from './market.ts'
import { match, placeOffer } from './match.ts'
import type { Need, Offer, OfferStatus } from './model.ts'
import { compareCost, compareOffers } from './rank.ts'
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
/** Where nobody said how many; runs that were made before one could say so are made again by it, too. */
export const SHOWN_UNLESS_TOLD = 20

/** Of larger ones so many offers of each status; of the refused, those that one thing alone stands in the way of. */
export function shownOf({ limit = SHOWN_UNLESS_TOLD }: Pick<Need, 'limit'>): Readonly<Record<OfferStatus, number>> {
  const ofOthers = Math.ceil(limit / 4)
  return { eligible: limit, unknown: ofOthers, ineligible: ofOthers }
}

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
  const shown = shownOf(need)
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
  const scoreOf = (product: number) => {
    const { price, scoreBp } = costOf(product)
    const candidate = catalogue.candidates[product]!
    return { product, scoreBp, candidate, offer: { scoreBp, price, productId: candidate.productId } }
  }
  const nearestOf = (products: Bits, status: OfferStatus): Offer[] => {
    const cheapest = cheapestOf(products, shown[status], market.rateBounds(profile.asOf), scoreOf, compareCost)
    const placed = cheapest.map(({ product }) => place(product))
    return placed.sort(compareOffers).map(({ offer }) => ({ rank: null, ...offer }))
  }
  const eligible = ranked.slice(0, shown.eligible).map((product, i) => ({ rank: i + 1, ...place(product).offer }))
  return {
    offers: [...eligible, ...nearestOf(index.unknown, 'unknown'), ...nearestOf(index.nearMisses(facts, askedLoan(need)), 'ineligible')],
    counts,
    // Runs that were made before one could say how many told every set, and are made again so.
    unlocks: need.limit === undefined ? open : easiest(open),
  }
}
