import { createHash } from 'node:crypto'
import { and, eq, gt, isNull, lte } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import { ceremonies, invitations, userIdentities } from '../tables.ts'

export type Ceremony = typeof ceremonies.$inferSelect

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Begins one; those that nobody came back for are swept on the way. */
export async function beginCeremony(db: Db, key: string, now: Date, row: Omit<Ceremony, 'keyHash'>): Promise<void> {
  await db.delete(ceremonies).where(lte(ceremonies.expiresAt, now))
  await db.insert(ceremonies).values({ ...row, keyHash: hashOf(key) })
}

/** Ends it: whoever comes second with the same key finds nothing. */
export async function endCeremony(db: Db, key: string, kind: Ceremony['kind'], now: Date): Promise<Ceremony | null> {
  const [row] = await db
    .delete(ceremonies)
    .where(and(eq(ceremonies.keyHash, hashOf(key)), eq(ceremonies.kind, kind), gt(ceremonies.expiresAt, now)))
    .returning()
  return row ?? null
}

/** A new invitation ends the ones before it. */
export async function insertInvitation(db: Db, token: string, row: { userId: string; createdAt: Date; expiresAt: Date }): Promise<void> {
  await db.delete(invitations).where(and(eq(invitations.userId, row.userId), isNull(invitations.usedAt)))
  await db.insert(invitations).values({ ...row, tokenHash: hashOf(token), usedAt: null })
}

/** @returns whom a token invites that is neither used nor too old */
export async function findInvited(db: Db, token: string, now: Date): Promise<string | null> {
  const [row] = await db
    .select({ userId: invitations.userId })
    .from(invitations)
    .where(and(eq(invitations.tokenHash, hashOf(token)), isNull(invitations.usedAt), gt(invitations.expiresAt, now)))
  return row?.userId ?? null
}

/** @returns whom it invited; null when it was used meanwhile */
export async function useInvitation(db: Db, token: string, now: Date): Promise<string | null> {
  const [row] = await db
    .update(invitations)
    .set({ usedAt: now })
    .where(and(eq(invitations.tokenHash, hashOf(token)), isNull(invitations.usedAt), gt(invitations.expiresAt, now)))
    .returning({ userId: invitations.userId })
  return row?.userId ?? null
}

export async function findByIdentity(db: Db, issuer: string, subject: string): Promise<string | null> {
  const [row] = await db
    .select({ userId: userIdentities.userId })
    .from(userIdentities)
    .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject)))
  return row?.userId ?? null
}

export async function hasIdentity(db: Db, userId: string): Promise<boolean> {
  return (await db.select({ userId: userIdentities.userId }).from(userIdentities).where(eq(userIdentities.userId, userId)).limit(1)).length > 0
}

/** @returns false when that identity, or that account at this issuer, is tied already */
export async function tieIdentity(db: Db, row: typeof userIdentities.$inferInsert): Promise<boolean> {
  return (await db.insert(userIdentities).values(row).onConflictDoNothing().returning({ userId: userIdentities.userId })).length > 0
}
