import type { SourceList } from '../../../src/sources/contract.ts'

export type SourceKind = SourceList['items'][number]

const BOM = '\ufeff'

/**
 * Header and one example row as CSV that spreadsheets open rightly: BOM for the characters, CR LF for the lines
 * (RFC 4180). Columns of personal data that are dropped at the door are not asked for.
 */
export function templateCsv({ columns }: SourceKind): string {
  const asked = columns.filter((column) => column.personal !== 'drop')
  return BOM + [asked.map((column) => column.name), asked.map((column) => column.example ?? '')].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/** A spreadsheet runs a cell that begins like a formula, so such a cell begins with an apostrophe (OWASP, CSV injection). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** `gz-credit-penalty.csv`: names of sources and records are ASCII. */
export function templateName({ source, record }: SourceKind): string {
  return `${source}-${record}.csv`.replace(/[^\w.-]/g, '_')
}
