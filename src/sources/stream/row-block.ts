import { readRecords } from '../files/csv.ts'
import { decodeAs, encodingOf, withoutMark } from '../files/encoding.ts'
import { readLines } from '../files/jsonl.ts'
import { rowUnder, type TableRow } from '../files/table.ts'
import { countLineFeeds, endOfLastLine, isAscii, withoutLastLines } from './lines.ts'
import type { ReadingPlan } from './reading-plan.ts'

/** A record boundary of a file: the bytes before it, and the number of the line that begins there. */
export interface Place {
  bytes: number
  line: number
}

export interface RowBlock {
  rows: TableRow[]
  /** Where the next block begins: nothing before it is needed again. */
  next: Place
}

/**
 * The rows that lie whole within these bytes of a file, the same as reading it in one piece gives. A quoted line feed
 * ends no record; a quote that is never closed costs its own line (files/csv.ts), which some dozen lines must tell, so
 * the end of a block may be left for the next.
 * @param bytes of the file from `place` on. @param isLast nothing comes after them
 * @returns `next` = `place` where the bytes are too few for a single record
 */
export function readBlock(plan: ReadingPlan, bytes: Uint8Array, place: Place, isLast: boolean): RowBlock {
  const end = isLast ? bytes.length : endOfLastLine(bytes, plan.encoding)
  if (end === 0) return { rows: [], next: place }
  const lines = bytes.subarray(0, end)
  if (plan.encoding === null && !isAscii(lines)) plan.encoding = encodingOf(lines, plan.decoders)
  const decoded = decodeAs(lines, plan.encoding ?? 'utf-8', plan.decoders)
  const text = place.bytes === 0 ? withoutMark(decoded) : decoded

  if (plan.format === 'jsonl') {
    const found = readLines(text, plan.places, { line: place.line, mostRows: Number.MAX_SAFE_INTEGER })
    if (plan.places.size > plan.header.length) plan.header = [...plan.places.keys()]
    return { rows: found.map((row) => rowUnder(plan.header, row, true)), next: { bytes: place.bytes + end, line: place.line + countLineFeeds(text) } }
  }

  const { rows, next, line } = readRecords(text, { delimiter: plan.delimiter, line: place.line, more: !isLast, mostRows: Number.MAX_SAFE_INTEGER })
  if (place.bytes === 0) {
    // The first record of the file is its header, which the plan holds.
    if (rows.length === 0) return { rows: [], next: isLast ? { bytes: end, line } : place }
    rows.shift()
  }
  if (next === 0) return { rows: [], next: place }
  const taken = next >= text.length ? end : withoutLastLines(bytes, end, countLineFeeds(text.slice(next)), plan.encoding)
  return { rows: rows.map((row) => rowUnder(plan.header, row, false)), next: { bytes: place.bytes + taken, line } }
}
