/** What an answer means for the firm: why it is refused, and which data could open more. */
import { canonicalJson } from '../platform/kernel/canonical.ts'
import { attributeOf, CATEGORIES, type Category } from '../profiles/model.ts'
import { decidingLeaves, verdictIf } from './evaluate.ts'
import type { LeafReason, Limit, Offer } from './model.ts'

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

/** Every set of categories that is the least some product needs, most products first. */
export function unlocks(offers: readonly Offer[]): Unlock[] {
  const undecided = offers.filter((offer) => offer.status === 'unknown')
  const least = new Set(undecided.flatMap(leastSets))
  return [...least]
    .map((set) => ({ set, categories: categoriesIn(set), upToProducts: undecided.filter((offer) => couldOpen(offer, set)).length }))
    .sort((a, b) => b.upToProducts - a.upToProducts || a.categories.length - b.categories.length || a.set - b.set)
    .map(({ categories, upToProducts }) => ({ categories, upToProducts }))
}

/** Sets of categories as bits: at most 64 of them, so every one is tried. */
function leastSets(offer: Offer): number[] {
  const opening = Array.from({ length: 2 ** CATEGORIES.length }, (_, set) => set).filter((set) => couldOpen(offer, set))
  return opening.filter((set) => !opening.some((smaller) => smaller !== set && (smaller & set) === smaller))
}

/** Would every criterion be met if each unknown from these categories turned out well? */
function couldOpen(offer: Offer, set: number): boolean {
  const hoped = (leaf: LeafReason) => (leaf.verdict === 'unknown' && set & bitOf(attributeOf(leaf.attribute).category) ? 'met' : leaf.verdict)
  return offer.reasons.every((reason) => verdictIf(reason, hoped) === 'met')
}

function bitOf(category: Category): number {
  return 2 ** CATEGORIES.indexOf(category)
}

function categoriesIn(set: number): Category[] {
  return CATEGORIES.filter((category) => set & bitOf(category))
}
