import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_EDGE, grow, nodesOf, rootOfEdge, rootOfTiles, type Tile, tailsAt, tilesOfEdge } from '../../src/log/edge.ts'
import { tilesFor, tileWidth } from '../../src/log/tiles.ts'
import { consistencyNodes, consistencyProof, hashLeaf, inclusionNodes, inclusionProof, rootOf, verifyConsistency, verifyInclusion } from '../../src/log/tree.ts'

const leaf = (n: number) => hashLeaf(new TextEncoder().encode(`leaf ${n}`))
const LEAVES = Array.from({ length: 66_100 }, (_, n) => leaf(n))

/** Grows in these steps and keeps every tile as a store would. */
function grown(steps: readonly number[]) {
  let edge = EMPTY_EDGE
  const kept = new Map<string, Tile>()
  for (const count of steps) {
    const step = grow(edge, LEAVES.slice(edge.size, edge.size + count))
    for (const tile of step.tiles) kept.set(`${tile.level}/${tile.index}`, tile)
    edge = step.edge
  }
  return { edge, kept }
}

const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 200, max: 700 })), { minLength: 1, maxLength: 6 })

describe('an edge', () => {
  test('has the root of the leaves, in whatever steps it grew, and keeps the tiles of that size and no other', () => {
    fc.assert(
      fc.property(steps, (counts) => {
        const { edge, kept } = grown(counts)
        expect(rootOfEdge(edge)).toEqual(rootOf(LEAVES.slice(0, edge.size)))
        for (const { level, index, hashes } of kept.values()) expect(hashes.length).toBe(tileWidth(level, index, edge.size) * 32)
        for (const { level, index, width } of tailsAt(edge.size)) expect(kept.get(`${level}/${index}`)?.hashes.length ?? 0).toBe(width * 32)
      }),
      { numRuns: 60 },
    )
  })

  test.each([0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])('of %i leaves is right beside the borders of tiles', (size) => {
    const { edge } = size === 0 ? { edge: EMPTY_EDGE } : grown([size])
    expect(rootOfEdge(edge)).toEqual(rootOf(LEAVES.slice(0, size)))
    const again = grow(edge, LEAVES.slice(size, size + 3))
    expect(rootOfEdge(again.edge)).toEqual(rootOf(LEAVES.slice(0, size + 3)))
  })

  test('before and the tiles of a step hold every node that shows the one to follow from the other', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 600 }), (counts, count) => {
        const { edge } = grown(counts)
        const next = grow(edge, LEAVES.slice(edge.size, edge.size + count))
        const proof = consistencyProof(edge.size, next.edge.size, nodesOf([...tilesOfEdge(edge), ...next.tiles]))
        const roots = { fromRoot: rootOfEdge(edge), toRoot: rootOfEdge(next.edge) }
        expect(verifyConsistency({ from: edge.size, to: next.edge.size, ...roots, proof })).toBe(null)
      }),
      { numRuns: 60 },
    )
  })

  test.each([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])('of %i leaves has its root in the kept tiles, however they grew since', (size) => {
    for (const more of [0, 1, 255, 256, 300]) {
      const { kept } = grown(more === 0 ? [size] : [size, more])
      const tails = tailsAt(size).flatMap(({ level, index, width }) => (width > 0 ? [kept.get(`${level}/${index}`)!] : []))
      expect(rootOfTiles(size, tails)).toEqual(rootOf(LEAVES.slice(0, size)))
      // Without the last one, or with a byte of it turned, it is not there.
      expect(rootOfTiles(size, tails.slice(1))).toBeNull()
      const [first, ...others] = tails as [Tile, ...Tile[]]
      const bent = { ...first, hashes: first.hashes.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) }
      expect(rootOfTiles(size, [bent, ...others])).not.toEqual(rootOf(LEAVES.slice(0, size)))
    }
  })

  test('that is not as wide as its size says is refused', () => {
    const { edge } = grown([300])
    expect(() => grow({ ...edge, size: 301 }, [leaf(0)])).toThrow(RangeError)
    expect(() => grow({ ...edge, tails: [] }, [leaf(0)])).toThrow(RangeError)
  })
})

test('kept tiles prove every leaf and every older size', () => {
  const { edge, kept } = grown([700, 66_000 - 700])
  const fetched = (nodes: Parameters<typeof tilesFor>[0]) => nodesOf(tilesFor(nodes, edge.size).map(({ level, index }) => kept.get(`${level}/${index}`)!))
  const root = rootOfEdge(edge)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: edge.size - 1 }), fc.integer({ min: 1, max: edge.size }), (index, from) => {
      const proof = inclusionProof(index, edge.size, fetched(inclusionNodes(index, edge.size)))
      expect(verifyInclusion({ leafHash: LEAVES[index]!, index, size: edge.size, proof, root })).toBe(null)
      const shown = consistencyProof(from, edge.size, fetched(consistencyNodes(from, edge.size)))
      expect(verifyConsistency({ from, to: edge.size, fromRoot: rootOf(LEAVES.slice(0, from)), toRoot: root, proof: shown })).toBe(null)
    }),
    { numRuns: 12 },
  )
})
