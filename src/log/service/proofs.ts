import type { Context } from '../../platform/context.ts'
import { Fault, invalidField, notFound } from '../../platform/kernel/fault.ts'
import { encodeBase64 } from '../base64.ts'
import { type Edge, nodesOf, type Tile } from '../edge.ts'
import { formatProofFile } from '../proof-file.ts'
import { findEntry, findLeaf, findTiles, type LogRow, leafHashAt, leavesBetween } from '../store.ts'
import { encodeEntries, TILE_WIDTH, type TilePath, tilesFor, tileWidth } from '../tiles.ts'
import {
  consistencyNodes,
  consistencyProof,
  HASH_BYTES,
  hashLeaf,
  inclusionNodes,
  inclusionProof,
  type NodeId,
  rangeNodes,
  rootFrom,
  sameHash,
  verifyInclusion,
} from '../tree.ts'
import { latestCheckpoint, type SignedCheckpoint } from './head.ts'

/**
 * The newest checkpoint; a process that seals signs the first one when it is asked for.
 * @throws Fault unavailable `log_not_sealed` before there is one
 */
export async function headOf(ctx: Context): Promise<SignedCheckpoint> {
  const head = await latestCheckpoint(ctx)
  if (head) return head
  await ctx.sealing?.run?.()
  const first = await latestCheckpoint(ctx)
  if (first) return first
  throw new Fault('unavailable', 'log_not_sealed', '日志还没有封存过，请稍后再试。 The log has not been sealed yet; retry shortly.', { retryAfterSeconds: 2 })
}

/**
 * That a leaf stands in the tree of `size`, by default the newest.
 * @throws Fault not_found for a hash the tree does not have, invalid `beyond_the_log` and `leaf_outside`
 */
export async function proveInclusion(ctx: Context, asked: { index?: number | undefined; leafHash?: Uint8Array | undefined; size?: number | undefined }) {
  const head = await headOf(ctx)
  const size = sizeWithin(head, asked.size, 'size')
  const index = asked.index ?? (await findLeaf(ctx.db, asked.leafHash!))?.seq
  if (index === undefined) throw notFound()
  if (index >= size) throw outside(size)
  const nodes = await nodesFor(ctx, [...inclusionNodes(index, size), ...rangeNodes(0, size)], size)
  const leafHash = asked.leafHash ?? (await leafHashAt(ctx.db, index))!
  const [root, proof] = [rootFrom(size, nodes), inclusionProof(index, size, nodes)]
  // A proof over tiles that somebody altered would only fail in its reader's hands.
  if (verifyInclusion({ leafHash, index, size, proof, root }) !== null || (size === head.size && encodeBase64(root) !== head.root)) throw damaged()
  return { index, size, leafHash, root, proof }
}

/** @throws Fault invalid: from 0 says nothing, since every tree goes on from the empty one */
export async function proveConsistency(ctx: Context, asked: { from: number; to?: number | undefined }) {
  const to = sizeWithin(await headOf(ctx), asked.to, 'to')
  const { from } = asked
  if (from < 1 || from > to)
    throw invalidField('?from', 'sizes', `from 须在 1 到 ${to} 之间。 from must be between 1 and ${to}: every log is consistent with an empty one.`)
  const nodes = await nodesFor(ctx, [...consistencyNodes(from, to), ...rangeNodes(0, from), ...rangeNodes(0, to)], to)
  return { from, to, fromRoot: rootFrom(from, nodes), toRoot: rootFrom(to, nodes), proof: consistencyProof(from, to, nodes) }
}

/** The proof that a checkpoint goes on from a smaller one, for a witness; empty where there is nothing to prove. */
export async function consistencyHashes(ctx: Context, from: number, to: number): Promise<Uint8Array[]> {
  if (from === 0 || from === to) return []
  return consistencyProof(from, to, await nodesFor(ctx, consistencyNodes(from, to), to))
}

function sizeWithin({ size }: SignedCheckpoint, asked: number | undefined, name: string): number {
  if (asked !== undefined && asked > size) throw invalidField(`?${name}`, 'beyond_the_log', `日志现在有 ${size} 条。 The log has ${size} entries so far.`)
  return asked ?? size
}

/** The tiles are not those the checkpoint was signed over. */
function damaged(): Fault {
  return new Fault(
    'unavailable',
    'log_damaged',
    '日志的哈希块与检查点不一致，证明停发；请联系平台运营和审计人员。 The tiles of the log contradict its checkpoint; no proof is given, tell the platform and its auditor.',
  )
}

function outside(size: number): Fault {
  return invalidField('?index', 'leaf_outside', `这个大小的日志只有 ${size} 条，从 0 数起。 A log of this size holds ${size} entries, counted from 0.`)
}

async function nodesFor({ db }: Context, nodes: readonly NodeId[], size: Edge['size']) {
  return nodesOf(await findTiles(db, tilesFor(nodes, size)))
}

/** @throws Fault not_found for a tile that the newest checkpoint does not cover */
export async function tileBytes(ctx: Context, { level, index, width }: TilePath): Promise<Uint8Array> {
  const { size } = await headOf(ctx)
  if (width > tileWidth(level === 'entries' ? 0 : level, index, size)) throw notFound()
  if (level === 'entries') {
    const leaves = await leavesBetween(ctx.db, index * TILE_WIDTH, index * TILE_WIDTH + width)
    return encodeEntries(leaves.map((leaf) => new TextEncoder().encode(leaf)))
  }
  const [tile]: (Tile | undefined)[] = await findTiles(ctx.db, [{ level, index }])
  if (!tile) throw notFound()
  return tile.hashes.subarray(0, width * HASH_BYTES)
}

/**
 * The proof of one entry as a C2SP tlog-proof file, its leaf in `extra`.
 * @param mayHave whose entry it is, or who may read them all
 * @throws Fault not_found, conflict `not_sealed_yet`
 */
export async function receiptOf(ctx: Context, logIndex: number, mayHave: (row: LogRow) => boolean): Promise<string> {
  const row = await findEntry(ctx.db, logIndex)
  if (!row || !mayHave(row)) throw notFound()
  const head = await headOf(ctx)
  if (row.seq === null || row.seq >= head.size)
    throw new Fault('conflict', 'not_sealed_yet', '这一条还没有封存，几秒后再取凭证。 This entry is not sealed yet; ask again in a few seconds.', {
      retryAfterSeconds: 5,
    })
  const leaf = new TextEncoder().encode(row.leaf)
  const { leafHash, proof } = await proveInclusion(ctx, { index: row.seq, size: head.size })
  // What was sealed and what stands in the row must be one: a receipt over an altered row would only fail in its reader's hands.
  if (!sameHash(hashLeaf(leaf), leafHash))
    throw new Fault(
      'unavailable',
      'entry_altered',
      '这一条与封存时不一致，凭证停发；请联系平台运营和审计人员。 This entry is not the one that was sealed; no receipt is given, tell the platform and its auditor.',
    )
  return formatProofFile({ extra: leaf, index: row.seq, proof, checkpoint: head.note })
}
