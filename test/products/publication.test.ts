import { describe, expect, it } from 'vitest'
import { evaluateFacts } from '../../src/matching/test-profile.ts'
import { Fault } from '../../src/platform/kernel/fault.ts'
import { biggestExcluder, type Criterion, isEffective, type PopulationCount } from '../../src/products/model.ts'
import { requireCases, requireReach, requireSoundCriteria, requireUnexpired, supersededBy } from '../../src/products/publication.ts'
import { failedCases, type TestCase } from '../../src/products/test-case.ts'
import { termsOf } from '../support/match-builders.ts'

const TODAY = '2026-11-23'
const criteria: Criterion[] = [
  { attr: 'ageMonths', op: '>=', value: 24 },
  { any: [{ attr: 'taxGrade', op: 'in', value: ['A', 'B'] }, { not: { attr: 'penaltyCount12m', op: '>=', value: 1 } }] },
]
const terms = termsOf({ audience: ['enterprise', 'cooperative'], criteria })
const caseOf = (profile: TestCase['profile'], expect: TestCase['expect'], label = '用例'): TestCase => ({ label, profile, asOf: TODAY, expect })
const faultOf = (act: () => unknown): Fault => {
  try {
    act()
  } catch (fault) {
    if (fault instanceof Fault) return fault
    throw fault
  }
  return expect.unreachable('it was let through')
}

describe('a lender’s own test case', () => {
  it.each([
    ['meets both', { ageMonths: 24, taxGrade: 'B' }, 'eligible'],
    ['is a month too young', { ageMonths: 23, taxGrade: 'B' }, 'ineligible'],
    ['has no tax grade and an unknown penalty', { ageMonths: 24 }, 'unknown'],
    ['has no tax grade and no penalty', { ageMonths: 24, penaltyCount12m: 0 }, 'eligible'],
    ['names a fact as not known', { ageMonths: null, taxGrade: 'B' }, 'unknown'],
    ['is of a kind the product is not for', { kind: 'household', ageMonths: 24, taxGrade: 'B' }, 'ineligible'],
    ['does not say of which kind it is', { kind: null, ageMonths: 24, taxGrade: 'B' }, 'unknown'],
  ] as const)('of a firm that %s passes', (_, profile, expected) => {
    expect(failedCases(terms, [caseOf(profile, expected)], evaluateFacts)).toEqual([])
  })

  it.each([
    [{ ageMonths: 23, taxGrade: 'B' }, 'eligible', '/criteria/0', '成立满 24 个月'],
    [{ ageMonths: 24, taxGrade: 'C', penaltyCount12m: 1 }, 'eligible', '/criteria/1/any/0', '纳税信用 A 或 B 级'],
    [{ ageMonths: 24, penaltyCount12m: 0 }, 'unknown', '/criteria/0', '成立满 24 个月'],
    [{ ageMonths: 24, penaltyCount12m: null, taxGrade: 'C' }, 'ineligible', '/criteria/1/any/1/not', '近 12 个月处罚低于 1 条'],
    [{ kind: 'household', ageMonths: 24, taxGrade: 'A' }, 'eligible', '/audience', '主体类型为企业或农民专业合作社'],
  ] as const)('%j that should be %s fails and names the leaf that decided', (profile, expected, pointer, sentence) => {
    const fault = faultOf(() => requireCases(terms, [caseOf({ ageMonths: 24, taxGrade: 'A' }, 'eligible'), caseOf(profile, expected, '第二个')], evaluateFacts))
    expect(fault).toMatchObject({ kind: 'invalid', code: 'test_case_failed' })
    expect(fault.errors.map((error) => error.pointer)).toEqual(['/testCases/1/expect', pointer])
    expect(fault.message).toContain('「第二个」')
    expect(fault.message).toContain(sentence)
  })

  it('of a product that asks nothing is met by anybody', () => {
    expect(failedCases(termsOf(), [caseOf({}, 'eligible')], evaluateFacts)).toEqual([])
    expect(failedCases(termsOf(), [caseOf({}, 'unknown')], evaluateFacts)[0]?.leaf).toEqual(['audience'])
  })
})

describe('a product nobody could pass', () => {
  const count = (more: Partial<PopulationCount>): PopulationCount => ({ total: 3_000, met: 0, short: 3_000, unknown: 0, byLeaf: [], ...more })

  it('is refused, and told which leaf keeps most out', () => {
    const byLeaf = [
      { path: [0], short: 900 },
      { path: [1, 'any', 1, 'not'], short: 2_100 },
      { path: [1, 'any', 0], short: null },
    ]
    const fault = faultOf(() => requireReach(terms, count({ byLeaf })))
    expect(fault).toMatchObject({ kind: 'invalid', code: 'nobody_could_pass', errors: [{ pointer: '/criteria/1/any/1/not' }] })
    expect(fault.message).toContain('近 12 个月处罚低于 1 条')
    expect(fault.message).toContain('2100 户')
  })

  it.each([
    ['somebody meets it', { met: 12 }],
    ['the group is too small to be told itself', { total: null, short: null }],
    ['of somebody it is unknown', { unknown: 40 }],
    ['nobody was there to be counted', { total: 0, short: 0 }],
  ])('is not one where %s', (_, more) => {
    expect(() => requireReach(terms, count(more))).not.toThrow()
  })

  it.each([
    ['not one', { met: 0, unknown: 0 }],
    ['a handful', { met: null, unknown: 0 }],
    ['a handful that may', { met: 0, unknown: null }],
  ])('is refused alike whether %s could pass', (_, more) => {
    expect(faultOf(() => requireReach(terms, count(more))).message).toBe(faultOf(() => requireReach(terms, count({}))).message)
  })

  it('has no biggest excluder where every count is hidden or nought', () => {
    expect(
      biggestExcluder(
        criteria,
        count({
          byLeaf: [
            { path: [0], short: null },
            { path: [1, 'any', 0], short: 0 },
          ],
        }),
      ),
    ).toBeNull()
  })
})

describe('the days of a version', () => {
  const from = (validFrom?: string, validTo?: string) => termsOf({ ...(validFrom && { validFrom }), ...(validTo && { validTo }) })
  const standing = (version: number, ...days: [string?, string?]) => ({ version, terms: from(...days) })

  it.each([
    [undefined, undefined, true],
    ['2026-11-23', undefined, true],
    ['2026-11-24', undefined, false],
    [undefined, '2026-11-23', true],
    [undefined, '2026-11-22', false],
  ])('from %s to %s: on offer today is %s', (validFrom, validTo, expected) => {
    expect(isEffective(from(validFrom, validTo), TODAY)).toBe(expected)
  })

  it.each([
    ['begins today', from('2026-11-23'), [standing(1), standing(2, '2027-01-01')], [1, 2]],
    ['names no day', from(), [standing(1, '2026-01-01', '2026-12-31')], [1]],
    ['ends before the next one begins', from(undefined, '2026-12-31'), [standing(1), standing(2, '2027-01-01')], [1]],
    ['ends on the day the next one begins', from(undefined, '2027-01-01'), [standing(1), standing(2, '2027-01-01')], [1, 2]],
    ['begins after the other has ended', from('2027-01-01'), [standing(1, undefined, '2026-12-31')], []],
  ])('one that %s takes the place of the right ones', (_, next, before, replaced) => {
    expect(supersededBy(next, before, TODAY).map(({ version }) => version)).toEqual(replaced)
  })

  it.each([
    ['the last day of the other', from('2026-12-31'), standing(3, undefined, '2026-12-31')],
    ['a version without an end', from('2027-01-01'), standing(3)],
    ['a version to come', from('2027-01-01', '2027-06-30'), standing(3, '2027-06-30')],
  ])('one that meets %s is refused, naming it', (_, next, other) => {
    const fault = faultOf(() => supersededBy(next, [standing(1, '2026-01-01', '2026-01-31'), other], TODAY))
    expect(fault).toMatchObject({ kind: 'invalid', code: 'versions_overlap', errors: [{ pointer: '/validFrom' }] })
    expect(fault.message).toContain('第 3 版')
  })

  it('one that has ended is not published', () => {
    expect(() => requireUnexpired(from(undefined, '2026-11-23'), TODAY)).not.toThrow()
    expect(faultOf(() => requireUnexpired(from(undefined, '2026-11-22'), TODAY))).toMatchObject({ code: 'terms_expired', errors: [{ pointer: '/validTo' }] })
  })
})

it('what was drafted before a line was drawn is refused when it is published', () => {
  const old = termsOf({ criteria: [{ attr: 'ageMonths', op: '>=', value: 1 }, { attr: 'sex', op: '=', value: '女' } as unknown as Criterion] })
  expect(faultOf(() => requireSoundCriteria(old))).toMatchObject({ kind: 'invalid', code: 'red_line', errors: [{ pointer: '/criteria/1/attr' }] })
})
