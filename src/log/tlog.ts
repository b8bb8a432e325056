/**
 * The log's arithmetic and formats by one door, to be called plainly: bytes in, bytes or a named flaw out; no clock, no
 * network, no database. Hashes are 32 bytes, sizes and indices whole numbers from 0 up to 2^53 - 1, base 64 is RFC 4648 §4 in
 * its one spelling. What checks (`verify…`, `parse…`, `open…`) returns a flaw and never throws for what it is given to
 * judge; what makes (`…Proof`, `format…`, `sign…`) throws RangeError for what cannot be made.
 *
 * RFC 6962 §2.1 and RFC 9162 §2.1 (tree, proofs) · c2sp.org/signed-note · tlog-checkpoint · tlog-cosignature · tlog-proof ·
 * tlog-tiles. Stricter than some readers: a root or proof hash of another length than 32 bytes is refused even where it
 * would never be looked at, and nothing is consistent from size 0.
 */
import { consistencyProof, type Hash, inclusionProof, type NodeHash, rootOf } from './tree.ts'

export * from './base64.ts'
export * from './checkpoint.ts'
export * from './cosignature.ts'
export * from './note.ts'
export * from './proof-file.ts'
export * from './tiles.ts'
export * from './tree.ts'

/**
 * The hashes of perfect subtrees over a list of leaf hashes, for the proofs below.
 * @throws RangeError for a node beyond the list
 */
export function nodesOver(leafHashes: readonly Hash[]): NodeHash {
  return (level, index) => {
    const width = 2 ** level
    if ((index + 1) * width > leafHashes.length) throw new RangeError(`No node ${index} at level ${level} over ${leafHashes.length} leaves`)
    return rootOf(leafHashes.slice(index * width, (index + 1) * width))
  }
}

/**
 * That leaf `index` stands in the tree of the first `size` leaves; lowest sibling first.
 * @throws RangeError unless 0 ≤ index < size ≤ leafHashes.length
 */
export function proveInclusion(leafHashes: readonly Hash[], index: number, size: number = leafHashes.length): Hash[] {
  return inclusionProof(index, size, nodesOver(leafHashes.slice(0, size)))
}

/**
 * That the tree of the first `to` leaves begins with the tree of the first `from`; empty where they are one.
 * @throws RangeError unless 0 < from ≤ to ≤ leafHashes.length
 */
export function proveConsistency(leafHashes: readonly Hash[], from: number, to: number = leafHashes.length): Hash[] {
  return consistencyProof(from, to, nodesOver(leafHashes.slice(0, to)))
}
