import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'

/** Keys of these subjects' records as they lie. */
export async function listKeys(db: Db, subjectIds: readonly string[]): Promise<{ subjectId: string; id: string; recordKey: string }[]> {
  return rowsOf(
    db,
    sql`
      select subject_id as "subjectId", id, record_key as "recordKey" from records
      where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`,
  )
}

export async function replaceKeys(db: Db, rows: readonly { subjectId: string; id: string; recordKey: string }[]): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`
    update records r set record_key = x."recordKey"
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("subjectId" text, id text, "recordKey" text)
    where r.subject_id = x."subjectId" and r.id = x.id`)
}
