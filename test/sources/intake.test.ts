import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import { freeFileName } from '../../src/sources/personal-text.ts'
import { recordAddress } from '../../src/sources/record-address.ts'
import type { Column, RecordKind, RowIssue } from '../../src/sources/record-kind.ts'

const TODAY = '2026-11-23'
const NOW = { today: TODAY, latest: `${TODAY}T23:59:59` }
const CODE: Column = { name: '统一社会信用代码', code: 'XYDM', synonyms: ['信用代码'], required: true }
const SUM: Column = { name: '金额（万元）', synonyms: ['金额'] }
const HOLDER: Column = { name: '户主姓名', personal: 'mask' }
const IDENTITY: Column = { name: '身份证号', personal: 'drop' }
const REMARK: Column = { name: '备注', maxLength: 1000 }
const COLUMNS = [CODE, SUM, HOLDER, IDENTITY, REMARK]

/** A kind that takes every row. */
const stating = (columns: readonly Column[]): RecordKind<string> => ({
  ...kindOf(columns),
  translate: () => ({ ok: true, record: { subject: { kind: 'enterprise', code: '91440199DEM000014H', name: null }, key: 'k', asOf: '2026-06-30', facts: [] } }),
})

/** A kind that refuses a row with the code its 金额 names. */
const kindOf = (columns: readonly Column[]): RecordKind<string> => ({
  source: 's',
  record: 'r',
  titleZh: '',
  titleEn: '',
  columns,
  translate(row) {
    const code = /^!(\w+)$/.exec(row['金额（万元）'] ?? '')?.[1] as RowIssue['code'] | undefined
    if (code !== undefined) return { ok: false, issues: [{ code, field: code === 'natural_person' ? '备注' : '统一社会信用代码', detail: '' }] }
    return { ok: true, record: { subject: { kind: 'enterprise', code: 'c', name: null }, key: 'k', asOf: TODAY, facts: Object.values(row) } }
  },
})
const take = (cells: Record<string, string>, columns = COLUMNS) => {
  const header = Object.keys(cells)
  return takeRow(kindOf(columns), bindHeader(header, columns), { rowNo: 2, cells: Object.values(cells) }, NOW)
}

describe('a header', () => {
  const bound = (header: string[]) => {
    const { places, ignored } = bindHeader(header, COLUMNS)
    return [COLUMNS.filter((column) => places.has(column)).map((column) => `${column.name}@${places.get(column)}`), ignored]
  }

  test.each([
    ['its name', '统一社会信用代码'],
    ['its field code', 'xydm'],
    ['a synonym', '信用代码'],
    ['spaces and a byte order mark', '\ufeff 统一 社会信用代码　'],
    ['a mark that it is required', '*统一社会信用代码（必填）'],
    ['full-width letters', 'ＸＹＤＭ'],
  ])('names a column by %s', (_, name) => {
    expect(bound([name])).toEqual([['统一社会信用代码@0'], []])
  })

  test.each(['金额(万元)', '金额【万元】', '金额〔万元〕', '金额'])('may put brackets as in %s', (name) => {
    expect(bound(['信用代码', name])[0]).toEqual(['统一社会信用代码@0', '金额（万元）@1'])
  })

  test('reports columns that nobody asked for, without what they could give away', () => {
    expect(bound(['信用代码', '注册人', '', '联系 13800138000'])[1]).toEqual(['注册人', '联系 138****8000'])
  })

  test.each([
    ['王小明', '王**'],
    ['欧阳 小明', '欧***'],
    ['阿依·买买提', '阿*****'],
    ['注册人', '注册人'],
    ['金额', '金额'],
    ['成立日期', '成立日期'],
    ['证件440106199003071234', '证件4401**********1234'],
    ['联系 138-0013-8000', '联系 138****8000'],
    [`${'列'.repeat(50)}440106199003071234`, `${'列'.repeat(50)}4401******`],
    ['列'.repeat(61), '列'.repeat(60)],
  ])('shows the ignored column %s as %s', (name, shown) => {
    expect(bindHeader(['信用代码', name], [CODE]).ignored).toEqual([shown])
  })

  test('prefers a name to a synonym of the same column', () => {
    expect(bound(['信用代码', '统一社会信用代码'])).toEqual([['统一社会信用代码@1'], ['信用代码']])
  })

  test('with the same column twice is refused', () => {
    expect(() => bindHeader(['XYDM', '统一社会信用代码'], COLUMNS)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'duplicate_header' }))
  })

  test('without a required column is refused by its name', () => {
    expect(() => bindHeader(['备注'], COLUMNS)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'missing_columns', errors: [expect.objectContaining({ pointer: '/header/统一社会信用代码' })] }),
    )
  })
})

describe('a row', () => {
  test('keeps declared columns only: personal ones dropped or masked, identity numbers masked wherever they stand', () => {
    const taken = take({
      统一社会信用代码: ' A1 ',
      户主姓名: '张三丰',
      身份证号: '440106199003071234',
      备注: '联系张先生 13800138000，证件 440106 19900307 123X',
      别的: '李四',
    })
    expect(taken).toMatchObject({
      ok: true,
      row: { 统一社会信用代码: 'A1', '金额（万元）': '', 户主姓名: '张**', 备注: '联系张先生 138****8000，证件 4401**********123X' },
    })
    expect(JSON.stringify(taken)).not.toMatch(/440106199003071234|三丰|李四/)
  })

  test.each([
    ['a lost character', '广\ufffd', 'damaged_text'],
    ['a NUL', '广\0', 'damaged_text'],
    ['a lone surrogate', '广\ud800', 'damaged_text'],
    ['200 characters', 'x'.repeat(200), null],
    ['201 characters', 'x'.repeat(201), 'too_long'],
  ])('with %s in a cell has the issue %s', (_, text, code) => {
    const taken = take({ 信用代码: 'A1', 金额: text })
    expect(taken.ok ? null : taken.issues.map((issue) => [issue.code, issue.field])).toEqual(code === null ? null : [[code, '金额（万元）']])
  })

  test.each([
    ['王小明', '王**'],
    ['王五', '王*'],
    ['王 小明', '王**'],
    ['阿依古丽·买买提', '阿*******'],
    ['未定', '未定'],
    ['甲乙丙丁戊', '甲乙丙丁戊'],
  ])('refused where a person may be named keeps %s as %s in whatever column it stands', (text, kept) => {
    const status: Column = { name: '状态', values: ['未定'] }
    const name: Column = { name: '机关', organisation: true }
    const cells = { XYDM: 'A1', 金额: '!unknown_value', 状态: text, 机关: text }
    expect(take(cells, [CODE, SUM, IDENTITY, status, name])).toMatchObject({ keptRow: { 状态: kept, 机关: text } })
    expect(take(cells, [CODE, SUM, status, name])).toMatchObject({ keptRow: { 状态: text } })
  })

  test.each(['13800138000', '138 0013 8000', '138-0013-8000', '138 001 38000', '１３８００１３８０００', '8613800138000', '13 800 138 000', '138–0013–8000'])(
    'never keeps the telephone number %s, taken in or refused',
    (number) => {
      const status: Column = { name: '状态' }
      const day: Column = { name: '日期', maxLength: 40 }
      const taken = take({ XYDM: 'A1', 状态: `电话${number}` }, [CODE, SUM, status])
      expect(taken).toMatchObject({ ok: true, row: { 状态: expect.stringMatching(/^电话(?:86)?138\*{4}8000$/) } })
      const refused = take({ XYDM: 'A1', 金额: '!unknown_value', 状态: number, 日期: number }, [CODE, SUM, status, day])
      expect(refused).toMatchObject({ ok: false, keptRow: { 状态: expect.stringContaining('****'), 日期: expect.stringContaining('****') } })
    },
  )

  test('keeps sums, document numbers and codes that only look like a telephone number', () => {
    const sum: Column = { name: '资金', exact: true }
    const day: Column = { name: '编码', maxLength: 40 }
    expect(take({ XYDM: 'A1', 资金: '15000000000元', 编码: '13800138000' }, [CODE, sum, day])).toMatchObject({
      row: { 资金: '15000000000元', 编码: '13800138000' },
    })
    expect(take({ XYDM: '91440199DEM000014H', 金额: '!unknown_value' }, [CODE, SUM, IDENTITY])).toMatchObject({
      keptRow: { 统一社会信用代码: '91440199DEM000014H' },
    })
  })

  test('that does not fit the header keeps nothing', () => {
    const issue: RowIssue = { code: 'column_count', field: '', detail: '' }
    expect(takeRow(kindOf(COLUMNS), bindHeader(['XYDM'], COLUMNS), { rowNo: 3, issue }, NOW)).toEqual({ ok: false, issues: [issue], keptRow: {} })
  })

  test('refused for a value is kept as it would have been taken', () => {
    expect(take({ XYDM: 'A1', 金额: '!unknown_value', 户主姓名: '张三', 备注: '说明一下的话' })).toMatchObject({
      keptRow: { 统一社会信用代码: 'A1', '金额（万元）': '!unknown_value', 户主姓名: '张*', 备注: '说明一下的话' },
    })
  })

  test('whose columns may have moved is kept without words', () => {
    expect(take({ XYDM: '91440199DEM000014H', 金额: '!bad_code', 户主姓名: '荔枝', 备注: '王五' })).toMatchObject({
      keptRow: { 统一社会信用代码: '91440199DEM000014H', '金额（万元）': '*', 户主姓名: '*', 备注: '*' },
    })
    expect(take({ XYDM: '2024-01-01', 金额: '!bad_code', 备注: '6222020000012345678' })).toMatchObject({
      keptRow: { 统一社会信用代码: '2024-01-01', 备注: '6222***************' },
    })
  })

  test('whose columns may have moved is kept whole where no column could be personal', () => {
    expect(take({ XYDM: '甲公司', 金额: '!bad_code' }, [CODE, SUM])).toMatchObject({ keptRow: { 统一社会信用代码: '甲公司' } })
    expect(take({ XYDM: '甲公司', 金额: '!bad_code', 经营者: '王五' }, [CODE, SUM])).toMatchObject({ keptRow: { 统一社会信用代码: '*' } })
  })

  test('about a natural person keeps nothing but the reason', () => {
    expect(take({ XYDM: 'A1', 金额: '!natural_person', 户主姓名: '张三', 备注: '自然人' })).toEqual({
      ok: false,
      issues: [{ code: 'natural_person', field: '备注', detail: '' }],
      keptRow: { 备注: '自然人' },
    })
  })

  test('whatever it holds, never lets a personal cell out', () => {
    const canary = 'CANARY7391'
    fc.assert(
      fc.property(fc.constantFrom('1', '!bad_code', '!unknown_value', '!natural_person'), fc.string({ unit: 'grapheme', maxLength: 20 }), (sum, text) => {
        const taken = take({ XYDM: text, 金额: sum, 户主姓名: `张${canary}`, 身份证号: `${canary}${text}`, 备注: text, 其他: canary })
        expect(JSON.stringify(taken)).not.toContain(canary)
      }),
    )
  })
})

describe('text destroyed on its way', () => {
  test.each(['广州锟斤拷锟斤拷公司', 'å¹¿å·žç¤ºä¾‹', '烫烫烫烫', '#REF!', '#DIV/0!', ' #VALUE! '])('is refused though it still looks like text: %s', (text) => {
    const taken = takeRow(stating([CODE, REMARK]), bindHeader(['XYDM', '备注'], [CODE, REMARK]), { rowNo: 2, cells: ['91440199DEM000014H', text] }, NOW)
    expect(taken).toMatchObject({ ok: false, issues: [{ code: 'damaged_text', field: '备注' }] })
  })

  test.each(['#1 仓库', 'Café Zürich', '锟市场', 'N/A', '#N/A', 'Müller & Söhne'])('is not what it is not: %s', (text) => {
    const taken = takeRow(stating([CODE, REMARK]), bindHeader(['XYDM', '备注'], [CODE, REMARK]), { rowNo: 2, cells: ['91440199DEM000014H', text] }, NOW)
    expect(taken.ok).toBe(true)
  })
})

describe('a document number', () => {
  const NUMBER: Column = { name: '文书号', exact: true }
  const take2 = (text: string) =>
    takeRow(stating([CODE, NUMBER]), bindHeader(['XYDM', '文书号'], [CODE, NUMBER]), { rowNo: 2, cells: ['91440199DEM000014H', text] }, NOW)

  test('that holds an identity number is refused, not masked: two decisions would become one', () => {
    for (const text of ['穗罚440106199001011235号', '穗罚440106199009021235号'])
      expect(take2(text)).toMatchObject({ ok: false, issues: [{ code: 'natural_person', field: '文书号' }] })
    expect(JSON.stringify(take2('穗罚440106199001011235号'))).not.toContain('19900101')
  })

  test('of as many digits that are no birthday stays as it is', () => {
    expect(take2('穗罚440106209913011235号')).toMatchObject({ ok: true, row: { 文书号: '穗罚440106209913011235号' } })
  })
})

describe('the name of a file', () => {
  test.each([
    ['欧阳小明440106199001011235-13912345678.csv', ['19900101', '12345678', '小明']],
    ['penalty-2026-11-20.csv', []],
  ])('%s is kept without what is somebody’s', (name, gone) => {
    const kept = freeFileName(name)
    for (const text of gone) expect(kept).not.toContain(text)
    if (gone.length === 0) expect(kept).toBe(name)
  })
})

describe('the content address of a record', () => {
  const identity = { source: 's', record: 'r', key: 'k', version: '2026-01-01' }

  test('does not depend on the order of columns nor on empty ones', () => {
    expect(recordAddress(identity, { b: '2', a: '1' }, ['a', 'b'])).toBe(recordAddress(identity, { a: '1', b: '2', c: '' }, ['a', 'b', 'c']))
  })

  test('is another one for another cell, column, key, order, record or source, and for cells moved between columns', () => {
    const addresses = [
      recordAddress(identity, { a: '1' }, ['a']),
      recordAddress(identity, { a: '2' }, ['a']),
      recordAddress(identity, { b: '1' }, ['b']),
      recordAddress(identity, { a: '1b' }, ['a']),
      recordAddress(identity, { a: '1', b: '' }, ['a', 'b', 'c']),
      ...(['source', 'record', 'key', 'version'] as const).map((part) => recordAddress({ ...identity, [part]: 'x' }, { a: '1' }, ['a'])),
    ]
    // The fifth has an empty cell more than the first and is the same.
    expect(new Set(addresses).size).toBe(addresses.length - 1)
    expect(addresses.every((address) => /^[0-9a-f]{32}$/.test(address))).toBe(true)
  })
})

describe('the envelope of a row', () => {
  const columns = [CODE, SUM]
  const read = (cells: Record<string, string>) =>
    takeRow(
      stating(columns),
      bindHeader(['XYDM', ...Object.keys(cells)], columns),
      { rowNo: 2, cells: ['91440199DEM000014H', ...Object.values(cells)] },
      {
        today: TODAY,
        latest: `${TODAY}T10:10:00`,
      },
    )

  test.each([
    ['nothing said: the day of the record', {}, '2026-06-30'],
    ['a day', { 更新时间: '2026/7/1' }, '2026-07-01'],
    ['a time', { 更新时间: '2026-07-01 09:05' }, '2026-07-01T09:05:00'],
    ['a time with an offset, in Shanghai time', { 更新时间: '2026-07-01T23:30:00Z' }, '2026-07-02T07:30:00'],
    ['a time and a number', { SJGXSJ: '2026-07-01T09:05:01', 版本号: '12' }, '2026-07-01T09:05:01#000000000012'],
    ['the last minute that clocks may differ by', { 更新时间: `${TODAY} 10:10:00` }, `${TODAY}T10:10:00`],
  ])('gives the order of its version: %s', (_, cells, version) => {
    expect(read(cells as Record<string, string>)).toMatchObject({ ok: true, envelope: { version, retracts: false } })
  })

  test.each(['撤销', '删除', 'd', 'Retract'])('takes the record back with %s', (action) => {
    expect(read({ 数据操作: action })).toMatchObject({ ok: true, envelope: { retracts: true } })
  })

  test.each([
    ['clock_skew', { 更新时间: `${TODAY} 10:10:01` }],
    ['bad_date', { 更新时间: '昨天' }],
    ['bad_date', { 更新时间: '2026-07-01 25:00' }],
    ['bad_number', { 更新时间: '2026-07-01', 更新序号: '1.5' }],
    ['unknown_value', { 数据操作: '挂起' }],
  ])('is refused as %s', (code, cells) => {
    expect(read(cells as Record<string, string>)).toMatchObject({ ok: false, issues: [{ code }] })
  })

  test('orders a day before its times, and times by their number', () => {
    const orders = ['2026-07-01', '2026-07-01#000000000002', '2026-07-01T00:00:00', '2026-07-01T09:05:00', '2026-07-01T09:05:00#000000000001', '2026-07-02']
    expect([...orders].sort()).toEqual(orders)
  })
})
