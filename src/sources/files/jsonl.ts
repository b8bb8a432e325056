import type { RowIssue } from '../record-kind.ts'
import { type FoundRow, MAX_COLUMNS, MAX_ROWS, type Table, type TableEncoding, tableOf, tooManyColumns, tooManyRows } from './table.ts'

/**
 * JSON lines: one object a line; the header is every key in order of appearance. Numbers keep their digits only while
 * a double holds them exactly: a credit code written as a number is refused, not rounded.
 * @throws Fault as `tableOf`; too_large `too_many_rows`
 */
export function readJsonLines(text: string, encoding: TableEncoding): Table {
  const places = new Map<string, number>()
  const rows = readLines(text, places, { line: 1, mostRows: MAX_ROWS })
  return tableOf('jsonl', encoding, rows.length === 0 ? [] : [{ rowNo: 0, cells: [...places.keys()] }, ...rows], true)
}

/**
 * The objects of some lines. Keys not seen before get the next places.
 * @throws Fault too_large `too_many_rows`; invalid `too_many_columns`
 */
export function readLines(text: string, places: Map<string, number>, { line, mostRows }: { line: number; mostRows: number }): FoundRow[] {
  const rows: FoundRow[] = []
  let rowNo = line - 1
  for (const found of text.split('\n')) {
    rowNo++
    const plain = found.replace(/^\ufeff/, '').trim()
    if (plain === '') continue
    if (rows.length >= mostRows) throw tooManyRows()
    rows.push({ rowNo, ...readLine(plain, places) })
  }
  if (places.size > MAX_COLUMNS) throw tooManyColumns()
  return rows
}

/** Lines looked at to tell a file's kind. */
const LINES_LOOKED_AT = 50

/**
 * True where lines are JSON objects though the first one is not: `null`, a number, or broken. One such line costs itself
 * only. A first line that is JSON needs one object after it; any other needs as many objects as there are other lines.
 */
export function looksLikeJsonLines(head: string): boolean {
  const lines = head
    .split('\n')
    .map((line) => line.replace(/^\ufeff/, '').trim())
    .filter((line) => line !== '')
    .slice(0, LINES_LOOKED_AT)
  const objects = lines.filter((line) => line.startsWith('{') && parseObject(line) !== null).length
  return objects > 0 && (isJson(lines[0]!) || (!/^[[<]/.test(lines[0]!) && objects * 2 >= lines.length))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function readLine(line: string, places: Map<string, number>): { cells: string[]; issue?: RowIssue } {
  const members = parseObject(line)
  if (members === null) return refused(line.includes('\ufffd') || line.includes('\0') ? 'damaged_text' : 'column_count', '此行不是一个 JSON 对象。')
  const cells: string[] = []
  for (const [key, value] of Object.entries(members)) {
    const text = cellText(value)
    if (text === null) return { cells: [], issue: UNREADABLE_CELL }
    // A hostile line may name a million keys: places beyond the limit fail the file without being filled in.
    const place = places.get(key) ?? places.size
    places.set(key, place)
    if (places.size > MAX_COLUMNS) throw tooManyColumns()
    cells[place] = text
  }
  return { cells: Array.from(cells, (cell) => cell ?? '') }
}

export const UNREADABLE_CELL: RowIssue = {
  code: 'bad_number',
  field: '',
  detail: '此行有无法精确读取的值：超过 15 位的数字请写成字符串，值不能是对象或列表。',
}

/** Text of a scalar; null where digits would be lost or there is a structure. */
export function cellText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value !== 'number') return null
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)
  return exact ? plainDecimal(value) : null
}

/** 1e-7 → 0.0000001, without an exponent. */
function plainDecimal(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function refused(code: RowIssue['code'], detail: string): { cells: string[]; issue: RowIssue } {
  return { cells: [], issue: { code, field: '', detail } }
}
