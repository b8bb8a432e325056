import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Consent, ShownItem } from './model.ts'
import { consents, shownItems } from './tables.ts'

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

/** Every consent of a subject under its row lock, always in the same order. */
export async function lockConsentsOf(db: Db, subjectId: string): Promise<Consent[]> {
  return db.select().from(consents).where(eq(consents.subjectId, subjectId)).orderBy(asc(consents.id)).for('update')
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

export type ShownRow = typeof shownItems.$inferSelect

/**
 * What was shown before keeps its first read, unless its reader has been told since that it does not stand. Its day is the
 * latest that was shown: a register's entry says the same of a later one.
 */
export async function insertShownItems(db: Db, { subjectId, id: consentId }: Consent, logIndex: number, items: readonly ShownItem[]): Promise<void> {
  const isTold = sql`(${shownItems.recalledAt} is not null or ${shownItems.correctedAt} is not null)`
  await db
    .insert(shownItems)
    .values(items.map((item) => ({ ...item, subjectId, consentId, logIndex })))
    .onConflictDoUpdate({
      target: [shownItems.subjectId, shownItems.consentId, shownItems.attribute, shownItems.item, shownItems.hash],
      set: {
        logIndex: sql`case when ${isTold} then excluded.log_index else ${shownItems.logIndex} end`,
        fields: sql`case when ${isTold} then excluded.fields else ${shownItems.fields} end`,
        asOf: sql`greatest(${shownItems.asOf}, excluded.as_of)`,
        lastShownOn: sql`excluded.last_shown_on`,
        recalledAt: null,
        correctedAt: null,
      },
      setWhere: sql`${isTold} or ${shownItems.asOf} is null or excluded.as_of > ${shownItems.asOf}`,
    })
}

/** Everything a subject's readers were shown, also what they have been told about. */
export async function listShownItems(db: Db, subjectId: string): Promise<ShownRow[]> {
  return db
    .select()
    .from(shownItems)
    .where(eq(shownItems.subjectId, subjectId))
    .orderBy(shownItems.consentId, shownItems.attribute, shownItems.item, shownItems.logIndex, shownItems.hash)
}

export async function updateShownItem(
  db: Db,
  { subjectId, consentId, attribute, item, hash }: ShownRow,
  change: Partial<Pick<ShownRow, 'lastShownOn' | 'recalledAt' | 'correctedAt'>>,
): Promise<void> {
  await db
    .update(shownItems)
    .set(change)
    .where(
      and(
        eq(shownItems.subjectId, subjectId),
        eq(shownItems.consentId, consentId),
        eq(shownItems.attribute, attribute),
        eq(shownItems.item, item),
        eq(shownItems.hash, hash),
      ),
    )
}

/** Subjects of whom something was shown whose last day lies before `today`, by id. */
export async function listSubjectsOfEnded(db: Db, today: CivilDate, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ subjectId: shownItems.subjectId })
    .from(shownItems)
    .where(and(isNull(shownItems.recalledAt), lt(shownItems.lastShownOn, today), gt(shownItems.subjectId, after)))
    .orderBy(shownItems.subjectId)
    .limit(limit)
  return rows.map((r) => r.subjectId)
}
