import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Row, RowIssue } from './record-kind.ts'
import { feedCoverage, importBatches, quarantine, type records } from './tables.ts'

export type Batch = typeof importBatches.$inferSelect
export type RecordRow = typeof records.$inferInsert

/**
 * Files are taken in one after the other: two with the same subjects in another order would each hold what the other
 * wants. Waits longer than a statement otherwise may; the lock goes with the transaction.
 */
export async function lockIntake(db: Db): Promise<void> {
  const [usual] = await rowsOf<{ lock: string; statement: string }>(
    db,
    sql`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`,
  )
  await db.execute(sql`select set_config('lock_timeout', '60s', true), set_config('statement_timeout', '60s', true)`)
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin intake', 0))`)
  await db.execute(sql`select set_config('lock_timeout', ${usual!.lock}, true), set_config('statement_timeout', ${usual!.statement}, true)`)
}

export async function insertBatch(db: Db, batch: Batch): Promise<void> {
  await db.insert(importBatches).values(batch)
}

export async function findBatch(db: Db, id: string): Promise<Batch | null> {
  const [row] = await db.select().from(importBatches).where(eq(importBatches.id, id))
  return row ?? null
}

export async function listBatches(db: Db, limit: number, before: string | null): Promise<Batch[]> {
  return db
    .select()
    .from(importBatches)
    .where(before === null ? undefined : lt(importBatches.id, before))
    .orderBy(desc(importBatches.id))
    .limit(limit)
}

/**
 * Writes records not yet known, as one JSON parameter (see profiles/store).
 * @returns the (subject, key, hash) of the rows that were new
 */
export async function insertRecords(db: Db, rows: readonly RecordRow[]): Promise<{ subjectId: string; recordKey: string; contentHash: string }[]> {
  if (rows.length === 0) return []
  return rowsOf(
    db,
    sql`
      insert into records (subject_id, source, record, record_key, content_hash, as_of, body, batch_id, row_no, recorded_at)
      select x."subjectId", x.source, x.record, x."recordKey", x."contentHash", x."asOf", x.body, x."batchId", x."rowNo", x."recordedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("subjectId" text, source text, record text, "recordKey" text, "contentHash" text, "asOf" date, body jsonb, "batchId" text, "rowNo" integer, "recordedAt" timestamptz)
      on conflict do nothing
      returning subject_id as "subjectId", record_key as "recordKey", content_hash as "contentHash"`,
  )
}

export interface QuarantinedRow {
  rowNo: number
  issues: RowIssue[]
  row: Row
}

/**
 * The batch under which the quarantined rows of this very file (source, record, bytes) are kept, however often it
 * is sent again.
 */
export async function findKeepingBatch(
  db: Db,
  { source, record, sha256, quarantined }: Pick<Batch, 'source' | 'record' | 'sha256' | 'quarantined'>,
): Promise<string | null> {
  const [row] = await db
    .select({ id: importBatches.id })
    .from(importBatches)
    .where(
      and(
        eq(importBatches.source, source),
        eq(importBatches.record, record),
        eq(importBatches.sha256, sha256),
        eq(importBatches.quarantined, quarantined),
        exists(db.select({ one: sql`1` }).from(quarantine).where(eq(quarantine.batchId, importBatches.id))),
      ),
    )
    .limit(1)
  return row?.id ?? null
}

export async function insertQuarantine(db: Db, batchId: string, rows: readonly QuarantinedRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 1_000) {
    await db.insert(quarantine).values(rows.slice(i, i + 1_000).map((r) => ({ ...r, batchId })))
  }
}

export async function listQuarantine(db: Db, batchId: string, limit: number, afterRow: number): Promise<QuarantinedRow[]> {
  return db
    .select({ rowNo: quarantine.rowNo, issues: quarantine.issues, row: quarantine.row })
    .from(quarantine)
    .where(and(eq(quarantine.batchId, batchId), gt(quarantine.rowNo, afterRow)))
    .orderBy(asc(quarantine.rowNo))
    .limit(limit)
}

export async function markReceived(db: Db, source: string, record: string, on: CivilDate): Promise<void> {
  await db
    .insert(feedCoverage)
    .values({ source, record, receivedOn: on })
    .onConflictDoUpdate({
      target: [feedCoverage.source, feedCoverage.record],
      set: { receivedOn: sql`greatest(${feedCoverage.receivedOn}, excluded.received_on)` },
    })
}

export async function listCoverage(db: Db): Promise<{ source: string; record: string; receivedOn: CivilDate }[]> {
  return db.select().from(feedCoverage)
}
