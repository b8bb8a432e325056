import { and, asc, desc, eq, gt, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { Tile } from './edge.ts'
import { type LeafNames, type LogEntry, type LogKind, leafOf, parseLeaf } from './entry.ts'
import { accessLog, logCheckpoints, logCosignatures, logKeys, logLeaves, logSweeps, logTiles } from './tables.ts'

/** @returns the entry's place in the log */
export async function appendLog(db: Db, entry: LogEntry, names: LeafNames): Promise<number> {
  const [row] = await rowsOf<{ log_index: number | string }>(db, appending(entry, names))
  return Number(row!.log_index)
}

/** The statement that appends an entry and answers its `log_index`: by itself, or as a part of one that does more. */
export function appending(entry: LogEntry, names: LeafNames): SQL {
  const { subjectId, kind, consentId, lenderId, actorId, at } = entry
  return sql`
    insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
    values (${subjectId}, ${kind}, ${consentId}, ${lenderId}, ${actorId}, ${leafOf(entry, names)}, ${at.toISOString()}::timestamptz) returning log_index`
}

/** As `appending`, for several of one consent, one instant and one kind: in their order, each with a leaf and an actor of its own. */
export function appendingAll(entries: readonly (readonly [LogEntry, LeafNames])[]): SQL {
  const [first] = entries as [readonly [LogEntry, LeafNames]]
  if (entries.length === 1) return appending(...first)
  const { subjectId, kind, consentId, lenderId, at } = first[0]
  const told = JSON.stringify(entries.map(([entry, names]) => [entry.actorId, leafOf(entry, names)]))
  return sql`
    insert into access_log (subject_id, kind, consent_id, lender_id, actor_id, leaf, at)
    select ${subjectId}::text, ${kind}::text, ${consentId}::text, ${lenderId}::text, e.told ->> 0, e.told ->> 1, ${at.toISOString()}::timestamptz
    from json_array_elements(${told}::json) with ordinality as e(told, place) order by e.place returning log_index`
}

const places = {
  /** Place in the tree; null until it is sealed. */
  seq: logLeaves.seq,
  /** Size of the first checkpoint that covers it; null until it is sealed. */
  sealedIn: sql<number | null>`(select min(${logCheckpoints.size}) from ${logCheckpoints} where ${logCheckpoints.size} > ${logLeaves.seq})`.mapWith(
    logCheckpoints.size,
  ),
}

export type LogRow = typeof accessLog.$inferSelect & { seq: number | null; sealedIn: number | null }

/**
 * A member of the leaf. What stands beside the leaf is for joins and keys: whoever may write the table could alter it unseen,
 * while the leaf is sealed. So what is listed, to whom and under which name goes by the leaf.
 */
const said = (member: 't' | 'sp' | 'cid' | 'ac'): SQL => sql`((${accessLog.leaf}::jsonb) ->> ${sql.raw(`'${member}'`)})`

/** A subject, and what its entries call it; null once its key is gone, when only the column still leads to them. */
export interface About {
  subjectId: string
  pseudonym: string | null
}

/** Entries from before there were pseudonyms have the id itself in their leaf. */
function isAbout({ subjectId, pseudonym }: About): SQL {
  return pseudonym === null ? eq(accessLog.subjectId, subjectId) : inArray(said('sp'), [pseudonym, subjectId])
}

/** A row as its leaf has it. */
function asSaid(row: LogRow): LogRow {
  const { t, cid, ac, at } = parseLeaf(row.leaf)
  const moment = new Date(at)
  // A leaf that somebody cut a member out of is told with what is left; the verifier names it.
  return { ...row, kind: t ?? row.kind, consentId: cid ?? row.consentId, lenderId: ac ?? row.lenderId, at: Number.isNaN(moment.getTime()) ? row.at : moment }
}

function rowsWithPlaces(db: Db) {
  const { subjectId, logIndex, kind, consentId, lenderId, actorId, leaf, at } = accessLog
  return db
    .select({ subjectId, logIndex, kind, consentId, lenderId, actorId, leaf, at, ...places })
    .from(accessLog)
    .leftJoin(logLeaves, eq(logLeaves.logIndex, accessLog.logIndex))
}

/** Newest first; `before` is the log index of the last row already seen. */
export async function listLog(db: Db, about: About, limit: number, before: number | null): Promise<LogRow[]> {
  const rows = await rowsWithPlaces(db)
    .where(and(isAbout(about), before === null ? undefined : lt(accessLog.logIndex, before)))
    .orderBy(desc(accessLog.logIndex))
    .limit(limit)
  return rows.map(asSaid)
}

/** Everything about one consent, in the order in which it happened. */
export async function listLogOfConsent(db: Db, about: About, consentId: string, kinds: readonly LogKind[]): Promise<LogRow[]> {
  const rows = await rowsWithPlaces(db)
    .where(and(isAbout(about), sql`${said('cid')} = ${consentId}`, inArray(said('t'), [...kinds])))
    .orderBy(accessLog.logIndex)
  return rows.map(asSaid)
}

/** Of what kind, about what, of which lender; all of it where nothing is said. */
export interface LogFilter {
  kind?: LogKind | undefined
  consentId?: string | undefined
  lenderId?: string | undefined
}

/** For auditors: every subject's entries, newest first. */
export async function listWholeLog(db: Db, limit: number, before: number | null, { kind, consentId, lenderId }: LogFilter = {}): Promise<LogRow[]> {
  const rows = await rowsWithPlaces(db)
    .where(
      and(
        before === null ? undefined : lt(accessLog.logIndex, before),
        kind && sql`${said('t')} = ${kind}`,
        consentId === undefined ? undefined : sql`${said('cid')} = ${consentId}`,
        lenderId === undefined ? undefined : sql`${said('ac')} = ${lenderId}`,
      ),
    )
    .orderBy(desc(accessLog.logIndex))
    .limit(limit)
  return rows.map(asSaid)
}

export async function findEntry(db: Db, logIndex: number): Promise<LogRow | null> {
  const [row] = await rowsWithPlaces(db).where(eq(accessLog.logIndex, logIndex))
  return row ? asSaid(row) : null
}

/** When the oldest entry that no checkpoint covers was written; null where all are covered. */
export async function oldestUnsealed(db: Db): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | string | null }>(db, sql`select oldest_unsealed() as at`)
  return row?.at == null ? null : new Date(row.at)
}

/** The same of those that no checkpoint with so many cosignatures covers; of the last thousand, since an old one would be no comfort. */
export async function oldestUnwitnessed(db: Db, quorum: number): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | string | null }>(db, sql`select oldest_unwitnessed(${quorum}::int) as at`)
  return row?.at == null ? null : new Date(row.at)
}

/** In the caller's transaction, to its end: nobody else has written an entry and not yet committed. @throws 55P03 where that takes longer than `waitMs` */
export async function closeFence(db: Db, waitMs: number): Promise<void> {
  await db.execute(sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`)
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin log fence', 0))`)
}

/** A statement of its own: its snapshot must be younger than the fence. */
export async function lastIndex(db: Db): Promise<number> {
  const [row] = await rowsOf<{ last: number | string | null }>(db, sql`select max(log_index) as last from access_log`)
  return Number(row?.last ?? 0)
}

/** In the caller's transaction. @returns false where somebody else is sealing and `waitMs` is 0 */
export async function takeSealing(db: Db, wait: boolean): Promise<boolean> {
  if (wait) await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('suixin log sealer', 0))`)
  else {
    const [row] = await rowsOf<{ free: boolean }>(db, sql`select pg_try_advisory_xact_lock(hashtextextended('suixin log sealer', 0)) as free`)
    if (row?.free !== true) return false
  }
  return true
}

/** From here to the end of the transaction with the sealer's rights alone, where this login may take them. */
export async function actAsSealer(db: Db): Promise<void> {
  await db.execute(
    sql`select set_config('role', 'suixin_sealer', true) from pg_roles where rolname = 'suixin_sealer' and pg_has_role(session_user, oid, 'member')`,
  )
}

/**
 * Gives the settled entries behind the last sealed one their places, in the order of their numbers. The hash is RFC 6962's leaf
 * hash, as `hashLeaf` has it: a leaf never leaves the database for it.
 * @returns their hashes in that order
 */
export async function seatLeaves(db: Db, size: number, settled: number, most: number): Promise<Uint8Array[]> {
  const rows = await rowsOf<{ seq: number | string; hash: Uint8Array }>(
    db,
    sql`
      insert into log_leaves (seq, log_index, leaf_hash)
      select ${size}::bigint + row_number() over (order by log_index) - 1, log_index, sha256('\\x00'::bytea || convert_to(leaf, 'UTF8'))
      from (
        select log_index, leaf from access_log
        where log_index > coalesce((select log_index from log_leaves where seq = ${size}::bigint - 1), 0) and log_index <= ${settled}::bigint
        order by log_index limit ${most}::int) settled
      returning seq, leaf_hash as hash`,
  )
  return rows.sort((a, b) => Number(a.seq) - Number(b.seq)).map(({ hash }) => hash)
}

export async function findTiles(db: Db, wanted: readonly { level: number; index: number }[]): Promise<Tile[]> {
  if (wanted.length === 0) return []
  return rowsOf<Tile & { index: number | string }>(
    db,
    sql`
      select t.level, t.index, t.hashes from json_array_elements(${JSON.stringify(wanted)}::json) w
      join log_tiles t on t.level = (w ->> 'level')::int and t.index = (w ->> 'index')::bigint`,
  ).then((rows) => rows.map(({ level, index, hashes }) => ({ level, index: Number(index), hashes })))
}

export async function upsertTiles(db: Db, tiles: readonly Tile[]): Promise<void> {
  await db
    .insert(logTiles)
    .values([...tiles])
    .onConflictDoUpdate({ target: [logTiles.level, logTiles.index], set: { hashes: sql`excluded.hashes` } })
}

export type CheckpointRow = typeof logCheckpoints.$inferSelect

export async function insertCheckpoint(db: Db, row: CheckpointRow): Promise<void> {
  await db.insert(logCheckpoints).values(row)
}

/** Newest first. @param below only smaller ones */
export async function listCheckpoints(db: Db, limit: number, below: number | null = null): Promise<CheckpointRow[]> {
  return db
    .select()
    .from(logCheckpoints)
    .where(below === null ? undefined : lt(logCheckpoints.size, below))
    .orderBy(desc(logCheckpoints.size))
    .limit(limit)
}

export async function findCheckpoint(db: Db, size: number): Promise<CheckpointRow | null> {
  const [row] = await db.select().from(logCheckpoints).where(eq(logCheckpoints.size, size))
  return row ?? null
}

export type CosignatureRow = typeof logCosignatures.$inferSelect

export async function listCosignatures(db: Db, sizes: readonly number[]): Promise<CosignatureRow[]> {
  if (sizes.length === 0) return []
  return db
    .select()
    .from(logCosignatures)
    .where(inArray(logCosignatures.size, [...sizes]))
    .orderBy(asc(logCosignatures.size), asc(logCosignatures.witness))
}

/** A second word of the same witness on the same size adds nothing. */
export async function insertCosignature(db: Db, row: CosignatureRow): Promise<void> {
  await db.insert(logCosignatures).values(row).onConflictDoNothing()
}

/** The size a witness has last signed; 0 where it never has. */
export async function witnessedSize(db: Db, witness: string): Promise<number> {
  const [row] = await db
    .select({ size: logCosignatures.size })
    .from(logCosignatures)
    .where(eq(logCosignatures.witness, witness))
    .orderBy(desc(logCosignatures.size))
    .limit(1)
  return row?.size ?? 0
}

export type KeyRow = typeof logKeys.$inferSelect

/** In the order they came into use. */
export async function listKeys(db: Db): Promise<KeyRow[]> {
  return db.select().from(logKeys).orderBy(asc(logKeys.fromSize), asc(logKeys.since))
}

export async function insertKey(db: Db, row: KeyRow): Promise<void> {
  await db.insert(logKeys).values(row)
}

/** The first place in the tree with this hash. */
export async function findLeaf(db: Db, leafHash: Uint8Array): Promise<{ seq: number } | null> {
  const [row] = await db.select({ seq: logLeaves.seq }).from(logLeaves).where(eq(logLeaves.leafHash, leafHash)).orderBy(asc(logLeaves.seq)).limit(1)
  return row ?? null
}

export async function leafHashAt(db: Db, seq: number): Promise<Uint8Array | null> {
  const [row] = await db.select({ leafHash: logLeaves.leafHash }).from(logLeaves).where(eq(logLeaves.seq, seq))
  return row?.leafHash ?? null
}

/** Leaves [begin, end) of the tree, in order. */
export async function leavesBetween(db: Db, begin: number, end: number): Promise<string[]> {
  const rows = await db
    .select({ leaf: accessLog.leaf })
    .from(logLeaves)
    .innerJoin(accessLog, eq(accessLog.logIndex, logLeaves.logIndex))
    .where(and(gt(logLeaves.seq, begin - 1), lte(logLeaves.seq, end - 1)))
    .orderBy(asc(logLeaves.seq))
  return rows.map(({ leaf }) => leaf)
}

/**
 * Tiles of level 0, from one to before another, that do not hold the hashes of their own leaves; a missing one is among them.
 * @param size leaves that count: what has grown since is left for the next time
 */
export async function tilesUnlikeLeaves(db: Db, from: number, to: number, size: number): Promise<number[]> {
  const rows = await rowsOf<{ index: number | string }>(
    db,
    sql`
      select i.index from generate_series(${from}::bigint, ${to}::bigint - 1) i(index)
      left join log_tiles t on t.level = 0 and t.index = i.index
      where substring(t.hashes from 1 for (32 * least(256, ${size}::bigint - 256 * i.index))::int) is distinct from (
        select string_agg(l.leaf_hash, ''::bytea order by l.seq) from log_leaves l where l.seq >= 256 * i.index and l.seq < least(256 * (i.index + 1), ${size}::bigint))
      order by 1`,
  )
  return rows.map(({ index }) => Number(index))
}

/** Places in the tree, from one to before another, whose entry is gone or is not what was sealed. */
export async function entriesUnlikeHashes(db: Db, from: number, to: number): Promise<number[]> {
  const rows = await rowsOf<{ seq: number | string }>(
    db,
    sql`
      select s.seq from generate_series(${from}::bigint, ${to}::bigint - 1) s(seq)
      left join log_leaves l on l.seq = s.seq left join access_log a on a.log_index = l.log_index
      where l.leaf_hash is distinct from sha256('\\x00'::bytea || convert_to(a.leaf, 'UTF8'))
      order by 1`,
  )
  return rows.map(({ seq }) => Number(seq))
}

/**
 * Numbers of entries that no leaf holds although one with a later number is sealed at places [begin, end): the first hundred. The
 * sealer takes every number up to the last, so each of them was put in behind its back.
 */
export async function entriesWithoutLeaf(db: Db, begin: number, end: number): Promise<number[]> {
  const rows = await rowsOf<{ log_index: number | string }>(
    db,
    sql`
      select a.log_index from access_log a
      where a.log_index < (select log_index from log_leaves where seq = ${end}::bigint - 1)
        and (${begin}::bigint = 0 or a.log_index > (select log_index from log_leaves where seq = ${begin}::bigint - 1))
        and not exists (select from log_leaves l where l.log_index = a.log_index)
      order by a.log_index limit 100`,
  )
  return rows.map((row) => Number(row.log_index))
}

export type SweepRow = typeof logSweeps.$inferSelect

export async function insertSweep(db: Db, beganAt: Date, size: number): Promise<void> {
  await db.insert(logSweeps).values({ beganAt, size, damaged: [], finishedAt: null }).onConflictDoNothing()
}

/** Adds what was found; beyond a hundred finds nothing more is said. */
export async function tellSweep(db: Db, beganAt: Date, damaged: readonly string[], finishedAt: Date | null): Promise<void> {
  const found = JSON.stringify(damaged)
  await db.execute(sql`
    update log_sweeps set finished_at = ${finishedAt === null ? null : finishedAt.toISOString()}::timestamptz,
      damaged = coalesce((select jsonb_agg(f order by n) from jsonb_array_elements(damaged || ${found}::jsonb) with ordinality d(f, n) where n <= 100), '[]')
    where began_at = ${beganAt.toISOString()}::timestamptz`)
}

export async function findSweep(db: Db, beganAt: Date): Promise<SweepRow | null> {
  const [row] = await db.select().from(logSweeps).where(eq(logSweeps.beganAt, beganAt))
  return row ?? null
}

/** The newest that has come to its end or has found something; null before any has. */
export async function lastSweep(db: Db): Promise<SweepRow | null> {
  const [row] = await db
    .select()
    .from(logSweeps)
    .where(sql`${logSweeps.finishedAt} is not null or ${logSweeps.damaged} <> '[]'`)
    .orderBy(desc(logSweeps.beganAt))
    .limit(1)
  return row ?? null
}
