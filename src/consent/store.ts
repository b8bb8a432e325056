import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Consent, Inquiry } from './model.ts'
import { consentRequests, consents, grantors, shownItems, villageStations } from './tables.ts'
import type { PurposeCode } from './template.ts'

/** In the caller's transaction, to its end. */
export async function lockEditions(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin template editions', 0))`)
}

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

/** What one lender was given by a subject for one purpose and application: a consent, what it replaced and what replaced it among them. */
export async function listSiblings(db: Db, { subjectId, lenderId, purpose, applicationId }: Consent): Promise<Consent[]> {
  return db
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.subjectId, subjectId),
        eq(consents.lenderId, lenderId),
        eq(consents.purpose, purpose),
        applicationId === null ? isNull(consents.applicationId) : eq(consents.applicationId, applicationId),
      ),
    )
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

export type ConsentChange = Partial<
  Pick<Consent, 'status' | 'signatures' | 'readsUsed' | 'grantedAt' | 'pausedAt' | 'endedAt' | 'endReason' | 'confirmation' | 'replacedBy'>
>

export async function updateConsent(db: Db, { subjectId, id }: Pick<Consent, 'subjectId' | 'id'>, change: ConsentChange): Promise<void> {
  await db
    .update(consents)
    .set(change)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.id, id)))
}

/** Newest first: ids count with time. */
export async function listConsents(db: Db, subjectId: string): Promise<Consent[]> {
  return db.select().from(consents).where(eq(consents.subjectId, subjectId)).orderBy(desc(consents.id)).limit(200)
}

/** Every consent of one bundle under its row lock, in the order in which `lockConsentsOf` takes them. */
export async function lockBundle(db: Db, subjectId: string, bundleId: string): Promise<Consent[]> {
  return db
    .select()
    .from(consents)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.bundleId, bundleId)))
    .orderBy(asc(consents.id))
    .for('update')
}

/** What a subject gave for one application and purpose, each under its row lock, oldest first. */
export async function lockConsentsFor(db: Db, subjectId: string, applicationId: string, purpose: PurposeCode): Promise<Consent[]> {
  return db
    .select()
    .from(consents)
    .where(and(eq(consents.subjectId, subjectId), eq(consents.applicationId, applicationId), eq(consents.purpose, purpose)))
    .orderBy(asc(consents.id))
    .for('update')
}

/** A lender's consents, newest first; `before` is the id of the last one already seen. */
export async function listConsentsOfLender(db: Db, lenderId: string, limit: number, before: string | null): Promise<Consent[]> {
  return db
    .select()
    .from(consents)
    .where(and(eq(consents.lenderId, lenderId), before === null ? undefined : lt(consents.id, before)))
    .orderBy(desc(consents.id))
    .limit(limit)
}

/** As `listConsentsOfLender`, of those that come before any application. */
export async function listPrechecksOfLender(db: Db, lenderId: string, limit: number, before: string | null): Promise<Consent[]> {
  return db
    .select()
    .from(consents)
    .where(and(eq(consents.lenderId, lenderId), eq(consents.purpose, 'PRECHECK'), before === null ? undefined : lt(consents.id, before)))
    .orderBy(desc(consents.id))
    .limit(limit)
}

export async function findConsentOfLender(db: Db, lenderId: string, id: string): Promise<Consent | null> {
  const [row] = await db
    .select()
    .from(consents)
    .where(and(eq(consents.lenderId, lenderId), eq(consents.id, id)))
  return row ?? null
}

/** What officers of a village proposed, newest first. */
export async function listProposals(db: Db, village: string): Promise<Consent[]> {
  return db.select().from(consents).where(eq(consents.village, village)).orderBy(desc(consents.id)).limit(200)
}

export async function findProposal(db: Db, village: string, id: string): Promise<Consent | null> {
  const [row] = await db
    .select()
    .from(consents)
    .where(and(eq(consents.village, village), eq(consents.id, id)))
  return row ?? null
}

type Address = Pick<Consent, 'subjectId' | 'id'>

/** Live consents whose day or answer is due, the longest due first. */
export async function listDueConsents(db: Db, now: Date, limit: number, subjectId?: string): Promise<Address[]> {
  return db
    .select({ subjectId: consents.subjectId, id: consents.id })
    .from(consents)
    .where(
      and(
        inArray(consents.status, ['provisional', 'granted', 'paused']),
        or(lte(consents.validTo, now), lte(consents.answerBy, now)),
        or(lte(consents.validTo, now), eq(consents.status, 'provisional')),
        subjectId === undefined ? undefined : eq(consents.subjectId, subjectId),
      ),
    )
    .orderBy(asc(consents.validTo), asc(consents.id))
    .limit(limit)
}

export async function insertInquiry(db: Db, inquiry: Inquiry): Promise<void> {
  await db.insert(consentRequests).values(inquiry)
}

export async function findInquiry(db: Db, subjectId: string, id: string): Promise<Inquiry | null> {
  const [row] = await db
    .select()
    .from(consentRequests)
    .where(and(eq(consentRequests.subjectId, subjectId), eq(consentRequests.id, id)))
  return row ?? null
}

export async function lockInquiry(db: Db, subjectId: string, id: string): Promise<Inquiry | null> {
  const [row] = await db
    .select()
    .from(consentRequests)
    .where(and(eq(consentRequests.subjectId, subjectId), eq(consentRequests.id, id)))
    .for('update')
  return row ?? null
}

export async function updateInquiry(db: Db, { subjectId, id }: Address, change: Partial<Pick<Inquiry, 'status' | 'answeredAt' | 'reason'>>): Promise<void> {
  await db
    .update(consentRequests)
    .set(change)
    .where(and(eq(consentRequests.subjectId, subjectId), eq(consentRequests.id, id)))
}

export async function listInquiries(db: Db, subjectId: string): Promise<Inquiry[]> {
  return db.select().from(consentRequests).where(eq(consentRequests.subjectId, subjectId)).orderBy(desc(consentRequests.id)).limit(200)
}

/** What a subject was asked for one application and purpose, newest first. */
export async function listInquiriesFor(db: Db, subjectId: string, applicationId: string, purpose: PurposeCode): Promise<Inquiry[]> {
  return db
    .select()
    .from(consentRequests)
    .where(and(eq(consentRequests.subjectId, subjectId), eq(consentRequests.applicationId, applicationId), eq(consentRequests.purpose, purpose)))
    .orderBy(desc(consentRequests.id))
    .limit(200)
}

export async function listInquiriesOfLender(db: Db, lenderId: string, limit: number, before: string | null): Promise<Inquiry[]> {
  return db
    .select()
    .from(consentRequests)
    .where(and(eq(consentRequests.lenderId, lenderId), before === null ? undefined : lt(consentRequests.id, before)))
    .orderBy(desc(consentRequests.id))
    .limit(limit)
}

export async function listDueInquiries(db: Db, now: Date, limit: number, subjectId?: string): Promise<Address[]> {
  return db
    .select({ subjectId: consentRequests.subjectId, id: consentRequests.id })
    .from(consentRequests)
    .where(
      and(
        eq(consentRequests.status, 'requested'),
        lte(consentRequests.answerBy, now),
        subjectId === undefined ? undefined : eq(consentRequests.subjectId, subjectId),
      ),
    )
    .orderBy(asc(consentRequests.answerBy), asc(consentRequests.id))
    .limit(limit)
}

export type GrantorRow = typeof grantors.$inferSelect

export async function upsertGrantor(db: Db, row: GrantorRow): Promise<void> {
  const { role, mandate, evidence, checkedBy, checkedAt } = row
  await db
    .insert(grantors)
    .values(row)
    .onConflictDoUpdate({ target: [grantors.subjectId, grantors.userId], set: { role, mandate, evidence, checkedBy, checkedAt } })
}

export async function listGrantors(db: Db, subjectId: string): Promise<GrantorRow[]> {
  return db.select().from(grantors).where(eq(grantors.subjectId, subjectId)).orderBy(asc(grantors.userId))
}

export async function upsertStation(db: Db, institutionId: string, village: string): Promise<void> {
  await db.insert(villageStations).values({ institutionId, village }).onConflictDoUpdate({ target: villageStations.institutionId, set: { village } })
}

export async function villageOfStation(db: Db, institutionId: string): Promise<string | null> {
  const [row] = await db.select({ village: villageStations.village }).from(villageStations).where(eq(villageStations.institutionId, institutionId))
  return row?.village ?? null
}

export type ShownRow = typeof shownItems.$inferSelect

/** Everything a subject's readers were shown, also what they have been told about. */
export async function listShownItems(db: Db, subjectId: string): Promise<ShownRow[]> {
  return db
    .select()
    .from(shownItems)
    .where(eq(shownItems.subjectId, subjectId))
    .orderBy(shownItems.consentId, shownItems.attribute, shownItems.item, shownItems.logIndex, shownItems.hash)
}

/** What is written of a fact that was shown is asked for again at the next read. */
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
  await db
    .update(consents)
    .set({ shownDigest: null })
    .where(and(eq(consents.subjectId, subjectId), eq(consents.id, consentId), isNotNull(consents.shownDigest)))
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
