import { describe, expect, test } from 'vitest'
import { carbonReport } from '../../src/feeds/suitan/carbon-report.ts'

const told = (changed: Record<string, string>) => {
  const row = Object.fromEntries(carbonReport.columns.map(({ name, example }) => [name, example ?? '']))
  const translation = carbonReport.translate({ ...row, ...changed }, '2026-11-23')
  return translation.ok
    ? Object.fromEntries(translation.record.facts.map(({ attribute, value }) => [attribute, value]))
    : translation.issues.map(({ code, field }) => `${code} ${field}`)
}

describe('a carbon report', () => {
  test('tells grade, year, emissions in kg and the ratio to the benchmark in basis points', () => {
    expect(told({ '年排放量（吨二氧化碳）': '624.18', 碳强度: '0.12484', 行业基准: '0.15', 碳等级: 'B' })).toEqual({
      carbonGrade: 'B',
      carbonYear: 2025,
      carbonRatioBp: 8323,
      carbonEmissionKg: 624_180,
    })
  })

  test.each([
    ['1', '1', 10_000],
    ['0', '1', 0],
    ['0.69994', '1', 6999],
    ['0.69995', '1', 7000],
    ['2', '3', 6667],
    ['0.000000000001', '0.000000000002', 5000],
  ])('with intensity %s against %s has the ratio %s bp, rounded once', (intensity, benchmark, ratio) => {
    expect(told({ 碳强度: intensity, 行业基准: benchmark })).toMatchObject({ carbonRatioBp: ratio })
  })

  test('without a benchmark has no ratio, and keeps the rest', () => {
    expect(told({ 行业基准: '' })).not.toHaveProperty('carbonRatioBp')
    expect(told({ 行业基准: '' })).toMatchObject({ carbonGrade: 'B' })
  })

  test.each([
    [{ 行业基准: '0' }, 'bad_number 行业基准'],
    [{ 碳强度: '1000.1', 行业基准: '1' }, 'bad_combination 碳强度'],
    [{ 碳强度: '-0.1' }, 'bad_number 碳强度'],
    [{ 碳等级: 'F' }, 'unknown_value 碳等级'],
    [{ 报告日期: '2024-12-31' }, 'bad_combination 报告日期'],
    [{ 报告日期: '2026-11-24' }, 'bad_date 报告日期'],
    [{ 报告年度: '2027' }, 'bad_number 报告年度'],
  ])('with %j is refused', (row, issue) => {
    expect(told(row)).toEqual([issue])
  })
})
