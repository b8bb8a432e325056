import type { Context } from '../../platform/context.ts'
import { withCosignatures } from '../service/head.ts'
import { listKeys } from '../store.ts'
import { TILE_WIDTH } from '../tiles.ts'
import { HASH_BYTES } from '../tree.ts'
import { listCheckpointsUpTo, listLowestTiles, listSealedLeaves, type SealedLeaf } from './store.ts'

export type { SealedLeaf } from './store.ts'

export interface SealedStretch {
  leaves: SealedLeaf[]
  /** Sizes in (from, to], smallest first, each with the lines of its witnesses. */
  checkpoints: { size: number; note: string }[]
  /** Lowest tiles that begin in it, as far as `to`. */
  tiles: { index: number; hashes: Uint8Array }[]
}

/** Places [from, to) of the log as they stand in the tables, right or wrong: judging them is for who reads them. */
export async function sealedStretch(ctx: Context, from: number, to: number): Promise<SealedStretch> {
  const leaves = await listSealedLeaves(ctx.db, from, to)
  const tiles = (await listLowestTiles(ctx.db, Math.ceil(from / TILE_WIDTH), Math.ceil(to / TILE_WIDTH))).map(({ index, hashes }) => ({
    index,
    // The last one may have grown since.
    hashes: hashes.subarray(0, (to - index * TILE_WIDTH) * HASH_BYTES),
  }))
  return { leaves, tiles, checkpoints: await withCosignatures(ctx, await listCheckpointsUpTo(ctx.db, from, to)) }
}

/** Every verifier key the log was ever signed with, in the order they came into use. */
export async function logVkeys({ db }: Context): Promise<string[]> {
  return (await listKeys(db)).map(({ vkey }) => vkey)
}
