import { and, asc, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { ConsentStatus } from '../consent/model.ts'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { ERASED_NAME, goneCode } from '../subjects/model.ts'
import type { Retention } from './duty.ts'
import { ERASED_TABLES } from './erasable.ts'
import type { Duty, Erasure } from './model.ts'
import { deletionDuties, erasures } from './tables.ts'

/** @returns false where the lender owes it already for this consent */
export async function insertDuty(db: Db, duty: Duty): Promise<boolean> {
  const rows = await db.insert(deletionDuties).values(duty).onConflictDoNothing().returning({ id: deletionDuties.id })
  return rows.length > 0
}

export async function findLendersDuty(db: Db, lenderId: string, id: string): Promise<Duty | null> {
  const [row] = await db
    .select()
    .from(deletionDuties)
    .where(and(eq(deletionDuties.lenderId, lenderId), eq(deletionDuties.id, id)))
  return row ?? null
}

/** Says it once. @returns null where it was said already */
export async function answerDuty(
  db: Db,
  { subjectId, id }: Duty,
  change: Pick<Duty, 'answer' | 'legalGround' | 'answeredBy' | 'answeredAt'>,
): Promise<Duty | null> {
  const [row] = await db
    .update(deletionDuties)
    .set(change)
    .where(and(eq(deletionDuties.subjectId, subjectId), eq(deletionDuties.id, id), isNull(deletionDuties.answer)))
    .returning()
  return row ?? null
}

export interface DutyQuery {
  lenderId?: string | undefined
  subjectId?: string | undefined
  /** Unanswered, or unanswered past their day. */
  open?: 'open' | 'overdue' | undefined
}

/** Newest first. */
export async function listDuties(db: Db, { lenderId, subjectId, open }: DutyQuery, limit: number, before: string | null): Promise<Duty[]> {
  return db
    .select()
    .from(deletionDuties)
    .where(
      and(
        lenderId === undefined ? undefined : eq(deletionDuties.lenderId, lenderId),
        subjectId === undefined ? undefined : eq(deletionDuties.subjectId, subjectId),
        open === undefined ? undefined : isNull(deletionDuties.answer),
        open === 'overdue' ? sql`${deletionDuties.overdueAt} is not null` : undefined,
        before === null ? undefined : lt(deletionDuties.id, before),
      ),
    )
    .orderBy(desc(deletionDuties.id))
    .limit(limit)
}

/** Marks what is past its day and was not marked yet; each is marked by one process. */
export async function markOverdue(db: Db, today: CivilDate, at: Date, limit: number): Promise<Duty[]> {
  const due = await db
    .select({ subjectId: deletionDuties.subjectId, id: deletionDuties.id })
    .from(deletionDuties)
    .where(and(isNull(deletionDuties.answer), isNull(deletionDuties.overdueAt), lt(deletionDuties.dueOn, today)))
    .orderBy(asc(deletionDuties.dueOn), asc(deletionDuties.id))
    .limit(limit)
  const marked: Duty[] = []
  for (const { subjectId, id } of due) {
    const [row] = await db
      .update(deletionDuties)
      .set({ overdueAt: at })
      .where(and(eq(deletionDuties.subjectId, subjectId), eq(deletionDuties.id, id), isNull(deletionDuties.answer), isNull(deletionDuties.overdueAt)))
      .returning()
    if (row) marked.push(row)
  }
  return marked
}

/** A consent under which something was read, with what has ended and when; nothing is owed for it yet. */
export interface EndedReading {
  subjectId: string
  consentId: string
  lenderId: string
  applicationId: string | null
  artefactHash: string
  status: ConsentStatus
  validTo: Date
  endedAt: Date | null
  retention: Retention
  fields: string[]
  applicationStatus: string | null
  applicationEndedAt: Date | null
}

/**
 * Three rooms' tables in one statement: a sweep that read every consent one by one would never end. A guarantor's consent is bound
 * to the borrower's application; how that ended, taken back or decided, is the borrower's to tell: it is decided.
 */
export async function listEndedReadings(db: Db, now: Date, limit: number, after: string, subjectId?: string): Promise<EndedReading[]> {
  const rows = await rowsOf<EndedReading>(
    db,
    sql`
      select c.subject_id as "subjectId", c.id as "consentId", c.lender_id as "lenderId", c.application_id as "applicationId", c.hash as "artefactHash",
        c.status, c.valid_to as "validTo", c.ended_at as "endedAt", c.artefact -> 'retention' as retention,
        (select coalesce(json_agg(distinct f order by f), '[]'::json) from jsonb_array_elements(c.artefact -> 'data') d, jsonb_array_elements_text(d -> 'fields') f) as fields,
        case when a.subject_id <> c.subject_id and a.status = 'withdrawn' then 'declined' else a.status end as "applicationStatus", a.ended_at as "applicationEndedAt"
      from consents c left join applications a on a.id = c.application_id and a.subject_id = case
        when c.purpose = 'GUARANTEE' then (select g.subject_id from guarantors g where g.guarantor_id = c.subject_id and g.application_id = c.application_id limit 1)
        else c.subject_id end
      where c.reads_used > 0 and c.id > ${after} ${subjectId === undefined ? sql`` : sql`and c.subject_id = ${subjectId}`}
        and (c.status in ('revoked', 'expired', 'consumed') or c.valid_to <= ${now.toISOString()}::timestamptz or a.ended_at is not null)
        and not exists (select from deletion_duties d where d.subject_id = c.subject_id and d.consent_id = c.id)
      order by c.id limit ${limit}`,
  )
  // Raw queries give an instant as text on one driver and as a Date on the other.
  const instantOf = (value: Date | null) => (value === null ? null : new Date(value))
  return rows.map((row) => ({
    ...row,
    validTo: new Date(row.validTo),
    endedAt: instantOf(row.endedAt),
    applicationEndedAt: instantOf(row.applicationEndedAt),
  }))
}

/** How applications of a subject stand, of which there is one or more. */
export async function listApplicationStatuses(db: Db, subjectId: string): Promise<string[]> {
  const rows = await rowsOf<{ status: string }>(db, sql`select distinct status from applications where subject_id = ${subjectId}`)
  return rows.map(({ status }) => status)
}

export async function lockSubject(db: Db, subjectId: string): Promise<void> {
  await db.execute(sql`select 1 from subjects where id = ${subjectId} for update`)
}

export async function insertErasure(db: Db, erasure: Erasure): Promise<void> {
  await db.insert(erasures).values(erasure)
}

export async function findErasure(db: Db, subjectId: string): Promise<Erasure | null> {
  const [row] = await db.select().from(erasures).where(eq(erasures.subjectId, subjectId))
  return row ?? null
}

/** A name that the register masked is many people's; one of fewer letters is a word. */
const TELLING_NAME = 4

/**
 * Takes out of every room what is about one subject. What leads to it by its code or its name goes first, because the
 * register forgets both at the end.
 */
export async function eraseRows(db: Db, subject: { id: string; code: string; name: string }): Promise<void> {
  const { id, code, name } = subject
  const isTelling = name.length >= TELLING_NAME && !name.includes('*')
  await db.execute(sql`
    delete from quarantine q where exists (
      select from jsonb_each_text(q.row) cell where position(${code} in cell.value) > 0 ${isTelling ? sql`or position(${name} in cell.value) > 0` : sql``})
      or q.candidates = ${JSON.stringify([id])}::jsonb or q.record_id in (select r.id from records r where r.subject_id = ${id})`)
  for (const table of ERASED_TABLES) await db.execute(sql`delete from ${sql.identifier(table)} where subject_id = ${id}`)
  // Where it was named by somebody else: nobody is told whose guarantor it was to be.
  await db.execute(sql`delete from guarantors where guarantor_id = ${id}`)
  await db.execute(sql`update consents set end_reason = case when end_reason is null then null else 'subject_erased' end where subject_id = ${id}`)
  await db.execute(sql`update consent_requests set reason = null where subject_id = ${id}`)
  // Remembered answers would say again what they said.
  await db.execute(sql`delete from idempotency where principal in (select id from users where subject_id = ${id})`)
  await db.execute(sql`update users set display_name = ${ERASED_NAME} where subject_id = ${id}`)
  await db.execute(sql`update subjects set name = ${ERASED_NAME}, name_as_of = null, code = ${goneCode(id)}, code_mark = null where id = ${id}`)
}
