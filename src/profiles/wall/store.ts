import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { WallFeed } from '../wall-feeds.ts'

/** Makes the table say just this. Where it does already, nothing is written. */
export async function redrawWall(db: Db, feeds: readonly WallFeed[]): Promise<void> {
  const told = JSON.stringify(feeds)
  const given = sql`json_to_recordset(${told}::json) as g(category text, source text, record text)`
  await db.transaction(async (tx) => {
    // Two processes that start at once draw the same lines one after the other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin second wall', 0))`)
    await rowsOf(
      tx,
      sql`
        delete from wall_feeds w
        where not exists (select from ${given} where g.category = w.category and g.source = w.source and g.record = w.record)`,
    )
    await rowsOf(tx, sql`insert into wall_feeds (category, source, record) select g.category, g.source, g.record from ${given} on conflict do nothing`)
  })
}
