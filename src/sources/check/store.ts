import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Context } from '../../platform/context.ts'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { QuarantineCode, Row } from '../record-kind.ts'
import { rowOf } from '../row-layout.ts'
import { openRows } from '../sealed/service.ts'
import type { Batch } from '../store.ts'
import { importBatches } from '../tables.ts'

export interface BatchRow {
  subjectId: string
  rowNo: number
  row: Row
  /** No earlier row of the batch up to `afterRow` is about the same subject. */
  isFirst: boolean
}

type LyingBatchRow = Omit<BatchRow, 'row'> & { cells: string[] | string; names: string[] }

/** The records of one batch in the order of their rows. */
export async function listBatchRows(ctx: Context, batchId: string, afterRow: number, limit: number): Promise<BatchRow[]> {
  const found = await rowsOf<LyingBatchRow>(
    ctx.db,
    sql`
      select r.subject_id as "subjectId", r.row_no as "rowNo", r.body as cells, l.names,
        not exists (select from records e where e.subject_id = r.subject_id and e.batch_id = r.batch_id and e.row_no <= ${afterRow}) as "isFirst"
      from records r join row_layouts l on l.id = r.layout
      where r.batch_id = ${batchId} and r.row_no > ${afterRow} order by r.row_no limit ${limit}`,
  )
  const opened = await openRows<Canonical, LyingBatchRow>(ctx, found)
  return opened.map(({ cells, names, ...row }) => ({ ...row, row: rowOf(names, cells) }))
}

/** One version with everything that was kept of its row. */
export interface WholeRecord<F = Canonical> {
  subjectId: string
  id: string
  source: string
  record: string
  recordKey: string
  version: string
  retracts: boolean
  asOf: CivilDate
  row: Row
  facts: readonly F[]
  batchId: string
  rowNo: number
  /** ISO instant, UTC. */
  recordedAt: string
}

type LyingWhole<F> = Omit<WholeRecord<F>, 'row' | 'facts'> & { cells: string[] | string; facts: readonly F[] | string; names: string[] }

/** Every known version of every record of these subjects. */
export async function listWholeRecords<F>(ctx: Context, subjectIds: readonly string[]): Promise<WholeRecord<F>[]> {
  const found = await rowsOf<LyingWhole<F>>(
    ctx.db,
    sql`
      select subject_id as "subjectId", r.id, source, record, record_key as "recordKey", version, retracts, as_of::text as "asOf", body as cells, l.names, facts,
        batch_id as "batchId", row_no as "rowNo", to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt"
      from records r join row_layouts l on l.id = r.layout where subject_id in (select jsonb_array_elements_text(${JSON.stringify(subjectIds)}::jsonb))`,
  )
  const opened = await openRows<F, LyingWhole<F>>(ctx, found)
  return opened.map(({ cells, names, ...whole }) => ({ ...whole, row: rowOf(names, cells) }))
}

/** The first day each feed was received. */
export async function listHeardSince(db: Db): Promise<{ feed: string; on: CivilDate }[]> {
  return rowsOf(db, sql`select source || '/' || record as feed, min(received_on)::text as "on" from feed_coverage group by source, record`)
}

/** Sets the instant once; who comes second changes nothing. */
export async function markBatch(db: Db, id: string, column: 'checkedAt' | 'noticedAt', at: Date): Promise<boolean> {
  const done = await db
    .update(importBatches)
    .set({ [column]: at })
    .where(and(eq(importBatches.id, id), isNull(importBatches[column])))
    .returning({ id: importBatches.id })
  return done.length > 0
}

/** Batches that came in before an instant and were not yet checked, oldest first. */
export async function listUnchecked(db: Db, before: Date, limit: number): Promise<Batch[]> {
  return db
    .select()
    .from(importBatches)
    .where(and(isNull(importBatches.checkedAt), lt(importBatches.createdAt, before)))
    .orderBy(asc(importBatches.createdAt), asc(importBatches.id))
    .limit(limit)
}

export interface FeedCount {
  source: string
  record: string
  batches: number
  received: number
  accepted: number
  duplicate: number
  quarantined: number
}

/** What came in between two instants, by feed. */
export async function countReceived(db: Db, from: Date, to: Date): Promise<FeedCount[]> {
  return rowsOf(
    db,
    sql`
      select source, record, count(*)::int as batches, sum(received)::int as received, sum(accepted)::int as accepted, sum(duplicate)::int as duplicate,
        sum(quarantined)::int as quarantined
      from import_batches where created_at >= ${from.toISOString()}::timestamptz and created_at < ${to.toISOString()}::timestamptz
      group by source, record order by source, record`,
  )
}

/** Rows kept aside between two instants, by feed and by the first reason given. A file sent again keeps its rows once. */
export async function countQuarantine(db: Db, from: Date, to: Date): Promise<{ source: string; record: string; code: QuarantineCode; rows: number }[]> {
  return rowsOf(
    db,
    sql`
      select b.source, b.record, q.issues -> 0 ->> 'code' as code, count(*)::int as rows
      from import_batches b join quarantine q on q.batch_id = b.id
      where q.status <> 'replayed' and b.created_at >= ${from.toISOString()}::timestamptz and b.created_at < ${to.toISOString()}::timestamptz
      group by b.source, b.record, q.issues -> 0 ->> 'code' order by b.source, b.record, code`,
  )
}

/** Numbers of the rows of one batch that are kept aside, by the first reason given. */
export async function listQuarantinedRows(db: Db, batchId: string): Promise<{ code: QuarantineCode; rowNo: number }[]> {
  return rowsOf(
    db,
    sql`select issues -> 0 ->> 'code' as code, row_no as "rowNo" from quarantine where batch_id = ${batchId} and status <> 'replayed' order by row_no`,
  )
}
