import type { Canonical } from '../../platform/kernel/canonical.ts'
import type { ProfileSection } from '../../profiles/contract.ts'

/** One case of a page: its consented profile as the read showed it, or why it was not shown. */
export type ExportRow = ShownRow | { applicationId: string; refused: string }

interface ShownRow {
  applicationId: string
  productId: string
  productVersion: number
  asOf: string
  /** The read that this row is: its number under the consent (0: not counted) and its place in the log. */
  readNo: number
  logIndex: number
  consent: { id: string; hash: string; validTo: string; deleteAfter: string }
  sections: readonly ProfileSection[]
}

/** A line of JSON a case. */
export function exportLines(rows: readonly ExportRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const HEAD = [
  'applicationId',
  'refused',
  'consentId',
  'readNo',
  'logIndex',
  'asOf',
  'category',
  'attribute',
  'label',
  'freshness',
  'value',
  'text',
  'factAsOf',
  'source',
]

/** A line a fact, with the mark by which spreadsheets know UTF-8; a refused case has one line without a fact. */
export function exportSheet(rows: readonly ExportRow[]): string {
  const lines = rows.flatMap((row): Cell[][] => {
    if ('refused' in row) return [[row.applicationId, row.refused]]
    const read = [row.applicationId, '', row.consent.id, row.readNo, row.logIndex, row.asOf]
    return row.sections.flatMap(({ category, entries }) =>
      entries.map((e) => [...read, category, e.attribute, e.label, e.freshness, cellOf(e.value), e.text, e.asOf, e.from?.provider ?? null]),
    )
  })
  return `\uFEFF${[HEAD, ...lines].map((cells) => `${HEAD.map((_, i) => quoted(cells[i] ?? null)).join(',')}\r\n`).join('')}`
}

type Cell = string | number | null

function cellOf(value: unknown): Cell {
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value as Canonical)
}

/** What a spreadsheet would take for a formula, its full-width forms too: told by an apostrophe that it is text. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/

function quoted(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
