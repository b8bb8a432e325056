/**
 * The Merkle tree of RFC 6962 §2.1 (the same as RFC 9162 §2.1) over SHA-256: roots, proofs and their checks.
 *
 * A proof is a list of ranges of leaves, found by walking down the recursive definition, and a hash for each.
 * Who builds a proof and who checks one walk the same ranges, so a proof has exactly the length the sizes demand.
 * Sizes and indices are safe integers and are reckoned with by division, never by 32-bit operators.
 */
import { sha256 } from './sha256.ts'

/** 32 bytes */
export type Hash = Uint8Array
export const HASH_BYTES = 32

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0))

/** The prefixes keep leaf and node apart: without them a node would pass as a leaf of 64 bytes. */
export function hashLeaf(data: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + data.length)
  bytes.set(data, 1)
  return sha256(bytes)
}

/** Plain hash of two siblings. It hashes what it is given; that a hash has 32 bytes is asked where proofs come in. */
export function hashChildren(left: Hash, right: Hash): Hash {
  const bytes = new Uint8Array(1 + left.length + right.length)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + left.length)
  return sha256(bytes)
}

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

/** Leaves [begin, end) under one node of the tree, perfect or at its right edge. */
interface Range {
  begin: number
  end: number
}

/**
 * The way down from the root along leaf `m - 1`, to where `arrived`: that range first, then the siblings, lowest first.
 * RFC 6962 §2.1.1 and §2.1.2 go the same way and differ in where they stop.
 */
function rangesTo(m: number, size: number, arrived: (range: Range) => boolean): Range[] {
  const siblings: Range[] = []
  let range: Range = { begin: 0, end: size }
  while (!arrived(range)) {
    const middle = range.begin + leftWidth(range.end - range.begin)
    const left = { begin: range.begin, end: middle }
    const right = { begin: middle, end: range.end }
    siblings.push(m <= middle ? right : left)
    range = m <= middle ? left : right
  }
  return [range, ...siblings.reverse()]
}

/** §2.1.1: the siblings on the way from leaf `index` to the root. */
function inclusionRanges(index: number, size: number): Range[] {
  return rangesTo(index + 1, size, ({ begin, end }) => end - begin === 1).slice(1)
}

/**
 * §2.1.2: the largest subtree that ends where the old tree ended, and the siblings from there to the root.
 * The proof leaves the first out where it is the whole old tree, whose root the reader has.
 */
function consistencyRanges(from: number, to: number): Range[] {
  return rangesTo(from, to, ({ end }) => end === from)
}

/** The largest power of two below `width`: the leaves of the left child. */
function leftWidth(width: number): number {
  let left = 1
  while (left * 2 < width) left *= 2
  return left
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

export type ProofFlaw = 'hash_size' | 'index_outside' | 'size' | 'proof_length' | 'root'

export interface InclusionClaim {
  leafHash: Hash
  index: number
  size: number
  /** Lowest sibling first. */
  proof: readonly Hash[]
  root: Hash
}

/**
 * Size and root must come from one signed checkpoint: trees of some sizes have the same shape around a leaf, so a root
 * alone does not tell its size.
 * @returns null when the leaf stands at `index` of the tree with this size and root; else the first flaw found
 */
export function verifyInclusion({ leafHash, index, size, proof, root }: InclusionClaim): ProofFlaw | null {
  if (![leafHash, root, ...proof].every(isHash)) return 'hash_size'
  if (!isSize(size)) return 'size'
  if (!isSize(index) || index >= size) return 'index_outside'
  const siblings = inclusionRanges(index, size)
  if (proof.length !== siblings.length) return 'proof_length'
  let hash = leafHash
  for (const [at, { begin }] of siblings.entries()) hash = begin > index ? hashChildren(hash, proof[at]!) : hashChildren(proof[at]!, hash)
  return sameHash(hash, root) ? null : 'root'
}

export interface ConsistencyClaim {
  from: number
  to: number
  fromRoot: Hash
  toRoot: Hash
  proof: readonly Hash[]
}

/**
 * Each size and its root must come from one signed checkpoint, as above.
 * @returns null when the tree of `to` leaves begins with the tree of `from`; else the first flaw found. `size` also
 * where from is 0 (the empty tree is consistent with any) or greater than to.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): ProofFlaw | null {
  if (![fromRoot, toRoot, ...proof].every(isHash)) return 'hash_size'
  if (!isSize(from) || !isSize(to) || from < 1 || from > to) return 'size'
  const [seed, ...siblings] = consistencyRanges(from, to)
  const hashes = seed!.begin === 0 ? [fromRoot, ...proof] : proof
  if (hashes.length !== 1 + siblings.length) return 'proof_length'
  let before = hashes[0]!
  let after = hashes[0]!
  for (const [at, { begin }] of siblings.entries()) {
    const sibling = hashes[at + 1]!
    if (begin < from) before = hashChildren(sibling, before)
    after = begin < from ? hashChildren(sibling, after) : hashChildren(after, sibling)
  }
  return sameHash(before, fromRoot) && sameHash(after, toRoot) ? null : 'root'
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function isHash(hash: Hash): boolean {
  return ArrayBuffer.isView(hash) && hash.byteLength === HASH_BYTES
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0
}

function demandHash(hash: Hash): Hash {
  if (!isHash(hash)) throw new RangeError('A hash of the tree has 32 bytes')
  return hash
}

function demandSize(size: number): number {
  if (!isSize(size)) throw new RangeError(`${size} is no number of leaves`)
  return size
}
