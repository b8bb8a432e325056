/** A lender's test case over the reference evaluator: a firm of which only what the case names is known, all of it fresh that day. */
import type { CivilDate } from '../platform/kernel/time.ts'
import { type Evaluate, placedLeaves, type TestFacts } from '../products/model.ts'
import { ATTRIBUTES, type Profile, type ProfileEntry } from '../profiles/model.ts'
import { allOf, decidingLeaves, evaluate } from './evaluate.ts'

export function profileOfFacts(facts: TestFacts, asOf: CivilDate): Profile {
  const entries = ATTRIBUTES.map(({ id }): ProfileEntry => {
    const value = facts[id] ?? null
    const isKnown = value !== null
    return {
      attribute: id,
      freshness: isKnown ? 'fresh' : 'missing',
      value,
      scheme: null,
      asOf: isKnown ? asOf : null,
      validUntil: null,
      from: null,
      decidedBy: null,
      doubt: null,
      disputedItems: [],
      losers: [],
    }
  })
  return { subjectId: '', asOf, entries }
}

/** All criteria together, and the first leaf that made the verdict what it is. */
export const evaluateFacts: Evaluate = (criteria, facts, asOf) => {
  const profile = profileOfFacts(facts, asOf)
  const reasons = criteria.map((criterion) => evaluate(criterion, profile))
  const verdict = allOf(reasons.map((reason) => reason.verdict))
  const index = reasons.findIndex((reason) => reason.verdict === verdict)
  const reason = reasons[index]
  const [deciding] = reason ? decidingLeaves(reason) : []
  if (!reason || !deciding) return { verdict, decidingLeaf: null }
  const place = placedLeaves([reason.criterion])[reason.leaves.indexOf(deciding)]
  return { verdict, decidingLeaf: place ? [index, ...place.path.slice(1)] : null }
}
