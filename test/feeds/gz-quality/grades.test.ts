import { describe, expect, test } from 'vitest'
import { ipCredit } from '../../../src/feeds/gz-quality/ip-credit.ts'
import { qualityGrade } from '../../../src/feeds/gz-quality/quality-grade.ts'
import { issuesOf, told, valuesTold } from '../told.ts'

describe('a quality grade', () => {
  test('names its scheme and how long it holds', () => {
    expect(told(qualityGrade)).toMatchObject({
      asOf: '2026-04-15',
      facts: [{ attribute: 'qualityGrade', value: 'A', scheme: 'quality-23791', validUntil: '2027-12-31' }],
    })
  })

  test.each([
    [{ 质量信用等级: 'ｂ级' }, { qualityGrade: 'B' }],
    [{ 质量信用等级: '严重失信' }, { qualityGrade: 'D' }],
    [{ 质量信用等级: 'E' }, ['unknown_value 质量信用等级']],
    [{ 评价日期: '2025-01-01' }, { qualityGrade: 'A' }],
    [{ 评价日期: '2024-12-31' }, ['bad_combination 评价日期']],
    [{ 有效期至: '2026-04-15' }, { qualityGrade: 'A' }],
    [{ 有效期至: '2026-04-14' }, ['bad_combination 有效期至']],
    [{ 有效期至: '长期' }, { qualityGrade: 'A' }],
    [{ 评价年度: '2009' }, ['bad_number 评价年度']],
    [{ 评价年度: '2010' }, { qualityGrade: 'A' }],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(qualityGrade, changed)).toEqual(expected)
  })
})

describe('IP credit', () => {
  test.each([
    [{}, { ipGrade: 'A', patentCount: 14 }],
    [{ 知识产权信用等级: '' }, { patentCount: 14 }],
    [{ 有效专利件数: '' }, { ipGrade: 'A' }],
    [{ 有效专利件数: '0' }, { ipGrade: 'A', patentCount: 0 }],
    [{ 有效专利件数: '1000000' }, { ipGrade: 'A', patentCount: 1_000_000 }],
    [{ 有效专利件数: '1000001' }, ['bad_number 有效专利件数']],
    [{ 知识产权信用等级: 'AAA' }, ['unknown_value 知识产权信用等级']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(ipCredit, changed)).toEqual(expected)
  })

  test('names the scheme of its grade; a count has none', () => {
    expect(told(ipCredit)).toMatchObject({ facts: [{ scheme: 'ip-credit' }, { scheme: null }] })
    expect(issuesOf(ipCredit, { 数据日期: '2026-11-24' })).toEqual(['bad_date 数据日期'])
  })
})
