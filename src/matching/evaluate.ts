/**
 * The meaning of criteria: the slow, obvious evaluator that every faster one must equal.
 * Three values after Kleene. What is missing, stale or not consented to is unknown: never a pass, never a refusal.
 */

import type { Canonical } from '../platform/kernel/canonical.ts'
import { daysBetween } from '../platform/kernel/time.ts'
import { type Criterion, isLeaf, type Leaf, OPPOSITE } from '../products/model.ts'
import { type Attribute, attributeOf, type Freshness, type Profile } from '../profiles/model.ts'
import type { LeafReason, Reason, Verdict } from './model.ts'
import { entryFor, measure } from './scale.ts'

export function allOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('short') ? 'short' : verdicts.includes('unknown') ? 'unknown' : 'met'
}

export function anyOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('met') ? 'met' : verdicts.includes('unknown') ? 'unknown' : 'short'
}

export function opposite(verdict: Verdict): Verdict {
  return verdict === 'unknown' ? 'unknown' : verdict === 'met' ? 'short' : 'met'
}

/** One criterion over one profile, with one reason for each leaf in the tree's order. */
export function evaluate(criterion: Criterion, profile: Profile): Reason {
  const leaves: LeafReason[] = []
  const { verdict } = weigh(criterion, (leaf, negated) => {
    const reason = judge(leaf, negated, profile)
    leaves.push(reason)
    return reason
  })
  return { verdict, criterion, leaves }
}

/** The leaves that made the criterion's verdict what it is: a shortfall that another branch makes good is not among them. */
export function decidingLeaves(reason: Reason): readonly LeafReason[] {
  const leaves = reason.leaves.values()
  return weigh(reason.criterion, () => leaves.next().value!).deciding
}

/** The criterion's verdict if its leaves had other verdicts. */
export function verdictIf(reason: Reason, verdictOf: (leaf: LeafReason) => Verdict): Verdict {
  const leaves = reason.leaves.values()
  return weigh(reason.criterion, () => {
    const leaf = leaves.next().value!
    return { ...leaf, verdict: verdictOf(leaf) }
  }).verdict
}

interface Weighed {
  verdict: Verdict
  deciding: readonly LeafReason[]
}

/** Folds the tree, children in order. `not` is carried down to the leaves (De Morgan), so that each leaf's reason reads as it counts. */
function weigh(criterion: Criterion, reasonFor: (leaf: Leaf, negated: boolean) => LeafReason, negated = false): Weighed {
  if (isLeaf(criterion)) {
    const reason = reasonFor(criterion, negated)
    return { verdict: reason.verdict, deciding: [reason] }
  }
  if ('not' in criterion) return weigh(criterion.not, reasonFor, !negated)
  const isAll = 'all' in criterion
  const children = (isAll ? criterion.all : criterion.any).map((child) => weigh(child, reasonFor, negated))
  const verdicts = children.map((child) => child.verdict)
  const verdict = isAll !== negated ? allOf(verdicts) : anyOf(verdicts)
  return { verdict, deciding: children.filter((child) => child.verdict === verdict).flatMap((child) => child.deciding) }
}

function judge(leaf: Leaf, negated: boolean, profile: Profile): LeafReason {
  const attribute = attributeOf(leaf.attr)
  const entry = entryFor(profile, leaf.attr)
  const freshness = entry ? freshnessFor(leaf, entry.freshness, entry.asOf, profile.asOf) : 'missing'
  const isShown = entry !== undefined && (freshness === 'fresh' || freshness === 'stale' || freshness === 'disputed')
  const actual = isShown ? entry.value : null
  const holds = freshness === 'fresh' ? holdsFor(leaf, attribute, actual) : null
  const verdict = holds === null ? 'unknown' : holds !== negated ? 'met' : 'short'
  return {
    attribute: leaf.attr,
    verdict,
    op: negated ? OPPOSITE[leaf.op] : leaf.op,
    required: leaf.value,
    actual,
    shortBy: verdict === 'short' ? distance(leaf, negated, attribute, actual) : null,
    freshness,
    asOf: isShown ? entry.asOf : null,
    from: isShown ? entry.from : null,
  }
}

/** A lender may ask for younger data than the registry does. A value without a date cannot show that it is young enough. */
function freshnessFor(leaf: Leaf, freshness: Freshness, asOf: string | null, today: string): Freshness {
  if (freshness !== 'fresh' || leaf.maxAgeDays === undefined) return freshness
  return asOf !== null && daysBetween(asOf, today) <= leaf.maxAgeDays ? 'fresh' : 'stale'
}

function bounds(leaf: Leaf, attribute: Attribute): (bigint | string)[] {
  const values: readonly (string | number)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  return values.map((value) => {
    const bound = measure(attribute, value)
    if (bound === null) throw new Error(`criterion on ${leaf.attr} was not validated: ${value}`)
    return bound
  })
}

/** null: the recorded value is not on the attribute's scale, so nothing can be said. */
function holdsFor(leaf: Leaf, attribute: Attribute, value: Canonical): boolean | null {
  const actual = measure(attribute, value)
  if (actual === null) return null
  const [low, high] = bounds(leaf, attribute)
  switch (leaf.op) {
    case '>=':
      return actual >= low!
    case '<=':
      return actual <= low!
    case 'between':
      return low! <= actual && actual <= high!
    case '=':
    case 'in':
      return bounds(leaf, attribute).includes(actual)
    case 'prefix':
      return bounds(leaf, attribute).some((prefix) => String(actual).startsWith(String(prefix)))
  }
}

/** How far a short leaf is from being met, in whole units of its scale. "Not this one" and "one of these" have no distance. */
function distance(leaf: Leaf, negated: boolean, attribute: Attribute, value: Canonical): string | null {
  const actual = measure(attribute, value)
  const [low, high] = bounds(leaf, attribute)
  if (typeof actual !== 'bigint' || typeof low !== 'bigint') return null
  switch (leaf.op) {
    case '>=':
      return String(negated ? actual - low + 1n : low - actual)
    case '<=':
      return String(negated ? low - actual + 1n : actual - low)
    case '=':
      return negated ? null : String(actual < low ? low - actual : actual - low)
    case 'between':
      return negated || typeof high !== 'bigint' ? null : String(actual < low ? low - actual : actual - high)
    default:
      return null
  }
}
