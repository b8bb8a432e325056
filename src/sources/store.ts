import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Row, RowIssue } from './record-kind.ts'
import { importBatches, intakeRefusals, quarantine, type records } from './tables.ts'

export type Batch = typeof importBatches.$inferSelect
export type RecordRow = typeof records.$inferInsert
export type Refusal = typeof intakeRefusals.$inferInsert

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

export async function updateBatch(db: Db, id: string, change: Partial<Batch>): Promise<void> {
  await db.update(importBatches).set(change).where(eq(importBatches.id, id))
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
 * Writes versions not yet known, as one JSON parameter: thousands of separate ones cost the embedded database more than
 * the writing itself.
 * @returns the ids of the rows that were new
 */
export async function insertRecords(db: Db, rows: readonly RecordRow[]): Promise<{ subjectId: string; id: string }[]> {
  if (rows.length === 0) return []
  return rowsOf(
    db,
    sql`
      insert into records (subject_id, id, source, record, record_key, version, retracts, as_of, body, facts, batch_id, row_no, recorded_at)
      select x."subjectId", x.id, x.source, x.record, x."recordKey", x.version, x.retracts, x."asOf", x.body, x.facts, x."batchId", x."rowNo", x."recordedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("subjectId" text, id text, source text, record text, "recordKey" text, version text, retracts boolean, "asOf" date, body jsonb, facts jsonb, "batchId" text, "rowNo" integer, "recordedAt" timestamptz)
      on conflict do nothing
      returning subject_id as "subjectId", id`,
  )
}

/** One version as a profile needs it. `F` is what its feed translated it to. */
export interface StoredRecord<F = Canonical> {
  id: string
  source: string
  record: string
  recordKey: string
  version: string
  retracts: boolean
  facts: readonly F[]
}

export interface RecordQuery {
  /** Only what was recorded by then. */
  knownAt?: Date | undefined
  /** Hand out no facts but these: what is not granted does not leave the table. */
  attributes?: readonly string[] | undefined
}

/** Every known version of every record of a subject: which of them holds is for the profile to say. */
export async function listRecords<F>(db: Db, subjectId: string, { knownAt, attributes }: RecordQuery): Promise<StoredRecord<F>[]> {
  const facts =
    attributes === undefined
      ? sql`r.facts`
      : sql`coalesce((select jsonb_agg(f) from jsonb_array_elements(r.facts) f where f ->> 'attribute' in (select jsonb_array_elements_text(${JSON.stringify(attributes)}::jsonb))), '[]'::jsonb)`
  return rowsOf(
    db,
    sql`
      select r.id, r.source, r.record, r.record_key as "recordKey", r.version, r.retracts, ${facts} as facts
      from records r
      where r.subject_id = ${subjectId} ${knownAt === undefined ? sql`` : sql`and r.recorded_at <= ${knownAt.toISOString()}::timestamptz`}`,
  )
}

export interface QuarantinedRow {
  rowNo: number
  issues: RowIssue[]
  row: Row
  candidates?: string[] | null
}

/**
 * The batch under which the quarantined rows of this very file (source, record, bytes) are kept, however often it
 * is sent again.
 */
export async function findKeepingBatch(db: Db, { source, record, sha256 }: Pick<Batch, 'source' | 'record' | 'sha256'>): Promise<string | null> {
  const [row] = await db
    .select({ id: importBatches.id })
    .from(importBatches)
    .where(
      and(
        eq(importBatches.source, source),
        eq(importBatches.record, record),
        eq(importBatches.sha256, sha256),
        exists(db.select({ one: sql`1` }).from(quarantine).where(eq(quarantine.batchId, importBatches.id))),
      ),
    )
    .orderBy(asc(importBatches.id))
    .limit(1)
  return row?.id ?? null
}

export async function insertQuarantine(db: Db, batchId: string, rows: readonly QuarantinedRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += 1_000) {
    await db.insert(quarantine).values(rows.slice(i, i + 1_000).map((r) => ({ ...r, batchId })))
  }
}

export type KeptRow = typeof quarantine.$inferSelect

export async function listQuarantine(db: Db, batchId: string, limit: number, afterRow: number): Promise<KeptRow[]> {
  return db
    .select()
    .from(quarantine)
    .where(and(eq(quarantine.batchId, batchId), gt(quarantine.rowNo, afterRow)))
    .orderBy(asc(quarantine.rowNo))
    .limit(limit)
}

export async function markReceived(db: Db, source: string, record: string, on: CivilDate, recordedAt: Date): Promise<void> {
  await db.execute(
    sql`insert into feed_coverage (source, record, received_on, recorded_at) values (${source}, ${record}, ${on}, ${recordedAt.toISOString()}::timestamptz) on conflict do nothing`,
  )
}

/** The last day each feed was received on or before a day, as was known at a moment. */
export async function listCoverage(db: Db, knownAt?: Date): Promise<{ source: string; record: string; receivedOn: CivilDate }[]> {
  return rowsOf(
    db,
    sql`
      select source, record, max(received_on)::text as "receivedOn" from feed_coverage
      where ${knownAt === undefined ? sql`true` : sql`recorded_at <= ${knownAt.toISOString()}::timestamptz`}
      group by source, record`,
  )
}

export async function insertRefusal(db: Db, refusal: Refusal): Promise<void> {
  await db.insert(intakeRefusals).values(refusal)
}

export async function listRefusals(db: Db, limit: number, before: string | null): Promise<(typeof intakeRefusals.$inferSelect)[]> {
  return db
    .select()
    .from(intakeRefusals)
    .where(before === null ? undefined : lt(intakeRefusals.id, before))
    .orderBy(desc(intakeRefusals.id))
    .limit(limit)
}

export async function findKeptRow(db: Db, batchId: string, rowNo: number): Promise<KeptRow | null> {
  const [row] = await db
    .select()
    .from(quarantine)
    .where(and(eq(quarantine.batchId, batchId), eq(quarantine.rowNo, rowNo)))
  return row ?? null
}

/** One kept row under its row lock. */
export async function lockKeptRow(db: Db, batchId: string, rowNo: number): Promise<KeptRow | null> {
  const [row] = await db
    .select()
    .from(quarantine)
    .where(and(eq(quarantine.batchId, batchId), eq(quarantine.rowNo, rowNo)))
    .for('update')
  return row ?? null
}

export async function settleKeptRow(db: Db, batchId: string, rowNo: number, change: Partial<KeptRow>): Promise<void> {
  await db
    .update(quarantine)
    .set(change)
    .where(and(eq(quarantine.batchId, batchId), eq(quarantine.rowNo, rowNo)))
}
