import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../../src/sources/files/csv.ts'
import type { Table } from '../../../src/sources/files/table.ts'

const read = (text: string) => readCsv(text, 'utf-8')
const shape = ({ rows }: Table) => rows.map((row) => ('issue' in row ? `${row.rowNo}:${row.issue.code}` : `${row.rowNo}:${row.cells.join('|')}`))

describe('a CSV file', () => {
  test.each([
    ['comma', 'a,b\n1,2', ['2:1|2']],
    ['semicolon', 'a;b\n1,5;2', ['2:1,5|2']],
    ['tab', 'a\tb\r\n1\t2\r\n', ['2:1|2']],
    ['line ends of an old Mac', 'a,b\r1,2\r3,4', ['2:1|2', '3:3|4']],
    ['quoted line breaks and quotes', 'a,b\n"1\n""x""",2\n3,4', ['2:1\n"x"|2', '4:3|4']],
    ['a quote inside an unquoted cell', 'a,b\n5" pipe,2', ['2:5" pipe|2']],
    ['blank lines', 'a,b\n\n1,2\n , \n', ['3:1|2']],
    ['empty cells beyond the header', 'a,b,,\n1,2,,,', ['2:1|2']],
    ['too few cells', 'a,b\n1\n3,4', ['2:column_count', '3:3|4']],
    ['too many cells', 'a,b\n1,2,3\n3,4', ['2:column_count', '3:3|4']],
    ['a NUL', 'a,b\n1,\0\n3,4', ['2:damaged_text', '3:3|4']],
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n5,6', ['2:column_count', '3:3|4', '4:5|6']],
    ['a quote closed in the middle of a cell', 'a,b\n"1"x,2\n3,4', ['2:column_count', '3:3|4']],
  ])('with %s is read row by row', (_, text, expected) => {
    expect(shape(read(text))).toEqual(expected)
  })

  test('takes a cell of 10 000 characters and refuses the row of one with 10 001', () => {
    expect(shape(read(`a,b\n${'x'.repeat(10_000)},1\n${'x'.repeat(10_001)},1`))).toEqual([`2:${'x'.repeat(10_000)}|1`, '3:too_long'])
  })

  test('takes 200 columns and refuses 201', () => {
    const header = (n: number) => Array.from({ length: n }, (_, i) => `c${i}`).join(',')
    expect(read(header(200)).header).toHaveLength(200)
    expect(() => read(header(201))).toThrow(expect.objectContaining({ kind: 'invalid', code: 'too_many_columns' }))
  })

  test('takes 200 000 rows and refuses one more', () => {
    expect(read(`a\n${'1\n'.repeat(200_000)}`).rows).toHaveLength(200_000)
    expect(() => read(`a\n${'1\n'.repeat(200_001)}`)).toThrow(expect.objectContaining({ kind: 'too_large', code: 'too_many_rows' }))
  })

  test.each([
    ['', 'empty_file'],
    ['\n \n', 'empty_file'],
    ['"a,b\n1,2', 'no_header'],
  ])('%j without a header is refused as a whole', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'invalid', code }))
  })

  test('of 150 000 lines with a quote that never closes is refused line by line, in time', () => {
    const { rows } = read(`a\n${'"""x\n'.repeat(150_000)}`)
    expect(rows).toHaveLength(150_000)
    expect(rows.every((row) => 'issue' in row)).toBe(true)
  }, 5_000)

  test('reads as csv-parse reads it, whatever sound cells it holds', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '州', '"', ',', ';', '\n', ' ', "'"), maxLength: 8 }).filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = [['x', 'y', 'z'], ...rows].map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n')
        const ours = read(text).rows.map((row) => ('cells' in row ? row.cells : row.issue))
        expect(ours).toEqual((parse(text) as string[][]).slice(1))
      }),
    )
  })
})
