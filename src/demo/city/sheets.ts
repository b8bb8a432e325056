/** Every file of the city, with its seeded bad rows, and what an import of it must count. */
import { CARBON_HEADER, carbonRows } from './carbon.ts'
import { DUPLICATES, FAULTS } from './faults.ts'
import { cityFirms } from './firms.ts'
import * as grades from './grades.ts'
import { HOUSEHOLD_HEADER, householdRows } from './households.ts'
import { REPORT_HEADER, reportRows } from './operations.ts'
import { LICENCE_HEADER, licenceRows, PENALTY_HEADER, penaltyRows } from './publicity.ts'
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

/** In the order in which they are taken in: the register first. */
export function citySheets(): Sheet[] {
  const firms = cityFirms()
  const sheet = (file: string, format: SheetFormat, source: string, record: string, header: Cells, rows: readonly Cells[]): Sheet => ({
    file,
    format,
    source,
    record,
    header,
    rows: withBadRows(record, header, rows),
  })
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

export function expectedOf({ file, source, record, rows }: Sheet): ExpectedBatch {
  const quarantined = FAULTS[record]!.length
  const duplicate = DUPLICATES[record] ?? 0
  return { file, source, record, received: rows.length, accepted: rows.length - duplicate - quarantined, duplicate, quarantined }
}

/** Spoiled copies stand all over the file; rows sent twice at its end. */
function withBadRows(record: string, header: Cells, rows: readonly Cells[]): Cells[] {
  const faults = FAULTS[record]!
  const at = (column: string) => {
    const place = header.indexOf(column)
    if (place < 0) throw new Error(`${record} has no column ${column}`)
    return place
  }
  const step = Math.floor(rows.length / (faults.length + 1))
  const all = rows.flatMap((row, place) => {
    const fault = place % step === step - 1 ? faults[(place + 1) / step - 1] : undefined
    return fault === undefined ? [row] : [row, fault.spoil(row, at)]
  })
  const again = Array.from({ length: DUPLICATES[record] ?? 0 }, (_, i) => rows[Math.floor(rows.length / 2) + i]!)
  return [...all, ...again]
}
