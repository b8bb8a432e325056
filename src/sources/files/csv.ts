import type { RowIssue } from '../record-kind.ts'
import { type FoundRow, isBlank, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, type Table, type TableEncoding, tableOf, tooManyRows } from './table.ts'

const DELIMITERS = [',', ';', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A quoted cell with more lines than this was never closed: real addresses and remarks have a handful. */
const MAX_QUOTED_LINES = 50

/**
 * RFC 4180 with the liberties that offices take: `,` `;` or tab, any line ending, a quote inside an unquoted cell.
 * A quote that is never closed costs its own line only: reading goes on at the next one. That is why this is not the
 * csv-parse of the tests, for which the quote swallows the rest of the file; elsewhere the two agree.
 * @throws Fault as `tableOf`; too_large `too_many_rows`
 */
export function readCsv(text: string, encoding: TableEncoding): Table {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  // One more than the rows: the header.
  return tableOf('csv', encoding, readRecords(plain, { delimiter: delimiterOf(plain), line: 1, more: false, mostRows: MAX_ROWS + 1 }).rows, false)
}

export interface CsvPiece {
  rows: FoundRow[]
  /** Where the first record begins that is not among the rows, and on which line. */
  next: number
  line: number
}

/**
 * The records of a text, blank lines left out. With `more` to come reading stops before the first record that what comes
 * could still change, and behind a line feed; a quote that is never closed is known for that after some lines.
 * @throws Fault too_large `too_many_rows`
 */
export function readRecords(
  text: string,
  { delimiter, line, more, mostRows }: { delimiter: Delimiter; line: number; more: boolean; mostRows: number },
): CsvPiece {
  const rows: FoundRow[] = []
  const separator = delimiter.charCodeAt(0)
  let settled = { rows: 0, next: 0, line }
  let at = 0
  let lineNo = line
  while (at < text.length) {
    const record = readRecord(text, at, separator, more)
    if (record === null) break
    if (record.issue !== undefined || !isBlank(record.cells)) {
      if (rows.length >= mostRows) throw tooManyRows()
      rows.push({ rowNo: lineNo, cells: record.cells, issue: record.issue })
    }
    lineNo += record.lines
    at = record.next
    if (!more || text.charCodeAt(at - 1) === LINE_FEED) settled = { rows: rows.length, next: at, line: lineNo }
  }
  if (rows.length > settled.rows) rows.length = settled.rows
  return { rows, next: settled.next, line: settled.line }
}

/** The delimiter that splits the first line into most cells; a comma where none does. */
export function delimiterOf(text: string): Delimiter {
  const first = text.slice(0, 100_000).trimStart()
  let best: Delimiter = ','
  let most = 1
  for (const delimiter of DELIMITERS) {
    const count = readRecord(first, 0, delimiter.charCodeAt(0), false)!.cells.length
    if (count > most) [best, most] = [delimiter, count]
  }
  return best
}

interface CsvRecord {
  cells: string[]
  /** Where the next record begins, and how many lines this one took. */
  next: number
  lines: number
  issue?: RowIssue
}

const QUOTE = 0x22
const LINE_FEED = 0x0a
const RETURN = 0x0d

/** @returns null where text still to come could change it */
function readRecord(text: string, start: number, separator: number, more: boolean): CsvRecord | null {
  const cells: string[] = []
  let at = start
  let lines = 1
  for (;;) {
    let cell: string
    if (text.charCodeAt(at) === QUOTE) {
      const quoted = readQuoted(text, at, separator, more)
      if (quoted === 'open') return null
      if (quoted === null)
        return { cells: [], ...lineAfter(text, start), issue: { code: 'column_count', field: '', detail: '此行有未闭合的引号，请补上引号或删去。' } }
      cell = quoted.cell
      at = quoted.next
      lines += quoted.lines
    } else {
      const end = endOfPlain(text, at, separator)
      cell = text.slice(at, end)
      at = end
    }
    // Cells beyond the limit are counted, not kept: the row will not fit its header anyway.
    if (cells.length <= MAX_COLUMNS) cells.push(cell)
    if (text.charCodeAt(at) === separator) {
      at++
      continue
    }
    if (more && at >= text.length) return null
    if (text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++
    return { cells, next: at + 1, lines }
  }
}

function endOfPlain(text: string, start: number, separator: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === separator || code === LINE_FEED || code === RETURN) break
  }
  return at
}

/**
 * A quoted cell from its opening quote on, or null where no quote before a delimiter or line end closes it in time;
 * `open` where that cannot be told yet.
 */
function readQuoted(text: string, start: number, separator: number, more: boolean): { cell: string; next: number; lines: number } | null | 'open' {
  let at = start + 1
  let lines = 0
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return more && text.length - start <= MAX_QUOTED_CHARS && lines + lineFeeds(text, at, text.length) <= MAX_QUOTED_LINES ? 'open' : null
    if (quote - start > MAX_QUOTED_CHARS) return null
    lines += lineFeeds(text, at, quote)
    if (lines > MAX_QUOTED_LINES) return null
    const after = text.charCodeAt(quote + 1)
    if (after === QUOTE) {
      at = quote + 2
      continue
    }
    if (quote + 1 >= text.length) {
      if (more) return 'open'
    } else if (after !== separator && after !== LINE_FEED && after !== RETURN) return null
    return { cell: text.slice(start + 1, quote).replaceAll('""', '"'), next: quote + 1, lines }
  }
}

/** A cell of the longest length taken, all of it quotes. */
const MAX_QUOTED_CHARS = 2 * MAX_CELL_CHARS + 2

function lineFeeds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}

function lineAfter(text: string, start: number): { next: number; lines: number } {
  let at = start
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  if (text[at] === '\r' && text[at + 1] === '\n') at++
  return { next: at + 1, lines: 1 }
}
