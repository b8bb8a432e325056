import { and, eq, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db/client.ts'
import { idempotency, throttle } from './tables.ts'

export interface AnswerKey {
  principal: string
  operation: string
  key: string
}

/** Takes the key for this transaction; false when another transaction is working under it. */
export async function lockAnswerKey(db: Db, { principal, operation, key }: AnswerKey): Promise<boolean> {
  const [lock] = await rowsOf<{ free: boolean }>(db, sql`select pg_try_advisory_xact_lock(hashtextextended(${`${principal} ${operation} ${key}`}, 0)) as free`)
  return lock?.free === true
}

export async function findAnswer(db: Db, { principal, operation, key }: AnswerKey): Promise<typeof idempotency.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.principal, principal), eq(idempotency.operation, operation), eq(idempotency.key, key)))
  return row ?? null
}

export async function insertAnswer(db: Db, row: typeof idempotency.$inferInsert): Promise<void> {
  await db.insert(idempotency).values(row)
}

export async function forgetAnswers(db: Db, before: Date): Promise<void> {
  await db.delete(idempotency).where(lt(idempotency.createdAt, before))
}

/**
 * Counts one attempt in a fixed window.
 * @returns the count so far and when the window began
 */
export async function countAttempt(db: Db, key: string, now: Date, windowSeconds: number): Promise<{ count: number; windowStart: Date }> {
  const openSince = new Date(now.getTime() - windowSeconds * 1000).toISOString()
  const [row] = await rowsOf<{ count: number; started: string | Date }>(
    db,
    sql`insert into throttle (key, window_start, count) values (${key}, ${now.toISOString()}, 1)
        on conflict (key) do update set
          count = case when throttle.window_start <= ${openSince} then 1 else throttle.count + 1 end,
          window_start = case when throttle.window_start <= ${openSince} then excluded.window_start else throttle.window_start end
        returning count, window_start as started`,
  )
  return { count: Number(row!.count), windowStart: new Date(row!.started) }
}

export async function forgetOldAttempts(db: Db, before: Date): Promise<void> {
  await db.delete(throttle).where(lt(throttle.windowStart, before))
}

export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.execute(sql`delete from throttle where key = ${key}`)
}

export async function returnAttempt(db: Db, key: string): Promise<void> {
  await db.execute(sql`update throttle set count = greatest(count - 1, 0) where key = ${key}`)
}
