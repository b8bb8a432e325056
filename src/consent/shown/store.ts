import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { Consent, ShownItem } from '../model.ts'

/**
 * Those of the items that a read would have to write down: not shown before, told to be gone since, or shown of an earlier
 * day. Most reads show what the last one did: then nothing is written, and no row is held that the next reader waits for.
 */
export async function unwrittenItems(db: Db, { subjectId, id }: Consent, items: readonly ShownItem[]): Promise<ShownItem[]> {
  if (items.length === 0) return []
  const told = JSON.stringify(items.map(({ attribute, item, hash, asOf }, n) => ({ n, attribute, item, hash, day: asOf })))
  const rows = await rowsOf<{ n: number }>(
    db,
    sql`
      select i.n from json_to_recordset(${told}::json) as i(n integer, attribute text, item text, hash text, day date)
      where not exists (
        select from shown_items s
        where s.subject_id = ${subjectId} and s.consent_id = ${id} and s.attribute = i.attribute and s.item = i.item and s.hash = i.hash
          and s.recalled_at is null and s.corrected_at is null and s.as_of is not null and (i.day is null or s.as_of >= i.day))`,
  )
  return rows.map(({ n }) => items[n]!)
}
