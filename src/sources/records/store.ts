import { sql } from 'drizzle-orm'
import type { Context } from '../../platform/context.ts'
import { rowsOf } from '../../platform/db/client.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Row } from '../record-kind.ts'
import { rowOf } from '../row-layout.ts'
import { openRows } from '../sealed/service.ts'

/** One version of a record with all that is known of how it came. */
export interface KeptRecord<F = Canonical> {
  subjectId: string
  id: string
  source: string
  record: string
  recordKey: string
  version: string
  retracts: boolean
  asOf: CivilDate
  body: Row
  facts: readonly F[]
  batchId: string
  rowNo: number
  recordedAt: Date
}

const COLUMNS = sql`r.subject_id as "subjectId", r.id, source, record, record_key as "recordKey", version, retracts, as_of::text as "asOf", body as cells, l.names, facts, batch_id as "batchId", row_no as "rowNo", recorded_at as "recordedAt"`

export async function findRecord<F>(ctx: Context, subjectId: string, id: string): Promise<KeptRecord<F> | null> {
  const rows = await rowsOf<Lying<F>>(
    ctx.db,
    sql`select ${COLUMNS} from records r join row_layouts l on l.id = r.layout where r.subject_id = ${subjectId} and r.id = ${id}`,
  )
  return (await opened<F>(ctx, rows))[0] ?? null
}

/** Every version of one record, the source's latest first. */
export async function listVersions<F>(ctx: Context, { subjectId, id, source, record }: KeptRecord<F>): Promise<KeptRecord<F>[]> {
  const rows = await rowsOf<Lying<F>>(
    ctx.db,
    sql`
      select ${COLUMNS} from records r join row_layouts l on l.id = r.layout
      where subject_id = ${subjectId} and source = ${source} and record = ${record} and record_key = (select record_key from records where subject_id = ${subjectId} and id = ${id})
      order by version collate "C" desc, retracts desc, r.id collate "C" desc limit 100`,
  )
  return opened<F>(ctx, rows)
}

/** The records one batch brought in, by the rows of its file. */
export async function listBatchRecords(ctx: Context, batchId: string, limit: number, afterRow: number): Promise<KeptRecord[]> {
  const rows = await rowsOf<Lying<Canonical>>(
    ctx.db,
    sql`select ${COLUMNS} from records r join row_layouts l on l.id = r.layout where batch_id = ${batchId} and row_no > ${afterRow} order by row_no limit ${limit}`,
  )
  return opened<Canonical>(ctx, rows)
}

type Lying<F> = Omit<KeptRecord<F>, 'body' | 'facts'> & { cells: string[] | string; facts: readonly F[] | string; names: string[] }

async function opened<F>(ctx: Context, rows: readonly Lying<F>[]): Promise<KeptRecord<F>[]> {
  // Raw queries give an instant as text on one driver and as a Date on the other.
  return (await openRows<F, Lying<F>>(ctx, rows)).map(({ cells, names, ...record }) => ({
    ...record,
    body: rowOf(names, cells),
    recordedAt: new Date(record.recordedAt),
  }))
}
