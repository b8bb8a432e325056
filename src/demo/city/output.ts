/** Everything the generator writes, as bytes by path below src/demo: pure, so that a test can hold it against what is committed. */
import { sheetBytes } from './encode.ts'
import { citySheets, type ExpectedBatch, expectedOf } from './sheets.ts'

export function demoOutput(): Map<string, Uint8Array> {
  const sheets = citySheets()
  const output = new Map(sheets.map((sheet) => [`files/${sheet.file}`, sheetBytes(sheet)]))
  output.set('expected.ts', new TextEncoder().encode(expectedModule(sheets.map(expectedOf))))
  return output
}

function expectedModule(batches: readonly ExpectedBatch[]): string {
  const lines = batches.map(({ file, source, record, received, accepted, duplicate, quarantined }) => {
    const counts = `received: ${received}, accepted: ${accepted}, duplicate: ${duplicate}, quarantined: ${quarantined}`
    return `  { file: '${file}', source: '${source}', record: '${record}', ${counts} },\n`
  })
  return `/** Written by \`npx tsx src/demo/generate.ts\` together with the files: what each import must count, in the order of import. */
import type { ExpectedBatch } from './city/sheets.ts'

export const EXPECTED_BATCHES: readonly ExpectedBatch[] = [
${lines.join('')}]
`
}
