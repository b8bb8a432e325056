import { describe, expect, test } from 'vitest'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { award } from '../../../src/feeds/gz-trading/award.ts'
import { performance } from '../../../src/feeds/gz-trading/performance.ts'
import { bindHeader } from '../../../src/sources/intake.ts'
import { issuesOf, told, valuesTold } from '../told.ts'

describe('a tender won', () => {
  test('is an item of its own', () => {
    const key = `${EXAMPLE_CODE}:GZEX2026-0001`
    const value = {
      projectNo: 'GZEX2026-0001',
      project: '示例区学校课桌椅采购项目',
      amountFen: '48600000',
      awardedOn: '2026-05-18',
      buyer: '广州市示例区教育局',
    }
    expect(told(award)).toMatchObject({ key, asOf: '2026-05-18', facts: [{ attribute: 'awards', item: key, value }] })
  })

  test('of another lot is another item', () => {
    expect(told(award, { 标段编号: '2' })).toMatchObject({ key: `${EXAMPLE_CODE}:GZEX2026-0001:2` })
  })

  test('without a price keeps the price unknown', () => {
    expect(told(award, { '中标金额（元）': '' })).toMatchObject({ facts: [{ value: { amountFen: null } }] })
  })

  test('is read under the words of building and of purchasing alike', () => {
    const header = ['中标人统一社会信用代码', '成交供应商', '采购项目编号', '招标项目名称', '成交金额（元）', '公示日期', '招标人']
    expect(bindHeader(header, award.columns)).toMatchObject({ ignored: [] })
  })

  test.each([
    [{ 中标日期: '2026-11-23' }, null],
    [{ 中标日期: '2026-11-24' }, ['bad_date 中标日期']],
    [{ '中标金额（元）': '费率 3%' }, ['bad_number 中标金额（元）']],
    [{ 项目编号: '' }, ['missing_field 项目编号']],
    [{ 采购人: '' }, ['missing_field 采购人']],
  ])('with %j has the issues %j', (changed, issues) => {
    expect(issuesOf(award, changed)).toEqual(issues)
  })
})

describe('the performance of a contract', () => {
  test.each([
    [{}, { contractGrade: '良' }],
    [{ 履约评价等级: '优秀' }, { contractGrade: '优' }],
    [{ 履约评价等级: '合格' }, { contractGrade: '中' }],
    [{ 履约评价等级: '不合格' }, { contractGrade: '差' }],
    [{ 履约评价等级: '95 分' }, ['unknown_value 履约评价等级']],
    [{ 合同编号: '' }, ['missing_field 合同编号']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(performance, changed)).toEqual(expected)
  })

  test('is one record per contract', () => {
    expect(told(performance, { 合同编号: 'HT-2' })).toMatchObject({ key: `${EXAMPLE_CODE}:HT-2`, facts: [{ scheme: 'contract-performance' }] })
  })
})
