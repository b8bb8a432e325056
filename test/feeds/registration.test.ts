import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { registration } from '../../src/feeds/samr/registration.ts'
import { readTable } from '../../src/sources/files/file.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import { makeCreditCode } from '../../src/subjects/credit-code.ts'

const TODAY = '2026-11-23'
const NOW = { today: TODAY, latest: `${TODAY}T23:59:59` }
const SAMPLE = '../shared/data/real-registrations-sample.csv'
const sound = { 统一社会信用代码: '91440199DEM000014H', 企业名称: '甲公司', 注册日期: '2019-05-20' }

/** Attribute → value, or the issues. */
function told(row: Record<string, string>): Record<string, unknown> | string[] {
  const translation = registration.translate({ ...sound, ...row }, TODAY)
  return translation.ok
    ? Object.fromEntries(translation.record.facts.map(({ attribute, value }) => [attribute, value]))
    : translation.issues.map(({ code, field }) => `${code} ${field}`)
}

function importText(text: string) {
  const table = readTable(new TextEncoder().encode(text))
  const binding = bindHeader(table.header, registration.columns)
  return table.rows.map((row) => takeRow(registration, binding, row, NOW))
}

describe('a registration', () => {
  test('tells name, kind and day, and no more than the row does', () => {
    expect(told({ 注册资金: 'N/A', 地区: '广州', 企业类型: 'N/A' })).toEqual({ name: '甲公司', kind: 'enterprise', registeredOn: '2019-05-20' })
  })

  test.each([
    ['所在区', '440106', '440106'],
    ['所在区', '天河区', '440106'],
    ['所在区', '440604', '440604'],
    ['住所', '广州市番禺区示例街 1 号', '440113'],
    ['地区', '广州市花都区', '440114'],
    ['住所', '天河路 1 号', undefined],
  ])('has the district that %s %s tells: %s', (column, text, district) => {
    expect(told({ [column]: text })).toHaveProperty('name')
    expect((told({ [column]: text }) as Record<string, unknown>).district).toBe(district)
  })

  test('prefers the column of the district to the address', () => {
    expect(told({ 所在区: '荔湾区', 住所: '广州市番禺区示例街 1 号' })).toMatchObject({ district: '440103' })
  })

  test.each([
    [{ 所在区: '某某区' }, 'unknown_value 所在区'],
    [{ 所在区: '440199' }, 'unknown_value 所在区'],
    [{ 所在区: '440300' }, 'unknown_value 所在区'],
    [{ 所在区: '440100' }, 'unknown_value 所在区'],
    [{ 所在区: '440000' }, 'unknown_value 所在区'],
    [{ 所在区: '深圳市' }, 'unknown_value 所在区'],
    [{ 行业代码: 'Z9999' }, 'unknown_value 行业代码'],
    [{ 注册日期: '2026-11-24' }, 'bad_date 注册日期'],
    [{ 注册日期: '1900-01-01' }, 'bad_date 注册日期'],
    [{ 核准日期: '2019-05-19' }, 'bad_combination 核准日期'],
    [{ 统一社会信用代码: '11100000000013047U' }, 'bad_code 统一社会信用代码'],
    [{ 统一社会信用代码: '9.14401E+17' }, 'bad_code 统一社会信用代码'],
  ])('with %j is refused', (row, issue) => {
    expect(told(row)).toEqual([issue])
  })

  test('takes industry codes with and without their section', () => {
    expect(told({ 行业代码: 'f5199' })).toMatchObject({ industry: 'F5199' })
    expect(told({ 行业代码: '5199' })).toMatchObject({ industry: 'F5199' })
  })

  test('keeps the capital as written; in fen only where it is in yuan', () => {
    expect(told({ 注册资金: '2,029(万人民币元)' })).toMatchObject({ registeredCapitalFen: '2029000000', registeredCapitalText: '2,029(万人民币元)' })
    expect(told({ '注册资本（万元）': '500' })).toMatchObject({ registeredCapitalFen: '500000000' })
  })

  test.each(['140(万美元)', '100', '5000000'])('with the capital %s says that no sum in yuan is known, so that an older one does not outlive it', (text) => {
    expect(told({ 注册资金: text })).toMatchObject({ registeredCapitalFen: null, registeredCapitalText: text })
  })

  test.each(['壹佰万元', '-5万元', '1e3万', '100-200万', '100.5.5万', '99999999999999999万元', '张三丰'])('with %s for a capital is refused', (text) => {
    expect(told({ 注册资金: text })).toEqual(['bad_number 注册资金'])
    expect(told({ '注册资本（万元）': text })).toEqual(['bad_number 注册资本（万元）'])
  })

  test('alone may bring in an early code with one wrong check digit', () => {
    expect(told({ 统一社会信用代码: '91440199DEM0000140' })).toMatchObject({ name: '甲公司' })
  })

  test('is true of the day it was approved, else of the day of registration; a filler is no day', () => {
    const asOf = (row: Record<string, string>) => {
      const translation = registration.translate({ ...sound, ...row }, TODAY)
      return translation.ok && translation.record.asOf
    }
    expect(asOf({ 核准日期: '2026-03-01' })).toBe('2026-03-01')
    expect(asOf({ 核准日期: '1900-01-01' })).toBe('2019-05-20')
  })
})

describe('a registration file', () => {
  test('with rows in another order and lost characters further down loses those rows only', () => {
    const taken = importText(
      [
        '统一社会信用代码,企业名称,注册日期,企业类型,注册资金,地区',
        '91440199dem000014h,甲公司,2019-05-20,N/A,50(万人民币元),广州',
        '统一社会信用代码,企业名称,注册日期,企业类型,注册资金,地区',
        '乙公司,91440199DEM000014H,2019-05-20,N/A,N/A,广州',
        '91440199DEM000014H,\ufffd\ufffd公司,2019-05-20,N/A,N/A,广州',
        '91440199DEM000014H,丙公司,2019-05-20',
        '91440199DEM000014H,丁公司,2019-05-20,N/A,N/A,广州',
      ].join('\n'),
    )
    expect(taken.map((row) => (row.ok ? row.record.key : row.issues[0]?.code))).toEqual([
      '91440199DEM000014H',
      'bad_code',
      'bad_code',
      'damaged_text',
      'column_count',
      '91440199DEM000014H',
    ])
  })

  it('as offices write it is taken in whole, N/A unknown and every capital that is written read', () => {
    // Real rows where they lie beside the project (facts about real firms are never shipped), else the same spellings on synthetic codes.
    const table = readTable(existsSync(SAMPLE) ? new Uint8Array(readFileSync(SAMPLE)) : Buffer.from(LIKE_THE_SAMPLE))
    const binding = bindHeader(table.header, registration.columns)
    const taken = table.rows.map((row) => takeRow(registration, binding, row, NOW))
    expect(taken.filter((row) => !row.ok)).toEqual([])
    expect(taken).toHaveLength(existsSync(SAMPLE) ? 152 : SPELLINGS.length)
    expect(binding.ignored).toEqual([])
    const known = taken.flatMap((row) =>
      row.ok ? row.record.facts.filter(({ attribute, value }) => attribute === 'registeredCapitalFen' && value !== null) : [],
    )
    const stated = table.rows.filter((row) => 'cells' in row && row.cells[4] !== 'N/A' && !/美元|港/.test(row.cells[4]!))
    expect(known).toHaveLength(stated.length)
  })
})

const SPELLINGS = [
  '550(万元人民币)',
  '50(万人民币元)',
  '450(万元(美元))',
  '0（万元）',
  '"2,029(万人民币元)"',
  '20(万美元)',
  '"6,400(万香港元)"',
  '100（万元）',
  'N/A',
  '400(万元(人民币))',
  '305(万元(港币))',
  '100(万港元)',
]
const LIKE_THE_SAMPLE = [
  '统一社会信用代码,企业名称,注册日期,企业类型,注册资金,地区',
  ...SPELLINGS.map(
    (capital, i) => `${makeCreditCode('91440199', `DEMNEX${10 + i}`).toLowerCase()},广州示例第${i}有限公司,1998-06-0${(i % 9) + 1},N/A,${capital},广州`,
  ),
].join('\n')
