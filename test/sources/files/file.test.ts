import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fault } from '../../../src/platform/kernel/fault.ts'
import { readTable } from '../../../src/sources/files/file.ts'
import { inlineRows, workbook } from './workbook.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** Rows or a Fault: what `readTable` owes to any bytes. Anything else thrown fails the test. */
function readsOrRefuses(bytes: Uint8Array): 'read' | 'refused' {
  try {
    const table = readTable(bytes)
    for (const row of table.rows) if ('cells' in row) expect(row.cells).toHaveLength(table.header.length)
    expect(new Set(table.rows.map(({ rowNo }) => rowNo)).size).toBe(table.rows.length)
    return 'read'
  } catch (reason) {
    expect(reason).toBeInstanceOf(Fault)
    return 'refused'
  }
}

describe('an uploaded file', () => {
  test.each([
    ['CSV', utf8('a,b\n1,2'), 'csv'],
    ['JSON lines after a byte order mark', utf8('\ufeff\n{"a":1}'), 'jsonl'],
    ['a workbook', workbook({ sheet: inlineRows(['a'], ['1']) }), 'xlsx'],
  ])('is known as %s by its content, whatever it is called', (_, bytes, format) => {
    expect(readTable(bytes, 'application/pdf', 'x.pdf').format).toBe(format)
  })

  test.each([
    ['PDF', utf8('%PDF-1.7'), 'unsupported_format'],
    ['XML', utf8('\ufeff <?xml version="1.0"?><a/>'), 'unsupported_format'],
    ['a page', utf8('<!doctype html>'), 'unsupported_format'],
    ['a JSON array', utf8('[{"a":1}]'), 'unsupported_format'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d), 'unsupported_format'],
    ['an old or encrypted workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 'old_or_encrypted_workbook'],
    ['zeros', new Uint8Array(5_000), 'unsupported_format'],
  ])('that is %s is refused with the formats that are taken', (_, bytes, code) => {
    expect(() => readTable(bytes)).toThrow(
      expect.objectContaining({ kind: 'unsupported_media', code, message: expect.stringContaining('CSV, XLSX and JSON Lines are accepted') }),
    )
  })

  test.each([
    ['null', 'null\n{"a":1}\n{"a":2}'],
    ['a number', '7\n{"a":1}\n{"a":2}'],
    ['a list', '[1]\n{"a":1}\n{"a":2}'],
    ['broken', '{"a":\n{"a":1}\n{"a":2}'],
    ['broken before its brace', '"a":0}\n{"a":1}\n{"a":2}'],
  ])('of JSON lines whose first is %s loses that line only', (_, text) => {
    expect(readTable(utf8(text))).toMatchObject({
      format: 'jsonl',
      header: ['a'],
      rows: [{ rowNo: 1, issue: { code: 'column_count' } }, { cells: ['1'] }, { cells: ['2'] }],
    })
  })

  test('stays CSV with an object among its rows, and a JSON array over several lines is refused', () => {
    expect(readTable(utf8('a\n1\n{"a":1}\n2')).format).toBe('csv')
    expect(() => readTable(utf8('[\n{"a":1},\n{"a":2}\n]'))).toThrow(expect.objectContaining({ code: 'unsupported_format' }))
  })

  test('that is empty is refused', () => {
    expect(() => readTable(new Uint8Array())).toThrow(expect.objectContaining({ kind: 'invalid', code: 'empty_file' }))
    expect(() => readTable(utf8(' \n'))).toThrow(expect.objectContaining({ kind: 'invalid', code: 'empty_file' }))
  })

  test('may have 10 MiB and not one byte more', () => {
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1).fill(0x20)
    expect(() => readTable(bytes)).toThrow(expect.objectContaining({ kind: 'too_large', code: 'file_too_large' }))
    expect(() => readTable(bytes.subarray(1))).toThrow(expect.objectContaining({ code: 'empty_file' }))
  })
})

describe('any bytes at all', () => {
  const good = workbook({
    sheet: `<dimension ref="A1:B3"/>${inlineRows(['统一社会信用代码', '日期'], ['91440199DEM000014H', '2024-01-01'])}`,
    strings: ['<t>a</t>', '<t>b</t>'],
  })

  test('are read or refused by a Fault', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readsOrRefuses(bytes)))
  })

  test('behind the beginning of a known format are read or refused by a Fault', () => {
    const beginnings = ['PK\x03\x04', 'PK\x05\x06', '{"a":', 'a,b\n"', '\ufeff'].map(utf8)
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 200 }), (start, bytes) => void readsOrRefuses(Uint8Array.of(...start, ...bytes))),
    )
  })

  test('left of a good workbook are refused: it ends with its directory', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: good.length - 1 }), (length) => void expect(readsOrRefuses(good.slice(0, length))).toBe('refused')))
  })

  test('of a good workbook with bits turned over are read or refused by a Fault', () => {
    const flip = fc.tuple(fc.nat(good.length - 1), fc.nat(7))
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 4 }), (flips) => {
        const bytes = good.slice()
        for (const [at, bit] of flips) bytes[at]! ^= 1 << bit
        readsOrRefuses(bytes)
      }),
      { numRuns: 1_000 },
    )
    expect(readsOrRefuses(good)).toBe('read')
  })
})
