/** What an answer means for the firm: why it is refused, and which data could open more. */
import { canonicalJson } from '../platform/kernel/canonical.ts'
import { attributeOf, CATEGORIES, CATEGORY_INFO, type Category } from '../profiles/model.ts'
import { decidingLeaves, verdictIf } from './evaluate.ts'
import type { LeafReason, Limit, Offer, Reason } from './model.ts'

export type PrincipalReason = { limit: Limit } | { leaf: LeafReason }

const MAX_PRINCIPAL_REASONS = 4

/** Why an offer is refused, at most four, those the firm can do something about first. Empty unless ineligible. */
export function principalReasons(offer: Offer): PrincipalReason[] {
  const limits = offer.limits.filter((limit) => limit.blocking).map((limit) => ({ limit, isActionable: limit.limit !== 'audience' }))
  const shorts = offer.reasons.filter((reason) => reason.verdict === 'short').flatMap(decidingLeaves)
  const once = new Map(shorts.map((leaf) => [canonicalJson([leaf.attribute, leaf.op, leaf.required]), leaf]))
  const leaves = [...once.values()].map((leaf) => ({ leaf, isActionable: attributeOf(leaf.attribute).actionable }))
  const all = [...limits, ...leaves]
  return [...all.filter((r) => r.isActionable), ...all.filter((r) => !r.isActionable)]
    .slice(0, MAX_PRINCIPAL_REASONS)
    .map((r) => ('limit' in r ? { limit: r.limit } : { leaf: r.leaf }))
}

/** "With tax data: up to 4 more products." Up to, because the matcher never looks at data it was not given. */
export interface Unlock {
  /** In registry order. */
  categories: readonly Category[]
  /** Products now unknown that these data alone could make eligible. */
  upToProducts: number
}

/** So many sets are told of a market that does not fit a page: one category each, and what a few together would do. */
const MOST_TOLD = 12

/** Of hundreds of sets those that somebody can act on: the fewest categories first, and of as few those that open most. */
export function easiest(unlocks: readonly Unlock[]): Unlock[] {
  return [...unlocks].sort((a, b) => a.categories.length - b.categories.length).slice(0, MOST_TOLD)
}

/** Every set of categories that is the least some product needs, most products first. */
export function unlocks(offers: readonly Offer[]): Unlock[] {
  const needed = offers.filter((offer) => offer.status === 'unknown').map((offer) => leastSets(offer.reasons))
  return unlocksOf(needed)
}

/**
 * The same from the least sets alone, one list for each undecided product: a product opens with every set that covers one
 * of its own.
 */
export function unlocksOf(needed: readonly (readonly number[])[]): Unlock[] {
  const least = new Set(needed.flat())
  return [...least]
    .map((set) => ({ set, categories: categoriesIn(set), upToProducts: needed.filter((own) => own.some((one) => (one & set) === one)).length }))
    .sort((a, b) => b.upToProducts - a.upToProducts || a.categories.length - b.categories.length || a.set - b.set)
    .map(({ categories, upToProducts }) => ({ categories, upToProducts }))
}

/**
 * The smallest sets of categories, as bits, that would meet every criterion if each unknown in them turned out well. Only
 * categories behind an unknown leaf are tried, few at a time.
 */
export function leastSets(reasons: readonly Reason[]): number[] {
  const behind = new Set(
    reasons.flatMap((reason) => (reason.verdict === 'unknown' ? reason.leaves.filter((leaf) => leaf.verdict === 'unknown') : [])).map(bitOfLeaf),
  )
  const bits = [...behind].sort((a, b) => a - b)
  const sets = Array.from({ length: 2 ** bits.length }, (_, pick) => bits.reduce((set, bit, place) => (pick & (1 << place) ? set | bit : set), 0))
  sets.sort((a, b) => countBits(a) - countBits(b) || a - b)
  const least: number[] = []
  for (const set of sets) {
    const isCovered = least.some((smaller) => (smaller & set) === smaller)
    if (!isCovered && couldOpen(reasons, set)) least.push(set)
  }
  return least
}

/** Would every criterion be met if each unknown from these categories turned out well? */
function couldOpen(reasons: readonly Reason[], set: number): boolean {
  const hoped = (leaf: LeafReason) => (leaf.verdict === 'unknown' && set & bitOfLeaf(leaf) ? 'met' : leaf.verdict)
  return reasons.every((reason) => reason.verdict === 'met' || verdictIf(reason, hoped) === 'met')
}

function bitOfLeaf({ attribute }: LeafReason): number {
  return bitOf(attributeOf(attribute).category)
}

/** A category's bit in a set of categories. */
export function bitOf(category: Category): number {
  return 1 << CATEGORIES.indexOf(category)
}

export function categoriesIn(set: number): Category[] {
  return CATEGORIES.filter((category) => set & bitOf(category))
}

function countBits(set: number): number {
  return categoriesIn(set).length
}

/** What a lender must see at the least to come to the same verdict, and to the same price. */
export interface LeastDisclosure {
  /** Enough to decide the criteria as they are decided. In registry order. */
  decides: readonly Category[]
  /** What the earned steps of the price rest on, beyond that. */
  prices: readonly Category[]
}

/**
 * The smallest set of categories that decides a product: with everything else closed, the criteria come to the same
 * verdict. Of equally small sets the one that is not sensitive, then the first in registry order. Consent is asked for
 * these only.
 * @param reasons of the product's criteria, on the whole profile
 * @param earned reasons of the price steps that hold
 */
export function leastDisclosure(reasons: readonly Reason[], earned: readonly Reason[]): LeastDisclosure {
  const decides = smallestKeeping(reasons, 0)
  return { decides: categoriesIn(decides), prices: categoriesIn(smallestKeeping(earned, decides) & ~decides) }
}

/** The smallest superset of `given` on which every reason keeps its verdict; where one was undecided, all it asks. */
function smallestKeeping(reasons: readonly Reason[], given: number): number {
  const whole = reasons.reduce((set, reason) => reason.leaves.reduce((inner, leaf) => inner | bitOfLeaf(leaf), set), given)
  const bits = CATEGORIES.map(bitOf).filter((bit) => whole & bit & ~given)
  const sets = Array.from({ length: 2 ** bits.length }, (_, pick) => bits.reduce((set, bit, place) => (pick & (1 << place) ? set | bit : set), given))
  sets.sort((a, b) => countBits(a) - countBits(b) || countSensitive(a) - countSensitive(b) || a - b)
  const keeps = (set: number) =>
    reasons.every(
      (reason) => reason.verdict !== 'unknown' && verdictIf(reason, (leaf) => (set & bitOfLeaf(leaf) ? leaf.verdict : 'unknown')) === reason.verdict,
    )
  return sets.find(keeps) ?? whole
}

function countSensitive(set: number): number {
  return categoriesIn(set).filter((category) => CATEGORY_INFO[category].sensitive).length
}
