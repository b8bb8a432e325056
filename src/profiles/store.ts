import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import type { Db } from '../platform/db/client.ts'
import type { AttributeId } from './attributes.ts'
import type { SourcedFact } from './fact.ts'
import { facts } from './tables.ts'

const ROWS_A_STATEMENT = 2_000

/**
 * Writes facts not yet known. They travel as one JSON parameter a statement: thousands of separate ones cost the
 * embedded database more than the writing itself.
 */
export async function insertFacts({ db, clock }: Context, rows: readonly (SourcedFact & { subjectId: string })[]): Promise<void> {
  const recordedAt = clock.now().toISOString()
  for (let i = 0; i < rows.length; i += ROWS_A_STATEMENT) {
    const some = JSON.stringify(rows.slice(i, i + ROWS_A_STATEMENT))
    await db.execute(sql`
      insert into facts (subject_id, attribute, item, source, record, record_key, content_hash, value, scheme, as_of, valid_until, recorded_at)
      select x."subjectId", x.attribute, x.item, x.source, x.record, x."recordKey", x."contentHash", coalesce(x.value, 'null'::jsonb), x.scheme, x."asOf", x."validUntil", ${recordedAt}::timestamptz
      from jsonb_to_recordset(${some}::jsonb) as x("subjectId" text, attribute text, item text, source text, record text, "recordKey" text, "contentHash" text, value jsonb, scheme text, "asOf" date, "validUntil" date)
      on conflict do nothing`)
  }
}

/** @param only read no other attributes than these: what is not granted does not leave the table */
export async function listFacts(db: Db, subjectId: string, only?: readonly AttributeId[]): Promise<SourcedFact[]> {
  if (only?.length === 0) return []
  return db
    .select({
      attribute: facts.attribute,
      item: facts.item,
      value: facts.value,
      scheme: facts.scheme,
      asOf: facts.asOf,
      validUntil: facts.validUntil,
      source: facts.source,
      record: facts.record,
      recordKey: facts.recordKey,
      contentHash: facts.contentHash,
    })
    .from(facts)
    .where(and(eq(facts.subjectId, subjectId), only === undefined ? undefined : inArray(facts.attribute, [...only])))
}
