import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { BreakGlass } from './model.ts'
import { breakGlass } from './tables.ts'

export async function insertBreakGlass(db: Db, row: BreakGlass): Promise<void> {
  await db.insert(breakGlass).values(row)
}

/** Under its row lock: approving and reading happen one after the other. */
export async function lockBreakGlass(db: Db, id: string): Promise<BreakGlass | null> {
  const [row] = await db.select().from(breakGlass).where(eq(breakGlass.id, id)).for('update')
  return row ?? null
}

export async function findBreakGlass(db: Db, id: string): Promise<BreakGlass | null> {
  const [row] = await db.select().from(breakGlass).where(eq(breakGlass.id, id))
  return row ?? null
}

export async function updateBreakGlass(
  db: Db,
  id: string,
  change: Partial<Pick<BreakGlass, 'status' | 'answeredBy' | 'answeredAt' | 'readUntil' | 'reads'>>,
): Promise<void> {
  await db.update(breakGlass).set(change).where(eq(breakGlass.id, id))
}

/** Newest first. */
export async function listBreakGlass(db: Db, subjectId: string | null, limit: number, before: string | null): Promise<BreakGlass[]> {
  return db
    .select()
    .from(breakGlass)
    .where(and(subjectId === null ? sql`true` : eq(breakGlass.subjectId, subjectId), before === null ? undefined : lt(breakGlass.id, before)))
    .orderBy(desc(breakGlass.id))
    .limit(limit)
}
