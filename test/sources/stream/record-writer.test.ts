import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AgreedNames } from '../../../src/sources/chunk/agreed-names.ts'
import { RecordWriter } from '../../../src/sources/record-bytes.ts'

const SHARED = { source: 'gz-credit', record: 'licence', layoutId: 'l', batchId: 'bat_1', recordedAt: new Date('2026-11-23T02:00:00Z') }
const idOf = (code: string) => `sub_${code.padEnd(26, '0')}`
const row = fc.record({ code: fc.constantFrom('a', 'b', 'c'), text: fc.string({ unit: 'grapheme', maxLength: 300 }), out: fc.boolean() })

function written(rows: readonly { code: string; text: string; rowNo: number }[]): RecordWriter {
  const writer = new RecordWriter(SHARED)
  for (const { code, text, rowNo } of rows) {
    const line = { id: 'x', recordKey: text, version: '2026', retracts: false, asOf: '2026-01-01', body: JSON.stringify([text]), facts: '[]', rowNo }
    writer.add(code, line)
  }
  return writer
}

test('rows taken out of a block leave the bytes of a block that never had them, and come back whole', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (list) => {
      const rows = list.map((one, i) => ({ ...one, rowNo: i + 2 }))
      const writer = written(rows)
      const out = writer.takeOut(new Set(rows.flatMap(({ out: isOut }, i) => (isOut ? [i] : []))))
      expect(out).toEqual(rows.filter((r) => r.out).map(({ rowNo, text }) => ({ rowNo, body: JSON.stringify([text]) })))
      const stay = rows.filter((r) => !r.out)
      expect(writer.codes).toEqual(stay.map(({ code }) => code))
      expect(Buffer.compare(writer.finish(idOf), written(stay).finish(idOf))).toBe(0)
    }),
    { numRuns: 200 },
  )
})

test('a pair of code and name is agreed only once it was added, and forgotten when they become too many', () => {
  const agreed = new AgreedNames(2)
  agreed.add('a', 'bc')
  expect([agreed.has('a', 'bc'), agreed.has('ab', 'c'), agreed.has('bc', 'a'), agreed.has('a', 'b')]).toEqual([true, false, false, false])
  agreed.add('d', 'e')
  agreed.add('f', 'g')
  expect([agreed.has('a', 'bc'), agreed.has('f', 'g')]).toEqual([false, true])
})
