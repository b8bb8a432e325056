import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { MatchView } from './contract.ts'
import type { CatalogueMember } from './run-inputs.ts'
import type { Standings } from './standings.ts'
import { matchInputs, matchRuns } from './tables.ts'

/** A run as answered, with the names of what it was made from; null in runs older than their keeping. */
export interface StoredRun {
  view: MatchView
  createdAt: Date
  asOf: CivilDate | null
  catalogueHash: string | null
  standingsHash: string | null
  resultHash: string | null
}

/** As it lies: a natural person's answer is one sealed text. */
export type LyingRun = Omit<StoredRun, 'view'> & { subjectId: string; lying: MatchView | string }

const RUN = {
  ...{ subjectId: matchRuns.subjectId, lying: matchRuns.result, createdAt: matchRuns.createdAt, asOf: matchRuns.asOf },
  ...{ catalogueHash: matchRuns.catalogueHash, standingsHash: matchRuns.standingsHash, resultHash: matchRuns.resultHash },
}

/** @param lying the answer's JSON as sent, or a JSON text in which it is sealed: it is not written out a second time */
export async function insertRun(db: Db, { view, ...run }: StoredRun, lying: string): Promise<void> {
  const { subjectId, id, profileHash, policyVersion } = view
  await db.execute(sql`
    insert into match_runs (subject_id, id, profile_hash, policy_version, result, created_at, as_of, catalogue_hash, standings_hash, result_hash)
    values (${subjectId}, ${id}, ${profileHash}, ${policyVersion}, ${lying}::json, ${run.createdAt.toISOString()}::timestamptz, ${run.asOf}::date, ${run.catalogueHash}, ${run.standingsHash}, ${run.resultHash})`)
}

export async function findRun(db: Db, subjectId: string, id: string): Promise<LyingRun | null> {
  const [run] = await db
    .select(RUN)
    .from(matchRuns)
    .where(and(eq(matchRuns.subjectId, subjectId), eq(matchRuns.id, id)))
  return run ?? null
}

/** Of whichever subject: for the operator who replays it. */
export async function findRunById(db: Db, id: string): Promise<LyingRun | null> {
  const [run] = await db.select(RUN).from(matchRuns).where(eq(matchRuns.id, id))
  return run ?? null
}

/** The subject's newest run. */
export async function findLatestRun(db: Db, subjectId: string): Promise<LyingRun | null> {
  const [run] = await db.select(RUN).from(matchRuns).where(eq(matchRuns.subjectId, subjectId)).orderBy(desc(matchRuns.createdAt), desc(matchRuns.id)).limit(1)
  return run ?? null
}

/** Kept once: the hash says what it is. Its day is that of its last use, so that what runs still name never grows old. */
export async function insertInput(db: Db, hash: string, body: typeof matchInputs.$inferInsert.body, at: Date): Promise<void> {
  await db
    .insert(matchInputs)
    .values({ hash, body, createdAt: at })
    .onConflictDoUpdate({ target: matchInputs.hash, set: { createdAt: at }, setWhere: lt(matchInputs.createdAt, new Date(at.getTime() - DAY_MS)) })
}

const DAY_MS = 86_400_000

export async function hasInput(db: Db, hash: string): Promise<boolean> {
  return (await db.$count(matchInputs, eq(matchInputs.hash, hash))) > 0
}

export async function findCatalogue(db: Db, hash: string): Promise<readonly CatalogueMember[]> {
  return (await findInput<{ members: readonly CatalogueMember[] }>(db, hash)).members
}

export async function findStandings(db: Db, hash: string): Promise<Standings> {
  return (await findInput<{ standings: Standings }>(db, hash)).standings
}

async function findInput<T>(db: Db, hash: string): Promise<T> {
  const [row] = await db.select({ body: matchInputs.body }).from(matchInputs).where(eq(matchInputs.hash, hash))
  // A run refers to it by a foreign key.
  return row!.body as T
}

/**
 * Runs from before an instant cease to name what they were made from; a natural person's go as a whole. So many at most,
 * so that a long sweep holds nobody up. @returns how many
 */
export async function retireRuns(db: Db, before: Date, most: number): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    db,
    sql`
      with old as materialized (
          select subject_id, id, json_typeof(result) = 'string' as sealed from match_runs
          where created_at < ${before.toISOString()}::timestamptz and (catalogue_hash is not null or json_typeof(result) = 'string')
          order by created_at limit ${most}),
        gone as (delete from match_runs r using old o where o.sealed and r.subject_id = o.subject_id and r.id = o.id),
        kept as (
          update match_runs r set catalogue_hash = null, standings_hash = null from old o
          where not o.sealed and r.subject_id = o.subject_id and r.id = o.id)
      select count(*)::int as n from old`,
  )
  return row!.n
}

/** What was last used before an instant and no run names any more. */
export async function deleteInputs(db: Db, before: Date): Promise<void> {
  await db.execute(sql`
    delete from match_inputs i where created_at < ${before.toISOString()}::timestamptz
      and not exists (select from match_runs r where r.catalogue_hash = i.hash or r.standings_hash = i.hash)`)
}
