import { describe, expect, test } from 'vitest'
import { cashFlowSummary } from '../../../src/feeds/cash-flow/cash-flow.ts'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { issuesOf, told, valuesTold } from '../told.ts'

describe('a cash-flow summary', () => {
  test('tells sums in fen, true of the last day of its month', () => {
    expect(told(cashFlowSummary)).toMatchObject({ key: `${EXAMPLE_CODE}:2026-10-31`, asOf: '2026-10-31' })
    expect(valuesTold(cashFlowSummary, { '近12个月流入（元）': '100.005', '近12个月流出（元）': '0', '日均余额（元）': '', 有流水月数: '7' })).toEqual({
      inflowFen12m: '10001',
      outflowFen12m: '0',
      activeMonths12m: 7,
    })
  })

  test.each([
    ['2026-09', '2026-09-30'],
    ['202602', '2026-02-28'],
    ['2024年2月', '2024-02-29'],
    ['2026/9', '2026-09-30'],
    ['２０２６．０９', '2026-09-30'],
    ['2026-09-15', '2026-09-30'],
    ['20260915', '2026-09-30'],
    ['2000-01', '2000-01-31'],
  ])('of the month %s speaks of %s', (month, day) => {
    expect(told(cashFlowSummary, { 统计截止月: month })).toMatchObject({ asOf: day })
  })

  test('of a month that is not over is refused, on its last day no more', () => {
    expect(issuesOf(cashFlowSummary, { 统计截止月: '2026-11' }, '2026-11-29')).toEqual(['bad_date 统计截止月'])
    expect(issuesOf(cashFlowSummary, { 统计截止月: '2026-11' }, '2026-11-30')).toBeNull()
  })

  test.each([
    [{ 统计截止月: '2026-13' }, 'bad_date 统计截止月'],
    [{ 统计截止月: '2026-0' }, 'bad_date 统计截止月'],
    [{ 统计截止月: '1999-12' }, 'bad_date 统计截止月'],
    [{ 统计截止月: '去年' }, 'bad_date 统计截止月'],
    [{ 有流水月数: '13' }, 'bad_number 有流水月数'],
    [{ 有流水月数: '0' }, 'bad_combination 有流水月数'],
    [{ '日均余额（元）': '-1' }, 'bad_number 日均余额（元）'],
  ])('with %j is refused', (changed, issue) => {
    expect(issuesOf(cashFlowSummary, changed)).toEqual([issue])
  })

  test('of a firm without any movement has no month with movement', () => {
    const still = { '近12个月流入（元）': '0', '近12个月流出（元）': '0', 有流水月数: '0' }
    expect(valuesTold(cashFlowSummary, still)).toMatchObject({ inflowFen12m: '0', outflowFen12m: '0', activeMonths12m: 0 })
    expect(issuesOf(cashFlowSummary, { ...still, '近12个月流入（元）': '0.01' })).toEqual(['bad_combination 有流水月数'])
  })
})
