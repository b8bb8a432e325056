import { and, desc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../platform/db/client.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import { LAYOUT, VALUE_COLUMNS } from '../screening/layout.ts'
import type { CatalogueProduct } from './catalogue.ts'
import type { HeldFacts } from './held-facts.ts'
import { openingCatalogues, openingNotices, openingRounds, openings } from './tables.ts'

/** A screening row of today's registry. */
export interface ScreenedSubject {
  subjectId: string
  day: CivilDate
  readAt: Date
  facts: HeldFacts
}

const FACTS = sql.raw(
  `subject_id, as_of::text as as_of, (extract(epoch from read_at) * 1000)::float8 as read_ms, known_on::text as known_on, ${VALUE_COLUMNS.map(({ column }) => column).join(', ')}`,
)

/** Rows by subject, after one and up to another (null: to the end). */
export async function screenedAfter(db: Db, after: string, upTo: string | null, limit: number): Promise<ScreenedSubject[]> {
  const end = upTo === null ? sql`` : sql`and subject_id <= ${upTo}`
  const rows = await rowsOf<Record<string, unknown>>(
    db,
    sql`select ${FACTS} from screen_rows where subject_id > ${after} ${end} and layout = ${LAYOUT} order by subject_id limit ${limit}`,
  )
  return rows.map(screenedFrom)
}

export async function screenedOf(db: Db, subjectIds: readonly string[]): Promise<ScreenedSubject[]> {
  const rows = await rowsOf<Record<string, unknown>>(
    db,
    sql`
      select ${FACTS} from screen_rows
      where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json)) and layout = ${LAYOUT} order by subject_id`,
  )
  return rows.map(screenedFrom)
}

function screenedFrom(row: Record<string, unknown>): ScreenedSubject {
  const values = VALUE_COLUMNS.map(({ column }) => {
    const value = row[column]
    return value === null ? null : String(value)
  })
  const known = row.known_on as string
  const knownOn =
    known === '{}'
      ? []
      : known
          .slice(1, -1)
          .split(',')
          .map((day) => (day === 'NULL' ? null : Number(day)))
  return {
    subjectId: row.subject_id as string,
    day: row.as_of as CivilDate,
    readAt: new Date(Number(row.read_ms)),
    facts: { layout: LAYOUT, values, knownOn },
  }
}

export type Opening = typeof openings.$inferSelect

/** Under their locks, in one order: of two that look at a subject at once, the second sees what the first found. */
export async function lockOpenings(db: Db, subjectIds: readonly string[]): Promise<Map<string, Opening>> {
  if (subjectIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(openings)
    .where(inArray(openings.subjectId, [...subjectIds]))
    .orderBy(openings.subjectId)
    .for('update')
  return new Map(rows.map((row) => [row.subjectId, row]))
}

export async function findOpening(db: Db, subjectId: string): Promise<Opening | null> {
  const [row] = await db.select().from(openings).where(eq(openings.subjectId, subjectId))
  return row ?? null
}

/** Where somebody looked at a later reading of the subject meanwhile, that stays. */
export async function upsertOpenings(db: Db, rows: readonly Opening[]): Promise<void> {
  if (rows.length === 0) return
  const written = rows.map(({ subjectId, catalogueHash, open, facts, day, readAt, decidedAt, closures }) => ({
    ...{ subject_id: subjectId, catalogue_hash: catalogueHash, open: Buffer.from(open).toString('base64'), facts, day },
    ...{ read_at: readAt.toISOString(), decided_at: decidedAt.toISOString(), closures },
  }))
  await db.execute(sql`
    insert into openings (subject_id, catalogue_hash, open, facts, day, read_at, decided_at, closures)
    select subject_id, catalogue_hash, decode(open, 'base64'), facts, day, read_at, decided_at, closures
    from json_to_recordset(${JSON.stringify(written)}::json)
      as x(subject_id text, catalogue_hash text, open text, facts json, day date, read_at timestamptz, decided_at timestamptz, closures json)
    order by subject_id
    on conflict (subject_id) do update set
      catalogue_hash = excluded.catalogue_hash, open = excluded.open, facts = excluded.facts, day = excluded.day,
      read_at = excluded.read_at, decided_at = excluded.decided_at, closures = excluded.closures
    where openings.read_at <= excluded.read_at`)
}

/** Which of these somebody can sign in for. */
export async function withPersons(db: Db, subjectIds: readonly string[]): Promise<Set<string>> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select distinct subject_id as id from users where subject_id in (select json_array_elements_text(${JSON.stringify(subjectIds)}::json))`,
  )
  return new Set(rows.map(({ id }) => id))
}

export async function insertCatalogue(db: Db, hash: string, members: readonly CatalogueProduct[], createdAt: Date): Promise<void> {
  await db.insert(openingCatalogues).values({ hash, members, createdAt }).onConflictDoNothing()
}

/** Those that no subject's bits are counted by and no round goes by any more. @returns how many went */
export async function deleteSpentCatalogues(db: Db, before: Date): Promise<number> {
  const gone = await rowsOf(
    db,
    sql`
      delete from opening_catalogues c where created_at < ${before.toISOString()}
        and not exists (select from openings o where o.catalogue_hash = c.hash) and not exists (select from opening_rounds r where r.catalogue_hash = c.hash)
      returning hash`,
  )
  return gone.length
}

export async function hasCatalogue(db: Db, hash: string): Promise<boolean> {
  return (await db.$count(openingCatalogues, eq(openingCatalogues.hash, hash))) > 0
}

export async function findMembers(db: Db, hash: string): Promise<readonly CatalogueProduct[]> {
  const [row] = await db.select({ members: openingCatalogues.members }).from(openingCatalogues).where(eq(openingCatalogues.hash, hash))
  // An opening refers to it by a foreign key.
  return row!.members
}

export type Notice = typeof openingNotices.$inferSelect

/** One a subject and product: what it was told of it before gives way. */
export async function upsertNotices(db: Db, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  const { version, productName, lenderId, lenderName, cause, sentence, createdAt, readAt } = openingNotices
  const set = Object.fromEntries(
    Object.entries({ version, productName, lenderId, lenderName, cause, sentence, createdAt, readAt }).map(([key, { name }]) => [
      key,
      sql.raw(`excluded.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`),
    ]),
  )
  await db
    .insert(openingNotices)
    .values([...notices])
    .onConflictDoUpdate({ target: [openingNotices.subjectId, openingNotices.productId], set })
}

/** Unread ones and those of after `since`, newest first. */
export async function listNotices(db: Db, subjectId: string, since: Date, limit: number): Promise<Notice[]> {
  return db
    .select()
    .from(openingNotices)
    .where(and(eq(openingNotices.subjectId, subjectId), or(isNull(openingNotices.readAt), gte(openingNotices.createdAt, since))))
    .orderBy(desc(openingNotices.createdAt), openingNotices.productId)
    .limit(limit)
}

export async function findNotice(db: Db, subjectId: string, productId: string): Promise<Notice | null> {
  const [row] = await db
    .select()
    .from(openingNotices)
    .where(and(eq(openingNotices.subjectId, subjectId), eq(openingNotices.productId, productId)))
  return row ?? null
}

/** Seen for the first time; later times change nothing. */
export async function markRead(db: Db, subjectId: string, productId: string, at: Date): Promise<void> {
  await db
    .update(openingNotices)
    .set({ readAt: at })
    .where(and(eq(openingNotices.subjectId, subjectId), eq(openingNotices.productId, productId), isNull(openingNotices.readAt)))
}

export type Round = typeof openingRounds.$inferSelect

/** Under its lock; null before the first. */
export async function lockRound(db: Db): Promise<Round | null> {
  const [row] = await db.select().from(openingRounds).for('update')
  return row ?? null
}

/** Has everybody been looked at, so that what opens from now on is news? */
export async function isTelling(db: Db): Promise<boolean> {
  const [row] = await db.select({ tellsSince: openingRounds.tellsSince }).from(openingRounds)
  return row !== undefined && row.tellsSince !== null
}

export async function putRound(db: Db, round: Round): Promise<void> {
  await db.insert(openingRounds).values(round).onConflictDoUpdate({ target: openingRounds.name, set: round })
}
