import { latestRun } from '../matching/index.ts'
import type { Context } from '../platform/context.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { attributeOf, currentFacts, type Fact, isAttributeId, ownProfile } from '../profiles/index.ts'
import { type KeptRecord, readBatch, readRecord, recordsOfBatch, type SourceRegister } from '../sources/index.ts'
import { findSubject, findSubjects, listAliases } from '../subjects/index.ts'
import type { BatchRecordPage, RecordTrace } from './contract.ts'
import { decidedOffers, traceFacts } from './trace.ts'

/**
 * One fact's whole way: the row of the file, the versions of its record, what holds in the profile and by which rule, and
 * the offers it decided when the subject last asked.
 * @throws Fault not_found
 */
export async function traceRecord(ctx: Context, register: SourceRegister<Fact>, subjectId: string, recordId: string): Promise<RecordTrace> {
  const { record, versions } = await readRecord<Fact>(ctx, subjectId, recordId)
  const subject = await findSubject(ctx, subjectId)
  if (!subject) throw notFound()
  const { profile } = await ownProfile(ctx, subjectId)
  const holding = holdingVersion(versions)
  const traces = traceFacts(record.facts, record.id, holding?.id === record.id, profile)
  const run = await latestRun(ctx, subjectId)
  const label = (id: string) => (isAttributeId(id) ? attributeOf(id).zh : id)
  return {
    subject: { id: subject.id, code: subject.code, name: subject.name, aliases: (await listAliases(ctx, subjectId)).map((alias) => alias.shown) },
    record: {
      ...{ id: record.id, source: record.source, record: record.record, recordKey: record.recordKey, asOf: record.asOf },
      title: register.kindOf(record.source, record.record)?.titleZh ?? record.record,
      provider: register.nameOf(record.source),
      holds: holding?.id === record.id && !record.retracts,
      cells: { ...record.body },
      batch: await batchOf(ctx, record),
    },
    versions: versions.map(({ id, version, retracts, recordedAt, batchId, rowNo }) => ({
      ...{ id, version, retracts, batchId, rowNo },
      recordedAt: recordedAt.toISOString(),
      supersededAt: supersededAt(id, versions)?.toISOString() ?? null,
    })),
    facts: traces.map(({ fact, standing, entry, feeds }) => ({
      ...{ attribute: fact.attribute, label: label(fact.attribute), value: fact.value, asOf: fact.asOf, standing },
      decidedBy: entry?.decidedBy ?? null,
      freshness: entry?.freshness ?? null,
      winner:
        entry?.from && standing === 'lost'
          ? { recordId: entry.from.recordId, source: entry.from.source, provider: register.nameOf(entry.from.source), value: entry.value }
          : null,
      feeds: feeds.map((id) => ({ attribute: id, label: label(id) })),
    })),
    offers: run ? decidedOffers(run, traces, record.id) : [],
  }
}

/** The version that holds, by the same rule as the profile's; null when the record is taken back. */
function holdingVersion(versions: readonly KeptRecord<Fact>[]): KeptRecord<Fact> | null {
  const marked = versions.map((version) => ({ ...version, facts: [PROBE] }))
  const [fact] = currentFacts(marked)
  return versions.find((version) => version.id === fact?.recordId) ?? null
}

/** Every version is made to say the same, so that whichever holds is seen, also one without facts. */
const PROBE: Fact = { attribute: 'name', item: '', value: '', scheme: null, asOf: '1900-01-01', validUntil: null }

/** The first moment at which we held a version that goes before this one. */
function supersededAt(id: string, versions: readonly KeptRecord<Fact>[]): Date | null {
  const place = versions.findIndex((version) => version.id === id)
  const later = versions.slice(0, place).map(({ recordedAt }) => recordedAt.getTime())
  if (later.length === 0) return null
  return new Date(Math.max(Math.min(...later), versions[place]!.recordedAt.getTime()))
}

async function batchOf(ctx: Context, { batchId, rowNo }: KeptRecord<Fact>): Promise<RecordTrace['record']['batch']> {
  try {
    const { id, fileName, way, createdAt } = await readBatch(ctx, batchId)
    return { id, rowNo, fileName, way, createdAt: createdAt.toISOString() }
  } catch (error) {
    if (error instanceof Fault && error.kind === 'not_found') return null
    throw error
  }
}

/** The records one batch brought in, with whom they are about. */
export async function batchRecords(ctx: Context, batchId: string, limit: number, afterRow: number): Promise<BatchRecordPage['items']> {
  await readBatch(ctx, batchId)
  const records = await recordsOfBatch(ctx, batchId, limit, afterRow)
  const subjects = new Map((await findSubjects(ctx, [...new Set(records.map((r) => r.subjectId))])).map((s) => [s.id, s]))
  return records.map(({ rowNo, id, subjectId, retracts, asOf }) => {
    const { name, code } = subjects.get(subjectId)!
    return { rowNo, recordId: id, subjectId, subjectName: name, subjectCode: code, retracts, asOf }
  })
}
