/** The way of a handful of translated rows into the register of records; shared by every channel. */
import type { Context } from '../../platform/context.ts'
import {
  type Alias,
  ensureSubjects,
  findCandidates,
  HOUSEHOLD_NO,
  isNaturalPerson,
  keepAliases,
  type Naming,
  nameSubjects,
  resolveHint,
} from '../../subjects/index.ts'
import { erasedAmong, sealerOf } from '../../vault/index.ts'
import { namesOfOthers } from '../naming/service.ts'
import type { RecordKind, RowIssue, SubjectRef, Translated } from '../record-kind.ts'
import { lineOf, type RecordLine, type TakenRow } from '../record-sheet.ts'
import { layoutOf } from '../row-layout.ts'
import { insertRecords, keepLayout, type QuarantinedRow } from '../store.ts'

/** @returns how many were new, how many known already, and those whose subject a person has to find */
export async function takeRecords<F>(
  ctx: Context,
  kind: RecordKind<F>,
  batchId: string,
  taken: readonly TakenRow<F>[],
  names: readonly string[],
): Promise<{ accepted: number; duplicate: number; held: QuarantinedRow[] }> {
  if (taken.length === 0) return { accepted: 0, duplicate: 0, held: [] }
  const { standing, gone } = await withoutErased(ctx, taken)
  const { agreeing, disagreeing } = await setAsideByName(ctx, kind, standing, names)
  const { found, held: unfound } = await findSubjects(ctx, agreeing)
  const held = [...gone, ...disagreeing, ...unfound]
  const layout = layoutOf(names)
  await keepLayout(ctx.db, layout)
  const sealed = await lineSealer(ctx, found)
  // The same statement twice in a chunk has the same address.
  const lines = new Map<string, RecordLine>()
  for (const { row, subjectId } of found) {
    const line = sealed({ subjectId, ...lineOf(kind, row, names) }, row)
    if (!lines.has(subjectId + line.id)) lines.set(subjectId + line.id, line)
  }
  const sheet = { source: kind.source, record: kind.record, layout, batchId, recordedAt: ctx.clock.now(), lines: [...lines.values()] }
  const accepted = await insertRecords(ctx.db, sheet)
  if (kind.namesSubjects) await keepNames(ctx, found)
  return { accepted, duplicate: found.length - accepted, held }
}

/** What a source sends again of somebody who had itself erased is turned away; that it came is kept, and nothing of what it said. */
async function withoutErased<F>(ctx: Context, taken: readonly TakenRow<F>[]): Promise<{ standing: readonly TakenRow<F>[]; gone: QuarantinedRow[] }> {
  const codeOf = ({ record: { subject } }: TakenRow<F>) => ('code' in subject && isNaturalPerson(subject.kind) ? subject.code : null)
  const erased = await erasedAmong(ctx, [...new Set(taken.flatMap((row) => codeOf(row) ?? []))])
  if (erased.size === 0) return { standing: taken, gone: [] }
  const isGone = (row: TakenRow<F>) => erased.has(codeOf(row) ?? '')
  return {
    standing: taken.filter((row) => !isGone(row)),
    gone: taken.filter(isGone).map(({ rowNo }) => ({ rowNo, row: {}, issues: [ERASED], candidates: [] })),
  }
}

const ERASED: RowIssue = { code: 'erased_subject', field: '', detail: '本人已要求删除其数据，不再归集；本行内容没有保留。请告知来源停止报送。' }

/** Rows whose code and name are of two subjects go to a person; what a register itself says is news, not a contradiction. */
async function setAsideByName<F>(
  ctx: Context,
  kind: RecordKind<F>,
  taken: readonly TakenRow<F>[],
  names: readonly string[],
): Promise<{ agreeing: readonly TakenRow<F>[]; disagreeing: QuarantinedRow[] }> {
  if (kind.namesSubjects) return { agreeing: taken, disagreeing: [] }
  const stated = taken.flatMap((row, place) => {
    const { subject } = row.record
    return 'code' in subject && !row.decided ? [{ ...subject, place, recordId: () => lineOf(kind, row, names).id }] : []
  })
  const aside = await namesOfOthers(ctx, stated)
  if (aside.size === 0) return { agreeing: taken, disagreeing: [] }
  return {
    agreeing: taken.filter((_, place) => !aside.has(place)),
    disagreeing: [...aside].map(([place, { issue, candidates }]) => ({ rowNo: taken[place]!.rowNo, row: taken[place]!.row, issues: [issue], candidates })),
  }
}

/** Lines about natural persons go in sealed, each under its subject's key; all others as they are. A household's number would stand in the key, too. */
async function lineSealer<F>(ctx: Context, found: readonly Found<F>[]): Promise<(line: RecordLine, row: TakenRow<F>) => RecordLine> {
  const isPerson = ({ record: { subject } }: TakenRow<F>) => 'code' in subject && isNaturalPerson(subject.kind)
  const persons = found.filter(({ row }) => isPerson(row))
  if (persons.length === 0) return (line) => line
  const { seal } = await sealerOf(
    ctx,
    persons.map(({ subjectId }) => subjectId),
  )
  const asJson = (subjectId: string, text: string) => JSON.stringify(seal(subjectId, text))
  const keyOf = ({ subjectId, recordKey }: RecordLine, { record: { subject } }: TakenRow<F>) =>
    'code' in subject && HOUSEHOLD_NO.test(subject.code) ? seal(subjectId, recordKey) : recordKey
  return (line, row) =>
    isPerson(row) ? { ...line, recordKey: keyOf(line, row), body: asJson(line.subjectId, line.body), facts: asJson(line.subjectId, line.facts) } : line
}

interface Found<F> {
  row: TakenRow<F>
  subjectId: string
}

async function findSubjects<F>(ctx: Context, taken: readonly TakenRow<F>[]): Promise<{ found: Found<F>[]; held: QuarantinedRow[] }> {
  const held: QuarantinedRow[] = []
  const refs: SubjectRef[] = []
  const named: [TakenRow<F>, SubjectRef][] = []
  for (const row of taken) {
    const { subject } = row.record
    let ref: SubjectRef | null = null
    if ('code' in subject) ref = subject
    else {
      const resolution = resolveHint(subject.hint, await findCandidates(ctx.db, subject.hint))
      if (resolution.outcome === 'resolved') ref = { kind: resolution.candidate.kind, code: resolution.candidate.code, name: null }
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
      named.push(['code' in subject ? row : { ...row, record: settled(row.record, ref) }, ref])
    }
  }
  const ids = await ensureSubjects(ctx, refs)
  return { found: named.map(([row, ref]) => ({ row, subjectId: ids.get(ref.code)! })), held }
}

/** A record of which it has been found out whose it is. */
export function settled<F>(record: Translated<F>, subject: SubjectRef): Translated<F> {
  return record.settle ? record.settle(subject) : { ...record, subject }
}

function unresolved(outcome: 'review' | 'unknown'): RowIssue {
  return outcome === 'review'
    ? { code: 'ambiguous_subject', field: '', detail: '没有信用代码，仅凭名称或号码不能确定是哪一家，请人工核对后选定。' }
    : { code: 'unknown_subject', field: '', detail: '没有信用代码，登记库中也没有这个号码或名称的主体，请向来源补要信用代码。' }
}

/** What the register calls them now, and everything they were called before. */
async function keepNames<F>(ctx: Context, found: readonly Found<F>[]): Promise<void> {
  const names: Naming[] = []
  const aliases: Alias[] = []
  for (const {
    subjectId,
    row: { record, envelope },
  } of found) {
    if (envelope.retracts || !('code' in record.subject)) continue
    const { kind, name } = record.subject
    if (name !== null) {
      names.push({ id: subjectId, kind, name, asOf: record.asOf })
      aliases.push({ subjectId, kind, scheme: 'name', shown: name, asOf: record.asOf })
    }
    if (record.registrationNo)
      aliases.push({ subjectId, kind: record.subject.kind, scheme: 'registration_no', shown: record.registrationNo, asOf: record.asOf })
  }
  await nameSubjects(ctx, names)
  await keepAliases(ctx, aliases)
}
