import { describe, expect, test } from 'vitest'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { policy } from '../../../src/feeds/sinosure/policy.ts'
import { type FactRecord, mergeProfile } from '../../../src/profiles/model.ts'
import { issuesOf, told } from '../told.ts'

function limitOn(asOf: string, ...policies: Record<string, string>[]) {
  const records = policies.map((changed, i): FactRecord => {
    const record = told(policy, changed)
    if (Array.isArray(record)) throw new Error(record.join())
    return { id: `rec_${i}`, source: 'sinosure', record: 'policy', recordKey: record.key, version: record.asOf, retracts: false, facts: record.facts }
  })
  const profile = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: EXAMPLE_CODE, asOf, records, coverage: {} })
  const { freshness, value } = profile.entries.find(({ attribute }) => attribute === 'exportInsuranceLimitFen')!
  return [freshness, value]
}

describe('an export credit insurance policy', () => {
  test('tells its limit for its period', () => {
    expect(told(policy)).toMatchObject({
      key: `${EXAMPLE_CODE}:SCH0DEM000001`,
      facts: [{ attribute: 'exportInsuranceLimitFen', value: '600000000', asOf: '2026-04-01', validUntil: '2027-03-31' }],
    })
  })

  const old = { 保单号: 'P1', '信用限额（元）': '100', 保险期间起: '2026-01-01', 保险期间止: '2026-12-31' }
  const young = { 保单号: 'P2', '信用限额（元）': '70', 保险期间起: '2026-05-01', 保险期间止: '2026-09-30' }

  test.each([
    ['2026-04-30', ['fresh', '10000']],
    ['2026-05-01', ['fresh', '7000']],
    ['2026-09-30', ['fresh', '7000']],
    ['2026-10-01', ['fresh', '10000']],
    ['2027-01-01', ['stale', '7000']],
  ])('of several, the newest in force on %s says the limit; they are not added up', (asOf, expected) => {
    expect(limitOn(asOf, old, young)).toEqual(expected)
    expect(limitOn(asOf, young, old)).toEqual(expected)
  })

  test('and another from the same day with another limit are in doubt', () => {
    expect(limitOn('2026-06-01', young, { ...young, 保单号: 'P3', '信用限额（元）': '80' })[0]).toBe('disputed')
  })

  test.each([
    [{ 保险期间起: '2026-11-23', 保险期间止: '2026-11-23' }, null],
    [{ 保险期间起: '2026-11-24' }, ['bad_date 保险期间起']],
    [{ 保险期间止: '2026-03-31' }, ['bad_combination 保险期间止']],
    [{ 保险期间止: '' }, ['missing_field 保险期间止']],
    [{ '信用限额（元）': 'USD 100' }, ['bad_number 信用限额（元）']],
    [{ '信用限额（元）': '' }, ['missing_field 信用限额（元）']],
    [{ 保单号: '' }, ['missing_field 保单号']],
  ])('with %j has the issues %j', (changed, issues) => {
    expect(issuesOf(policy, changed)).toEqual(issues)
  })
})
