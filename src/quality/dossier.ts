/** Everything known of one subject, arranged so that rules can ask it. Pure: the same records in any order give the same dossier. */
import { compareText } from '../platform/kernel/text.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { type Fact, mergeProfile, type Profile, type ProfileEntry } from '../profiles/model.ts'
import { itemFor, type Refresh, type Row, type SourceRegister } from '../sources/model.ts'
import { checkIdentifier, type IdentifierVerdict, type SubjectKind } from '../subjects/model.ts'

/** One version of one record as it was taken in. */
export interface KnownRecord {
  id: string
  source: string
  record: string
  recordKey: string
  version: string
  retracts: boolean
  asOf: CivilDate
  row: Row
  facts: readonly Fact[]
  batchId: string
  rowNo: number
  /** Day and instant (ISO) at which it was taken in. */
  recordedOn: CivilDate
  recordedAt: string
}

export interface CheckedRecord extends KnownRecord {
  /** What the row itself calls its subject; null where it gives no name. */
  name: string | null
  codeVerdict: IdentifierVerdict | null
  /** Its kind is the register that gives subjects their names. */
  namesSubjects: boolean
  refresh: Refresh | null
  /** No later version of its key is known, and it is not taken back. */
  holds: boolean
}

export interface DossierInput {
  subject: { id: string; kind: SubjectKind; code: string }
  /** What the subject goes or went by, in the form `plainName` gives. */
  names: ReadonlySet<string>
  records: readonly KnownRecord[]
  /** First day each feed (`source/record`) was heard: what is older came as stock and cannot be late. */
  heardSince: Readonly<Record<string, CivilDate>>
  today: CivilDate
}

export interface Dossier extends Omit<DossierInput, 'records'> {
  /** In the order of their sources, kinds, keys and versions. */
  records: readonly CheckedRecord[]
  profile: Profile
  entry(attribute: string): ProfileEntry | null
  /** All versions under a record's own key, itself among them. A subject may have thousands of records: rules look up, they do not search. */
  versionsOf(record: KnownRecord): readonly CheckedRecord[]
  /** All records of a record's own feed, itself among them. */
  feedOf(record: KnownRecord): readonly CheckedRecord[]
}

export function dossierOf(register: SourceRegister<Fact>, input: DossierInput): Dossier {
  const latest = new Map<string, { version: string; retracted: boolean }>()
  for (const record of input.records) {
    const known = latest.get(keyOf(record))
    if (known === undefined || record.version > known.version) latest.set(keyOf(record), { version: record.version, retracted: record.retracts })
    else if (record.version === known.version && record.retracts) known.retracted = true
  }
  const records = [...new Map(input.records.map((record) => [record.id, record])).values()]
    .sort((a, b) => compareText(keyOf(a), keyOf(b)) || compareText(a.version, b.version) || compareText(a.id, b.id))
    .map((record): CheckedRecord => {
      const last = latest.get(keyOf(record))!
      return { ...record, ...readAgain(register, record), holds: record.version === last.version && !last.retracted }
    })
  const { subject, today } = input
  const profile = mergeProfile({ subjectId: subject.id, kind: subject.kind, code: subject.code, asOf: today, records, coverage: {} })
  const entries = new Map(profile.entries.map((entry) => [entry.attribute as string, entry]))
  const byKey = gathered(records, keyOf)
  const byFeed = gathered(records, feedKey)
  return {
    ...input,
    records,
    profile,
    entry: (attribute) => entries.get(attribute) ?? null,
    versionsOf: (record) => byKey.get(keyOf(record)) ?? [],
    feedOf: (record) => byFeed.get(feedKey(record)) ?? [],
  }
}

function gathered(records: readonly CheckedRecord[], keyFor: (record: KnownRecord) => string): ReadonlyMap<string, CheckedRecord[]> {
  const groups = new Map<string, CheckedRecord[]>()
  for (const record of records) {
    const group = groups.get(keyFor(record))
    if (group) group.push(record)
    else groups.set(keyFor(record), [record])
  }
  return groups
}

function feedKey({ source, record }: Pick<KnownRecord, 'source' | 'record'>): string {
  return `${source}\u0001${record}`
}

/** The translation keeps no name and no verdict; it is pure, so it is asked once more. */
function readAgain(register: SourceRegister<Fact>, record: KnownRecord): Pick<CheckedRecord, 'name' | 'codeVerdict' | 'namesSubjects' | 'refresh'> {
  const kind = register.kindOf(record.source, record.record)
  const again = kind?.translate(record.row, record.recordedOn)
  const subject = again?.ok ? again.record.subject : null
  const ref = subject !== null && 'code' in subject ? subject : null
  return {
    name: ref?.name ?? (subject !== null && 'hint' in subject ? subject.hint.name : null),
    codeVerdict: ref === null || ref.kind === 'household' ? null : checkIdentifier(ref.code).verdict,
    namesSubjects: kind?.namesSubjects === true,
    refresh: itemFor(register.catalogue, record.source, record.record, record.recordedOn)?.refresh ?? null,
  }
}

/** Two records of one key are versions of one another. */
function keyOf({ source, record, recordKey }: Pick<KnownRecord, 'source' | 'record' | 'recordKey'>): string {
  return `${source}\u0001${record}\u0001${recordKey}`
}

/** Which of two rows came in first; of two that contradict each other the later one is the one objected to. */
export function byArrival(a: KnownRecord, b: KnownRecord): number {
  return compareText(a.recordedAt, b.recordedAt) || compareText(a.batchId, b.batchId) || a.rowNo - b.rowNo || compareText(a.id, b.id)
}
