/**
 * A lender's own proof of its criteria: a made-up firm and what the product should say to it. Publication runs them all.
 * Who evaluates stands to the right of this slice (matching) and is handed in.
 */
import type { CivilDate } from '../platform/kernel/time.ts'
import { type AttributeId, attributeOf } from '../profiles/model.ts'
import { type Criterion, type Path, placedLeaves } from './criteria.ts'
import type { ProductTerms } from './terms.ts'
import { describeLeaf } from './wording.ts'

export const MAX_TEST_CASES = 50

export const EXPECTATIONS = ['eligible', 'unknown', 'ineligible'] as const
export type Expectation = (typeof EXPECTATIONS)[number]

/** Values as in a criterion; null, or not named at all: not known. */
export type TestFacts = Readonly<Partial<Record<AttributeId, string | number | null>>>

export interface TestCase {
  label: string
  /** A firm whose `kind` is not named is one the product is for. */
  profile: TestFacts
  asOf: CivilDate
  expect: Expectation
}

export interface Evaluated {
  verdict: 'met' | 'short' | 'unknown'
  /** The first leaf that made the verdict what it is, by its path from the list of criteria; null where there are no criteria. */
  decidingLeaf: Path | null
}

/** All criteria over one firm of which nothing but `facts` is known, each fresh as of `asOf`. */
export type Evaluate = (criteria: readonly Criterion[], facts: TestFacts, asOf: CivilDate) => Evaluated

const VERDICT_OF = { eligible: 'met', unknown: 'unknown', ineligible: 'short' } as const satisfies Record<Expectation, Evaluated['verdict']>
const WORDS: Record<Evaluated['verdict'], string> = { met: '符合', unknown: '不知道是否符合', short: '不符合' }

export interface FailedCase {
  /** Place in the list. */
  index: number
  /** The leaf that decided, from the terms: `['criteria', 2, 'all', 0]`; `['audience']` where whom it is for decided. */
  leaf: Path
  detail: string
}

/** The cases that do not come out as expected, each with the leaf that decided. */
export function failedCases(terms: ProductTerms, testCases: readonly TestCase[], evaluate: Evaluate): FailedCase[] {
  const audience: Criterion = { attr: 'kind', op: 'in', value: terms.audience }
  return testCases.flatMap(({ label, profile, asOf, expect }, index) => {
    // Who says nothing of the kind means one the product is for.
    const before = profile.kind === undefined ? [] : [audience]
    const criteria = [...before, ...terms.criteria]
    const { verdict, decidingLeaf } = evaluate(criteria, { kind: terms.audience[0]!, ...profile }, asOf)
    if (verdict === VERDICT_OF[expect]) return []
    const [first, ...rest] = decidingLeaf ?? []
    const leaf: Path = first === undefined || Number(first) < before.length ? ['audience'] : ['criteria', Number(first) - before.length, ...rest]
    const decided = placedLeaves(criteria).find(({ path }) => path.join('/') === decidingLeaf?.join('/'))
    const by = decided ? `由「${describeLeaf(decided.leaf, decided.negated)}」决定` : '没有条件'
    const known = decided ? profile[decided.leaf.attr] : undefined
    const fact = decided && known !== undefined && known !== null ? `，用例里${attributeOf(decided.leaf.attr).zh}是 ${known}` : ''
    const detail = `用例「${label}」应为${WORDS[VERDICT_OF[expect]]}，实际${WORDS[verdict]}：${by}${fact}。请改条件或用例。 Test case ${index + 1} expects ${expect}, got ${verdict}; decided by /${leaf.join('/')}.`
    return [{ index, leaf, detail }]
  })
}
