import { and, asc, count, eq, isNotNull, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import { passkeys, recoveryCodes, totpKeys } from '../tables.ts'

export type PasskeyRow = typeof passkeys.$inferSelect

/** How this person can show a second factor; empty: they have none. */
export async function factorsOf(db: Db, userId: string): Promise<('totp' | 'passkey' | 'recovery')[]> {
  const [totp, keys] = [await findTotp(db, userId), await listPasskeys(db, userId)]
  const own = [...(totp?.confirmedAt ? (['totp'] as const) : []), ...(keys.length > 0 ? (['passkey'] as const) : [])]
  return own.length > 0 && (await recoveryCodesLeft(db, userId)) > 0 ? [...own, 'recovery'] : own
}

export async function findTotp(db: Db, userId: string): Promise<typeof totpKeys.$inferSelect | null> {
  const [row] = await db.select().from(totpKeys).where(eq(totpKeys.userId, userId))
  return row ?? null
}

/** A new secret takes the place of one that was never confirmed. @returns false when there is a confirmed one */
export async function putTotp(db: Db, row: { userId: string; sealedSecret: string; createdAt: Date }): Promise<boolean> {
  const { userId, ...fresh } = row
  const put = await db
    .insert(totpKeys)
    .values({ ...row, confirmedAt: null, lastStep: 0 })
    .onConflictDoUpdate({ target: totpKeys.userId, set: { ...fresh, lastStep: 0 }, setWhere: isNull(totpKeys.confirmedAt) })
    .returning({ userId: totpKeys.userId })
  return put.length > 0
}

/** Takes the code of a step once: of two requests with one code, one is served. */
export async function takeTotpStep(db: Db, userId: string, step: number, confirmedAt?: Date): Promise<boolean> {
  const taken = await db
    .update(totpKeys)
    .set({ lastStep: step, ...(confirmedAt ? { confirmedAt } : {}) })
    .where(and(eq(totpKeys.userId, userId), lt(totpKeys.lastStep, step), confirmedAt ? isNull(totpKeys.confirmedAt) : isNotNull(totpKeys.confirmedAt)))
    .returning({ userId: totpKeys.userId })
  return taken.length > 0
}

export async function deleteTotp(db: Db, userId: string): Promise<boolean> {
  return (await db.delete(totpKeys).where(eq(totpKeys.userId, userId)).returning({ userId: totpKeys.userId })).length > 0
}

export async function listPasskeys(db: Db, userId: string): Promise<PasskeyRow[]> {
  return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt), asc(passkeys.id))
}

export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | null> {
  const [row] = await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId))
  return row ?? null
}

/** @returns false when some account has this credential already */
export async function insertPasskey(db: Db, row: PasskeyRow): Promise<boolean> {
  return (await db.insert(passkeys).values(row).onConflictDoNothing().returning({ id: passkeys.id })).length > 0
}

/** Notes a use. @returns false when the authenticator's count has not grown: a copy of it is about */
export async function countPasskeyUse(db: Db, id: string, counter: number, now: Date): Promise<boolean> {
  const grows = counter === 0 ? eq(passkeys.counter, 0) : or(lt(passkeys.counter, counter), eq(passkeys.counter, 0))
  const used = await db
    .update(passkeys)
    .set({ counter, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), grows))
    .returning({ id: passkeys.id })
  return used.length > 0
}

export async function deletePasskey(db: Db, userId: string, id: string): Promise<boolean> {
  const gone = await db
    .delete(passkeys)
    .where(and(eq(passkeys.userId, userId), eq(passkeys.id, id)))
    .returning({ id: passkeys.id })
  return gone.length > 0
}

/** New codes in the place of all old ones. */
export async function replaceRecoveryCodes(db: Db, userId: string, codeHashes: readonly string[]): Promise<void> {
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  if (codeHashes.length > 0) await db.insert(recoveryCodes).values(codeHashes.map((codeHash) => ({ userId, codeHash, usedAt: null })))
}

export async function takeRecoveryCode(db: Db, userId: string, codeHash: string, now: Date): Promise<boolean> {
  const taken = await db
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, codeHash), isNull(recoveryCodes.usedAt)))
    .returning({ userId: recoveryCodes.userId })
  return taken.length > 0
}

export async function recoveryCodesLeft(db: Db, userId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)))
  return row?.n ?? 0
}
