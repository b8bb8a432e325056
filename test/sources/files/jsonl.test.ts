import { describe, expect, test } from 'vitest'
import { readJsonLines } from '../../../src/sources/files/jsonl.ts'

const read = (text: string) => readJsonLines(text, 'utf-8')

describe('a JSON lines file', () => {
  test('has every key as a column, in order of appearance, and empty cells where a line lacks one', () => {
    const { header, rows } = read('{"a":"1","b":null}\n\n{"b":true,"c":2.5}\n')
    expect(header).toEqual(['a', 'b', 'c'])
    expect(rows).toEqual([
      { rowNo: 1, cells: ['1', '', ''] },
      { rowNo: 3, cells: ['', 'TRUE', '2.5'] },
    ])
  })

  test.each([
    ['a broken line', '{"a":', 'column_count'],
    ['a list', '[1]', 'column_count'],
    ['a lost character', '{"a":"\ufffd"', 'damaged_text'],
    ['a code that a double cannot hold', '{"a":914401017459794364}', 'bad_number'],
    ['a structure', '{"a":{"b":1}}', 'bad_number'],
  ])('with %s refuses that line and reads the next', (_, line, code) => {
    const { rows } = read(`{"a":"1"}\n${line}\n{"a":9007199254740991}`)
    expect(rows).toMatchObject([{ cells: ['1'] }, { rowNo: 2, issue: { code } }, { cells: ['9007199254740991'] }])
  })

  test('writes small numbers out, without an exponent', () => {
    expect(read('{"a":1e-7}').rows).toEqual([{ rowNo: 1, cells: ['0.0000001'] }])
  })

  test('with 201 keys is refused before they are filled in', () => {
    const line = JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`k${i}`, 1])))
    expect(() => read(line)).toThrow(expect.objectContaining({ code: 'too_many_columns' }))
  })

  test('of blank lines is empty', () => {
    expect(() => read('\n \n')).toThrow(expect.objectContaining({ code: 'empty_file' }))
  })
})
