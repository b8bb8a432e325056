import { and, asc, eq, gt, inArray, notLike, sql } from 'drizzle-orm'
import type { Context } from '../platform/context.ts'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Subject, SubjectKind } from './model.ts'
import { type Candidate, type IdentityHint, type NameOfOthers, plainName, type StatedName } from './resolution.ts'
import { isSyntheticCode } from './synthetic.ts'
import { subjectAliases, subjects } from './tables.ts'

const columns = { id: subjects.id, kind: subjects.kind, code: subjects.code, name: subjects.name, synthetic: subjects.synthetic }

export async function findSubject(db: Db, id: string): Promise<Subject | null> {
  const [row] = await db.select(columns).from(subjects).where(eq(subjects.id, id))
  return row ?? null
}

export async function findSubjects(db: Db, subjectIds: readonly string[]): Promise<Subject[]> {
  if (subjectIds.length === 0) return []
  return db
    .select(columns)
    .from(subjects)
    .where(inArray(subjects.id, [...subjectIds]))
}

export async function findSubjectByCode(db: Db, code: string): Promise<Subject | null> {
  const [row] = await db.select(columns).from(subjects).where(eq(subjects.code, code))
  return row ?? null
}

export async function listSubjects(db: Db, limit: number, after: string | null): Promise<Subject[]> {
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

/** Ids by code, registering whoever is not yet known. A mention without a name is known by its code. */
export async function ensureSubjects(
  { db, ids, clock }: Context,
  refs: readonly { kind: SubjectKind; code: string; name: string | null }[],
): Promise<Map<string, string>> {
  const byCode = new Map(refs.map((ref) => [ref.code, ref]))
  const known = await idsByCode(db, [...byCode.keys()])
  const fresh = [...byCode.values()].filter((ref) => !known.has(ref.code)).sort((a, b) => (a.code < b.code ? -1 : 1))
  if (fresh.length === 0) return known
  const rows = fresh.map(({ kind, code, name }) => ({ id: ids.next('subject'), kind, code, name: name ?? code, synthetic: isSyntheticCode(code) }))
  const added = await rowsOf<{ n: number }>(
    db,
    sql`
      with added as (
        insert into subjects (id, kind, code, name, synthetic, created_at)
        select x.id, x.kind, x.code, x.name, x.synthetic, ${clock.now().toISOString()}::timestamptz
        from json_to_recordset(${JSON.stringify(rows)}::json) as x(id text, kind text, code text, name text, synthetic boolean)
        on conflict (code) do nothing
        returning 1)
      select count(*)::int as n from added`,
  )
  // Somebody else registered one of them in between: theirs is the id.
  if (added[0]!.n < rows.length) return idsByCode(db, [...byCode.keys()])
  for (const { code, id } of rows) known.set(code, id)
  return known
}

async function idsByCode(db: Db, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: subjects.id, code: subjects.code })
    .from(subjects)
    .where(sql`${subjects.code} in (select json_array_elements_text(${JSON.stringify(codes)}::json))`)
  return new Map(rows.map((r) => [r.code, r.id]))
}

export interface Naming {
  id: string
  name: string
  asOf: CivilDate
}

/**
 * The names a register gives on a day. The newest day wins; of two names on one day the greater text, so that the
 * order of arrival never shows.
 */
export async function nameSubjects(db: Db, names: readonly Naming[]): Promise<void> {
  if (names.length === 0) return
  await db.execute(sql`
    update subjects s set name = x.name, name_as_of = x.as_of
    from (
      select distinct on (n.id) n.id, n.name, n."asOf" as as_of
      from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as n(id text, name text, "asOf" date)
      order by n.id, n."asOf" desc, n.name collate "C" desc
    ) x
    where s.id = x.id and (s.name_as_of is null or s.name_as_of < x.as_of or (s.name_as_of = x.as_of and s.name collate "C" < x.name collate "C"))`)
}

export interface Alias {
  subjectId: string
  scheme: 'name' | 'registration_no'
  shown: string
  asOf: CivilDate
}

/** Keeps what a subject goes or went by; the earliest day each is true of stays. */
export async function keepAliases(db: Db, aliases: readonly Alias[]): Promise<void> {
  if (aliases.length === 0) return
  const rows = aliases.map((a) => ({ ...a, value: a.scheme === 'name' ? plainName(a.shown) : a.shown }))
  await db.execute(sql`
    insert into subject_aliases (subject_id, scheme, value, shown, as_of)
    select x."subjectId", x.scheme, x.value, min(x.shown collate "C"), min(x."asOf")
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x("subjectId" text, scheme text, value text, shown text, "asOf" date)
    group by x."subjectId", x.scheme, x.value
    on conflict (subject_id, scheme, value) do update
      set as_of = least(subject_aliases.as_of, excluded.as_of), shown = least(subject_aliases.shown collate "C", excluded.shown collate "C")`)
}

export async function listAliases(db: Db, subjectId: string): Promise<(typeof subjectAliases.$inferSelect)[]> {
  return db.select().from(subjectAliases).where(eq(subjectAliases.subjectId, subjectId)).orderBy(asc(subjectAliases.scheme), asc(subjectAliases.asOf))
}

/** Every name the register holds, now or formerly, as written: for a search that must find none of them. */
export async function listAllNames(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    sql`select name from subjects where name <> code union select shown from subject_aliases where scheme = 'name'`,
  )
  return rows.map(({ name }) => name)
}

/** The names these subjects go or went by, as compared. */
export async function namesOf(db: Db, subjectIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await rowsOf<{ id: string; value: string }>(
    db,
    sql`select subject_id as id, value from subject_aliases where scheme = 'name' and subject_id in (select jsonb_array_elements_text(${JSON.stringify(subjectIds)}::jsonb))`,
  )
  const names = new Map<string, Set<string>>()
  for (const { id, value } of rows) names.set(id, (names.get(id) ?? new Set()).add(value))
  return names
}

const CANDIDATES_AT_MOST = 20

/** Registered subjects that answer to a number or a name of the hint, now or formerly. */
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
