import { and, asc, eq, gt, inArray, isNotNull, isNull, notLike, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Naming } from './naming.ts'
import { type Candidate, type IdentityHint, type NameOfOthers, plainName, type StatedName } from './resolution.ts'
import { HOUSEHOLD_NO, type Subject, type SubjectKind } from './subject.ts'
import { subjectAliases, subjects } from './tables.ts'

/** As it lies: a household's code and name are sealed. */
const columns = { id: subjects.id, kind: subjects.kind, code: subjects.code, name: subjects.name, synthetic: subjects.synthetic }

export async function findLying(db: Db, id: string): Promise<Subject | null> {
  const [row] = await db.select(columns).from(subjects).where(eq(subjects.id, id))
  return row ?? null
}

export async function findManyLying(db: Db, subjectIds: readonly string[]): Promise<Subject[]> {
  if (subjectIds.length === 0) return []
  return db
    .select(columns)
    .from(subjects)
    .where(inArray(subjects.id, [...subjectIds]))
}

/** @param mark of a code that may lie sealed */
export async function findLyingByCode(db: Db, code: string, mark: string | null): Promise<Subject | null> {
  const isIt = eq(subjects.code, code)
  const [row] = await db
    .select(columns)
    .from(subjects)
    .where(mark === null ? isIt : or(isIt, eq(subjects.codeMark, mark)))
  return row ?? null
}

export async function listLying(db: Db, limit: number, after: string | null): Promise<Subject[]> {
  return (
    db
      .select(columns)
      .from(subjects)
      // Who had itself erased is nobody's to count, list or judge.
      .where(and(notLike(subjects.code, 'gone:%'), after === null ? undefined : gt(subjects.id, after)))
      .orderBy(asc(subjects.id))
      .limit(limit)
  )
}

/** All subjects in so many spans of about as many each, by id: behind `after` up to and with `upTo`. */
export async function subjectSpans(db: Db, parts: number): Promise<{ after: string | null; upTo: string | null }[]> {
  const ends = await rowsOf<{ id: string }>(
    db,
    sql`select max(id) as id from (select id, ntile(${parts}::int) over (order by id) as part from subjects) s group by part order by part`,
  )
  return ends.map((_, i) => ({ after: ends[i - 1]?.id ?? null, upTo: ends[i]!.id }))
}

export async function countSubjects(db: Db): Promise<number> {
  return db.$count(subjects)
}

/** A subject as it is written down: `mark` where the code is sealed. */
export type NewSubject = Subject & { mark: string | null }

/** @returns how many were new */
export async function insertSubjects(db: Db, rows: readonly NewSubject[], createdAt: Date): Promise<number> {
  const [added] = await rowsOf<{ n: number }>(
    db,
    sql`
      with added as (
        insert into subjects (id, kind, code, code_mark, name, synthetic, created_at)
        select x.id, x.kind, x.code, x.mark, x.name, x.synthetic, ${createdAt.toISOString()}::timestamptz
        from json_to_recordset(${JSON.stringify(rows)}::json) as x(id text, kind text, code text, mark text, name text, synthetic boolean)
        on conflict do nothing
        returning 1)
      select count(*)::int as n from added`,
  )
  return added!.n
}

/** @param marks of those codes that may lie sealed, by code */
export async function idsByCode(db: Db, codes: readonly string[], marks: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const lying = await db
    .select({ id: subjects.id, code: subjects.code })
    .from(subjects)
    .where(sql`${subjects.code} in (select json_array_elements_text(${JSON.stringify(codes)}::json))`)
  const ids = new Map(lying.map(({ id, code }) => [code, id]))
  if (marks.size === 0) return ids
  const marked = await rowsOf<{ id: string; code: string }>(
    db,
    sql`select s.id, m.code from json_to_recordset(${JSON.stringify([...marks].map(([code, mark]) => ({ code, mark })))}::json) as m(code text, mark text)
      join subjects s on s.code_mark = m.mark`,
  )
  for (const { id, code } of marked) ids.set(code, id)
  return ids
}

/**
 * The names a register gives on a day, of those that lie open. The newest day wins; of two names on one day the greater
 * text, so that the order of arrival never shows.
 */
export async function updateOpenNames(db: Db, names: readonly Naming[]): Promise<void> {
  if (names.length === 0) return
  await db.execute(sql`
    update subjects s set name = x.name, name_as_of = x.as_of
    from (
      select distinct on (n.id) n.id, n.name, n."asOf" as as_of
      from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as n(id text, name text, "asOf" date)
      order by n.id, n."asOf" desc, n.name collate "C" desc
    ) x
    where s.id = x.id and s.code_mark is null and (s.name_as_of is null or s.name_as_of < x.as_of or (s.name_as_of = x.as_of and s.name collate "C" < x.name collate "C"))`)
}

/** What these are called, each held until the transaction ends, so that of two names given at once none is lost. */
export async function lockNames(db: Db, subjectIds: readonly string[]): Promise<{ id: string; name: string; asOf: CivilDate | null }[]> {
  return rowsOf(
    db,
    sql`
      select id, name, name_as_of::text as "asOf" from subjects
      where id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json)) order by id for no key update`,
  )
}

/** Sealed names as they are to stand; which of them is the newer was decided before. */
export async function updateSealedNames(db: Db, names: readonly { id: string; name: string; asOf: CivilDate }[]): Promise<void> {
  if (names.length === 0) return
  await db.execute(sql`
    update subjects s set name = x.name, name_as_of = x."asOf"
    from json_to_recordset(${JSON.stringify(names)}::json) as x(id text, name text, "asOf" date) where s.id = x.id`)
}

export type AliasRow = typeof subjectAliases.$inferSelect

/** Keeps what subjects go or went by; the earliest day each is true of stays. */
export async function upsertAliases(db: Db, rows: readonly AliasRow[]): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`
    insert into subject_aliases (subject_id, scheme, value, shown, as_of)
    select x."subjectId", x.scheme, x.value, min(x.shown collate "C"), min(x."asOf")
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("subjectId" text, scheme text, value text, shown text, "asOf" date)
    group by x."subjectId", x.scheme, x.value
    on conflict (subject_id, scheme, value) do update
      set as_of = least(subject_aliases.as_of, excluded.as_of), shown = least(subject_aliases.shown collate "C", excluded.shown collate "C")`)
}

export async function listAliasRows(db: Db, subjectIds: readonly string[]): Promise<AliasRow[]> {
  if (subjectIds.length === 0) return []
  return db
    .select()
    .from(subjectAliases)
    .where(sql`${subjectAliases.subjectId} in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`)
    .orderBy(asc(subjectAliases.subjectId), asc(subjectAliases.scheme), asc(subjectAliases.asOf))
}

/** Every name that lies open, now or formerly, as written. */
export async function listOpenNames(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`
      select name from subjects where name <> code and code_mark is null
      union select a.shown from subject_aliases a join subjects s on s.id = a.subject_id where a.scheme = 'name' and s.code_mark is null`,
  )
  return rows.map(({ name }) => name)
}

/** Those whose code and name lie sealed, by id. */
export async function listSealed(db: Db, limit: number, after: string): Promise<Subject[]> {
  return db
    .select(columns)
    .from(subjects)
    .where(and(isNotNull(subjects.codeMark), gt(subjects.id, after)))
    .orderBy(asc(subjects.id))
    .limit(limit)
}

/** Households that still lie open, as those of an earlier build do; held until the transaction ends. */
export async function lockOpenHouseholds(db: Db, limit: number): Promise<Subject[]> {
  return db
    .select(columns)
    .from(subjects)
    .where(and(eq(subjects.kind, 'household'), isNull(subjects.codeMark), sql`${subjects.code} ~ ${HOUSEHOLD_NO.source}`))
    .orderBy(asc(subjects.id))
    .limit(limit)
    .for('update')
}

export async function replaceBySealed(db: Db, rows: readonly NewSubject[], aliases: readonly AliasRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await db.execute(sql`
    update subjects s set code = x.code, code_mark = x.mark, name = x.name
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id text, code text, mark text, name text) where s.id = x.id`)
  await db.execute(sql`delete from subject_aliases where subject_id in (select json_array_elements_text(${JSON.stringify(ids)}::json))`)
  await upsertAliases(db, aliases)
}

const CANDIDATES_AT_MOST = 20

/** Registered subjects that answer to a number or a name of the hint, now or formerly. No household does: its name is masked, and one mask fits many. */
export async function findCandidates(db: Db, hint: IdentityHint): Promise<Candidate[]> {
  const name = hint.name === null ? null : plainName(hint.name)
  const rows = await rowsOf<{ id: string; kind: SubjectKind; code: string; name: string; by: Candidate['answersTo'][number] }>(
    db,
    sql`
      select s.id, s.kind, s.code, s.name, m.by from (
        select id, 'orgCode' as by from subjects where ${hint.orgCode}::text is not null and length(code) = 18 and substr(code, 9, 9) = ${hint.orgCode}
        union select subject_id, 'registrationNo' from subject_aliases where scheme = 'registration_no' and value = ${hint.registrationNo}
        union select subject_id, 'name' from subject_aliases where scheme = 'name' and value = ${name}
      ) m join subjects s on s.id = m.id
      order by s.code limit ${CANDIDATES_AT_MOST * 3}`,
  )
  const found = new Map<string, Candidate>()
  for (const { by, ...subject } of rows) {
    const known = found.get(subject.id)
    found.set(subject.id, { ...subject, answersTo: [...(known?.answersTo ?? []), by] })
  }
  return [...found.values()].slice(0, CANDIDATES_AT_MOST)
}

const OWNERS_AT_MOST = 20

/**
 * Those of many whose name a register gives to others and not to who goes by the code, now or formerly. A name that no
 * register ever gave is not among them: it may be a change that has not been heard of.
 */
export async function findNamesOfOthers(db: Db, stated: readonly StatedName[]): Promise<NameOfOthers[]> {
  if (stated.length === 0) return []
  return rowsOf<NameOfOthers>(
    db,
    sql`
      select n.code, n.name, own.id as "ownId", (
        select json_agg(o.subject_id) from (
          select subject_id from subject_aliases where scheme = 'name' and value = n.name order by subject_id limit ${OWNERS_AT_MOST}) o) as "ownerIds"
      from json_to_recordset(${JSON.stringify(stated)}::json) as n(code text, name text)
      left join subjects own on own.code = n.code
      where exists (select from subject_aliases a where a.scheme = 'name' and a.value = n.name)
        and not exists (select from subject_aliases a where a.subject_id = own.id and a.scheme = 'name' and a.value = n.name)`,
  )
}
