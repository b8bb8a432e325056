import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTable } from '../../../src/sources/files/file.ts'
import type { TableRow } from '../../../src/sources/files/table.ts'
import { planReading } from '../../../src/sources/stream/reading-plan.ts'
import { type Place, readBlock } from '../../../src/sources/stream/row-block.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (...parts: (string | readonly number[])[]) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : [...part])))
/** 广州 and 白云 in GBK, which no runtime encodes to. */
const GBK = { 广州: [0xb9, 0xe3, 0xd6, 0xdd], 白云: [0xb0, 0xd7, 0xd4, 0xc6] }
const utf16 = (text: string) => [0xff, 0xfe, ...[...text].flatMap((c) => [c.charCodeAt(0) & 0xff, c.charCodeAt(0) >> 8])]

const FILES: Record<string, Uint8Array> = {
  'quoted line feeds, quotes never closed, blank lines and a last line without its end': bytes(
    '\ufeff名称,备注\n\n广州,"一行\n两行 ""引号"""\n"没有闭合,x\n白云,"也没有\r\n天河,1\r\n\n \n荔湾,"a\n\nb"\n多,出,一格\n少\n海珠,末行',
  ),
  'a quote that opens nearly at the end': bytes('a,b\n1,2\n3,"4\n5,6\n'),
  'GBK with a UTF-8 line and a torn one': bytes('a,b\n', GBK.广州, ',1\n', GBK.白云, ',2\n', '佛山,3\n', [0xb0], ',4\n', GBK.广州, ',"5\n', GBK.白云, '"\n'),
  'UTF-8 with a GBK line': bytes('a,b\n广州,1\n佛山,2\n', GBK.白云, ',3\n天河,4\n'),
  'UTF-16 with line feeds that are half of a character': bytes(utf16('名称,备注\n上ਊ海,1\n"广\n州",2\n末,3')),
  'JSON lines with keys that come late': bytes('{"a":"1"}\n\nnull\n{"a":"2","b":"x\\ny"}\n{"c":3}\n{"a":12345678901234567890}\n{"b":"末"}'),
  'line ends of three kinds': bytes('a,b\r\n1,2\r3,4\n5,6\r\n7,8'),
  'a header and nothing else': bytes('a,b\n'),
  'a header without its line end': bytes('a,b'),
}

/** The rows of a file that comes in pieces cut anywhere, resumed from each record boundary as a new process would. */
function inPieces(file: Uint8Array, cuts: (from: number) => number): TableRow[] {
  const rows: TableRow[] = []
  let place: Place = { bytes: 0, line: 1 }
  while (place.bytes < file.length) {
    const plan = planReading(file, true)
    let end = place.bytes
    for (;;) {
      end = Math.min(file.length, end + cuts(end))
      const block = readBlock(plan, file.subarray(place.bytes, end), place, end === file.length)
      if (block.next.bytes === place.bytes) continue
      rows.push(...block.rows)
      place = block.next
      break
    }
  }
  return rows
}

/** JSON lines: a late key is an empty cell where the whole file was read at once. */
const told = (rows: readonly TableRow[]) =>
  rows.map((row) => ('cells' in row ? { rowNo: row.rowNo, cells: row.cells.join('|').replace(/\|+$/, '') } : { rowNo: row.rowNo, code: row.issue.code }))

describe.each(Object.entries(FILES))('a file with %s', (_, file) => {
  const whole = told(readTable(file).rows)

  test('has the same rows cut in two at every byte', () => {
    for (let at = 1; at < file.length; at++) expect({ at, rows: told(inPieces(file, (from) => (from === 0 ? at : file.length))) }).toEqual({ at, rows: whole })
  })

  test('has the same rows in pieces of every size', () => {
    for (let size = 1; size <= file.length; size++) expect({ size, rows: told(inPieces(file, () => size)) }).toEqual({ size, rows: whole })
  })
})

describe('a block of a file', () => {
  test('leaves a record that what comes may still change, and takes it once enough has come', () => {
    const plan = planReading(utf8('a,b\n1,2\n'), true)
    const open = '3,"4\n5,6\n'
    expect(readBlock(plan, utf8(`a,b\n1,2\n${open}`), { bytes: 0, line: 1 }, false)).toMatchObject({ next: { bytes: 8, line: 3 } })
    // A quoted cell of more than 50 lines was never closed: known at the fifty-first line feed after its quote.
    const lines = (n: number) => utf8(open + 'x,y\n'.repeat(n))
    expect(readBlock(plan, lines(48), { bytes: 8, line: 3 }, false).rows).toEqual([])
    expect(readBlock(plan, lines(49), { bytes: 8, line: 3 }, false).rows).toHaveLength(51)
  })

  test('of plain ASCII leaves the encoding open until a byte says more', () => {
    const head = utf8('a,b\n1,2\n')
    const plan = planReading(head, false)
    expect(plan.encoding).toBeNull()
    readBlock(plan, head, { bytes: 0, line: 1 }, false)
    expect(plan.encoding).toBeNull()
    const { rows } = readBlock(plan, bytes(GBK.广州, ',3\n'), { bytes: 8, line: 3 }, true)
    expect([plan.encoding, told(rows)]).toEqual(['gb18030', [{ rowNo: 3, cells: '广州|3' }]])
  })

  test('reads whatever bytes as the whole file reads them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '州', '"', ',', '\n', '\r', ' '), maxLength: 60 }).map((body) => utf8(`x,y\n${body}`))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (file, size) => {
        expect(told(inPieces(file, () => size))).toEqual(told(readTable(file).rows))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a large file is refused as a whole', () => {
  test.each([
    ['empty', bytes(''), 'empty_file'],
    ['a workbook', bytes('PK\u0003\u0004'), 'workbook_in_stream'],
    ['a PDF', bytes('%PDF-1.7'), 'unsupported_format'],
    ['blank', bytes('\n \n'), 'empty_file'],
    ['without a header', bytes('"a,b\n1,2'), 'no_header'],
  ])('when it is %s', (_, file, code) => {
    expect(() => planReading(file, true)).toThrow(expect.objectContaining({ code }))
  })

  test('when its first line does not end within what is looked at', () => {
    expect(() => planReading(utf8('a,b,c'), false)).toThrow(expect.objectContaining({ code: 'line_too_long' }))
  })
})
