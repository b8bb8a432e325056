import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { findRecord, type KeptRecord, listBatchRecords, listVersions } from './store.ts'

export type { KeptRecord } from './store.ts'

/**
 * One version of a record with every other version of it, the source's latest word first.
 * @throws Fault not_found
 */
export async function readRecord<F>(ctx: Context, subjectId: string, id: string): Promise<{ record: KeptRecord<F>; versions: KeptRecord<F>[] }> {
  const record = await findRecord<F>(ctx, subjectId, id)
  if (!record) throw notFound()
  return { record, versions: await listVersions(ctx, record) }
}

/** The records that the rows of one batch became; a row that was known already became none. */
export async function recordsOfBatch(ctx: Context, batchId: string, limit: number, afterRow: number): Promise<KeptRecord[]> {
  return listBatchRecords(ctx, batchId, limit, afterRow)
}
