import { describe, expect, test } from 'vitest'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { wageMonitoring } from '../../../src/feeds/gz-hrss/wage-monitoring.ts'
import { type FactRecord, mergeProfile } from '../../../src/profiles/model.ts'
import { issuesOf, told } from '../told.ts'

describe('a wage warning', () => {
  test('is true from the day it was raised, its record speaks of the day it was settled', () => {
    expect(told(wageMonitoring)).toMatchObject({
      key: `${EXAMPLE_CODE}:示例欠薪预〔2026〕1号`,
      asOf: '2026-08-15',
      facts: [
        {
          attribute: 'wageWarnings',
          asOf: '2026-07-08',
          value: { documentNo: '示例欠薪预〔2026〕1号', amountFen: '8640000', people: 12, raisedOn: '2026-07-08', resolvedOn: '2026-08-15' },
        },
      ],
    })
    expect(told(wageMonitoring, { 解决日期: '', 涉及人数: '', '涉及金额（元）': '' })).toMatchObject({
      asOf: '2026-07-08',
      facts: [{ value: { amountFen: null, people: null, resolvedOn: null } }],
    })
  })

  test('goes by one number however its brackets are typed', () => {
    expect(told(wageMonitoring, { 欠薪预警编号: '示例欠薪预 [2026] 1号' })).toMatchObject({ key: `${EXAMPLE_CODE}:示例欠薪预〔2026〕1号` })
  })

  test.each([
    ['2026-08-14', '是'],
    ['2026-08-15', '否'],
  ])('settled on 15 August leaves arrears open on %s: %s', (asOf, open) => {
    const rows: Record<string, string>[] = [{ 解决日期: '' }, {}]
    const versions = rows.map((changed, i): FactRecord => {
      const record = told(wageMonitoring, changed)
      if (Array.isArray(record)) throw new Error(record.join())
      return { id: `rec_${i}`, source: 'gz-hrss', record: 'wage_monitoring', recordKey: record.key, version: record.asOf, retracts: false, facts: record.facts }
    })
    const profile = mergeProfile({
      subjectId: 'sub_1',
      kind: 'enterprise',
      code: EXAMPLE_CODE,
      asOf,
      records: versions,
      coverage: { 'gz-hrss/wage_monitoring': '2026-08-20' },
    })
    expect(profile.entries.find(({ attribute }) => attribute === 'wageArrearsOpen')).toMatchObject({ freshness: 'fresh', value: open })
  })

  test.each([
    [{ 解决日期: '2026-07-08' }, null],
    [{ 解决日期: '2026-07-07' }, ['bad_combination 解决日期']],
    [{ 解决日期: '2026-11-24' }, ['bad_date 解决日期']],
    [{ 涉及人数: '1000000' }, null],
    [{ 涉及人数: '1000001' }, ['bad_number 涉及人数']],
    [{ '涉及金额（元）': '八万' }, ['bad_number 涉及金额（元）']],
    [{ 欠薪预警编号: '' }, ['missing_field 欠薪预警编号']],
    [{ 处理机关: '' }, ['missing_field 处理机关']],
  ])('with %j has the issues %j', (changed, issues) => {
    expect(issuesOf(wageMonitoring, changed)).toEqual(issues)
  })
})
