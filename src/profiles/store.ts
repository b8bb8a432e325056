import { and, eq, inArray } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import type { Db } from '../platform/db/client.ts'
import type { AttributeId } from './attributes.ts'
import type { SourcedFact } from './fact.ts'
import { facts } from './tables.ts'

export async function insertFacts({ db, clock }: Context, rows: readonly (SourcedFact & { subjectId: string })[]): Promise<void> {
  const recordedAt = clock.now()
  for (let i = 0; i < rows.length; i += 1_000) {
    await db
      .insert(facts)
      .values(rows.slice(i, i + 1_000).map((row) => ({ ...row, recordedAt })))
      .onConflictDoNothing()
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
