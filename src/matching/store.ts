import { and, eq } from 'drizzle-orm'
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
