import type { Context } from '../../platform/context.ts'
import { openCheckpoint } from '../checkpoint.ts'
import { parentsUnlikeTiles, rootOfTiles, tailsAt } from '../edge.ts'
import { ed25519Verifier } from '../note-key.ts'
import {
  entriesUnlikeHashes,
  entriesWithoutLeaf,
  findCheckpoint,
  findSweep,
  findTiles,
  insertSweep,
  lastSweep,
  listCheckpoints,
  listKeys,
  tellSweep,
  tilesUnlikeLeaves,
} from '../store.ts'
import { TILE_WIDTH, tilePath, tileWidth } from '../tiles.ts'
import { sameHash } from '../tree.ts'

/** Tiles looked through in one go: sixteen thousand leaves, a fraction of a second. */
const TILES_A_STEP = 64

/** Where a sweep stands: the level of tiles, and the first of it that is still to be looked at. */
export interface SweepPlace {
  beganAt: Date
  size: number
  level: number
  from: number
}

/** Begins to hold the log as it is kept against itself, up to its newest checkpoint; null where nothing is sealed yet. */
export async function beginSweep(ctx: Context): Promise<SweepPlace | null> {
  const [head] = await listCheckpoints(ctx.db, 1)
  if (!head || head.size === 0) return null
  const place = { beganAt: ctx.clock.now(), size: head.size, level: 0, from: 0 }
  await insertSweep(ctx.db, place.beganAt, place.size)
  return place
}

/**
 * One step of it. The sealer itself holds no more than the tree's right edge against the last checkpoint; here every entry is
 * held against its hash, every tile of hashes against its entries, every tile above against the tiles below, and all of them
 * against the signed root: whoever altered an entry, its hash and its tiles alike stands before that. That comes first, so that
 * a hundred other finds do not hide it.
 * @returns where to go on; null at the end
 */
export async function sweepOn({ db, clock }: Context, { beganAt, size, level, from }: SweepPlace): Promise<SweepPlace | null> {
  const count = Math.ceil(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)
  const to = Math.min(count, from + TILES_A_STEP)
  const named = (at: number, index: number) => tilePath(at, index, tileWidth(at, index, size))
  const foundAt = async (at: number) => {
    const found = new Set((await findSweep(db, beganAt))?.damaged)
    return indexes(from, to).filter((index) => found.has(named(at, index)))
  }
  const damaged: string[] = level === 0 && from === 0 && !(await hasSignedRoot(db, size)) ? ['root'] : []
  const wrong = level === 0 ? await tilesUnlikeLeaves(db, from, to, size) : await foundAt(level)
  if (level === 0) {
    const altered = await entriesUnlikeHashes(db, from * TILE_WIDTH, Math.min(size, to * TILE_WIDTH))
    damaged.push(...altered.map((seq) => `entry ${seq}`), ...wrong.map((index) => named(0, index)))
    // The sealer goes on behind the last number it sealed: an entry put in before that is left out for good, and nothing waits for it.
    const leftOut = await entriesWithoutLeaf(db, from * TILE_WIDTH, Math.min(size, to * TILE_WIDTH))
    damaged.push(...leftOut.map((logIndex) => `log_index ${logIndex} without a leaf`))
  }
  // A tile that is itself wrong says nothing of the one above it.
  const full = indexes(from, to).filter((index) => tileWidth(level, index, size) === TILE_WIDTH && !wrong.includes(index))
  const above = [...new Set(full.map((index) => Math.floor(index / TILE_WIDTH)))]
  const tiles = await findTiles(db, [...full.map((index) => ({ level, index })), ...above.map((index) => ({ level: level + 1, index }))])
  damaged.push(...parentsUnlikeTiles(level, full, tiles).map((index) => named(level + 1, index)))
  const next = to < count ? { beganAt, size, level, from: to } : tileWidth(level + 1, 0, size) > 0 ? { beganAt, size, level: level + 1, from: 0 } : null
  await tellSweep(db, beganAt, [...new Set(damaged)], next === null ? clock.now() : null)
  return next
}

/** Whether the tiles have the root that one of the log's keys has signed for this size; the note's own, not the column beside it. */
async function hasSignedRoot(db: Context['db'], size: number): Promise<boolean> {
  const verifiers = (await listKeys(db)).map(({ vkey }) => ed25519Verifier(vkey))
  const kept = await findCheckpoint(db, size)
  const tiles = await findTiles(
    db,
    tailsAt(size).filter(({ width }) => width > 0),
  )
  const root = rootOfTiles(size, tiles)
  const opened = await openCheckpoint(kept?.note ?? '', verifiers[0]?.name ?? '', verifiers)
  if (root === null || !kept || 'flaw' in opened) return false
  return opened.checkpoint.size === size && sameHash(opened.checkpoint.root, kept.root) && sameHash(kept.root, root)
}

/** All of it at once, for whoever asks for it. @returns what is not what was sealed, and how many leaves were gone over */
export async function sweepLog(ctx: Context): Promise<{ leaves: number; damaged: string[] }> {
  const begun = await beginSweep(ctx)
  for (let place = begun; place !== null; ) place = await sweepOn(ctx, place)
  return { leaves: begun?.size ?? 0, damaged: begun === null ? [] : ((await lastSweep(ctx.db))?.damaged ?? []) }
}

/** For /readyz and the auditor. A damaged tile stops the proofs that need it, not the city: it is named, and service goes on. */
export async function sweepStatus({ db }: Pick<Context, 'db'>): Promise<string> {
  const last = await lastSweep(db)
  if (last === null) return 'not yet compared'
  const { damaged, size, beganAt } = last
  const at = beganAt.toISOString().slice(0, 19)
  if (damaged.length === 0) return `${size} entries and their tiles as sealed, ${at}Z`
  const more = damaged.length > NAMED ? ` and ${damaged.length - NAMED}${damaged.length === 100 ? ' or more' : ''}` : ''
  return `damaged: ${damaged.slice(0, NAMED).join(', ')}${more}; ${at}Z`
}

const NAMED = 5

function indexes(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
