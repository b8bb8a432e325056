import { Fault } from '../platform/kernel/fault.ts'
import { isSafeText, maskName, tidy, toHalfWidth } from '../platform/kernel/text.ts'
import { type Moment, readEnvelope } from './envelope.ts'
import type { TableRow } from './files/table.ts'
import { isCode, maskIdentityNumbers, maskNameInHeader, maskPersonName, maskTelephones, withoutWords } from './personal-text.ts'
import { DIGITS_BELOW_IDENTITY, DIGITS_BELOW_TELEPHONE, isDestroyed, isPlain } from './plain-cell.ts'
import { type Column, ENVELOPE_COLUMNS, type Envelope, type RecordKind, type Row, type RowIssue, type Translated } from './record-kind.ts'
import { saysNothing } from './row-reader.ts'

/** Which cell of a row belongs to which declared column. */
export interface Binding {
  /** The declared columns and the envelope's where the header has them. */
  columns: readonly Column[]
  /** Names of those a row keeps, in code-unit order: what its content address and its layout go by. */
  names: readonly string[]
  places: ReadonlyMap<Column, number>
  /** The same, column by column as a row is read; personal ones that are dropped are left out. */
  cells: readonly BoundCell[]
  /** Header names that no column claims: they are not read, and the operator is told. */
  ignored: string[]
}

export interface BoundCell {
  column: Column
  name: string
  /** -1 where the header lacks the column. */
  place: number
  longest: number
  /** Up to so many digits nothing in the cell can be an identity or telephone number. */
  freeDigits: number
}

export type Taken<F> = { ok: true; row: Row; record: Translated<F>; envelope: Envelope } | { ok: false; issues: RowIssue[]; keptRow: Row }

/**
 * Finds the declared columns in a header. A column goes by its name, its field code or a synonym; space, width of
 * characters, kind of brackets and a 必填 mark make no difference. A name wins over a synonym.
 * @throws Fault invalid `missing_columns`, `duplicate_header`
 */
export function bindHeader(header: readonly string[], columns: readonly Column[]): Binding {
  const byName = new Map<string, Column>()
  const bySynonym = new Map<string, Column>()
  for (const column of [...ENVELOPE_COLUMNS, ...columns]) {
    for (const name of [column.name, column.code ?? column.name]) byName.set(plainHeader(name), column)
    for (const synonym of column.synonyms ?? []) bySynonym.set(plainHeader(synonym), column)
  }
  const places = new Map<Column, number>()
  const ignored: string[] = []
  const bind = (column: Column, place: number) => {
    if (places.has(column)) throw duplicateHeader(column)
    places.set(column, place)
  }
  const plain = header.map(plainHeader)
  plain.forEach((name, place) => {
    const column = byName.get(name)
    if (column !== undefined) bind(column, place)
  })
  const named = new Set(places.keys())
  plain.forEach((name, place) => {
    if (name === '' || byName.has(name)) return
    const column = bySynonym.get(name)
    if (column !== undefined && !named.has(column)) bind(column, place)
    else ignored.push(shownHeader(header[place]!))
  })
  const missing = columns.filter((column) => column.required === true && !places.has(column))
  if (missing.length > 0) throw missingColumns(missing)
  const bound = [...columns, ...ENVELOPE_COLUMNS.filter((column) => places.has(column))]
  const cells = bound
    .filter(({ personal }) => personal !== 'drop')
    .map((column) => ({
      column,
      name: column.name,
      place: places.get(column) ?? -1,
      longest: column.maxLength ?? MAX_CHARS,
      freeDigits: telephonesStay(column) ? DIGITS_BELOW_IDENTITY : DIGITS_BELOW_TELEPHONE,
    }))
  return { columns: bound, names: cells.map(({ name }) => name).sort(), places, cells, ignored }
}

/**
 * Takes one row in: declared columns only, personal ones dropped or masked, then translated. This is the door for
 * personal data (PIPL art. 6, 19): neither answer holds any. A refused row is kept for the operator as far as that can
 * be done safely: whole where nothing personal can be in it, else without words when its columns may have moved.
 */
export function takeRow<F>(kind: RecordKind<F>, binding: Binding, found: TableRow, moment: Moment): Taken<F> {
  if ('issue' in found) return { ok: false, issues: [found.issue], keptRow: {} }
  const { row, issues } = readCells(binding.cells, found.cells)
  const translation = kind.translate(row, moment.today)
  const outer = translation.ok ? readEnvelope(row, translation.record.asOf, moment) : null
  if (outer) issues.push(...outer.issues)
  if (issues.length === 0 && translation.ok) return { ok: true, row, record: translation.record, envelope: outer!.envelope }
  // The cell's own fault says more than what the translation made of it.
  const known = new Set(issues.map(({ field }) => field))
  const all = translation.ok ? issues : [...issues, ...translation.issues.filter(({ field }) => !known.has(field))]
  const person = all.filter(({ code }) => code === 'natural_person')
  return { ok: false, issues: person.length > 0 ? person : all, keptRow: keptRow(kind, binding, row, all) }
}

function readCells(bound: readonly BoundCell[], cells: readonly string[]): { row: Row; issues: RowIssue[] } {
  const row: Record<string, string> = {}
  const issues: RowIssue[] = []
  for (const cell of bound) {
    const raw = cell.place < 0 ? '' : (cells[cell.place] ?? '')
    const asItIs = raw === '' || (raw.length <= cell.longest && cell.column.personal === undefined && isPlain(raw, cell.freeDigits))
    row[cell.name] = asItIs ? raw : readCell(cell, raw, issues)
  }
  return { row, issues }
}

/** A cell that wants tidying, cutting or masking. */
function readCell({ column, name, longest }: BoundCell, raw: string, issues: RowIssue[]): string {
  const text = tidy(raw.toWellFormed())
  if (!isSafeText(text) || text.includes('\ufffd') || isDestroyed(text))
    issues.push({ code: 'damaged_text', field: name, detail: `“${name}”含有损坏的字符，请从来源系统重新导出。` })
  else if (text.length > longest) issues.push({ code: 'too_long', field: name, detail: `“${name}”超过 ${longest} 字。` })
  const kept = cut(text.replaceAll('\0', '\ufffd'), longest)
  // Masked it would be another document's number, and two decisions would become one.
  if (column.exact === true && maskIdentityNumbers(kept) !== kept)
    issues.push({ code: 'natural_person', field: name, detail: `“${name}”中含有身份证号码，请改用正式编号。` })
  return column.personal === 'mask' ? maskName(kept) : freed(column, kept)
}

/** Longest cell where its column says nothing else. */
const MAX_CHARS = 200
/** Columns as short as this hold days, sums and codes. */
const MAX_FORMATTED_CHARS = 40

/** Identity numbers are masked wherever they stand; telephone numbers in words, where they cannot be a sum or part of a code. */
function freed(column: Column, text: string): string {
  const withoutIds = maskIdentityNumbers(text)
  return telephonesStay(column) ? withoutIds : maskTelephones(withoutIds)
}

function telephonesStay({ exact, maxLength = MAX_CHARS }: Column): boolean {
  return exact === true || maxLength <= MAX_FORMATTED_CHARS
}

/** Signs that a row's columns are not where the header says. */
const MOVED = new Set<RowIssue['code']>(['bad_code', 'bad_combination', 'column_count', 'damaged_text', 'too_long'])

function keptRow<F>(kind: RecordKind<F>, binding: Binding, row: Row, issues: readonly RowIssue[]): Row {
  const personal = kind.columns.some((column) => column.personal !== undefined)
  const columns = new Map(binding.columns.map((column) => [column.name, column]))
  const filled = Object.entries(row).flatMap(([name, text]) => (text === '' ? [] : [[name, keptCell(columns.get(name)!, text, personal)] as const]))
  const person = new Set(issues.filter(({ code }) => code === 'natural_person').map(({ field }) => field))
  // Of a natural person the name itself is personal: only what made us refuse is kept.
  if (person.size > 0) return Object.fromEntries(Object.entries(row).filter(([name, text]) => text !== '' && person.has(name)))
  const mayHoldPersonal = binding.ignored.length > 0 || personal
  if (!mayHoldPersonal || !issues.some(({ code }) => MOVED.has(code))) return Object.fromEntries(filled)
  return Object.fromEntries(filled.map(([name, text]) => [name, withoutWords(text)]))
}

/**
 * A refused cell is no fact, so nothing in it need stay exact. A row moved by one column puts a person's name anywhere:
 * where the header has a column for one, every cell that could be a name is masked.
 */
function keptCell(column: Column, text: string, personal: boolean): string {
  const shown = isCode(text) ? text : maskTelephones(text)
  const plain = toHalfWidth(text).replace(/\s/g, '').toUpperCase()
  if (!personal || column.organisation === true || saysNothing(text) || column.values?.includes(plain) === true) return shown
  return maskPersonName(shown)
}

function cut(text: string, longest: number): string {
  // Never through the middle of a pair.
  return text.length <= longest ? text : text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
}

/** `统一社会信用代码 （必填）*` → `统一社会信用代码`. */
function plainHeader(name: string): string {
  return toHalfWidth(tidy(name))
    .replace(/[〔【[]/g, '(')
    .replace(/[〕】\]]/g, ')')
    .replace(/[\s*:'"]/g, '')
    .replace(/\((?:必填|选填|非必填|必填项)\)/g, '')
    .toUpperCase()
}

const MAX_HEADER_CHARS = 60

function shownHeader(name: string): string {
  // Masked before it is cut: half an identity number would not be known as one.
  return cut(maskNameInHeader(maskTelephones(maskIdentityNumbers(tidy(name.toWellFormed()).replaceAll('\0', '\ufffd')))), MAX_HEADER_CHARS)
}

function missingColumns(missing: readonly Column[]): Fault {
  const names = missing.map(({ name }) => name)
  const errors = missing.map(({ name }) => ({
    pointer: `/header/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code: 'missing_column',
    detail: `缺少列“${name}”。`,
  }))
  return new Fault('invalid', 'missing_columns', `缺少必需的列：${names.join('、')}。请参照模板。 Required columns are missing: ${names.join(', ')}.`, {
    errors,
  })
}

function duplicateHeader({ name }: Column): Fault {
  return new Fault('invalid', 'duplicate_header', `列“${name}”出现了不止一次，请只保留一列。 The column “${name}” appears more than once.`)
}
