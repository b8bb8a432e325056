/** Every file of the city, with its seeded bad rows, and what an import of it must count. */
import { CARBON_HEADER, carbonRows } from './carbon.ts'
import { DUPLICATES, FAULTS } from './faults.ts'
import { cityFirms } from './firms.ts'
import * as grades from './grades.ts'
import { HOUSEHOLD_HEADER, householdRows } from './households.ts'
import { REPORT_HEADER, reportRows } from './operations.ts'
import { LICENCE_HEADER, licenceRows, PENALTY_HEADER, penaltyRows } from './publicity.ts'
import { QUALITY_ROWS } from './quality-faults.ts'
import { REGISTRATION_HEADER, registrationRows } from './registration.ts'
import type { Cells, Sheet, SheetFormat } from './sheet.ts'

/** What `POST /api/v1/imports` must answer for a file on an empty database. */
export interface ExpectedBatch {
  file: string
  source: string
  record: string
  received: number
  accepted: number
  duplicate: number
  quarantined: number
}

/** One mistake that stands in a file on purpose, and how it must come to light. */
export interface SeededError {
  file: string
  /** As the import counts rows: the header is row 1; JSON lines have none. */
  rowNo: number
  /** quarantine: refused with `code` · duplicate: known already · finding: taken in, and the rule `code` objects. */
  foundBy: 'quarantine' | 'duplicate' | 'finding'
  code: string
}

/** In the order in which they are taken in: the register first. */
export function citySheets(): Sheet[] {
  const firms = cityFirms()
  const sheet = (file: string, format: SheetFormat, source: string, record: string, header: Cells, rows: readonly Cells[]): Sheet => {
    const all = withBadRows(record, header, rows)
    const seeds = all.flatMap(({ seed }, place) => (seed === null ? [] : [{ place, ...seed }]))
    return { file, format, source, record, header, rows: all.map(({ cells }) => cells), seeds }
  }
  return [
    sheet('registration.csv', 'csv', 'samr', 'registration', REGISTRATION_HEADER, registrationRows(firms)),
    sheet('annual_report.csv', 'csv', 'samr', 'annual_report', REPORT_HEADER, reportRows(firms)),
    sheet('licence.csv', 'csv', 'gz-credit', 'licence', LICENCE_HEADER, licenceRows(firms)),
    sheet('penalty.csv', 'csv', 'gz-credit', 'penalty', PENALTY_HEADER, penaltyRows(firms)),
    sheet('city_evaluation.csv', 'csv', 'gz-credit', 'city_evaluation', grades.CITY_HEADER, grades.cityRows(firms)),
    sheet('tax_grade.csv', 'csv', 'gz-tax', 'tax_grade', grades.TAX_HEADER, grades.taxRows(firms)),
    sheet('environment_grade.csv', 'csv', 'gz-ecology', 'environment_grade', grades.ENVIRONMENT_HEADER, grades.environmentRows(firms)),
    sheet('labour_grade.csv', 'csv-gbk', 'gz-hrss', 'labour_grade', grades.LABOUR_HEADER, grades.labourRows(firms)),
    sheet('customs_grade.xlsx', 'xlsx', 'gz-customs', 'customs_grade', grades.CUSTOMS_HEADER, grades.customsRows(firms)),
    sheet('carbon_report.jsonl', 'jsonl', 'suitan', 'carbon_report', CARBON_HEADER, carbonRows(firms)),
    sheet('household_rating.csv', 'csv', 'nongrongtong', 'household_rating', HOUSEHOLD_HEADER, householdRows()),
  ]
}

export function expectedOf({ file, source, record, rows, seeds }: Sheet): ExpectedBatch {
  const quarantined = seeds.filter(({ foundBy }) => foundBy === 'quarantine').length
  const duplicate = seeds.filter(({ foundBy }) => foundBy === 'duplicate').length
  return { file, source, record, received: rows.length, accepted: rows.length - duplicate - quarantined, duplicate, quarantined }
}

export function seededErrorsOf({ file, format, seeds }: Sheet): SeededError[] {
  return seeds.map(({ place, foundBy, code }) => ({ file, rowNo: place + (format === 'jsonl' ? 1 : 2), foundBy, code }))
}

interface PlacedRow {
  cells: Cells
  seed: { foundBy: SeededError['foundBy']; code: string } | null
}

/** Spoiled copies stand all over the file; rows sent twice at its end, and behind them what only a rule can see. */
function withBadRows(record: string, header: Cells, rows: readonly Cells[]): PlacedRow[] {
  const faults = FAULTS[record]!
  const at = (column: string) => {
    const place = header.indexOf(column)
    if (place < 0) throw new Error(`${record} has no column ${column}`)
    return place
  }
  const step = Math.floor(rows.length / (faults.length + 1))
  const all = rows.flatMap((row, place): PlacedRow[] => {
    const fault = place % step === step - 1 ? faults[(place + 1) / step - 1] : undefined
    const good = { cells: row, seed: null }
    return fault === undefined ? [good] : [good, { cells: fault.spoil(row, at), seed: { foundBy: 'quarantine', code: fault.why } }]
  })
  const again = Array.from(
    { length: DUPLICATES[record] ?? 0 },
    (_, i): PlacedRow => ({ cells: rows[Math.floor(rows.length / 2) + i]!, seed: { foundBy: 'duplicate', code: 'duplicate' } }),
  )
  const further = (QUALITY_ROWS[record] ?? []).map(({ cells, rule }): PlacedRow => ({ cells, seed: rule === null ? null : { foundBy: 'finding', code: rule } }))
  return [...all, ...again, ...further]
}
