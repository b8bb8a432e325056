import type { Context } from '../../platform/context.ts'
import { withCosignatures } from '../service/head.ts'
import { listKeys } from '../store.ts'
import { listCheckpointsUpTo, listSealedLeaves, type SealedLeaf } from './store.ts'

export type { SealedLeaf } from './store.ts'

export interface SealedStretch {
  leaves: SealedLeaf[]
  /** Sizes in (from, to], smallest first, each with the lines of its witnesses. */
  checkpoints: { size: number; note: string }[]
}

/** Places [from, to) of the log as they stand in the tables, right or wrong: judging them is for who reads them. */
export async function sealedStretch(ctx: Context, from: number, to: number): Promise<SealedStretch> {
  const leaves = await listSealedLeaves(ctx.db, from, to)
  return { leaves, checkpoints: await withCosignatures(ctx, await listCheckpointsUpTo(ctx.db, from, to)) }
}

/** Every verifier key the log was ever signed with, in the order they came into use. */
export async function logVkeys({ db }: Context): Promise<string[]> {
  return (await listKeys(db)).map(({ vkey }) => vkey)
}
