/** Written by `npx tsx src/demo/generate.ts` together with the files: what each import must count, in the order of import. */
import type { ExpectedBatch } from './city/sheets.ts'

export const EXPECTED_BATCHES: readonly ExpectedBatch[] = [
  { file: 'registration.csv', source: 'samr', record: 'registration', received: 2208, accepted: 2200, duplicate: 2, quarantined: 6 },
  { file: 'annual_report.csv', source: 'samr', record: 'annual_report', received: 3014, accepted: 3009, duplicate: 1, quarantined: 4 },
  { file: 'licence.csv', source: 'gz-credit', record: 'licence', received: 2004, accepted: 2000, duplicate: 0, quarantined: 4 },
  { file: 'penalty.csv', source: 'gz-credit', record: 'penalty', received: 266, accepted: 260, duplicate: 1, quarantined: 5 },
  { file: 'city_evaluation.csv', source: 'gz-credit', record: 'city_evaluation', received: 1976, accepted: 1973, duplicate: 0, quarantined: 3 },
  { file: 'tax_grade.csv', source: 'gz-tax', record: 'tax_grade', received: 3025, accepted: 3019, duplicate: 2, quarantined: 4 },
  { file: 'environment_grade.csv', source: 'gz-ecology', record: 'environment_grade', received: 333, accepted: 330, duplicate: 0, quarantined: 3 },
  { file: 'labour_grade.csv', source: 'gz-hrss', record: 'labour_grade', received: 904, accepted: 900, duplicate: 1, quarantined: 3 },
  { file: 'customs_grade.xlsx', source: 'gz-customs', record: 'customs_grade', received: 182, accepted: 180, duplicate: 0, quarantined: 2 },
  { file: 'carbon_report.jsonl', source: 'suitan', record: 'carbon_report', received: 453, accepted: 450, duplicate: 0, quarantined: 3 },
  { file: 'household_rating.csv', source: 'nongrongtong', record: 'household_rating', received: 125, accepted: 120, duplicate: 1, quarantined: 4 },
]
