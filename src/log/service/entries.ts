import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { isId } from '../../platform/kernel/id.ts'
import { findPersonalData } from '../../subjects/index.ts'
import { ERASED_PSEUDONYM, namesInLog, operatorNames, pseudonymOf } from '../../vault/index.ts'
import { type LeafNames, type LogEntry, type LogKind, PLATFORM_ACTOR, parseLeaf, UNKNOWN_ACTOR } from '../entry.ts'
import { type About, appending, appendingAll, appendLog, type LogFilter, type LogRow, listLog, listLogOfConsent, listWholeLog } from '../store.ts'

export type { LogRow } from '../store.ts'

/** What is to be written down; when and under which request is known from the context. */
export type NewEntry = Omit<LogEntry, 'at' | 'requestId'>

/**
 * Writes an entry in the caller's transaction: it stands if and only if what it tells of does.
 * @returns its place in the log
 */
export async function writeEntry(ctx: Context, entry: NewEntry): Promise<number> {
  const [filled, names] = await fillIn(ctx, entry)
  return appendLog(ctx.db, filled, names)
}

/** As `writeEntry`, as the statement that would write it: for whoever writes more in the same trip to the database. */
export async function entryToWrite(ctx: Context, entry: NewEntry) {
  return appending(...(await fillIn(ctx, entry)))
}

/** As `entryToWrite`, for one or more of one subject, consent and kind, each by somebody and of a request of its own: they stand in this order. */
export async function entriesToWrite(ctx: Context, entries: readonly (NewEntry & { requestId: string })[]) {
  const subject = await pseudonymOf(ctx, entries[0]!.subjectId)
  const nameOf = await operatorNames(ctx)
  const at = ctx.clock.now()
  return appendingAll(
    entries.map((entry) => [
      { ...entry, requestId: harmless(entry.requestId), at },
      { subject, operator: nameOf(entry.actorId) },
    ]),
  )
}

async function fillIn(ctx: Context, entry: NewEntry): Promise<[LogEntry, LeafNames]> {
  const { subject, operator } = await namesInLog(ctx, entry.subjectId, entry.actorId === PLATFORM_ACTOR ? null : entry.actorId)
  return [
    { ...entry, requestId: harmless(ctx.requestId), at: ctx.clock.now() },
    { subject, operator: operator ?? PLATFORM_ACTOR },
  ]
}

/** A caller may send a request id of its own: one that could be somebody's number stands in the log as its hash. */
function harmless(requestId: string): string {
  if (isId('request', requestId) || findPersonalData(requestId).length === 0) return requestId
  return createHash('sha256').update(requestId).digest('hex').slice(0, 32)
}

/** A subject's entries, newest first; `before` is the place of the last one already seen. */
export async function entriesOf(ctx: Context, subjectId: string, limit: number, before: number | null): Promise<LogRow[]> {
  return actorsChecked(ctx, await listLog(ctx.db, await aboutOf(ctx, subjectId), limit, before))
}

/** What happened to one consent, of these kinds, in order. */
export async function entriesOfConsent(ctx: Context, subjectId: string, consentId: string, kinds: readonly LogKind[]): Promise<LogRow[]> {
  return actorsChecked(ctx, await listLogOfConsent(ctx.db, await aboutOf(ctx, subjectId), consentId, kinds))
}

/** Every subject's entries, newest first, for auditors. */
export async function allEntries(ctx: Context, limit: number, before: number | null, filter: LogFilter = {}): Promise<LogRow[]> {
  return actorsChecked(ctx, await listWholeLog(ctx.db, limit, before, filter))
}

async function aboutOf(ctx: Context, subjectId: string): Promise<About> {
  const pseudonym = await pseudonymOf(ctx, subjectId)
  return { subjectId, pseudonym: pseudonym === ERASED_PSEUDONYM ? null : pseudonym }
}

/** Whose id stands beside the leaf is believed where the leaf's own pseudonym is made from it; else nobody is named. */
async function actorsChecked(ctx: Context, rows: readonly LogRow[]): Promise<LogRow[]> {
  const namesOf = await operatorNames(ctx)
  return rows.map((row) => {
    const { op } = parseLeaf(row.leaf)
    return op === row.actorId || op === namesOf(row.actorId) ? row : { ...row, actorId: UNKNOWN_ACTOR }
  })
}
