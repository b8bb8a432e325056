import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import { erasedCodes, subjectKeys } from './tables.ts'

export type KeyRow = typeof subjectKeys.$inferSelect

export async function findKey(db: Db, subjectId: string): Promise<KeyRow | null> {
  const [row] = await db.select().from(subjectKeys).where(eq(subjectKeys.subjectId, subjectId))
  return row ?? null
}

export async function findKeys(db: Db, subjectIds: readonly string[]): Promise<KeyRow[]> {
  if (subjectIds.length === 0) return []
  // A few are a text that is prepared once; of an import's hundreds each would be a parameter of its own.
  const among =
    subjectIds.length <= FEW
      ? inArray(subjectKeys.subjectId, [...subjectIds])
      : sql`${subjectKeys.subjectId} in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`
  return db.select().from(subjectKeys).where(among)
}

const FEW = 16

/** Whoever comes second leaves what is there. */
export async function insertKeys(db: Db, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`
    insert into subject_keys (subject_id, wrapped_key, pseudonym, created_at, destroyed_at)
    select x."subjectId", x."wrappedKey", x.pseudonym, x."createdAt", x."destroyedAt"
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as x("subjectId" text, "wrappedKey" text, pseudonym text, "createdAt" timestamptz, "destroyedAt" timestamptz)
    on conflict do nothing`)
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
    .where(sql`${erasedCodes.mark} in (select json_array_elements_text(${JSON.stringify(marks)}::json))`)
  return new Set(rows.map(({ mark }) => mark))
}
