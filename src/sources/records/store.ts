import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Row } from '../record-kind.ts'
import { rowOf } from '../row-layout.ts'

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

export async function findRecord<F>(db: Db, subjectId: string, id: string): Promise<KeptRecord<F> | null> {
  const [row] = await rowsOf<Found<F>>(
    db,
    sql`select ${COLUMNS} from records r join row_layouts l on l.id = r.layout where r.subject_id = ${subjectId} and r.id = ${id}`,
  )
  return row ? dated(row) : null
}

/** Every version of one record, the source's latest first. */
export async function listVersions<F>(db: Db, { subjectId, source, record, recordKey }: KeptRecord<F>): Promise<KeptRecord<F>[]> {
  const rows = await rowsOf<Found<F>>(
    db,
    sql`
      select ${COLUMNS} from records r join row_layouts l on l.id = r.layout
      where subject_id = ${subjectId} and source = ${source} and record = ${record} and record_key = ${recordKey}
      order by version collate "C" desc, retracts desc, r.id collate "C" desc limit 100`,
  )
  return rows.map((row) => dated(row))
}

/** The records one batch brought in, by the rows of its file. */
export async function listBatchRecords(db: Db, batchId: string, limit: number, afterRow: number): Promise<KeptRecord[]> {
  const rows = await rowsOf<Found>(
    db,
    sql`select ${COLUMNS} from records r join row_layouts l on l.id = r.layout where batch_id = ${batchId} and row_no > ${afterRow} order by row_no limit ${limit}`,
  )
  return rows.map((row) => dated(row))
}

type Found<F = Canonical> = Omit<KeptRecord<F>, 'body'> & { cells: string[]; names: string[] }

/** Raw queries give an instant as text on one driver and as a Date on the other. */
function dated<F>({ cells, names, ...record }: Found<F>): KeptRecord<F> {
  return { ...record, body: rowOf(names, cells), recordedAt: new Date(record.recordedAt) }
}
