import { describe, expect, test } from 'vitest'
import { cityEvaluation } from '../../src/feeds/gz-credit/city-evaluation.ts'
import { customsGrade } from '../../src/feeds/gz-customs/customs-grade.ts'
import { environmentGrade } from '../../src/feeds/gz-ecology/environment-grade.ts'
import { labourGrade } from '../../src/feeds/gz-hrss/labour-grade.ts'
import { taxGrade } from '../../src/feeds/gz-tax/tax-grade.ts'
import { annualReport } from '../../src/feeds/samr/annual-report.ts'
import type { Fact } from '../../src/profiles/model.ts'
import type { RecordKind } from '../../src/sources/model.ts'

const told = (kind: RecordKind<Fact>, changed: Record<string, string>, today = '2026-11-23') => {
  const row = Object.fromEntries(kind.columns.map(({ name, example }) => [name, example ?? '']))
  const translation = kind.translate({ ...row, ...changed }, today)
  return translation.ok ? translation.record : translation.issues.map(({ code, field }) => `${code} ${field}`)
}
const gradeOf = (kind: RecordKind<Fact>, changed: Record<string, string>) => {
  const record = told(kind, changed)
  return Array.isArray(record) ? record : `${record.facts[0]!.value} ${record.facts[0]!.scheme}`
}

describe('an annual report', () => {
  test('is true of the last day of its year; what a firm keeps to itself is unknown', () => {
    expect(
      told(annualReport, {
        年度: '2025年度',
        从业人数: '企业选择不公示',
        '营业收入（万元）': '1,260.5',
        '资产总额（万元）': '0',
        '负债总额（万元）': '不公示',
      }),
    ).toMatchObject({
      key: '91440199DEM000014H:2025',
      asOf: '2025-12-31',
      facts: [
        { attribute: 'revenueFen', value: '1260500000' },
        { attribute: 'assetsFen', value: '0' },
      ],
    })
  })

  test('of a year that is not over is refused', () => {
    expect(told(annualReport, { 年度: '2026' })).toEqual(['bad_date 年度'])
    expect(told(annualReport, { 年度: '2026' }, '2026-12-31')).toMatchObject({ asOf: '2026-12-31' })
  })

  test.each(['-1', '12.5', '十八'])('with %s people is refused', (staff) => {
    expect(told(annualReport, { 从业人数: staff })).toEqual(['bad_number 从业人数'])
  })
})

describe('a tax grade', () => {
  test('without a day is of 30 April of the next year and holds until the one after', () => {
    const undated = { 评价年度: '2025', 评价日期: '' }
    expect(told(taxGrade, undated)).toMatchObject({ asOf: '2026-04-30', facts: [{ validUntil: '2027-04-30' }] })
    expect(told(taxGrade, undated, '2026-04-30')).toMatchObject({ asOf: '2026-04-30' })
    expect(told(taxGrade, undated, '2026-04-29')).toEqual(['bad_date 评价年度'])
  })

  test('names the rule it was given under', () => {
    expect(gradeOf(taxGrade, { 评价年度: '2024', 评价日期: '2025-06-30' })).toBe('B tax-2014')
    expect(gradeOf(taxGrade, { 评价年度: '2024', 评价日期: '2025-07-01' })).toBe('B tax-2025')
  })

  test.each([
    ['ａ', 'A tax-2025'],
    ['m级', 'M tax-2025'],
    ['E', ['unknown_value 纳税信用级别']],
  ])('%s is read as %s', (text, expected) => {
    expect(gradeOf(taxGrade, { 纳税信用级别: text })).toEqual(expected)
  })

  test('dated before its year ended is refused', () => {
    expect(told(taxGrade, { 评价年度: '2025', 评价日期: '2025-12-30' })).toEqual(['bad_combination 评价日期'])
  })
})

test.each([
  ['优秀', '优 gz-evaluation'],
  ['差', '差 gz-evaluation'],
  ['极好', ['unknown_value 评价等级']],
])('the city evaluation %s is read as %s', (text, expected) => {
  expect(gradeOf(cityEvaluation, { 评价等级: text })).toEqual(expected)
})

test.each([
  ['环保诚信企业（绿牌）', '绿'],
  ['蓝牌', '蓝'],
  ['环保警示企业', '黄'],
  ['红', '红'],
])('the environment grade %s is %s', (text, grade) => {
  expect(gradeOf(environmentGrade, { 环境信用等级: text })).toBe(`${grade} environment-2013`)
})

test.each([
  ['A', 'A labour-2016'],
  ['c级', 'C labour-2016'],
  ['D', ['unknown_value 劳动保障守法诚信等级']],
])('the labour grade %s is read as %s', (text, expected) => {
  expect(gradeOf(labourGrade, { 劳动保障守法诚信等级: text })).toEqual(expected)
})

describe('a customs tier', () => {
  test.each([
    ['2026-04-01', '认证企业', '认证 customs-282'],
    ['2026-03-31', '认证企业', ['unknown_value 海关信用等级']],
    ['2026-03-31', '高级认证企业', '高级认证 customs-251'],
    ['2021-11-01', '常规管理企业', '常规 customs-251'],
    ['2021-10-31', '一般认证企业', '常规 customs-237'],
    ['2026-04-01', '一般认证企业', ['unknown_value 海关信用等级']],
    ['2026-05-01', '严重失信', '严重失信 customs-282'],
    ['2018-04-30', '高级认证企业', ['bad_date 认定日期']],
  ])('of %s written %s is %s', (day, text, expected) => {
    expect(gradeOf(customsGrade, { 认定日期: day, 海关信用等级: text })).toEqual(expected)
  })
})
