/** What the checking of quality needs to know of batches and records, and the two marks it leaves on a batch. */
import type { Context } from '../../platform/context.ts'
import { addDays, type CivilDate, startOf } from '../../platform/kernel/time.ts'
import type { QuarantineCode } from '../record-kind.ts'
import { type Batch, findKeepingBatch } from '../store.ts'
import {
  type BatchRow,
  countQuarantine,
  countReceived,
  type FeedCount,
  listBatchRows,
  listHeardSince,
  listQuarantinedRows,
  listUnchecked,
  listWholeRecords,
  markBatch,
  type WholeRecord,
} from './store.ts'

/** The next rows of a batch that became records. */
export async function rowsOfBatch(ctx: Context, batchId: string, afterRow: number, limit: number): Promise<BatchRow[]> {
  return listBatchRows(ctx, batchId, afterRow, limit)
}

/** Every known version of every record of these subjects, with the row it was read from. */
export async function wholeRecordsOf<F>(ctx: Context, subjectIds: readonly string[]): Promise<WholeRecord<F>[]> {
  return listWholeRecords<F>(ctx, subjectIds)
}

/** The first day each feed (`source/record`) was received. */
export async function feedsHeardSince(ctx: Context): Promise<Record<string, CivilDate>> {
  return Object.fromEntries((await listHeardSince(ctx.db)).map(({ feed, on }) => [feed, on]))
}

/** The intake check of a batch is done; a later one of the same batch does not move the day. */
export async function markChecked(ctx: Context, batchId: string): Promise<void> {
  await markBatch(ctx.db, batchId, 'checkedAt', ctx.clock.now())
}

/** @returns false where the notice was issued before */
export async function markNoticed(ctx: Context, batchId: string): Promise<boolean> {
  return markBatch(ctx.db, batchId, 'noticedAt', ctx.clock.now())
}

const UNCHECKED_AT_MOST = 200

/** Batches received by the end of a day and not yet checked, oldest first. */
export async function uncheckedBatches(ctx: Context, day: CivilDate): Promise<Batch[]> {
  return listUnchecked(ctx.db, startOf(addDays(day, 1)), UNCHECKED_AT_MOST)
}

/** What came in on one day, by feed, and what of it was kept aside, by reason. */
export async function receivedOn(
  ctx: Context,
  day: CivilDate,
): Promise<{ feeds: FeedCount[]; quarantine: { source: string; record: string; code: QuarantineCode; rows: number }[] }> {
  const [from, to] = [startOf(day), startOf(addDays(day, 1))]
  return { feeds: await countReceived(ctx.db, from, to), quarantine: await countQuarantine(ctx.db, from, to) }
}

/** Numbers of the rows of a batch that are kept aside; a file sent again has them where it came first. */
export async function quarantinedRowsOf(ctx: Context, batch: Batch): Promise<{ code: QuarantineCode; rowNo: number }[]> {
  return listQuarantinedRows(ctx.db, (await findKeepingBatch(ctx.db, batch)) ?? batch.id)
}
