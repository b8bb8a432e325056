import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import { type LeafNames, type LogEntry, leafOf } from './entry.ts'
import { accessLog } from './tables.ts'

/** @returns the entry's place in the log */
export async function appendLog(db: Db, entry: LogEntry, names: LeafNames): Promise<number> {
  const { subjectId, kind, consentId, lenderId, actorId, at } = entry
  const [row] = await db
    .insert(accessLog)
    .values({ subjectId, kind, consentId, lenderId, actorId, leaf: leafOf(entry, names), at })
    .returning({ logIndex: accessLog.logIndex })
  return row!.logIndex
}

export type LogRow = typeof accessLog.$inferSelect

/** Newest first; `before` is the log index of the last row already seen. */
export async function listLog(db: Db, subjectId: string, limit: number, before: number | null): Promise<LogRow[]> {
  return db
    .select()
    .from(accessLog)
    .where(and(eq(accessLog.subjectId, subjectId), before === null ? undefined : lt(accessLog.logIndex, before)))
    .orderBy(desc(accessLog.logIndex))
    .limit(limit)
}

/** For auditors: every subject's entries, newest first. */
export async function listWholeLog(db: Db, limit: number, before: number | null): Promise<LogRow[]> {
  return db
    .select()
    .from(accessLog)
    .where(before === null ? undefined : lt(accessLog.logIndex, before))
    .orderBy(desc(accessLog.logIndex))
    .limit(limit)
}
