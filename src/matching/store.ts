import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { MatchView } from './contract.ts'
import { matchRuns } from './tables.ts'

export async function insertRun(db: Db, view: MatchView, createdAt: Date): Promise<void> {
  await db
    .insert(matchRuns)
    .values({ subjectId: view.subjectId, id: view.id, profileHash: view.profileHash, policyVersion: view.policyVersion, result: view, createdAt })
}

export async function findRun(db: Db, subjectId: string, id: string): Promise<MatchView | null> {
  const [row] = await db
    .select({ result: matchRuns.result })
    .from(matchRuns)
    .where(and(eq(matchRuns.subjectId, subjectId), eq(matchRuns.id, id)))
  return row?.result ?? null
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
