import { describe, expect, test } from 'vitest'
import { EXAMPLE_CODE } from '../../../src/feeds/example-firm.ts'
import { taxCode } from '../../../src/feeds/gz-tax/tax-code.ts'
import { taxCodePresented } from '../../../src/feeds/gz-tax/tax-code-claims.ts'
import { issuesOf, told, valuesTold } from '../told.ts'

describe('a tax code', () => {
  test('tells sums in fen, growth in basis points and the grade until the next is published', () => {
    expect(
      valuesTold(taxCode, { '近12个月纳税额（元）': '386200.5', '近12个月开票额（元）': '12,860,000', '开票额同比（%）': '-3.25', 零申报次数: '0' }),
    ).toEqual({
      taxPaidFen12m: '38620050',
      invoicedFen12m: '1286000000',
      invoicedGrowthBp: -325,
      zeroFilings12m: 0,
      taxGrade: 'B',
    })
    const record = told(taxCode, { 评价年度: '2025' })
    expect(!Array.isArray(record) && record.facts.find(({ attribute }) => attribute === 'taxGrade')).toMatchObject({
      scheme: 'tax-2025',
      asOf: '2026-10-31',
      validUntil: '2027-04-30',
    })
  })

  test('that says nothing of a figure leaves it unknown', () => {
    const silent = { '近12个月纳税额（元）': '', '近12个月开票额（元）': '无', '开票额同比（%）': '', 零申报次数: '', 纳税信用级别: '', 评价年度: '' }
    expect(valuesTold(taxCode, silent)).toEqual({})
  })

  test.each([
    ['-100', -10_000],
    ['-100.00', -10_000],
    ['0', 0],
    ['12.345', 1235],
    ['12.344', 1234],
    ['+8%', 800],
    ['100000', 10_000_000],
  ])('with growth of %s %% has %i bp', (growth, bp) => {
    expect(valuesTold(taxCode, { '开票额同比（%）': growth })).toMatchObject({ invoicedGrowthBp: bp })
  })

  test.each([
    [{ '开票额同比（%）': '-100.01' }, 'bad_number 开票额同比（%）'],
    [{ '开票额同比（%）': '100000.01' }, 'bad_number 开票额同比（%）'],
    [{ '开票额同比（%）': '三成' }, 'bad_number 开票额同比（%）'],
    [{ 零申报次数: '13' }, 'bad_number 零申报次数'],
    [{ '近12个月纳税额（元）': '-0.01' }, 'bad_number 近12个月纳税额（元）'],
    [{ 纳税信用级别: 'E' }, 'unknown_value 纳税信用级别'],
    [{ 评价年度: '' }, 'missing_field 评价年度'],
    [{ 评价年度: '2027' }, 'bad_number 评价年度'],
    [{ 数据截止日: '2026-11-24' }, 'bad_date 数据截止日'],
    [{ 税信码编号: '' }, 'missing_field 税信码编号'],
  ])('with %j is refused', (changed, issue) => {
    expect(issuesOf(taxCode, changed)).toEqual([issue])
  })

  test.each([[{ 零申报次数: '12' }], [{ 数据截止日: '2026-11-23' }], [{ '近12个月纳税额（元）': '0' }], [{ 评价年度: '2026' }]])(
    'with %j is taken',
    (changed) => {
      expect(issuesOf(taxCode, changed)).toBeNull()
    },
  )

  test('of the year 2024 was graded under the rule of 2014', () => {
    const record = told(taxCode, { 评价年度: '2024' })
    expect(!Array.isArray(record) && record.facts.at(-1)).toMatchObject({ scheme: 'tax-2014', validUntil: '2026-04-30' })
  })
})

describe('the claims of a tax code', () => {
  const claims = { iss: 'i', aud: 'a', sub: EXAMPLE_CODE, jti: 'SXM-1', iat: 1_763_863_200, exp: 1_763_865_000, 零申报次数: 2, 数据截止日: '2026-10-31' }

  test('become a row whose order is the time of issue, and name the holder', () => {
    expect(taxCodePresented.read(claims)).toEqual({
      holder: EXAMPLE_CODE,
      row: { 统一社会信用代码: EXAMPLE_CODE, 税信码编号: 'SXM-1', 零申报次数: '2', 数据截止日: '2026-10-31', 更新时间: '2025-11-23T02:00:00.000Z' },
    })
  })

  test.each([
    [{ sub: undefined }, 'sub is no text'],
    [{ sub: 91 }, 'sub is no text'],
    [{ jti: '' }, 'jti is no text'],
    [{ iat: '1763863200' }, 'iat is no time'],
    [{ iat: Number.POSITIVE_INFINITY }, 'iat is no time'],
    [{ 零申报次数: { n: 1 } }, '零申报次数 is neither text nor number'],
  ])('with %j are wrong by name', (changed, wrong) => {
    expect(taxCodePresented.read({ ...claims, ...changed })).toEqual({ wrong })
  })
})
