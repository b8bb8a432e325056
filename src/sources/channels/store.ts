import { and, desc, eq, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import type { BreakerState } from '../../platform/outside/breaker.ts'
import { feedBreakers, feedEvents, feedRuns, feedStates } from '../tables.ts'
import { roundAfter } from './alarm.ts'

export type FeedState = typeof feedStates.$inferSelect
export type FeedRun = typeof feedRuns.$inferSelect

export interface FeedName {
  source: string
  record: string
}

const named = ({ source, record }: FeedName) => and(eq(feedStates.source, source), eq(feedStates.record, record))

export async function listStates(db: Db): Promise<FeedState[]> {
  return db.select().from(feedStates)
}

/**
 * Takes the right to fetch one kind of record, unless somebody holds it. With `seenTryAt` only if nobody has tried since:
 * of two processes that found it due, the second finds it done.
 * @returns the state to go on from, or null
 */
export async function takeLease(
  db: Db,
  feed: FeedName,
  { runId, now, until, seenTryAt }: { runId: string; now: Date; until: Date; seenTryAt?: Date | null | undefined },
): Promise<FeedState | null> {
  const free = or(isNull(feedStates.leasedUntil), lte(feedStates.leasedUntil, now))
  const unseen = seenTryAt === undefined ? undefined : seenTryAt === null ? isNull(feedStates.firstTryAt) : eq(feedStates.lastTryAt, seenTryAt)
  const [state] = await db
    .insert(feedStates)
    .values({ ...feed, leasedBy: runId, leasedUntil: until, firstTryAt: now, lastTryAt: now })
    .onConflictDoUpdate({
      target: [feedStates.source, feedStates.record],
      set: { leasedBy: runId, leasedUntil: until, lastTryAt: now, lastOutcome: null },
      setWhere: and(free, unseen)!,
    })
    .returning()
  return state ?? null
}

/** Changes the state as long as the run holds its lease. @returns false once another has it */
export async function moveState(db: Db, feed: FeedName, runId: string, change: Partial<FeedState>): Promise<boolean> {
  const moved = await db
    .update(feedStates)
    .set(change)
    .where(and(named(feed), eq(feedStates.leasedBy, runId)))
    .returning({ source: feedStates.source })
  return moved.length === 1
}

/**
 * Notes a whole round that came as a file, as the end of a pulled one is noted, so that half of the usual rows, or none,
 * raise the same alarms. Nothing of a pull's own place (cursor, lease, last try) is touched: it goes on as it would have.
 * Takes the feed's row before anything a pull takes after it (the intake's lock), or the two could wait for each other.
 */
export async function noteRound(db: Db, feed: FeedName, rows: number, now: Date): Promise<void> {
  await db.insert(feedStates).values({ source: feed.source, record: feed.record, firstTryAt: now, lastTryAt: now }).onConflictDoNothing()
  const [before] = await db.select().from(feedStates).where(named(feed)).for('update')
  await db
    .update(feedStates)
    .set({ ...roundAfter(before!, rows, now), lastOutcome: rows === 0 ? 'empty' : 'ok', lastFailure: null })
    .where(named(feed))
}

export interface HeldBreaker {
  state: BreakerState
  version: number
}

export async function findBreaker(db: Db, source: string): Promise<HeldBreaker | null> {
  const [row] = await db.select({ state: feedBreakers.state, version: feedBreakers.version }).from(feedBreakers).where(eq(feedBreakers.source, source))
  return row ?? null
}

export async function listBreakers(db: Db): Promise<Map<string, BreakerState>> {
  return new Map((await db.select().from(feedBreakers)).map(({ source, state }) => [source, state]))
}

/** Compare and set. @returns false when somebody moved it since `seen` */
export async function moveBreaker(db: Db, source: string, seen: HeldBreaker | null, state: BreakerState): Promise<boolean> {
  if (seen === null) {
    const made = await db.insert(feedBreakers).values({ source, state, version: 1 }).onConflictDoNothing().returning({ source: feedBreakers.source })
    return made.length === 1
  }
  const moved = await db
    .update(feedBreakers)
    .set({ state, version: seen.version + 1 })
    .where(and(eq(feedBreakers.source, source), eq(feedBreakers.version, seen.version)))
    .returning({ source: feedBreakers.source })
  return moved.length === 1
}

export async function insertRun(db: Db, run: typeof feedRuns.$inferInsert): Promise<FeedRun> {
  const [made] = await db.insert(feedRuns).values(run).returning()
  return made!
}

export async function updateRun(db: Db, id: string, change: Partial<FeedRun>): Promise<FeedRun> {
  const [run] = await db.update(feedRuns).set(change).where(eq(feedRuns.id, id)).returning()
  if (!run) throw new Error(`no run ${id}`)
  return run
}

/** Adds a page, or an answer, to what the run has counted; `batch` is null where there was no row to take. */
export async function addToRun(
  db: Db,
  id: string,
  rows: number,
  batch: { id: string; accepted: number; duplicate: number; quarantined: number } | null,
): Promise<FeedRun> {
  const { accepted = 0, duplicate = 0, quarantined = 0 } = batch ?? {}
  const [run] = await db
    .update(feedRuns)
    .set({
      pages: sql`${feedRuns.pages} + 1`,
      rows: sql`${feedRuns.rows} + ${rows}`,
      accepted: sql`${feedRuns.accepted} + ${accepted}`,
      duplicate: sql`${feedRuns.duplicate} + ${duplicate}`,
      quarantined: sql`${feedRuns.quarantined} + ${quarantined}`,
      batchIds: sql`${feedRuns.batchIds} || ${JSON.stringify(batch ? [batch.id] : [])}::jsonb`,
    })
    .where(eq(feedRuns.id, id))
    .returning()
  if (!run) throw new Error(`no run ${id}`)
  return run
}

export async function listRuns(db: Db, limit: number, before: string | null, source: string | undefined): Promise<FeedRun[]> {
  return db
    .select()
    .from(feedRuns)
    .where(and(before === null ? undefined : lt(feedRuns.id, before), source === undefined ? undefined : eq(feedRuns.source, source)))
    .orderBy(desc(feedRuns.id))
    .limit(limit)
}

/** @returns false when this event was received before; a delivery under way elsewhere is waited for */
export async function insertEvent(db: Db, event: { source: string; eventId: string; bodySha256: string; receivedAt: Date }): Promise<boolean> {
  const made = await db
    .insert(feedEvents)
    .values({ ...event, outcome: {} })
    .onConflictDoNothing()
    .returning({ source: feedEvents.source })
  return made.length === 1
}

export async function keepOutcome(db: Db, source: string, eventId: string, outcome: Canonical): Promise<void> {
  await db
    .update(feedEvents)
    .set({ outcome })
    .where(and(eq(feedEvents.source, source), eq(feedEvents.eventId, eventId)))
}

export async function findEvent(db: Db, source: string, eventId: string): Promise<{ bodySha256: string; outcome: Canonical } | null> {
  const [row] = await db
    .select({ bodySha256: feedEvents.bodySha256, outcome: feedEvents.outcome })
    .from(feedEvents)
    .where(and(eq(feedEvents.source, source), eq(feedEvents.eventId, eventId)))
  return row ?? null
}
