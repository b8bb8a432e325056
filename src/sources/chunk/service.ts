/** The way of a handful of translated rows into the register of records; shared by every channel. */
import type { Context } from '../../platform/context.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import { type Alias, ensureSubjects, findCandidates, keepAliases, type Naming, nameSubjects, resolveHint } from '../../subjects/index.ts'
import { recordAddress } from '../record-address.ts'
import type { Envelope, RecordKind, Row, RowIssue, SubjectRef, Translated } from '../record-kind.ts'
import { insertRecords, type QuarantinedRow, type RecordRow } from '../store.ts'

export interface TakenRow<F> {
  rowNo: number
  row: Row
  record: Translated<F>
  envelope: Envelope
}

/** @returns how many were new, how many known already, and those whose subject a person has to find */
export async function takeRecords<F>(
  ctx: Context,
  kind: RecordKind<F>,
  batchId: string,
  taken: readonly TakenRow<F>[],
  names: readonly string[],
): Promise<{ accepted: number; duplicate: number; held: QuarantinedRow[] }> {
  if (taken.length === 0) return { accepted: 0, duplicate: 0, held: [] }
  const { found, held } = await findSubjects(ctx, taken)
  const recordedAt = ctx.clock.now()
  const rows = found.map(({ rowNo, row, record, envelope, subjectId }): RecordRow => {
    const identity = { source: kind.source, record: kind.record, key: record.key, version: envelope.version }
    return {
      subjectId,
      id: recordAddress(identity, row, names),
      source: kind.source,
      record: kind.record,
      recordKey: record.key,
      version: envelope.version,
      retracts: envelope.retracts,
      asOf: record.asOf,
      body: Object.fromEntries(names.flatMap((name) => (row[name] ? [[name, row[name]]] : []))),
      facts: envelope.retracts ? [] : (record.facts as Canonical[]),
      batchId,
      rowNo,
      recordedAt,
    }
  })
  const accepted = (await insertRecords(ctx.db, rows)).length
  if (kind.namesSubjects) await keepNames(ctx, found)
  return { accepted, duplicate: rows.length - accepted, held }
}

async function findSubjects<F>(
  ctx: Context,
  taken: readonly TakenRow<F>[],
): Promise<{ found: (TakenRow<F> & { subjectId: string })[]; held: QuarantinedRow[] }> {
  const held: QuarantinedRow[] = []
  const refs: SubjectRef[] = []
  const named: [TakenRow<F>, SubjectRef][] = []
  for (const row of taken) {
    const { subject } = row.record
    let ref: SubjectRef | null = null
    if ('code' in subject) ref = subject
    else {
      const resolution = resolveHint(subject.hint, await findCandidates(ctx.db, subject.hint))
      if (resolution.outcome === 'resolved') ref = { ...resolution.candidate, name: null }
      else
        held.push({
          rowNo: row.rowNo,
          row: row.row,
          issues: [unresolved(resolution.outcome)],
          candidates: resolution.outcome === 'review' ? resolution.candidates.map((c) => c.id) : [],
        })
    }
    if (ref) {
      refs.push(ref)
      named.push([row, ref])
    }
  }
  const ids = await ensureSubjects(ctx, refs)
  return { found: named.map(([row, ref]) => ({ ...row, subjectId: ids.get(ref.code)! })), held }
}

function unresolved(outcome: 'review' | 'unknown'): RowIssue {
  return outcome === 'review'
    ? { code: 'ambiguous_subject', field: '', detail: '没有信用代码，仅凭名称或号码不能确定是哪一家，请人工核对后选定。' }
    : { code: 'unknown_subject', field: '', detail: '没有信用代码，登记库中也没有这个号码或名称的主体，请向来源补要信用代码。' }
}

/** What the register calls them now, and everything they were called before. */
async function keepNames<F>(ctx: Context, found: readonly (TakenRow<F> & { subjectId: string })[]): Promise<void> {
  const names: Naming[] = []
  const aliases: Alias[] = []
  for (const { subjectId, record, envelope } of found) {
    if (envelope.retracts || !('code' in record.subject)) continue
    const { name } = record.subject
    if (name !== null) {
      names.push({ id: subjectId, name, asOf: record.asOf })
      aliases.push({ subjectId, scheme: 'name', shown: name, asOf: record.asOf })
    }
    if (record.registrationNo) aliases.push({ subjectId, scheme: 'registration_no', shown: record.registrationNo, asOf: record.asOf })
  }
  await nameSubjects(ctx.db, names)
  await keepAliases(ctx.db, aliases)
}
