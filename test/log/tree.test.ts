import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  append,
  consistencyNodes,
  consistencyProof,
  EMPTY_ROOT,
  emptyFrontier,
  frontierRoot,
  type Hash,
  hashChildren,
  hashLeaf,
  inclusionNodes,
  inclusionProof,
  type NodeHash,
  rangeNodes,
  rootFrom,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../src/log/tree.ts'
import published from '../vectors/log-tree.json'
import { slowPath, slowProof, slowRoot } from './reference-tree.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const hexes = (hashes: readonly Uint8Array[]) => hashes.map(hex)

const LEAVES = Array.from({ length: 300 }, (_, at) => new TextEncoder().encode(`entry ${at}`))
const LEAF_HASHES = LEAVES.map(hashLeaf)

/** Perfect subtrees of the tree of `size`, by the recursive definition; there are no others. */
function storedHashes(size: number): NodeHash {
  const known = new Map<string, Hash>()
  return (level, index) => {
    const begin = index * 2 ** level
    const end = begin + 2 ** level
    if (end > size) throw new Error(`node ${level}/${index} is not perfect in a tree of ${size}`)
    const key = `${level}/${index}`
    const hash = known.get(key) ?? slowRoot(LEAVES.slice(begin, end))
    known.set(key, hash)
    return hash
  }
}
const STORED = storedHashes(LEAVES.length)

describe('published hashes and proofs', () => {
  test('leaf, node and empty tree', () => {
    const { emptyRoot, emptyLeaf, leaf, node } = published.hashes
    expect(hex(EMPTY_ROOT)).toBe(emptyRoot)
    expect(hex(rootOf([]))).toBe(emptyRoot)
    expect(hex(hashLeaf(new Uint8Array()))).toBe(emptyLeaf)
    expect(hex(hashLeaf(fromHex(leaf.data)))).toBe(leaf.hash)
    expect(hex(hashChildren(fromHex(node.left), fromHex(node.right)))).toBe(node.hash)
  })

  const leafHashes = published.leaves.map((data) => hashLeaf(fromHex(data)))
  const nodeHash: NodeHash = (level, index) => rootOf(leafHashes.slice(index * 2 ** level, (index + 1) * 2 ** level))

  test.each(published.roots.map((root, at) => [at + 1, root] as const))('root of the first %i leaves', (size, root) => {
    expect(hex(rootOf(leafHashes.slice(0, size)))).toBe(root)
    expect(hex(rootFrom(size, nodeHash))).toBe(root)
  })

  test.each(published.inclusion)('inclusion of leaf $index in $size', ({ index, size, proof }) => {
    expect(hexes(inclusionProof(index, size, nodeHash))).toEqual(proof)
    const claim = { leafHash: leafHashes[index]!, index, size, proof: proof.map(fromHex), root: fromHex(published.roots[size - 1]!) }
    expect(verifyInclusion(claim)).toBeNull()
  })

  test.each(published.consistency)('consistency of $from with $to', ({ from, to, proof }) => {
    expect(hexes(consistencyProof(from, to, nodeHash))).toEqual(proof)
    const roots = { fromRoot: fromHex(published.roots[from - 1]!), toRoot: fromHex(published.roots[to - 1]!) }
    expect(verifyConsistency({ from, to, proof: proof.map(fromHex), ...roots })).toBeNull()
  })
})

describe('against the slow tree of RFC 9162', () => {
  const slowRoots = LEAVES.map((_, at) => slowRoot(LEAVES.slice(0, at + 1)))

  test('the root is the same for every size to 300, whole, out of stored nodes, and leaf by leaf', () => {
    let frontier = emptyFrontier()
    expect(frontierRoot(frontier)).toEqual(EMPTY_ROOT)
    for (const [at, root] of slowRoots.entries()) {
      frontier = append(frontier, LEAF_HASHES[at]!)
      expect(hex(rootOf(LEAF_HASHES.slice(0, at + 1)))).toBe(hex(root))
      expect(hex(rootFrom(at + 1, STORED))).toBe(hex(root))
      expect(hex(frontierRoot(frontier))).toBe(hex(root))
      expect(frontier.hashes.map(hex)).toEqual(rangeNodes(0, at + 1).map(({ level, index }) => hex(STORED(level, index))))
    }
  })

  test('every inclusion proof of every size to 64 is the same, and holds', () => {
    for (let size = 1; size <= 64; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, storedWithin(size))
        expect(hexes(proof)).toEqual(hexes(slowPath(index, LEAVES.slice(0, size))))
        expect(verifyInclusion({ leafHash: LEAF_HASHES[index]!, index, size, proof, root: slowRoots[size - 1]! })).toBeNull()
      }
    }
  })

  test('every inclusion proof of every size to 300 holds', () => {
    for (let size = 1; size <= 300; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, STORED)
        if (verifyInclusion({ leafHash: LEAF_HASHES[index]!, index, size, proof, root: slowRoots[size - 1]! }) !== null) expect([index, size]).toEqual([])
      }
    }
  })

  test('every consistency proof between sizes to 130 holds, and to 64 is the same', () => {
    for (let to = 1; to <= 130; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = consistencyProof(from, to, storedWithin(to))
        if (to <= 64) expect(hexes(proof)).toEqual(hexes(slowProof(from, LEAVES.slice(0, to))))
        if (verifyConsistency({ from, to, fromRoot: slowRoots[from - 1]!, toRoot: slowRoots[to - 1]!, proof }) !== null) expect([from, to]).toEqual([])
      }
    }
  })

  test('a proof for one place, size or root is one for no other', () => {
    const place = fc.integer({ min: 1, max: 300 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }) }))
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(here.size !== there.size || here.index !== there.index)
        const proof = inclusionProof(here.index, here.size, STORED)
        const leafHash = LEAF_HASHES[here.index]!
        expect(verifyInclusion({ leafHash, ...here, proof, root: slowRoots[here.size - 1]! })).toBeNull()
        expect(verifyInclusion({ leafHash, ...there, proof, root: slowRoots[there.size - 1]! })).not.toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })

  test('one turned bit anywhere in a claim is found', () => {
    const pair = fc.integer({ min: 2, max: 300 }).chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to - 1 }) }))
    fc.assert(
      fc.property(pair, fc.nat(), fc.nat({ max: 255 }), ({ from, to }, which, bit) => {
        const claim = { from, to, fromRoot: slowRoots[from - 1]!, toRoot: slowRoots[to - 1]!, proof: consistencyProof(from, to, STORED) }
        expect(verifyConsistency(claim)).toBeNull()
        const hashes = [claim.fromRoot, claim.toRoot, ...claim.proof].map((hash) => hash.slice())
        hashes[which % hashes.length]![bit >> 3]! ^= 1 << (bit & 7)
        const [fromRoot, toRoot, ...proof] = hashes as [Hash, Hash, ...Hash[]]
        expect(verifyConsistency({ from, to, fromRoot, toRoot, proof })).toBe('root')
      }),
      { numRuns: 1_000 },
    )
  })

  test('the nodes named beforehand are all that a proof asks for', () => {
    const ask = (nodes: { level: number; index: number }[]): NodeHash => {
      const allowed = new Set(nodes.map(({ level, index }) => `${level}/${index}`))
      return (level, index) => (allowed.delete(`${level}/${index}`) ? STORED(level, index) : expect.unreachable(`node ${level}/${index} was not named`))
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (size, seed) => {
        const index = seed % size
        expect(inclusionProof(index, size, ask(inclusionNodes(index, size)))).toHaveLength(slowPath(index, LEAVES.slice(0, size)).length)
        expect(consistencyProof(index + 1, size, ask(consistencyNodes(index + 1, size)))).toHaveLength(slowProof(index + 1, LEAVES.slice(0, size)).length)
      }),
      { numRuns: 200 },
    )
  })
})

const kept = new Map<number, NodeHash>()
/** Refuses every node that a tree of this size has not: a proof must not reach beyond its tree. */
function storedWithin(size: number): NodeHash {
  const stored = kept.get(size) ?? storedHashes(size)
  kept.set(size, stored)
  return stored
}

describe('a tampered proof', () => {
  const { inclusion, consistency } = JSON.parse(readFileSync(new URL('../vectors/log-tampering.json', import.meta.url), 'utf8')) as Tampering

  test.each(inclusion)('of inclusion: $name', ({ leafHash, index, size, proof, root, flaw }) => {
    expect(verifyInclusion({ leafHash: fromHex(leafHash), index, size, proof: proof.map(fromHex), root: fromHex(root) })).toBe(flaw)
  })

  test.each(consistency)('of consistency: $name', ({ from, to, fromRoot, toRoot, proof, flaw }) => {
    expect(verifyConsistency({ from, to, fromRoot: fromHex(fromRoot), toRoot: fromHex(toRoot), proof: proof.map(fromHex) })).toBe(flaw)
  })
})

interface Tampering {
  inclusion: { name: string; flaw: string | null; leafHash: string; index: number; size: number; proof: string[]; root: string }[]
  consistency: { name: string; flaw: string | null; from: number; to: number; fromRoot: string; toRoot: string; proof: string[] }[]
}

describe('sizes beyond 32 bits', () => {
  const zero: NodeHash = () => new Uint8Array(32)

  test('cover a range with the same few subtrees whatever its height', () => {
    expect(rangeNodes(0, 2 ** 40 + 5)).toEqual([
      { level: 40, index: 0 },
      { level: 2, index: 2 ** 38 },
      { level: 0, index: 2 ** 40 + 4 },
    ])
    expect(rangeNodes(0, Number.MAX_SAFE_INTEGER)).toHaveLength(53)
    expect(rangeNodes(2 ** 33, 2 ** 33)).toEqual([])
  })

  test('prove and hold where the tree is the same everywhere', () => {
    // A tree of 2^40 equal leaves: its perfect subtrees are one hash a level, so its root is known without building it.
    const levels = [hashLeaf(new Uint8Array())]
    for (let level = 1; level <= 40; level++) levels.push(hashChildren(levels[level - 1]!, levels[level - 1]!))
    const equal: NodeHash = (level) => levels[level]!
    const size = 2 ** 40
    const index = 2 ** 39 + 2 ** 32 + 7
    const proof = inclusionProof(index, size, equal)
    expect(proof).toHaveLength(40)
    expect(verifyInclusion({ leafHash: levels[0]!, index, size, proof, root: levels[40]! })).toBeNull()
    const from = 2 ** 39 + 2 ** 31 + 1
    const growth = consistencyProof(from, size, equal)
    expect(verifyConsistency({ from, to: size, fromRoot: rootFrom(from, equal), toRoot: levels[40]!, proof: growth })).toBeNull()
    expect(verifyConsistency({ from: from - 1, to: size, fromRoot: rootFrom(from - 1, equal), toRoot: levels[40]!, proof: growth })).not.toBeNull()
  })

  test('end with the safe integers', () => {
    expect(inclusionProof(2 ** 53 - 2, 2 ** 53 - 1, zero)).toHaveLength(52)
    expect(() => inclusionProof(0, 2 ** 53, zero)).toThrow(RangeError)
  })
})

describe('nothing is built', () => {
  const nodeHash: NodeHash = (level, index) => STORED(level, index)

  test.each([
    [-1, 8],
    [8, 8],
    [0, 0],
    [0.5, 8],
    [Number.NaN, 8],
  ])('for leaf %d of %d', (index, size) => {
    expect(() => inclusionProof(index, size, nodeHash)).toThrow(RangeError)
    expect(() => inclusionNodes(index, size)).toThrow(RangeError)
  })

  test.each([
    [0, 8],
    [0, 0],
    [9, 8],
    [-1, 8],
    [1.5, 8],
  ])('for the growth from %d to %d', (from, to) => {
    expect(() => consistencyProof(from, to, nodeHash)).toThrow(RangeError)
    expect(() => consistencyNodes(from, to)).toThrow(RangeError)
  })

  test('of hashes that are not 32 bytes, or a frontier that is not of its size', () => {
    const short = new Uint8Array(31)
    expect(() => rootOf([LEAF_HASHES[0]!, short])).toThrow(RangeError)
    expect(() => append(emptyFrontier(), short)).toThrow(RangeError)
    expect(() => rootFrom(1, () => short)).toThrow(RangeError)
    expect(() => inclusionProof(0, 2, () => short)).toThrow(RangeError)
    expect(() => frontierRoot({ size: 2, hashes: [LEAF_HASHES[0]!, LEAF_HASHES[1]!] })).toThrow(RangeError)
    expect(() => append({ size: 1, hashes: [] }, LEAF_HASHES[0]!)).toThrow(RangeError)
  })
})
