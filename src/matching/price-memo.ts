/**
 * Prices worked out once and asked for many times. A price is a matter of bigint schedules and root finding, some tens of
 * microseconds; but of the firm it depends on no more than which of the product's own conditions hold (tiers, subsidies,
 * limits, top-up) and on the amounts that limits are a share of. With these, the need and the day as its key, the price
 * is what `priceOf` says. The memo holds a bounded number and forgets the oldest.
 */
import type { Criterion, ProductTerms } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import type { FactsRow } from './facts-row.ts'
import type { Need, Price } from './model.ts'
import type { NodeTable } from './node-table.ts'
import { priceOf } from './price.ts'
import { type CostPart, costEquivalent, type Outlook } from './rank.ts'
import type { RankPolicy } from './rank-policy.ts'
import { ASKABLE } from './scale.ts'

/** A priced loan takes about a kilobyte. */
const PRICES_KEPT = 8192

/** Every condition of the terms that can change the price, in a fixed order. */
export function priceConditions({ pricing, limits, topUp }: ProductTerms): Criterion[] {
  const rows = [...pricing.tiers, ...(pricing.subsidies ?? []), ...(limits ?? []), ...(topUp ? [topUp] : [])]
  return rows.flatMap(({ when }) => (when === undefined ? [] : [when]))
}

/** Places in ASKABLE of the amounts that a limit is a share of. */
export function priceAmounts({ limits }: ProductTerms): number[] {
  return (limits ?? []).flatMap(({ ofAttribute }) => (ofAttribute ? [ASKABLE.findIndex(({ id }) => id === ofAttribute.attr)] : []))
}

export interface PricedProduct {
  /** A number that no other product of the catalogue has. */
  readonly product: number
  readonly terms: ProductTerms
  /** Of `priceConditions`, as nodes. */
  readonly conditions: readonly number[]
  /** Of `priceAmounts`. */
  readonly amounts: readonly number[]
}

/** A price and what the loan costs a year with everything the rank counts. */
export interface Costed {
  readonly price: Price
  readonly scoreBp: number
  readonly score: readonly CostPart[]
}

interface Kept {
  readonly price: Price
  outlook: Outlook
  costed: Costed
}

/** The prices of one need on one day under one policy. */
interface Page {
  readonly key: string
  readonly prices: Map<number | string, Kept>
}

export interface PriceQuery {
  readonly profile: Profile
  readonly need: Need
  readonly policy: RankPolicy
}

export class PriceMemo {
  private readonly nodes: NodeTable
  /** The page asked last stands at the end. */
  private readonly pages = new Map<string, Page>()
  private kept = 0

  /** @param nodes holds the conditions; turned to the firm's facts before each query */
  constructor(nodes: NodeTable) {
    this.nodes = nodes
  }

  /** What one firm's query is answered from. */
  pageFor({ need, policy, profile }: PriceQuery): Page {
    const key = `${need.amountFen} ${need.termMonths} ${need.method} ${need.prefer} ${profile.asOf} ${policy.version}`
    const page = this.pages.get(key)
    if (page === undefined) return { key, prices: new Map() }
    this.pages.delete(key)
    this.pages.set(key, page)
    return page
  }

  /** @throws Fault invalid `lpr_missing`, `mode_missing` */
  cost(page: Page, priced: PricedProduct, facts: FactsRow, { profile, need, policy }: PriceQuery, outlook: Outlook): Costed {
    const key = this.firmKey(priced, facts)
    const known = page.prices.get(key)
    if (known !== undefined && isSame(known.outlook, outlook)) return known.costed
    const price = known?.price ?? priceOf(priced.terms, need, profile)
    const { scoreBp, score } = costEquivalent(price, need, outlook, policy, need.prefer ?? 'cheapest')
    const costed = { price, scoreBp, score }
    if (known === undefined) this.keep(page, key, { price, outlook, costed })
    else Object.assign(known, { outlook, costed })
    return costed
  }

  /** Product and verdicts as one number, in threes; as text where that would not be exact, or where amounts count. */
  private firmKey({ product, conditions, amounts }: PricedProduct, { values }: FactsRow): number | string {
    if (amounts.length === 0 && conditions.length <= MOST_IN_A_NUMBER) {
      let verdicts = 0
      for (let i = 0; i < conditions.length; i++) verdicts = verdicts * 3 + this.nodes.verdict(conditions[i]!)
      return verdicts * MOST_PRODUCTS + product
    }
    return [product, ...conditions.map((condition) => this.nodes.verdict(condition)), ...amounts.map((place) => values[place])].join(' ')
  }

  private keep(page: Page, key: number | string, kept: Kept): void {
    page.prices.set(key, kept)
    this.pages.set(page.key, page)
    if (++this.kept <= PRICES_KEPT) return
    const oldest: Page = this.pages.values().next().value!
    oldest.prices.delete(oldest.prices.keys().next().value!)
    if (oldest.prices.size === 0) this.pages.delete(oldest.key)
    this.kept--
  }
}

/** Together with 22 verdicts, in threes, still below 2^53. */
const MOST_PRODUCTS = 2 ** 17
const MOST_IN_A_NUMBER = 22

function isSame(a: Outlook, b: Outlook): boolean {
  return a.answerHours === b.answerHours && a.missedShareBp === b.missedShareBp && a.likelihoodBp === b.likelihoodBp
}
