import type { RowIssue } from '../record-kind.ts'
import { type FoundRow, isBlank, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, type Table, type TableEncoding, tableOf, tooManyRows } from './table.ts'

const DELIMITERS = [',', ';', '\t'] as const
type Delimiter = (typeof DELIMITERS)[number]

/** A quoted cell with more lines than this was never closed: real addresses and remarks have a handful. */
const MAX_QUOTED_LINES = 50

/**
 * RFC 4180 with the liberties that offices take: `,` `;` or tab, any line ending, a quote inside an unquoted cell.
 * A quote that is never closed costs its own line only: reading goes on at the next one. That is why this is not the
 * csv-parse of the tests, for which the quote swallows the rest of the file; elsewhere the two agree.
 * @throws Fault as `tableOf`; too_large `too_many_rows`
 */
export function readCsv(text: string, encoding: TableEncoding): Table {
  return tableOf('csv', encoding, foundRows(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text), false)
}

function foundRows(text: string): FoundRow[] {
  const rows: FoundRow[] = []
  const delimiter = delimiterOf(text)
  let at = 0
  let line = 1
  while (at < text.length) {
    const record = readRecord(text, at, delimiter)
    // One more than the rows: the header.
    if (record.issue !== undefined || !isBlank(record.cells)) {
      if (rows.length > MAX_ROWS) throw tooManyRows()
      rows.push({ rowNo: line, cells: record.cells, issue: record.issue })
    }
    line += record.lines
    at = record.next
  }
  return rows
}

/** The delimiter that splits the first line into most cells; a comma where none does. */
function delimiterOf(text: string): Delimiter {
  const first = text.slice(0, 100_000).trimStart()
  let best: Delimiter = ','
  let most = 1
  for (const delimiter of DELIMITERS) {
    const count = readRecord(first, 0, delimiter).cells.length
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

function readRecord(text: string, start: number, delimiter: Delimiter): CsvRecord {
  const cells: string[] = []
  let at = start
  let lines = 1
  for (;;) {
    let cell: string
    if (text[at] === '"') {
      const quoted = readQuoted(text, at, delimiter)
      if (quoted === null)
        return { cells: [], ...lineAfter(text, start), issue: { code: 'column_count', field: '', detail: '此行有未闭合的引号，请补上引号或删去。' } }
      cell = quoted.cell
      at = quoted.next
      lines += quoted.lines
    } else {
      const end = endOfPlain(text, at, delimiter)
      cell = text.slice(at, end)
      at = end
    }
    // Cells beyond the limit are counted, not kept: the row will not fit its header anyway.
    if (cells.length <= MAX_COLUMNS) cells.push(cell)
    if (text[at] === delimiter) {
      at++
      continue
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    return { cells, next: at + 1, lines }
  }
}

function endOfPlain(text: string, start: number, delimiter: Delimiter): number {
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

/** A quoted cell from its opening quote on, or null where no quote before a delimiter or line end closes it in time. */
function readQuoted(text: string, start: number, delimiter: Delimiter): { cell: string; next: number; lines: number } | null {
  let at = start + 1
  let lines = 0
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0 || quote - start > 2 * MAX_CELL_CHARS + 2) return null
    lines += text.slice(at, quote).split('\n').length - 1
    if (lines > MAX_QUOTED_LINES) return null
    const after = text[quote + 1]
    if (after === '"') {
      at = quote + 2
      continue
    }
    if (after !== undefined && after !== delimiter && after !== '\n' && after !== '\r') return null
    return { cell: text.slice(start + 1, quote).replaceAll('""', '"'), next: quote + 1, lines }
  }
}

function lineAfter(text: string, start: number): { next: number; lines: number } {
  let at = start
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++
  if (text[at] === '\r' && text[at + 1] === '\n') at++
  return { next: at + 1, lines: 1 }
}
