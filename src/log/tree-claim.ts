/**
 * Claims about a Merkle tree and whether they hold: RFC 6962 §2.1 (the same as RFC 9162 §2.1) over SHA-256. What a reader
 * of a proof needs and no more; trees and proofs are built in `tree.ts`, by the same walk.
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

/** Leaves [begin, end) under one node of the tree, perfect or at its right edge. */
export interface Range {
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
export function inclusionRanges(index: number, size: number): Range[] {
  return rangesTo(index + 1, size, ({ begin, end }) => end - begin === 1).slice(1)
}

/**
 * §2.1.2: the largest subtree that ends where the old tree ended, and the siblings from there to the root.
 * The proof leaves the first out where it is the whole old tree, whose root the reader has.
 */
export function consistencyRanges(from: number, to: number): Range[] {
  return rangesTo(from, to, ({ end }) => end === from)
}

/** The largest power of two below `width`: the leaves of the left child. */
function leftWidth(width: number): number {
  let left = 1
  while (left * 2 < width) left *= 2
  return left
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

export function isHash(hash: Hash): boolean {
  return ArrayBuffer.isView(hash) && hash.byteLength === HASH_BYTES
}

export function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0
}
