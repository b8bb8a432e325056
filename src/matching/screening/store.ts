import { and, asc, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { SubjectKind } from '../../subjects/model.ts'
import type { Counted } from './anonymity.ts'
import type { Clause } from './clause.ts'
import { VALUE_COLUMNS } from './layout.ts'
import type { ScreenRow } from './row.ts'
import { screenBatches, screenEntries } from './tables.ts'

/** The pieces of a clause as drizzle takes them: text as it stands, values bound. */
function sqlOf(clause: Clause): SQL {
  return sql.join(clause.map((piece) => (typeof piece === 'string' ? sql.raw(piece) : sql`${piece.value}::${sql.raw(piece.as)}`)))
}

const FIXED = ['subject_id', 'kind', 'as_of', 'district', 'village', 'layout', 'read_at', 'known_on', 'closed'] as const
const FIXED_TYPES = ['text', 'text', 'date', 'text', 'text', 'integer', 'timestamptz', 'integer[]', 'smallint[]'] as const
const COLUMNS = [...FIXED, ...VALUE_COLUMNS.map(({ column }) => column)]
const TYPED = [...FIXED.map((name, i) => `${name} ${FIXED_TYPES[i]}`), ...VALUE_COLUMNS.map(({ column, type }) => `${column} ${type}`)]
const UPSERT = {
  columns: sql.raw(COLUMNS.join(', ')),
  typed: sql.raw(TYPED.join(', ')),
  set: sql.raw(
    COLUMNS.slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join(', '),
  ),
}

/** Writes rows anew. Where somebody read the subject's records later and has written already, that row stays. */
export async function upsertRows(db: Db, rows: readonly ScreenRow[], readAt: Date): Promise<void> {
  if (rows.length === 0) return
  const written = rows.map(({ subjectId, kind, asOf, district, village, layout, knownOn, closed, values }) => ({
    ...{ subject_id: subjectId, kind, as_of: asOf, district, village, layout, read_at: readAt.toISOString(), known_on: knownOn, closed },
    ...Object.fromEntries(VALUE_COLUMNS.map(({ column }, i) => [column, values[i]])),
  }))
  await db.execute(sql`
    insert into screen_rows (${UPSERT.columns})
    select ${UPSERT.columns} from json_to_recordset(${JSON.stringify(written)}::json) as x(${UPSERT.typed})
    order by subject_id
    on conflict (subject_id) do update set ${UPSERT.set} where screen_rows.read_at <= excluded.read_at`)
}

/** Marks every subject of whom these rows of a batch speak. */
export async function markDue(db: Db, batchId: string, rows: { from: number; to: number }): Promise<void> {
  await db.execute(sql`
    insert into screen_dues (subject_id, marked, taken)
    select distinct subject_id, 1, 0 from records where batch_id = ${batchId} and row_no between ${rows.from} and ${rows.to} order by subject_id
    on conflict (subject_id) do update set marked = screen_dues.marked + 1`)
}

export async function lastRowOf(db: Db, batchId: string): Promise<number> {
  const [row] = await rowsOf<{ last: number | null }>(db, sql`select max(row_no)::int as last from records where batch_id = ${batchId}`)
  return row?.last ?? 0
}

/** Subjects with news, under their lock: whoever marks one meanwhile waits, and whoever else refreshes passes it over. */
export async function lockDue(db: Db, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select subject_id as id from screen_dues where marked > taken order by subject_id limit ${limit} for update skip locked`,
  )
  return rows.map(({ id }) => id)
}

export async function settleDue(db: Db, subjectIds: readonly string[]): Promise<void> {
  await db.execute(sql`
    update screen_dues set taken = marked where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`)
}

/** What a subject adds to a set's print (anonymity.ts). */
const PRINT = sql.raw('hashtextextended(subject_id, 0)')

export interface Tally {
  total: Counted
  sets: Counted[]
  asOf: CivilDate | null
}

/** How many of a group there are and who, as a print; the same of those of whom each predicate is TRUE; the earliest day a row speaks of. One scan. */
export async function tally(db: Db, group: Clause, predicates: readonly Clause[]): Promise<Tally> {
  const sets = predicates.map((predicate, i) => {
    const which = sql`filter (where ${sqlOf(predicate)})`
    return sql`, count(*) ${which}::int as ${sql.raw(`c${i}`)}, coalesce(sum(${PRINT}) ${which}, 0)::text as ${sql.raw(`p${i}`)}`
  })
  const row = await db.transaction(async (tx) => {
    // A scan of millions takes longer than a request's other statements may; its answer still has its own deadline.
    await tx.execute(sql`set local statement_timeout = '12s'`)
    const [found] = await rowsOf<Record<string, number | string | null> & { as_of: string | null }>(
      tx,
      sql`select count(*)::int as total, coalesce(sum(${PRINT}), 0)::text as print, min(as_of)::text as as_of${sql.join(sets)} from screen_rows where ${sqlOf(group)}`,
    )
    return found
  })
  const counted = (count: string, print: string): Counted => ({ count: Number(row![count]), print: BigInt(row![print]!) })
  return { total: counted('total', 'print'), sets: predicates.map((_, i) => counted(`c${i}`, `p${i}`)), asOf: row!.as_of }
}

export interface Screened {
  subjectId: string
  kind: SubjectKind
  asOf: CivilDate
  verdict: 'met' | 'short' | 'unknown'
  print: bigint
}

/** The next subjects of a group, by id, with what a clause says of each. */
export async function screenPage(db: Db, group: Clause, verdict: Clause, after: string, limit: number): Promise<Screened[]> {
  const rows = await rowsOf<{ id: string; kind: SubjectKind; as_of: string; v: boolean | null; print: string }>(
    db,
    sql`
      select subject_id as id, kind, as_of::text as as_of, ${sqlOf(verdict)} as v, ${PRINT}::text as print from screen_rows
      where (${sqlOf(group)}) and subject_id > ${after} order by subject_id limit ${limit}`,
  )
  return rows.map(({ id, kind, as_of, v, print }) => ({
    print: BigInt(print),
    subjectId: id,
    kind,
    asOf: as_of,
    verdict: v === null ? 'unknown' : v ? 'met' : 'short',
  }))
}

export type ScreenBatch = typeof screenBatches.$inferSelect
export type ScreenEntry = typeof screenEntries.$inferSelect

export async function insertBatch(db: Db, batch: ScreenBatch): Promise<void> {
  await db.insert(screenBatches).values(batch)
}

export async function findBatch(db: Db, lenderId: string, id: string, { lock = false } = {}): Promise<ScreenBatch | null> {
  const query = db
    .select()
    .from(screenBatches)
    .where(and(eq(screenBatches.lenderId, lenderId), eq(screenBatches.id, id)))
  const [row] = lock ? await query.for('update') : await query
  return row ?? null
}

/** Newest first; ids sort by when they were made. */
export async function listBatches(db: Db, lenderId: string, limit: number, before: string | null): Promise<ScreenBatch[]> {
  return db
    .select()
    .from(screenBatches)
    .where(and(eq(screenBatches.lenderId, lenderId), before === null ? undefined : lt(screenBatches.id, before)))
    .orderBy(desc(screenBatches.id))
    .limit(limit)
}

export async function updateBatch(db: Db, { lenderId, id }: ScreenBatch, change: Partial<ScreenBatch>): Promise<void> {
  await db
    .update(screenBatches)
    .set(change)
    .where(and(eq(screenBatches.lenderId, lenderId), eq(screenBatches.id, id)))
}

/** A page that is walked again writes nothing twice. */
export async function insertEntries(db: Db, entries: readonly ScreenEntry[]): Promise<void> {
  if (entries.length > 0)
    await db
      .insert(screenEntries)
      .values([...entries])
      .onConflictDoNothing()
}

/** In the order they were walked, which only grows at its end: ended ones keep their place. */
export async function listEntries(
  db: Db,
  { lenderId, id }: Pick<ScreenBatch, 'lenderId' | 'id'>,
  { basis, skip, limit }: { basis: ScreenEntry['basis'] | undefined; skip: number; limit: number },
): Promise<ScreenEntry[]> {
  return db
    .select()
    .from(screenEntries)
    .where(and(eq(screenEntries.lenderId, lenderId), eq(screenEntries.batchId, id), basis === undefined ? undefined : eq(screenEntries.basis, basis)))
    .orderBy(asc(screenEntries.subjectId))
    .offset(skip)
    .limit(limit)
}

export async function endEntry(db: Db, { lenderId, batchId, subjectId }: ScreenEntry, at: Date): Promise<void> {
  await db
    .update(screenEntries)
    .set({ endedAt: at })
    .where(and(eq(screenEntries.lenderId, lenderId), eq(screenEntries.batchId, batchId), eq(screenEntries.subjectId, subjectId)))
}

/** Live consents of these subjects to a batch's lender for its very product, oldest first; who stands guarantor for somebody else has not applied. What they cover is for `coverageOf` to say. */
export async function listConsented(
  db: Db,
  { lenderId, productId }: Pick<ScreenBatch, 'lenderId' | 'productId'>,
  subjectIds: readonly string[],
  now: Date,
): Promise<{ subjectId: string; consentId: string; applicationId: string }[]> {
  return rowsOf(
    db,
    sql`
      select subject_id as "subjectId", id as "consentId", application_id as "applicationId" from consents
      where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))
        and lender_id = ${lenderId} and purpose <> 'GUARANTEE' and status = 'granted' and valid_to > ${now.toISOString()}::timestamptz
        and artefact -> 'binding' ->> 'product' = ${productId}
      order by subject_id, granted_at, id`,
  )
}
