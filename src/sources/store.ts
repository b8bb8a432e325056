import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm'
import { type CopyRows, type Db, rowsOf, sqlStateOf } from '../platform/db/client.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { RECORD_COLUMNS } from './record-bytes.ts'
import type { Row, RowIssue } from './record-kind.ts'
import type { RecordSheet } from './record-sheet.ts'
import type { RowLayout } from './row-layout.ts'
import { importBatches, intakeRefusals, quarantine, rowLayouts } from './tables.ts'

export type Batch = typeof importBatches.$inferSelect
export type Refusal = typeof intakeRefusals.$inferInsert

/**
 * Files are taken in one after the other: two with the same subjects in another order would each hold what the other
 * wants. Waits longer than a statement otherwise may; the lock goes with the transaction.
 */
export async function lockIntake(db: Db): Promise<void> {
  // The target list is worked out from left to right: the usual settings are read before they are changed.
  const [usual] = await rowsOf<{ lock: string; statement: string }>(
    db,
    sql`
      select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
        set_config('lock_timeout', '60s', true), set_config('statement_timeout', '60s', true)`,
  )
  await db.execute(sql`
    select pg_advisory_xact_lock(hashtextextended('suixin intake', 0)),
      set_config('lock_timeout', ${usual!.lock}, true), set_config('statement_timeout', ${usual!.statement}, true)`)
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
 * Writes versions not yet known from the bytes of RecordWriter: straight into the table where none of them was there
 * before, else by way of a temporary table. A COPY that meets a known row fails as a whole and is taken back to its
 * savepoint; so that this is rare, some of the keys are asked about first: asking about each costs half of what writing
 * it does. The intake's lock keeps others from adding one in between.
 * @param keys subject id and record id of each row, no two the same
 * @param askAll where known rows are likely: every key is asked about
 * @returns how many were new
 */
export async function copyRecords(db: Db, bytes: Uint8Array, keys: readonly string[], copyRows: CopyRows, askAll: boolean): Promise<number> {
  const step = askAll ? 1 : Math.ceil(keys.length / KEYS_ASKED)
  const [known] = await rowsOf<{ any: boolean; walled: boolean }>(
    db,
    sql`
      -- Who is held to row-level security may not COPY.
      select row_security_active('records') as walled, exists (
        select from json_array_elements_text(${JSON.stringify(keys.filter((_, i) => i % step === 0))}::json) k(key)
        -- One look into the key's index for each: a join could be planned as a scan of everything.
        cross join lateral (
          select from records r where r.subject_id = left(k.key, ${SUBJECT_ID_CHARS}) and r.id = substr(k.key, ${SUBJECT_ID_CHARS + 1}) limit 1) found) as any`,
  )
  if (known!.any || known!.walled) return copyByWayOf(db, bytes, copyRows)
  try {
    await db.transaction((inner) => copyRows(inner, `copy records (${RECORD_COLUMNS}) from stdin (format binary)`, piecesOf(bytes)))
    return keys.length
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error
    return copyByWayOf(db, bytes, copyRows)
  }
}

const KEYS_ASKED = 32
const UNIQUE_VIOLATION = '23505'

/** Those of many versions that are known. @param keys subject id and record id of each */
export async function findKnownKeys(db: Db, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const rows = await rowsOf<{ key: string }>(
    db,
    sql`
      select k.key from json_array_elements_text(${JSON.stringify(keys)}::json) k(key)
      where exists (select from records r where r.subject_id = left(k.key, ${SUBJECT_ID_CHARS}) and r.id = substr(k.key, ${SUBJECT_ID_CHARS + 1}))`,
  )
  return new Set(rows.map(({ key }) => key))
}

const SUBJECT_ID_CHARS = 30
const PIECE_BYTES = 64 * 1024

/** The driver copies each piece: small ones leave it small. */
function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

async function copyByWayOf(db: Db, bytes: Uint8Array, copyRows: CopyRows): Promise<number> {
  await db.execute(sql`create temporary table if not exists incoming_records (like records) on commit delete rows`)
  await copyRows(db, `copy incoming_records (${RECORD_COLUMNS}) from stdin (format binary)`, piecesOf(bytes))
  const columns = sql.raw(RECORD_COLUMNS)
  const [row] = await rowsOf<{ n: number }>(
    db,
    sql`with added as (insert into records (${columns}) select ${columns} from incoming_records on conflict do nothing returning 1) select count(*)::int as n from added`,
  )
  return row!.n
}

/**
 * Writes versions not yet known, as one JSON parameter: thousands of separate ones cost the embedded database more than
 * the writing itself.
 * @returns how many were new
 */
export async function insertRecords(db: Db, { source, record, layout, batchId, recordedAt, lines }: RecordSheet): Promise<number> {
  if (lines.length === 0) return 0
  const [row] = await rowsOf<{ n: number }>(
    db,
    sql`
      with added as (
        insert into records (${sql.raw(RECORD_COLUMNS)})
        select x.id, x."recordKey", x.version, x.retracts, x."asOf", x.body::json, x.facts::json, x."rowNo", x."subjectId",
          ${source}, ${record}, ${layout.id}, ${batchId}, ${recordedAt.toISOString()}::timestamptz
        from json_to_recordset(${JSON.stringify(lines)}::json)
          as x("subjectId" text, id text, "recordKey" text, version text, retracts boolean, "asOf" date, body text, facts text, "rowNo" integer)
        on conflict do nothing
        returning 1)
      select count(*)::int as n from added`,
  )
  return row!.n
}

export async function keepLayout(db: Db, { id, names }: RowLayout): Promise<void> {
  await db
    .insert(rowLayouts)
    .values({ id, names: [...names] })
    .onConflictDoNothing()
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

/** As it lies: the facts of a natural person are one sealed text. */
export type LyingRecord<F> = Omit<StoredRecord<F>, 'facts'> & { subjectId: string; facts: readonly F[] | string }

/** Every known version of every record of a subject: which of them holds is for the profile to say. */
export async function listRecords<F>(db: Db, subjectId: string, { knownAt, attributes }: RecordQuery): Promise<LyingRecord<F>[]> {
  const facts =
    attributes === undefined
      ? sql`r.facts`
      : sql`case when json_typeof(r.facts) = 'string' then r.facts else coalesce((select json_agg(f) from json_array_elements(r.facts) f where f ->> 'attribute' in (select jsonb_array_elements_text(${JSON.stringify(attributes)}::jsonb))), '[]'::json) end`
  return rowsOf(
    db,
    sql`
      select r.subject_id as "subjectId", r.id, r.source, r.record, r.record_key as "recordKey", r.version, r.retracts, ${facts} as facts
      from records r
      where r.subject_id = ${subjectId} ${knownAt === undefined ? sql`` : sql`and r.recorded_at <= ${knownAt.toISOString()}::timestamptz`}`,
  )
}

/** The same for many subjects at once, with whose each is. */
export async function listRecordsOfMany<F>(db: Db, subjectIds: readonly string[]): Promise<LyingRecord<F>[]> {
  return rowsOf(
    db,
    sql`
      select subject_id as "subjectId", id, source, record, record_key as "recordKey", version, retracts, facts
      from records where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`,
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
  if (rows.length === 0) return
  await db.execute(sql`
    insert into quarantine (batch_id, row_no, issues, row, candidates)
    select ${batchId}, x."rowNo", x.issues, x.row, x.candidates
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("rowNo" integer, issues jsonb, row jsonb, candidates jsonb)`)
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

/** The same once more, under the id that it has for this minute. */
export async function countRefusal(db: Db, refusal: Refusal): Promise<void> {
  await db
    .insert(intakeRefusals)
    .values(refusal)
    .onConflictDoUpdate({ target: intakeRefusals.id, set: { times: sql`${intakeRefusals.times} + 1`, lastAt: refusal.at } })
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
