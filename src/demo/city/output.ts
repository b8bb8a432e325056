/** Everything the generator writes, as bytes by path below src/demo: pure, so that a test can hold it against what is committed. */
import { sheetBytes } from './encode.ts'
import { citySheets, type ExpectedBatch, expectedOf, type SeededError, seededErrorsOf } from './sheets.ts'

export function demoOutput(): Map<string, Uint8Array> {
  const sheets = citySheets()
  const output = new Map(sheets.map((sheet) => [`files/${sheet.file}`, sheetBytes(sheet)]))
  output.set('expected.ts', new TextEncoder().encode(expectedModule(sheets.map(expectedOf), sheets.flatMap(seededErrorsOf))))
  return output
}

function expectedModule(batches: readonly ExpectedBatch[], errors: readonly SeededError[]): string {
  const lines = batches.map(({ file, source, record, received, accepted, duplicate, quarantined }) => {
    const counts = `received: ${received}, accepted: ${accepted}, duplicate: ${duplicate}, quarantined: ${quarantined}`
    return `  { file: '${file}', source: '${source}', record: '${record}', ${counts} },\n`
  })
  const seeds = errors.map(({ file, rowNo, foundBy, code }) => `  { file: '${file}', rowNo: ${rowNo}, foundBy: '${foundBy}', code: '${code}' },\n`)
  return `/** Written by \`npx tsx src/demo/generate.ts\` together with the files: what each import must count, in the order of import. */
import type { ExpectedBatch, SeededError } from './city/sheets.ts'

export const EXPECTED_BATCHES: readonly ExpectedBatch[] = [
${lines.join('')}]

/** Every mistake that stands in the files on purpose: the file, the row, and how it must come to light. */
export const SEEDED_ERRORS: readonly SeededError[] = [
${seeds.join('')}]
`
}
