import { Fault } from '../../platform/kernel/fault.ts'
import type { RowIssue } from '../record-kind.ts'

/** What one upload may hold, whatever its format. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024
export const MAX_COLUMNS = 200
export const MAX_ROWS = 200_000
export const MAX_CELL_CHARS = 10_000

export type TableFormat = 'csv' | 'jsonl' | 'xlsx'
export type TableEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** `rowNo` is where to look: the line of a text file, the row of a sheet; the first is 1. */
export type TableRow = { rowNo: number; cells: readonly string[] } | { rowNo: number; issue: RowIssue }

/** A decoded upload. Rows hold as many cells as the header, or an issue; blank rows are left out. */
export interface Table {
  format: TableFormat
  encoding: TableEncoding
  header: readonly string[]
  rows: readonly TableRow[]
}

/** A row with its cells as found, before it is held against the header. */
export type FoundRow = { rowNo: number; cells: string[]; issue?: RowIssue }

/**
 * The first row is the header; every other row must fit it. Empty cells beyond the header are taken off;
 * `sparse` formats leave out empty cells at the end, which are put back.
 * @throws Fault invalid `empty_file`, `no_header`, `too_many_columns`
 */
export function tableOf(format: TableFormat, encoding: TableEncoding, found: readonly FoundRow[], sparse: boolean): Table {
  const header = headerOf(found[0])
  return { format, encoding, header, rows: found.slice(1).map((row) => rowUnder(header, row, sparse)) }
}

/** @throws Fault as `tableOf` */
export function headerOf(first: FoundRow | undefined): string[] {
  if (first === undefined) throw emptyFile()
  const header = first.cells.slice(0, lastFilled(first.cells) + 1).map((name) => name.trim())
  if (first.issue !== undefined || header.length === 0)
    throw new Fault('invalid', 'no_header', '第一行应为列名，请参照模板补上。 The first row must hold the column names.')
  if (header.length > MAX_COLUMNS) throw tooManyColumns()
  return header
}

/** The row as it fits its header, or why it does not. */
export function rowUnder(header: readonly string[], { rowNo, cells, issue }: FoundRow, sparse: boolean): TableRow {
  if (issue !== undefined) return { rowNo, issue }
  if (lastFilled(cells) >= header.length || (cells.length < header.length && !sparse)) return { rowNo, issue: columnCount(header.length) }
  if (cells.some(tooLong)) return { rowNo, issue: cellTooLong() }
  if (cells.some(hasNul)) return { rowNo, issue: nulInCell() }
  return { rowNo, cells: fitted(cells, header.length) }
}

export function emptyFile(): Fault {
  return new Fault('invalid', 'empty_file', '文件是空的，请选择含有列名和数据的文件。 The file is empty.')
}

export function tooManyColumns(): Fault {
  return new Fault('invalid', 'too_many_columns', `列数超过 ${MAX_COLUMNS}，请删去多余的列。 More than ${MAX_COLUMNS} columns.`)
}

export function tooManyRows(): Fault {
  return new Fault('too_large', 'too_many_rows', `行数超过 ${MAX_ROWS}，请分成几个文件。 More than ${MAX_ROWS} rows; split the file.`)
}

/** True for a row that says nothing at all. */
export function isBlank(cells: readonly string[]): boolean {
  return lastFilled(cells) < 0
}

function columnCount(expected: number): RowIssue {
  return { code: 'column_count', field: '', detail: `此行的列数与列名不符，应为 ${expected} 列。` }
}

export function cellTooLong(): RowIssue {
  return { code: 'too_long', field: '', detail: `此行有超过 ${MAX_CELL_CHARS} 字的单元格。` }
}

function nulInCell(): RowIssue {
  return { code: 'damaged_text', field: '', detail: '此行含有空字符（NUL），请从来源系统重新导出。' }
}

function tooLong(cell: string): boolean {
  return cell.length > MAX_CELL_CHARS
}

function hasNul(cell: string): boolean {
  return cell.includes('\0')
}

function lastFilled(cells: readonly string[]): number {
  let last = cells.length - 1
  while (last >= 0 && cells[last]!.trim() === '') last--
  return last
}

function fitted(cells: readonly string[], width: number): readonly string[] {
  if (cells.length === width) return cells
  return cells.length > width ? cells.slice(0, width) : [...cells, ...new Array<string>(width - cells.length).fill('')]
}
