/**
 * The Merkle tree of RFC 6962 §2.1 (the same as RFC 9162 §2.1) over SHA-256, built: roots, the growing edge, and proofs.
 * Hashing and the checks of proofs are `tree-claim.ts`, handed on here.
 */
import { consistencyRanges, EMPTY_ROOT, type Hash, hashChildren, inclusionRanges, isHash, isSize, type Range } from './tree-claim.ts'

export * from './tree-claim.ts'

/**
 * Root of the whole tree.
 * @throws RangeError when a leaf hash has not 32 bytes
 */
export function rootOf(leafHashes: readonly Hash[]): Hash {
  const hashes: Hash[] = []
  for (const [size, leafHash] of leafHashes.entries()) push(hashes, size, leafHash)
  return foldRight(hashes)
}

/** All of a tree that is needed to append: the roots of its perfect subtrees from the left, largest first. */
export interface Frontier {
  size: number
  hashes: readonly Hash[]
}

export function emptyFrontier(): Frontier {
  return { size: 0, hashes: [] }
}

/** @throws RangeError when the frontier's hashes do not fit its size, or the leaf hash has not 32 bytes */
export function append(frontier: Frontier, leafHash: Hash): Frontier {
  const hashes = [...wholeFrontier(frontier).hashes]
  push(hashes, frontier.size, leafHash)
  return { size: frontier.size + 1, hashes }
}

/** @throws RangeError when the frontier's hashes do not fit its size */
export function frontierRoot(frontier: Frontier): Hash {
  return foldRight(wholeFrontier(frontier).hashes)
}

function wholeFrontier(frontier: Frontier): Frontier {
  demandSize(frontier.size)
  if (frontier.hashes.length !== rangeNodes(0, frontier.size).length) throw new RangeError(`A tree of ${frontier.size} leaves has another frontier`)
  frontier.hashes.forEach(demandHash)
  return frontier
}

/** Every subtree that the new leaf makes whole is folded at once, as in a carry: as many as `size` has low bits set. */
function push(hashes: Hash[], size: number, leafHash: Hash): void {
  let hash = demandHash(leafHash)
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = hashChildren(hashes.pop()!, hash)
  hashes.push(hash)
}

/** Hash over perfect subtrees that lie side by side, largest first. */
function foldRight(hashes: readonly Hash[]): Hash {
  return hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => hashChildren(left, right))
}

/** The perfect subtree over leaves [index·2^level, (index+1)·2^level). */
export interface NodeId {
  level: number
  index: number
}

/** The fewest perfect subtrees that cover leaves [begin, end), from left to right. */
export function rangeNodes(begin: number, end: number): NodeId[] {
  const nodes: NodeId[] = []
  for (let at = begin; at < end; ) {
    let level = 0
    let width = 1
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2
      level += 1
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/**
 * Every perfect subtree whose hash a proof is made of: what an async store must fetch beforehand.
 * @throws RangeError unless 0 ≤ index < size
 */
export function inclusionNodes(index: number, size: number): NodeId[] {
  return provenRanges(index, size).flatMap(({ begin, end }) => rangeNodes(begin, end))
}

/** @throws RangeError unless 0 < from ≤ to */
export function consistencyNodes(from: number, to: number): NodeId[] {
  return sharedRanges(from, to).flatMap(({ begin, end }) => rangeNodes(begin, end))
}

/** The stored hash of a perfect subtree. */
export type NodeHash = (level: number, index: number) => Hash

export function rootFrom(size: number, nodeHash: NodeHash): Hash {
  return hashOver({ begin: 0, end: demandSize(size) }, nodeHash)
}

/** @throws RangeError unless 0 ≤ index < size */
export function inclusionProof(index: number, size: number, nodeHash: NodeHash): Hash[] {
  return provenRanges(index, size).map((range) => hashOver(range, nodeHash))
}

/** @throws RangeError unless 0 < from ≤ to: an empty tree is consistent with any, so a proof from it says nothing */
export function consistencyProof(from: number, to: number, nodeHash: NodeHash): Hash[] {
  return sharedRanges(from, to).map((range) => hashOver(range, nodeHash))
}

function provenRanges(index: number, size: number): Range[] {
  demandSize(size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`No leaf ${index} in a tree of ${size}`)
  return inclusionRanges(index, size)
}

function sharedRanges(from: number, to: number): Range[] {
  demandSize(to)
  if (!Number.isSafeInteger(from) || from < 1 || from > to) throw new RangeError(`No consistency proof from ${from} to ${to}`)
  const [seed, ...rest] = consistencyRanges(from, to)
  return seed!.begin === 0 ? rest : [seed!, ...rest]
}

function hashOver({ begin, end }: Range, nodeHash: NodeHash): Hash {
  return foldRight(rangeNodes(begin, end).map(({ level, index }) => demandHash(nodeHash(level, index))))
}

function demandHash(hash: Hash): Hash {
  if (!isHash(hash)) throw new RangeError('A hash of the tree has 32 bytes')
  return hash
}

function demandSize(size: number): number {
  if (!isSize(size)) throw new RangeError(`${size} is no number of leaves`)
  return size
}
