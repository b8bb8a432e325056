import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { RecallStatus } from './lifecycle.ts'
import type { Recall } from './model.ts'
import { recalls } from './tables.ts'

/** @returns false where this lender was told of this before */
export async function insertRecall(db: Db, recall: Recall): Promise<boolean> {
  const inserted = await db.insert(recalls).values(recall).onConflictDoNothing().returning({ id: recalls.id })
  return inserted.length > 0
}

/** Another lender's recall is none. */
export async function findLendersRecall(db: Db, lenderId: string, id: string): Promise<Recall | null> {
  const [row] = await db
    .select()
    .from(recalls)
    .where(and(eq(recalls.lenderId, lenderId), eq(recalls.id, id)))
  return row ?? null
}

/** What a step may change beside the status. */
export type RecallChange = Pick<Recall, 'answer' | 'legalGround' | 'answeredBy' | 'answeredAt' | 'restatedAt'>

/**
 * Moves a recall that is still in `from`.
 * @returns the recall afterwards, or null when somebody else was first
 */
export async function moveRecall(
  db: Db,
  { subjectId, id, status: from }: Recall,
  change: Pick<Recall, 'status'> & Partial<RecallChange>,
): Promise<Recall | null> {
  const [row] = await db
    .update(recalls)
    .set(change)
    .where(and(eq(recalls.subjectId, subjectId), eq(recalls.id, id), eq(recalls.status, from)))
    .returning()
  return row ?? null
}

export interface RecallQuery {
  lenderId?: string
  applicationId?: string | undefined
  /** `open`: awaits an answer. */
  status?: RecallStatus | 'open' | undefined
}

/** Place in a list: what awaits an answer comes first, by its day. */
export interface RecallPlace {
  done: boolean
  dueOn: CivilDate
  id: string
}

/** Those that await an answer first, the longest overdue at the top. */
export async function listRecalls(db: Db, query: RecallQuery, limit: number, after: RecallPlace | null): Promise<Recall[]> {
  const done = sql<boolean>`${recalls.status} in ('answered', 'lifted')`
  return db
    .select()
    .from(recalls)
    .where(
      and(
        chosen(query),
        after === null ? undefined : sql`(${done}, ${recalls.dueOn}, ${recalls.id}) > (${after.done}::boolean, ${after.dueOn}::date, ${after.id})`,
      ),
    )
    .orderBy(asc(done), asc(recalls.dueOn), asc(recalls.id))
    .limit(limit)
}

export async function countOpenRecalls(db: Db, lenderId: string): Promise<number> {
  return db.$count(recalls, chosen({ lenderId, status: 'open' }))
}

function chosen({ lenderId, applicationId, status }: RecallQuery) {
  return and(
    lenderId === undefined ? undefined : eq(recalls.lenderId, lenderId),
    applicationId === undefined ? undefined : eq(recalls.applicationId, applicationId),
    status === undefined ? undefined : status === 'open' ? inArray(recalls.status, ['issued', 'acknowledged']) : eq(recalls.status, status),
  )
}

/** Every recall of a subject whose fact has not been stated again since. */
export async function listStandingRecalls(db: Db, subjectId: string): Promise<Recall[]> {
  return db
    .select()
    .from(recalls)
    .where(and(eq(recalls.subjectId, subjectId), isNull(recalls.restatedAt)))
    .orderBy(asc(recalls.id))
}

/** Newest first. */
export async function listSubjectsRecalls(db: Db, subjectId: string): Promise<Recall[]> {
  return db.select().from(recalls).where(eq(recalls.subjectId, subjectId)).orderBy(desc(recalls.issuedAt), desc(recalls.id)).limit(200)
}

/** The highest row of a batch that became a record; 0 where none did. */
export async function lastRowOf(db: Db, batchId: string): Promise<number> {
  const [row] = await rowsOf<{ last: number | null }>(db, sql`select max(row_no) as last from records where batch_id = ${batchId}`)
  return Number(row?.last ?? 0)
}

/**
 * Subjects of some rows of a batch whose readers may have to be told: the subject ever let somebody look, and the record
 * takes something back, is another version of one we had, or speaks of one of `attributes`, where a first word can undo
 * another record's. Two rooms' tables in one statement, so that only records of subjects with a consent are opened: of a
 * million licences hardly any are; a natural person's lie sealed, and count as speaking of any.
 */
export async function listSubjectsConcerned(db: Db, batchId: string, attributes: readonly string[], rows: { from: number; to: number }): Promise<string[]> {
  const path = `$[*].attribute ? (${attributes.map((id) => `@ == "${id}"`).join(' || ')})`
  const found = await rowsOf<{ subjectId: string }>(
    db,
    sql`
      with readable as materialized (select distinct subject_id from consents),
        told as materialized (
          select r.subject_id, r.id, r.source, r.record, r.record_key, r.retracts, r.facts from records r join readable using (subject_id)
          where r.batch_id = ${batchId} and r.row_no between ${rows.from} and ${rows.to})
      select distinct t.subject_id as "subjectId" from told t
      where t.retracts or json_typeof(t.facts) = 'string' or t.facts::jsonb @? ${path}::jsonpath or exists (
        select 1 from records other where other.subject_id = t.subject_id and other.source = t.source and other.record = t.record
          and other.record_key = t.record_key and other.id <> t.id)
      order by 1`,
  )
  return found.map((r) => r.subjectId)
}
