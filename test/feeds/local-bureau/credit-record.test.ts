import { describe, expect, test } from 'vitest'
import { creditRecord } from '../../../src/feeds/local-bureau/credit-record.ts'
import { issuesOf, valuesTold } from '../told.ts'

describe('a credit record', () => {
  test('tells balance, lenders and overdue instalments', () => {
    expect(valuesTold(creditRecord)).toEqual({ loanBalanceFen: '120000000', lenderCount: 2, overdueCount24m: 0 })
  })

  test('that says nothing of arrears leaves them unknown', () => {
    expect(valuesTold(creditRecord, { 近24个月逾期次数: '' })).toEqual({ loanBalanceFen: '120000000', lenderCount: 2 })
  })

  test.each([
    [{ 有贷款机构数: '0' }, 'bad_combination 有贷款机构数'],
    [{ 有贷款机构数: '1001' }, 'bad_number 有贷款机构数'],
    [{ '贷款余额（元）': '-1' }, 'bad_number 贷款余额（元）'],
    [{ 近24个月逾期次数: '1.5' }, 'bad_number 近24个月逾期次数'],
    [{ 数据截止日: '2026-11-24' }, 'bad_date 数据截止日'],
    [{ 报告编号: '' }, 'missing_field 报告编号'],
  ])('with %j is refused', (changed, issue) => {
    expect(issuesOf(creditRecord, changed)).toEqual([issue])
  })

  test.each([
    [{ 有贷款机构数: '0', '贷款余额（元）': '0' }],
    [{ 有贷款机构数: '1000' }],
    [{ 有贷款机构数: '0', '贷款余额（元）': '' }],
    [{ 数据截止日: '2026-11-23' }],
  ])('with %j is taken', (changed) => {
    expect(issuesOf(creditRecord, changed)).toBeNull()
  })
})
