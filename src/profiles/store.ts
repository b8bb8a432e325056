import { sql } from 'drizzle-orm'
import { leavingWall } from '../consent/index.ts'
import type { Context } from '../platform/context.ts'
import { rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { type LyingRecord, openRecords } from '../sources/index.ts'
import { openSubject, type Subject } from '../subjects/index.ts'
import type { Fact, FactRecord } from './fact.ts'

/** What is said of a subject: as much of it as was asked for. */
export interface Statements {
  subject: Pick<Subject, 'id' | 'kind' | 'code'> | null
  records: FactRecord[]
  /** The last day on which each feed asked for was received whole, by `source/record`. */
  coverage: Record<string, CivilDate>
}

/**
 * All that a lender's profile is merged from, in one statement from behind the second wall: it is the lender's role that
 * asks, and the app's again once it is answered. Facts of other attributes do not leave the table.
 * @param feeds those whose silence means none
 */
export async function readBehindWall(ctx: Context, subjectId: string, attributes: readonly string[], feeds: readonly string[]): Promise<Statements> {
  const [row] = await rowsOf<{ subject: Statements['subject']; records: LyingRecord<Fact>[] | null; coverage: Statements['coverage'] | null }>(
    ctx.db,
    sql`
      select
        (select json_build_object('id', s.id, 'kind', s.kind, 'code', s.code) from subjects s where s.id = ${subjectId}) as subject,
        (select json_agg(said) from (
          select r.subject_id as "subjectId", r.id, r.source, r.record, r.record_key as "recordKey", r.version, r.retracts,
            case when json_typeof(r.facts) = 'string' then r.facts else coalesce(
              (select json_agg(f) from json_array_elements(r.facts) f where f ->> 'attribute' = any (array(select json_array_elements_text(${JSON.stringify(attributes)}::json)))),
              '[]'::json) end as facts
          from records r where r.subject_id = ${subjectId}) said) as records,
        (select json_strip_nulls(json_object_agg(feed, (
            select max(c.received_on) from feed_coverage c where c.source = split_part(feed, '/', 1) and c.record = split_part(feed, '/', 2))))
          from json_array_elements_text(${JSON.stringify(feeds)}::json) feed) as coverage,
        ${leavingWall} as role_now`,
  )
  const { subject, records, coverage } = row!
  // A natural person's lie sealed: opened by the app, and sifted here since they could not be where they lay.
  return {
    subject: subject && (await openSubject(ctx, subject)),
    records: await openRecords<Fact>(ctx, records ?? [], attributes),
    coverage: subject?.kind === 'household' ? {} : (coverage ?? {}),
  }
}
