import { describe, expect, test } from 'vitest'
import { licence } from '../../src/feeds/gz-credit/licence.ts'
import { penalty } from '../../src/feeds/gz-credit/penalty.ts'
import type { Fact } from '../../src/profiles/model.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { RecordKind } from '../../src/sources/model.ts'

const TODAY = '2026-11-23'
const NOW = { today: TODAY, latest: `${TODAY}T23:59:59` }
const told = (kind: RecordKind<Fact>, changed: Record<string, string>) => {
  const row = Object.fromEntries(kind.columns.map(({ name, example }) => [name, example ?? '']))
  const translation = kind.translate({ ...row, ...changed }, TODAY)
  return translation.ok ? translation.record.facts[0]! : translation.issues.map(({ code, field }) => `${code} ${field}`)
}

describe.each([
  ['licence', licence, 28, 'XK'],
  ['penalty', penalty, 30, 'CF'],
] as const)('the %s record', (_, kind, columnCount, prefix) => {
  test('has every field of the standard with its code', () => {
    expect(kind.columns).toHaveLength(columnCount)
    expect(kind.columns.every(({ code }) => code === 'BZ' || code?.startsWith(`${prefix}_`))).toBe(true)
    expect(new Set(kind.columns.map(({ code }) => code)).size).toBe(columnCount)
  })

  test('drops the five personal fields, by whichever name they come', () => {
    const personal = kind.columns.filter(({ personal }) => personal === 'drop')
    expect(personal.map(({ code }) => code)).toEqual(['FRDB', 'FR_ZJLX', 'FR_ZJHM', 'XDR_ZJLX', 'XDR_ZJHM'].map((code) => `${prefix}_${code}`))
    const header = kind.columns.map(({ code }) => code!)
    const cells = kind.columns.map(({ personal, example }) => (personal === 'drop' ? '张三丰' : (example ?? '')))
    const taken = takeRow(kind, bindHeader(header, kind.columns), { rowNo: 2, cells }, NOW)
    expect(taken.ok).toBe(true)
    expect(JSON.stringify(taken)).not.toContain('张三丰')
  })

  test('of a natural person is not taken in, and the name is not kept', () => {
    const header = kind.columns.map(({ name }) => name)
    const cells = kind.columns.map(({ name, example }) =>
      name === '行政相对人类别' ? '自然人' : name === '行政相对人名称' ? '李四' : name === '统一社会信用代码' ? '' : (example ?? ''),
    )
    expect(takeRow(kind, bindHeader(header, kind.columns), { rowNo: 2, cells }, NOW)).toEqual({
      ok: false,
      issues: [expect.objectContaining({ code: 'natural_person', field: '行政相对人类别' })],
      keptRow: { 行政相对人类别: '自然人' },
    })
  })

  test('moved by one column keeps no name of the legal representative in quarantine, and no telephone number', () => {
    const header = kind.columns.map(({ name }) => name)
    const [authority, category] = prefix === 'XK' ? ['许可机关', '许可类别'] : ['处罚机关', '处罚类别']
    const changed: Record<string, string> = { 社会组织登记证号: '王小明', [authority!]: '某局 13800138000', [category!]: '月球' }
    const cells = kind.columns.map(({ name, example }) => changed[name] ?? example ?? '')
    const taken = takeRow(kind, bindHeader(header, kind.columns), { rowNo: 2, cells }, NOW)
    expect(taken).toMatchObject({ ok: false, keptRow: { 社会组织登记证号: '王**', [authority!]: '某局 138****8000', 行政相对人类别: '法人及非法人组织' } })
  })

  test('of a sole trader is taken in', () => {
    expect(told(kind, { 行政相对人类别: '个体工商户', 统一社会信用代码: '92440101DEM000014F' })).toHaveProperty('attribute')
    expect(told(kind, { 行政相对人类别: '火星人' })).toEqual(['unknown_value 行政相对人类别'])
  })
})

describe('a licence', () => {
  test.each([
    ['01', '普通'],
    ['06', '其他'],
    ['核准', '核准'],
  ])('of category %s is %s', (text, category) => {
    expect(told(licence, { 许可类别: text })).toMatchObject({ value: { category } })
  })

  test.each([
    ['有效', '有效'],
    ['1', '有效'],
    ['2', '无效'],
    ['注销', '无效'],
    ['', null],
  ])('in state %j is %s', (text, status) => {
    expect(told(licence, { 当前状态: text })).toMatchObject({ value: { status } })
  })

  test('without end counts for ever, else to its last day', () => {
    expect(told(licence, { 有效期至: '长期' })).toMatchObject({ validUntil: null, value: { validUntil: null } })
    expect(told(licence, { 有效期至: '2030-03-17' })).toMatchObject({ validUntil: '2030-03-17' })
  })

  test('goes by its document number, else by the number of the licence', () => {
    expect(told(licence, { 行政许可决定文书号: '' })).toMatchObject({ item: '91440199DEM000014H:SL-2025-0001' })
    expect(told(licence, { 行政许可决定文书号: '', 许可编号: '' })).toEqual(['missing_field 行政许可决定文书号'])
  })

  test.each([
    [{ 许可类别: '07' }, 'unknown_value 许可类别'],
    [{ 当前状态: '0' }, 'unknown_value 当前状态'],
    [{ 许可决定日期: '2026-11-24' }, 'bad_date 许可决定日期'],
    [{ 有效期自: '2025-03-18', 有效期至: '2025-03-17' }, 'bad_combination 有效期至'],
  ])('with %j is refused', (row, issue) => {
    expect(told(licence, row)).toEqual([issue])
  })
})

describe('a penalty', () => {
  test('tells its item with fines in fen', () => {
    expect(told(penalty, { '罚款金额（万元）': '1.25', '没收违法所得、没收非法财物的金额（万元）': '' })).toMatchObject({
      attribute: 'penalties',
      asOf: '2025-06-10',
      value: { documentNo: '示例罚字〔2025〕1号', fineFen: '1250000', confiscatedFen: null, decidedOn: '2025-06-10', shownUntil: '2026-12-31' },
    })
  })

  test.each([
    ['警告', '警告'],
    ['警告；罚款', '警告；罚款'],
    ['罚款、没收违法所得', '罚款；没收违法所得、没收非法财物'],
    ['没收违法所得、没收非法财物', '没收违法所得、没收非法财物'],
    ['暂扣或者吊销许可证、暂扣或者吊销执照,罚款', '暂扣或者吊销许可证、暂扣或者吊销执照；罚款'],
    ['其他-责令改正', '其他'],
    ['罚款;罚款', '罚款'],
  ])('of category %s is %s', (text, category) => {
    expect(told(penalty, { 处罚类别: text })).toMatchObject({ value: { category } })
  })

  test.each([
    [{ 处罚类别: '拘役' }, 'unknown_value 处罚类别'],
    [{ '罚款金额（万元）': '-1' }, 'bad_number 罚款金额（万元）'],
    [{ '罚款金额（万元）': '5000元' }, 'bad_number 罚款金额（万元）'],
    [{ 公示截止期: '2025-06-09' }, 'bad_combination 公示截止期'],
  ])('with %j is refused', (row, issue) => {
    expect(told(penalty, row)).toEqual([issue])
  })

  test.each([
    ['the day its publicity ends', '2026-12-31', '2026-12-31'],
    ['three years where none is stated (order 36)', '', '2028-06-10'],
    ['five years at most (Guangzhou order 204)', '2035-01-01', '2030-06-10'],
  ])('counts until %s', (_, shownUntil, validUntil) => {
    expect(told(penalty, { 公示截止期: shownUntil })).toMatchObject({ validUntil })
  })
})
