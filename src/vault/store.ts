import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import { erasedCodes, subjectKeys } from './tables.ts'

export type KeyRow = typeof subjectKeys.$inferSelect

export async function findKey(db: Db, subjectId: string): Promise<KeyRow | null> {
  const [row] = await db.select().from(subjectKeys).where(eq(subjectKeys.subjectId, subjectId))
  return row ?? null
}

export async function findKeys(db: Db, subjectIds: readonly string[]): Promise<KeyRow[]> {
  if (subjectIds.length === 0) return []
  return db
    .select()
    .from(subjectKeys)
    .where(inArray(subjectKeys.subjectId, [...subjectIds]))
}

/** Whoever comes second leaves what is there. */
export async function insertKeys(db: Db, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(subjectKeys)
      .values([...rows])
      .onConflictDoNothing()
}

/** @returns whether there was a key to destroy */
export async function destroyKeyRow(db: Db, subjectId: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(subjectKeys)
    .set({ wrappedKey: null, pseudonym: null, destroyedAt: at })
    .where(and(eq(subjectKeys.subjectId, subjectId), isNull(subjectKeys.destroyedAt)))
    .returning({ subjectId: subjectKeys.subjectId })
  return rows.length > 0
}

export async function listKeys(db: Db, after: string, limit: number): Promise<KeyRow[]> {
  return db.select().from(subjectKeys).where(gt(subjectKeys.subjectId, after)).orderBy(asc(subjectKeys.subjectId)).limit(limit)
}

/** Unless it was changed or destroyed in the meantime. */
export async function rewrapKey(db: Db, subjectId: string, from: string, to: string): Promise<void> {
  await db
    .update(subjectKeys)
    .set({ wrappedKey: to })
    .where(and(eq(subjectKeys.subjectId, subjectId), eq(subjectKeys.wrappedKey, from)))
}

export async function insertErasedCode(db: Db, mark: string, at: Date): Promise<void> {
  await db.insert(erasedCodes).values({ mark, at }).onConflictDoNothing()
}

export async function findErasedCodes(db: Db, marks: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ mark: erasedCodes.mark })
    .from(erasedCodes)
    .where(inArray(erasedCodes.mark, [...marks]))
  return new Set(rows.map(({ mark }) => mark))
}
