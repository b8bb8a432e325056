import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { LogEntry } from './log-entry.ts'
import { leafOf } from './log-entry.ts'
import type { Consent } from './model.ts'
import { accessLog, consents } from './tables.ts'

export async function insertConsent(db: Db, consent: Consent): Promise<void> {
  await db.insert(consents).values(consent)
}

export async function findConsent(db: Db, subjectId: string, id: string): Promise<Consent | null> {
  const [row] = await db
    .select()
    .from(consents)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.id, id)))
  return row ?? null
}

/** Takes the consent's row lock: grant, read and revoke of one consent happen one after the other. */
export async function lockConsent(db: Db, subjectId: string, id: string): Promise<Consent | null> {
  const [row] = await db
    .select()
    .from(consents)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.id, id)))
    .for('update')
  return row ?? null
}

export async function updateConsent(
  db: Db,
  { subjectId, id }: Consent,
  change: Partial<Pick<Consent, 'status' | 'readsUsed' | 'endedAt' | 'endReason'>>,
): Promise<void> {
  await db
    .update(consents)
    .set(change)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.id, id)))
}

export async function listConsents(db: Db, subjectId: string): Promise<Consent[]> {
  return db.select().from(consents).where(eq(consents.subjectId, subjectId)).orderBy(desc(consents.grantedAt), desc(consents.id)).limit(200)
}

export async function appendLog(db: Db, entry: LogEntry): Promise<void> {
  await db.insert(accessLog).values({
    subjectId: entry.subjectId,
    kind: entry.kind,
    consentId: entry.consentId,
    lenderId: entry.lenderId,
    actorId: entry.actorId,
    leaf: leafOf(entry),
    at: entry.at,
  })
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
