import { CITY_DAY } from '../../src/demo/city/firm.ts'
import { EXPECTED_BATCHES } from '../../src/demo/expected.ts'
import { feeds } from '../../src/feeds/index.ts'
import { startOf } from '../../src/platform/kernel/time.ts'
import { dossierOf, findingsOf, type KnownRecord } from '../../src/quality/model.ts'
import { momentOf } from '../../src/sources/envelope.ts'
import { readTable } from '../../src/sources/files/file.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { SubjectRef } from '../../src/sources/model.ts'
import { recordAddress } from '../../src/sources/record-address.ts'
import { plainName } from '../../src/subjects/model.ts'
import { demoFile } from '../demo/city-import.ts'
import { FURTHER_TABLES } from './further-rows.ts'

/** What came to light of one row of one file: reasons of quarantine, `duplicate`, ids of rules. */
export type Told = ReadonlyMap<string, ReadonlySet<string>>

export function rowKey(file: string, rowNo: number): string {
  return `${file}:${rowNo}`
}

interface CitySubject {
  ref: SubjectRef
  names: Set<string>
  records: KnownRecord[]
}

/** The demo's files, and what else was sent, taken in and judged as the service does it, without a database. */
export function checkCity(): { rows: readonly string[]; told: Told; subjects: ReadonlyMap<string, CitySubject> } {
  const rows: string[] = []
  const told = new Map<string, Set<string>>()
  const tell = (key: string, what: string) => told.set(key, (told.get(key) ?? new Set()).add(what))
  const subjects = new Map<string, CitySubject>()
  const files = EXPECTED_BATCHES.map(({ file, source, record }) => ({ file, source, record, table: readTable(demoFile(file)) }))
  for (const { file, source, record, table } of [...files, ...FURTHER_TABLES]) {
    const kind = feeds.kindOf(source, record)!
    const binding = bindHeader(table.header, kind.columns)
    const seen = new Set<string>()
    for (const found of table.rows) {
      const key = rowKey(file, found.rowNo)
      rows.push(key)
      const taken = takeRow(kind, binding, found, momentOf(startOf(CITY_DAY)))
      if (!taken.ok) {
        for (const { code } of taken.issues) tell(key, code)
        continue
      }
      const { version, retracts } = taken.envelope
      const ref = taken.record.subject as SubjectRef
      const id = recordAddress({ source, record, key: taken.record.key, version }, taken.row, binding.names)
      if (seen.has(`${ref.code} ${id}`)) {
        tell(key, 'duplicate')
        continue
      }
      seen.add(`${ref.code} ${id}`)
      const subject = subjects.get(ref.code) ?? { ref, names: new Set(), records: [] }
      subjects.set(ref.code, subject)
      if (kind.namesSubjects && ref.name !== null) subject.names.add(plainName(ref.name))
      const { key: recordKey, asOf, facts } = taken.record
      const row = Object.fromEntries(Object.entries(taken.row).filter(([, text]) => text !== ''))
      const when = { recordedOn: CITY_DAY, recordedAt: startOf(CITY_DAY).toISOString() }
      subject.records.push({ id, source, record, recordKey, version, retracts, asOf, row, facts, batchId: file, rowNo: found.rowNo, ...when })
    }
  }
  const heardSince = Object.fromEntries([...EXPECTED_BATCHES, ...FURTHER_TABLES].map(({ source, record }) => [`${source}/${record}`, CITY_DAY]))
  for (const { ref, names, records } of subjects.values()) {
    const dossier = dossierOf(feeds, { subject: { ...ref, id: ref.code }, names, records, heardSince, today: CITY_DAY })
    for (const { rule, batchId, rowNo } of findingsOf(dossier)) tell(rowKey(batchId, rowNo), rule)
  }
  return { rows, told, subjects }
}
