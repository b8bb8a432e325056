import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import { criteriaIssues } from '../../src/products/criteria-schema.ts'
import type { Criterion } from '../../src/products/model.ts'
import { RED_LINES } from '../../src/products/red-line.ts'
import { holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { profileOf } from '../support/match-builders.ts'

const issuesOf = (criteria: readonly unknown[]) => criteriaIssues(criteria.map((raw, index) => ({ raw, path: [index] })))
/** First issue as [JSON pointer, code]; null when somebody could meet it all. */
function verdictOn(...criteria: unknown[]): [string, string] | null {
  const [issue] = issuesOf(criteria)
  return issue ? [issue.path.map((step) => `/${step}`).join(''), issue.code] : null
}

const age = (op: string, value: unknown) => ({ attr: 'ageMonths', op, value })
const grade = (op: string, value: unknown) => ({ attr: 'taxGrade', op, value })
const code = (op: string, value: unknown) => ({ attr: 'district', op, value })
const kind = (op: string, value: unknown) => ({ attr: 'kind', op, value })
const not = (inner: unknown) => ({ not: inner })
const KINDS = ['enterprise', 'sole_trader', 'cooperative', 'rural_collective', 'household']

describe('criteria that nobody can meet', () => {
  it.each([
    ['a range and what lies outside it', [age('>=', 24), not(age('>=', 25))], [age('>=', 24), not(age('>=', 24))], '/1/not/value'],
    ['a span without its only value', [age('between', [5, 6]), not(age('=', 5))], [age('between', [5, 5]), not(age('=', 5))], '/1/not/value'],
    ['less than nothing', [not(age('>=', 1))], [not(age('>=', 0))], '/0/not/value'],
    ['every grade taken away', [not(grade('in', ['A', 'B', 'M', 'C']))], [not(grade('in', ['A', 'B', 'M', 'C', 'D']))], '/0/not/value'],
    ['better than the best', [not(grade('<=', 'B'))], [not(grade('<=', 'A'))], '/0/not/value'],
    ['a set without its members', [grade('in', ['A', 'B']), not(grade('=', 'A'))], [grade('=', 'A'), not(grade('=', 'A'))], '/1/not/value'],
    ['a district outside its city', [code('=', '440106'), not(code('prefix', ['4402']))], [code('=', '440106'), not(code('prefix', ['4401']))], '/1/not/value'],
    [
      'a city without all that begins so',
      [code('prefix', ['4401']), not(code('prefix', ['440106']))],
      [code('prefix', ['440106']), not(code('prefix', ['4401']))],
      '/1/not/value',
    ],
    ['no kind of subject', [not(kind('in', KINDS.slice(1)))], [not(kind('in', KINDS))], '/0/not/value'],
    [
      'a denied choice',
      [age('>=', 24), not({ any: [age('<=', 12), grade('=', 'D')] })],
      [age('>=', 24), not({ any: [age('>=', 12), grade('=', 'D')] })],
      '/1/not/any/0/value',
    ],
    [
      'a choice whose every branch is barred',
      [age('>=', 24), { any: [age('<=', 24), age('<=', 6)] }],
      [age('>=', 24), { any: [age('<=', 12), age('<=', 6)] }],
      '/1/any',
    ],
    [
      'a denied group',
      [age('>=', 24), not({ all: [age('>=', 12), grade('=', 'D')] })],
      [age('>=', 24), grade('=', 'D'), not({ all: [age('>=', 12), grade('=', 'D')] })],
      '/2/not/all',
    ],
    [
      'two choices that exclude each other',
      [{ any: [grade('=', 'A'), age('<=', 12)] }, { any: [grade('=', 'B'), age('>=', 12)] }],
      [{ any: [grade('=', 'A'), age('<=', 11)] }, { any: [{ all: [grade('=', 'B'), age('>=', 12)] }, { all: [grade('=', 'C'), age('>=', 12)] }] }],
      '/0/any',
    ],
  ])('%s', (_, possible, impossible, pointer) => {
    expect(verdictOn(...possible)).toBeNull()
    expect(verdictOn(...impossible)).toEqual([pointer, 'contradiction'])
  })

  it('are never met by anybody: what is refused here no firm passes', () => {
    fc.assert(
      fc.property(fc.array(tree(), { minLength: 1, maxLength: 4 }), holedProfile, (criteria, profile) => {
        fc.pre(solvedIssue(criteria))
        expect(criteria.every((criterion) => evaluate(criterion, profile).verdict === 'met')).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('are found, all of them, on a scale small enough to try every value', () => {
    const leaf = fc.oneof(
      fc.record({ attr: fc.constant('penaltyCount12m' as const), op: fc.constantFrom('>=', '<=', '=' as const), value: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ attr: fc.constant('labourGrade' as const), op: fc.constantFrom('>=', '<=', '=' as const), value: fc.constantFrom('A', 'B', 'C') }),
    ) as fc.Arbitrary<Criterion>
    const group = fc.array(leaf, { minLength: 1, maxLength: 3 })
    const node = fc.oneof(
      leaf,
      group.map((any) => ({ any })),
      group.map((all) => ({ not: { all } })),
      leaf.map((inner) => ({ not: inner })),
    )
    const everybody = [0, 1, 2, 3, 4].flatMap((penaltyCount12m) => ['A', 'B', 'C'].map((labourGrade) => profileOf({ penaltyCount12m, labourGrade })))
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 4 }), (criteria) => {
        const somebody = everybody.some((profile) => criteria.every((criterion) => evaluate(criterion, profile).verdict === 'met'))
        // A branch that is dead by itself is refused too; there is none here but of a single leaf.
        if (somebody) expect(issuesOf(criteria).every(({ path }) => path.includes('any') || path.includes('all'))).toBe(true)
        else expect(issuesOf(criteria)).not.toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('that need more trials than there is time for are taken as possible, at once', () => {
    const wide = Array.from({ length: 13 }, (_, i) => ({ any: [age('=', i), grade('=', 'A'), code('=', String(i))] }))
    expect(verdictOn(...wide)).toBeNull()
    const tight = Array.from({ length: 20 }, (_, i) => ({ any: [age('=', i), age('=', i + 100)] }))
    expect(['contradiction', undefined]).toContain(verdictOn(...tight)?.[1])
  })
})

/** Refused because all of it together is impossible, and not for one dead branch of several. */
function solvedIssue(criteria: readonly Criterion[]): boolean {
  const [issue] = issuesOf(criteria)
  return issue?.code === 'contradiction' && !issue.path.slice(0, -1).includes('any') && !issue.path.slice(0, -1).includes('all')
}

describe('a value that the unit cannot reach', () => {
  it.each([
    ['8 000 for 80 %', { attr: 'debtRatioBp', op: '<=', value: 100_000 }, { attr: 'debtRatioBp', op: '<=', value: 800_000 }, '/0/value'],
    ['days for months', age('>=', 1_800), age('>=', 1_801), '/0/value'],
    ['13 months out of 12', { attr: 'activeMonths12m', op: '>=', value: 12 }, { attr: 'activeMonths12m', op: '>=', value: 13 }, '/0/value'],
    [
      'one end of a range',
      { attr: 'householdScore', op: 'between', value: [60, 100] },
      { attr: 'householdScore', op: 'between', value: [60, 101] },
      '/0/value/1',
    ],
  ])('%s is refused at its leaf', (_, sound, wrong, pointer) => {
    expect(verdictOn(sound)).toBeNull()
    expect(verdictOn(wrong)).toEqual([pointer, 'out_of_range'])
  })
})

describe('a red line', () => {
  it.each(RED_LINES.flatMap(({ names, zh }) => names.map((name) => [name, zh] as const)))('%s is refused even by name, with the reason', (name, zh) => {
    const [issue] = issuesOf([{ all: [{ attr: name, op: '=', value: 'x' }] }])
    expect(issue).toMatchObject({ path: [0, 'all', 0, 'attr'], code: 'red_line' })
    expect(issue!.detail).toContain(zh)
    expect(issue!.detail).toContain('《')
  })

  it.each(['Marital_Status', 'MARITAL-STATUS', 'maritalStatus', 'marital status'])('is seen through the spelling %s', (name) => {
    expect(verdictOn({ attr: name, op: '=', value: 1 })).toEqual(['/0/attr', 'red_line'])
  })

  it('is no line where a name only looks like one', () => {
    expect(verdictOn({ attr: 'agenda', op: '=', value: 1 })).toEqual(['/0/attr', 'unknown_attribute'])
    expect(verdictOn(age('>=', 1))).toBeNull()
  })
})
