/**
 * The offers a firm would look at, out of thousands of products, for the cost of those offers: what `match` answers,
 * without pricing and explaining what is refused anyway.
 *
 * 1. The index gives the three verdicts over the whole catalogue, criteria and limits of the need together.
 * 2. What is eligible is priced and scored by `priceOf` and `costEquivalent` – from the memo where the same loan was
 *    priced before – and put in order by `orderOffers`.
 * 3. Only the first `top` get reasons. A lone leaf of an eligible product is met, so its reason is the fact itself; a
 *    tree is explained by the reference evaluator, once for all products that ask the same.
 * 4. Unlocks need no offers at all: the categories behind each undecided product are the categories of the empty slots
 *    that it asks, plus the least sets of its undecided groups.
 */

import type { Bp } from '../platform/kernel/rate.ts'
import { compareText } from '../platform/kernel/text.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { ProductTerms } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { countBits, eachBit } from './bits.ts'
import { AMOUNT_SLOT, type AskedLoan, buildIndex, type CriteriaIndex, PURPOSE_SLOT, TERM_SLOT } from './criteria-index.ts'
import type { Unlock } from './explain.ts'
import { type FactsRow, factsRow } from './facts-row.ts'
import { MetReasons } from './met-reasons.ts'
import type { Candidate, Need, Price, Reason } from './model.ts'
import { type Literal, nodeForm, normalForm } from './normal-form.ts'
import { type PricedProduct, PriceMemo, priceAmounts, priceConditions } from './price-memo.ts'
import { type CostPart, type Outlook, orderOffers } from './rank.ts'
import type { RankPolicy } from './rank-policy.ts'
import { Undecided } from './undecided.ts'

/** Everything published, ready to be asked. Built whole whenever a product changes; holds nothing of any firm but prices. */
export interface Catalogue {
  readonly candidates: readonly Candidate[]
  readonly index: CriteriaIndex
  readonly priced: readonly PricedProduct[]
  readonly prices: PriceMemo
  /** What each product says of itself. */
  readonly published: readonly Standing[]
  readonly reasons: MetReasons
  readonly undecided: Undecided
}

export interface Asked {
  readonly profile: Profile
  readonly need: Need
  readonly policy: RankPolicy
  /** What is known of an application to this product beyond its terms; without it, only what the product publishes. */
  readonly standingOf?: (candidate: Candidate) => Standing
  /** By lender; see `orderOffers`. */
  readonly deficitsBp?: ReadonlyMap<string, Bp>
  /** How many offers get their reasons. */
  readonly top?: number
}

export interface Standing extends Outlook {
  /** The quota is full until this day. */
  readonly pausedUntil: CivilDate | null
}

export interface ShortlistedOffer {
  readonly candidate: Candidate
  readonly pausedUntil: CivilDate | null
  readonly reasons: readonly Reason[]
  readonly price: Price
  readonly scoreBp: Bp
  readonly score: readonly CostPart[]
}

export interface Shortlist {
  readonly counts: { readonly eligible: number; readonly unknown: number; readonly ineligible: number }
  /** Every eligible product, best first, as places in `catalogue.candidates`. */
  readonly ranked: readonly number[]
  /** The first of them. */
  readonly offers: readonly ShortlistedOffer[]
  readonly unlocks: readonly Unlock[]
}

const DEFAULT_TOP = 20

/** A product that is there in several versions counts in its newest. */
export function buildCatalogue(published: readonly Candidate[]): Catalogue {
  const newest = new Map<string, Candidate>()
  for (const candidate of published) {
    const seen = newest.get(candidate.productId)
    if (!seen || seen.version < candidate.version) newest.set(candidate.productId, candidate)
  }
  const candidates = [...newest.values()].sort(byPublication)
  const conditions = candidates.map(({ terms }) => priceConditions(terms).map(nodeForm))
  const { index, conditions: nodes } = buildIndex(
    candidates.map(({ terms }) => conjunctionOf(terms)),
    conditions.flat(),
  )
  let next = 0
  const priced = candidates.map(({ terms }, product) => ({
    ...{ product, terms, amounts: priceAmounts(terms) },
    conditions: conditions[product]!.map(() => nodes[next++]!),
  }))
  return {
    ...{ candidates, index, priced, reasons: new MetReasons(candidates.map(({ terms }) => terms.criteria)) },
    ...{ prices: new PriceMemo(index.nodes), published: candidates.map(asPublished), undecided: new Undecided(index) },
  }
}

/** Whom a product is for, what it asks, and what it can lend. */
function conjunctionOf(terms: ProductTerms) {
  const { literals, groups } = normalForm([{ attr: 'kind', op: 'in', value: terms.audience }, ...terms.criteria])
  const ofNeed: Literal[] = [
    { slot: AMOUNT_SLOT, starts: false, flips: [Number(terms.minFen)] },
    { slot: TERM_SLOT, starts: false, flips: [terms.minMonths] },
    { slot: PURPOSE_SLOT, starts: false, flips: terms.purposes.map((purpose) => `=${purpose}`) },
  ]
  return { literals: [...literals, ...ofNeed], groups }
}

/** The need as the index takes it: at most 10^12 fen, so exact. */
export function askedLoan({ amountFen, termMonths, purpose }: Need): AskedLoan {
  return { amount: Number(amountFen), months: termMonths, purpose }
}

/** @throws Fault invalid `lpr_missing`, `mode_missing` */
export function shortlist(catalogue: Catalogue, asked: Asked): Shortlist {
  const { candidates, index } = catalogue
  const { need, top = DEFAULT_TOP } = asked
  const facts = factsRow(asked.profile)
  index.decide(facts, askedLoan(need))
  const ineligible = countBits(index.short)
  const unknown = countBits(index.unknown)
  const unlocks = unknown > 0 ? catalogue.undecided.unlocks() : []

  const ranked = rankedOf(catalogue, asked, facts)
  const reasons = catalogue.reasons.about(asked.profile)
  return {
    counts: { eligible: candidates.length - ineligible - unknown, unknown, ineligible },
    ranked: ranked.map(({ product }) => product),
    offers: ranked.slice(0, top).map(({ product, candidate: { pausedUntil }, offer: { price, scoreBp }, score }) => {
      return { candidate: candidates[product]!, pausedUntil, reasons: reasons(product), price, scoreBp, score }
    }),
    unlocks,
  }
}

interface Ranked {
  readonly product: number
  readonly candidate: { readonly publishedOn: CivilDate; readonly pausedUntil: CivilDate | null }
  readonly offer: { status: 'eligible'; scoreBp: Bp; productId: string; lenderId: string; price: Price; reasons: readonly never[]; limits: readonly never[] }
  readonly score: readonly CostPart[]
}

const NONE: readonly never[] = []
const NO_DEFICITS: ReadonlyMap<string, Bp> = new Map()

/** Eligible products in order. What they lend in part is in their price and costs score; nothing else limits them. */
function rankedOf({ candidates, index, priced, prices, published }: Catalogue, asked: Asked, facts: FactsRow): Ranked[] {
  const page = prices.pageFor(asked)
  const ranked: Ranked[] = []
  eachBit(index.met, (product) => {
    const candidate = candidates[product]!
    const standing = asked.standingOf === undefined ? published[product]! : asked.standingOf(candidate)
    const { price, scoreBp, score } = prices.cost(page, priced[product]!, facts, asked, standing)
    ranked.push({
      product,
      score,
      candidate: { publishedOn: candidate.publishedOn, pausedUntil: standing.pausedUntil },
      offer: { status: 'eligible', scoreBp, productId: candidate.productId, lenderId: candidate.lenderId, price, reasons: NONE, limits: NONE },
    })
  })
  // `orderOffers` has the last word on the order; the fewer pairs it finds the wrong way round, the less it compares.
  ranked.sort((a, b) => a.offer.scoreBp - b.offer.scoreBp || a.offer.price.annualRateBp - b.offer.price.annualRateBp || a.product - b.product)
  return orderOffers(ranked, asked.policy, asked.deficitsBp ?? NO_DEFICITS)
}

function asPublished({ terms }: Candidate): Standing {
  return { answerHours: terms.answerHours, missedShareBp: 0, likelihoodBp: 10_000, pausedUntil: null }
}

/** By day of publication, then by id: the order in which the rank breaks its last ties. */
function byPublication(a: Candidate, b: Candidate): number {
  return compareText(a.publishedOn, b.publishedOn) || compareText(a.productId, b.productId)
}
