import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'

/** Where traces of one sort are and when they began. */
export const SWEPT = {
  pulls: { table: sql`feed_runs`, began: sql`way = 'pull' and started_at` },
  authorisations: { table: sql`feed_runs`, began: sql`way <> 'pull' and started_at` },
  events: { table: sql`feed_events`, began: sql`received_at` },
  refusals: { table: sql`intake_refusals`, began: sql`at` },
  quarantine: { table: sql`quarantine`, began: sql`(select b.created_at from import_batches b where b.id = batch_id)` },
} as const
export type Swept = keyof typeof SWEPT

/** Deletes so many at most that began before an instant: a long sweep holds nobody up. @returns how many */
export async function deleteBefore(db: Db, what: Swept, before: Date, most: number): Promise<number> {
  const { table, began } = SWEPT[what]
  const [row] = await rowsOf<{ n: number }>(
    db,
    sql`
      with gone as (
        delete from ${table} where ctid in (select ctid from ${table} where ${began} < ${before.toISOString()}::timestamptz limit ${most}) returning 1)
      select count(*)::int as n from gone`,
  )
  return row!.n
}
