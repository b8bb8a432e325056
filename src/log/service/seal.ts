import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { sqlStateOf } from '../../platform/db/client.ts'
import { formatCheckpoint, openCheckpoint } from '../checkpoint.ts'
import { type Edge, EMPTY_EDGE, grow, nodesOf, rootOfEdge, tailsAt, tilesOfEdge } from '../edge.ts'
import { PLATFORM_ACTOR } from '../entry.ts'
import { signNote } from '../note.ts'
import {
  actAsSealer,
  type CheckpointRow,
  closeFence,
  findTiles,
  insertCheckpoint,
  insertKey,
  lastIndex,
  listCheckpoints,
  listKeys,
  oldestUnsealed,
  seatLeaves,
  takeSealing,
  upsertTiles,
} from '../store.ts'
import { consistencyProof, type Hash, sameHash, verifyConsistency } from '../tree.ts'
import { entryToWrite } from './entries.ts'
import type { LogKey } from './key.ts'

/** Leaves under one checkpoint more than under the last, at most. */
const BATCH = 2_000
/** Longer than most transactions take, shorter than anybody may wait for a lock: who writes an entry waits behind us. */
const FENCE_WAITS_MS = [250, 1_000] as const
const ROTATION_AT_MOST = 1_000_000

export type Sealing =
  /** Leaves that were given their place, and the size of the log by now. */
  | { sealed: number; size: number }
  /** `busy`: another process is at it. `fenced`: somebody is still writing an entry; the next run will find them done. */
  | { sealed: 0; stopped: 'busy' | 'fenced' }

/**
 * Gives every settled entry its place in the tree and signs what has come of it. Call it outside of transactions, every second;
 * it may be cut off at any instant and run anywhere: each batch is one transaction, and one process at a time is in one.
 *
 * @throws Error when what is kept does not fit the last checkpoint, or the key is not the log's: nothing is signed then
 */
export async function sealLog(ctx: Context, key: LogKey): Promise<Sealing> {
  await beginOrRotate(ctx, key)
  let sealed = 0
  let size = 0
  // Asked first without the fence, so that a quiet log disturbs nobody.
  if ((await oldestUnsealed(ctx.db)) === null) return { sealed, size: (await listCheckpoints(ctx.db, 1))[0]?.size ?? 0 }
  const settled = await settle(ctx)
  if (typeof settled === 'string') return { sealed: 0, stopped: settled }
  for (;;) {
    const batch = await ctx.db.transaction(async (tx) => {
      if (!(await takeSealing(tx, false))) return null
      await actAsSealer(tx)
      return sealBatch({ ...ctx, db: tx }, key, settled, BATCH)
    })
    if (batch === null) return { sealed: 0, stopped: 'busy' }
    sealed += batch.sealed
    size = batch.size
    if (batch.sealed < BATCH) return { sealed, size }
  }
}

/**
 * Number up to which every entry is committed or will never be. One process at a time comes to the fence: a thousand requests that
 * find the log lagging must not each stop the writers.
 */
async function settle({ db }: Context): Promise<number | 'busy' | 'fenced'> {
  for (const waitMs of FENCE_WAITS_MS) {
    try {
      return await db.transaction(async (tx) => {
        if (!(await takeSealing(tx, false))) return 'busy'
        await closeFence(tx, waitMs)
        return lastIndex(tx)
      })
    } catch (error) {
      // 55P03: a writer outlasted us. 40P01: one of them waited for another, and we stood between.
      if (sqlStateOf(error) !== '55P03' && sqlStateOf(error) !== '40P01') throw error
    }
  }
  return 'fenced'
}

/** In a transaction that holds the sealing. */
async function sealBatch(ctx: Context, key: LogKey, settled: number, most: number): Promise<{ sealed: number; size: number }> {
  const { db } = ctx
  const last = await lastCheckpoint(ctx, key)
  const edge = await edgeOf(ctx, last)
  const leafHashes = await seatLeaves(db, edge.size, settled, most)
  if (leafHashes.length === 0) return { sealed: 0, size: edge.size }
  const { edge: grown, tiles } = grow(edge, leafHashes)
  const root = rootOfEdge(grown)
  if (last.size > 0) {
    const proof = consistencyProof(last.size, grown.size, nodesOf([...tilesOfEdge(edge), ...tiles]))
    const flaw = verifyConsistency({ from: last.size, to: grown.size, fromRoot: last.root, toRoot: root, proof })
    if (flaw !== null) throw broken(last.size, `the new root is not consistent with it (${flaw})`)
  }
  await upsertTiles(db, tiles)
  await sign(ctx, key, grown.size, root)
  return { sealed: leafHashes.length, size: grown.size }
}

async function sign(ctx: Context, key: LogKey, size: number, root: Hash): Promise<void> {
  const note = await signNote(formatCheckpoint({ origin: key.origin, size, root }), [key.signer])
  await insertCheckpoint(ctx.db, { size, root, note, sealedAt: ctx.clock.now() })
}

/** The log's head as one of its own keys signed it; only the key in use may go on from it. */
async function lastCheckpoint({ db }: Context, key: LogKey): Promise<CheckpointRow> {
  const current = (await listKeys(db)).at(-1)
  if (current?.vkey !== key.vkeys[0]) throw new Error(STALE_KEY)
  const [last] = await listCheckpoints(db, 1)
  if (!last) throw broken(0, 'it is missing')
  const opened = await openCheckpoint(last.note, key.origin, key.verifiers)
  if ('flaw' in opened) throw broken(last.size, `its note does not open (${opened.flaw})`)
  if (opened.checkpoint.size !== last.size || !sameHash(opened.checkpoint.root, last.root)) throw broken(last.size, 'its note says otherwise')
  return last
}

/** @throws Error when the tiles are not those that were signed */
async function edgeOf({ db }: Context, { size, root }: CheckpointRow): Promise<Edge> {
  if (size === 0) return EMPTY_EDGE
  const wanted = tailsAt(size).filter(({ width }) => width > 0)
  const found = await findTiles(db, wanted)
  const tails: Uint8Array[] = tailsAt(size).map(() => new Uint8Array(0))
  for (const { level, hashes } of found) tails[level] = hashes
  const edge = { size, tails }
  const whole = wanted.every(({ level, width }) => tails[level]!.length === width * 32)
  if (!whole || !sameHash(rootOfEdge(edge), root)) throw broken(size, 'the tiles have another root')
  return edge
}

const STALE_KEY =
  '这个进程的日志签名钥匙已经换下，请用新的 LOG_KEY 重新启动。 The key of this process signs the log no more; restart it with the LOG_KEY in use.'

function broken(size: number, why: string): Error {
  return new Error(`日志与检查点 ${size} 不符，已停止封存。 The log does not fit its checkpoint of size ${size}: ${why}; nothing more is sealed.`)
}

/**
 * Signs the first checkpoint, of the empty log; or, where the key in use is another than the last one that signed, writes that down
 * and seals it with the new key in one transaction. A key that was rotated out never comes back.
 */
async function beginOrRotate(ctx: Context, key: LogKey): Promise<void> {
  if ((await listKeys(ctx.db)).at(-1)?.vkey === key.vkeys[0]) return
  await ctx.db.transaction(async (tx) => {
    const inner = { ...ctx, db: tx }
    await takeSealing(tx, true)
    const keys = await listKeys(tx)
    const before = keys.at(-1)
    if (before?.vkey === key.vkeys[0]) return
    if (keys.some(({ vkey }) => vkey === key.vkeys[0])) throw new Error(STALE_KEY)
    const [last] = await listCheckpoints(tx, 1)
    const since = { vkey: key.vkeys[0]!, fromSize: last ? last.size + 1 : 0, since: ctx.clock.now() }
    if (!before) {
      await actAsSealer(tx)
      await insertKey(tx, since)
      return sign(inner, key, 0, rootOfEdge(EMPTY_EDGE))
    }
    if (!key.vkeys.includes(before.vkey))
      throw new Error(
        `LOG_KEY 里没有换下的钥匙，旧检查点将无法核对；请把新旧钥匙写成一个 JWK Set。 LOG_KEY lacks the key that signed until now (${before.vkey}); give a JWK Set with the new key first and that one behind it.`,
      )
    // Put together as the app, whose the names are; written by the sealer, whose entry alone it may be.
    const rotated = await entryToWrite(inner, {
      ...{ kind: 'key.rotated', subjectId: PLATFORM_ACTOR, consentId: key.origin, lenderId: PLATFORM_ACTOR, actorId: PLATFORM_ACTOR },
      ...{ artefactHash: createHash('sha256').update(since.vkey).digest('hex'), fields: [], readNo: 0, why: 'log_key' },
    })
    await actAsSealer(tx)
    await tx.execute(rotated)
    await closeFence(tx, FENCE_WAITS_MS[1])
    const settled = await lastIndex(tx)
    await insertKey(tx, since)
    await sealBatch(inner, key, settled, ROTATION_AT_MOST)
  })
}
