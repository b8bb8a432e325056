import { readFileSync } from 'node:fs'
import { CITY_DAY } from '../../src/demo/city/firm.ts'
import { EXPECTED_BATCHES } from '../../src/demo/expected.ts'
import { feeds } from '../../src/feeds/index.ts'
import { startOf } from '../../src/platform/kernel/time.ts'
import { type Fact, type FactRecord, mergeProfile, type Profile } from '../../src/profiles/model.ts'
import { momentOf } from '../../src/sources/envelope.ts'
import { readTable } from '../../src/sources/files/file.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { RecordKind, RowIssue, SubjectRef } from '../../src/sources/model.ts'
import { recordAddress } from '../../src/sources/record-address.ts'
import type { SubjectKind } from '../../src/subjects/model.ts'

const KINDS: readonly RecordKind<Fact>[] = feeds.kinds

interface TakenFile {
  format: string
  encoding: string
  received: number
  accepted: number
  duplicate: number
  refused: readonly (readonly RowIssue[])[]
}

/** The city taken in as the service does it, without a database: the same door, the same rule for what is a repetition. */
interface City {
  files: ReadonlyMap<string, TakenFile>
  subjects: ReadonlyMap<string, { kind: SubjectKind; records: FactRecord[] }>
}

export function demoFile(name: string): Uint8Array {
  return readFileSync(new URL(`../../src/demo/files/${name}`, import.meta.url))
}

let city: City | undefined

export function takenCity(): City {
  city ??= takeCity(CITY_DAY)
  return city
}

/** @param today the day of the upload */
export function takeCity(today: string): City {
  const files = new Map<string, TakenFile>()
  const subjects = new Map<string, { kind: SubjectKind; records: FactRecord[] }>()
  for (const { file, source, record } of EXPECTED_BATCHES) {
    const kind = KINDS.find((k) => k.source === source && k.record === record)!
    const table = readTable(demoFile(file))
    const binding = bindHeader(table.header, kind.columns)
    const seen = new Set<string>()
    const refused: RowIssue[][] = []
    let duplicate = 0
    for (const tableRow of table.rows) {
      const taken = takeRow(kind, binding, tableRow, momentOf(startOf(today)))
      if (!taken.ok) {
        refused.push(taken.issues)
        continue
      }
      const { key, facts } = taken.record
      const { version, retracts } = taken.envelope
      // The demo's files name everybody by their code.
      const subject = taken.record.subject as SubjectRef
      const id = recordAddress({ source, record, key, version }, taken.row, binding.names)
      const identity = `${subject.code} ${id}`
      if (seen.has(identity)) duplicate++
      seen.add(identity)
      const known = subjects.get(subject.code) ?? { kind: subject.kind, records: [] }
      known.records.push({ id, source, record, recordKey: key, version, retracts, facts })
      subjects.set(subject.code, known)
    }
    const received = table.rows.length
    files.set(file, { format: table.format, encoding: table.encoding, received, accepted: received - duplicate - refused.length, duplicate, refused })
  }
  return { files, subjects }
}

/** What the profile says on the city's day, both public lists received. */
export function profileInCity(code: string): Profile {
  const { kind, records } = takenCity().subjects.get(code)!
  const coverage: Record<string, string> = kind === 'household' ? {} : { 'gz-credit/licence': CITY_DAY, 'gz-credit/penalty': CITY_DAY }
  return mergeProfile({ subjectId: code, kind, code, asOf: CITY_DAY, records, coverage })
}
