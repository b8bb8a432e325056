import { and, asc, eq, gt, gte, lt, lte } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import { parseLeaf } from '../entry.ts'
import type { CheckpointRow } from '../store.ts'
import { accessLog, logCheckpoints, logLeaves, logTiles } from '../tables.ts'

/** A place in the tree and what stands there; all but `seq` and `leafHash` are null where the entry is gone. */
export interface SealedLeaf {
  seq: number
  leafHash: Uint8Array
  leaf: string | null
  kind: string | null
  subjectId: string | null
  consentId: string | null
  lenderId: string | null
}

/** Places [from, to) in their order. An entry that somebody took out leaves its place behind. */
export async function listSealedLeaves(db: Db, from: number, to: number): Promise<SealedLeaf[]> {
  const { leaf, subjectId } = accessLog
  const rows = await db
    .select({ seq: logLeaves.seq, leafHash: logLeaves.leafHash, leaf, subjectId })
    .from(logLeaves)
    .leftJoin(accessLog, eq(accessLog.logIndex, logLeaves.logIndex))
    .where(and(gte(logLeaves.seq, from), lt(logLeaves.seq, to)))
    .orderBy(asc(logLeaves.seq))
  return rows.map((row) => ({ ...row, ...saidBy(row.leaf) }))
}

/** By the leaf, which is sealed, and not by the columns beside it. What cannot be read is nobody's; the verifier names it. */
function saidBy(leaf: string | null): Pick<SealedLeaf, 'kind' | 'consentId' | 'lenderId'> {
  try {
    const { t: kind, cid: consentId, ac: lenderId } = parseLeaf(leaf!)
    return { kind, consentId, lenderId }
  } catch {
    return { kind: null, consentId: null, lenderId: null }
  }
}

/** Those of sizes in (after, to], smallest first. */
export async function listCheckpointsUpTo(db: Db, after: number, to: number): Promise<CheckpointRow[]> {
  return db
    .select()
    .from(logCheckpoints)
    .where(and(gt(logCheckpoints.size, after), lte(logCheckpoints.size, to)))
    .orderBy(asc(logCheckpoints.size))
}

/** Tiles of level 0 with an index in [from, to). */
export async function listLowestTiles(db: Db, from: number, to: number): Promise<{ index: number; hashes: Uint8Array }[]> {
  return db
    .select({ index: logTiles.index, hashes: logTiles.hashes })
    .from(logTiles)
    .where(and(eq(logTiles.level, 0), gte(logTiles.index, from), lt(logTiles.index, to)))
    .orderBy(asc(logTiles.index))
}
