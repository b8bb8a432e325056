import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
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

const RUN = {
  ...{ view: matchRuns.result, createdAt: matchRuns.createdAt, asOf: matchRuns.asOf },
  ...{ catalogueHash: matchRuns.catalogueHash, standingsHash: matchRuns.standingsHash, resultHash: matchRuns.resultHash },
}

/** @param text the answer as sent: it is not written out a second time */
export async function insertRun(db: Db, { view, ...run }: StoredRun, text: string): Promise<void> {
  const { subjectId, id, profileHash, policyVersion } = view
  await db.execute(sql`
    insert into match_runs (subject_id, id, profile_hash, policy_version, result, created_at, as_of, catalogue_hash, standings_hash, result_hash)
    values (${subjectId}, ${id}, ${profileHash}, ${policyVersion}, ${text}::json, ${run.createdAt.toISOString()}::timestamptz, ${run.asOf}::date, ${run.catalogueHash}, ${run.standingsHash}, ${run.resultHash})`)
}

export async function findRun(db: Db, subjectId: string, id: string): Promise<StoredRun | null> {
  const [run] = await db
    .select(RUN)
    .from(matchRuns)
    .where(and(eq(matchRuns.subjectId, subjectId), eq(matchRuns.id, id)))
  return run ?? null
}

/** Of whichever subject: for the operator who replays it. */
export async function findRunById(db: Db, id: string): Promise<StoredRun | null> {
  const [run] = await db.select(RUN).from(matchRuns).where(eq(matchRuns.id, id))
  return run ?? null
}

/** The subject's newest runs. */
export async function listRuns(db: Db, subjectId: string, limit: number): Promise<MatchView[]> {
  const rows = await db
    .select({ result: matchRuns.result })
    .from(matchRuns)
    .where(eq(matchRuns.subjectId, subjectId))
    .orderBy(desc(matchRuns.createdAt), desc(matchRuns.id))
    .limit(limit)
  return rows.map((row) => row.result)
}

/** Kept once: the hash says what it is. */
export async function insertInput(db: Db, hash: string, body: typeof matchInputs.$inferInsert.body, createdAt: Date): Promise<void> {
  await db.insert(matchInputs).values({ hash, body, createdAt }).onConflictDoNothing()
}

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
