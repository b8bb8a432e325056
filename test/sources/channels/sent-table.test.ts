import { describe, expect, test } from 'vitest'
import { sentTable } from '../../../src/sources/channels/sent-table.ts'

describe('the rows of an answer', () => {
  test('are cells under the union of their keys, in order of appearance', () => {
    const { header, rows } = sentTable([
      { a: 'x', b: 1 },
      { c: true, a: 'y' },
    ])
    expect(header).toEqual(['a', 'b', 'c'])
    expect(rows).toEqual([
      { rowNo: 1, cells: ['x', '1', ''] },
      { rowNo: 2, cells: ['y', '', 'TRUE'] },
    ])
  })

  test.each([
    [0.1, '0.1'],
    [1e21, null],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [9007199254740992, null],
    [914401010000000000, null],
    [1e-7, '0.0000001'],
    [-5, '-5'],
    ['007', '007'],
    [null, ''],
    [{ x: 1 }, null],
    [[1], null],
  ])('hold %j as %j, or refuse the row where digits would be lost or something is inside', (value, text) => {
    const [row] = sentTable([
      { a: value, b: 'y' },
      { a: 'z', b: 'y' },
    ]).rows
    if (text === null) expect(row).toMatchObject({ rowNo: 1, issue: { code: 'bad_number' } })
    else expect(row).toEqual({ rowNo: 1, cells: [text, 'y'] })
  })

  test('of more columns than a file may have are refused as a whole', () => {
    const wide = (n: number) => [Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, 'x']))]
    expect(sentTable(wide(200)).header).toHaveLength(200)
    expect(() => sentTable(wide(201))).toThrow(/200/)
  })

  test('without a single key have no header', () => {
    expect(() => sentTable([{}])).toThrow()
  })

  test('may be named like what every object has', () => {
    const { header, rows } = sentTable([JSON.parse('{"__proto__": "x", "constructor": "y"}')])
    expect(header).toEqual(['__proto__', 'constructor'])
    expect(rows).toEqual([{ rowNo: 1, cells: ['x', 'y'] }])
  })
})
