import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntries, encodeEntries, hashFromTile, nodeInTile, parseTilePath, tilePath, tilesFor, tileWidth } from '../../src/log/tiles.ts'
import {
  consistencyNodes,
  type Hash,
  hashLeaf,
  inclusionNodes,
  inclusionProof,
  type NodeHash,
  rangeNodes,
  rootFrom,
  rootOf,
  verifyInclusion,
} from '../../src/log/tree.ts'

const LEAF_HASHES = Array.from({ length: 70_000 }, (_, at) => hashLeaf(Uint8Array.of(at >> 16, at >> 8, at)))

/** Tiles of the tree of all leaves, as c2sp.org/tlog-tiles defines them: hash i of tile n is the root over its own leaves. */
function tileOf(level: number, index: number, width: number): Uint8Array {
  const span = 256 ** level
  const hashes = Array.from({ length: width }, (_, at) => rootOf(LEAF_HASHES.slice((index * 256 + at) * span, (index * 256 + at + 1) * span)))
  return new Uint8Array(Buffer.concat(hashes))
}

describe('the path of a tile', () => {
  test.each([
    [0, 0, 256, 'tile/0/000'],
    [0, 1_234_067, 256, 'tile/0/x001/x234/067'],
    [1, 17, 112, 'tile/1/017.p/112'],
    [0, 1_234, 17, 'tile/0/x001/234.p/17'],
    [63, 999, 1, 'tile/63/999.p/1'],
    ['entries', 1_000, 255, 'tile/entries/x001/000.p/255'],
    [0, Number.MAX_SAFE_INTEGER, 256, 'tile/0/x009/x007/x199/x254/x740/991'],
  ] as const)('of level %s, index %i, width %i is %s', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path)
    expect(parseTilePath(path)).toEqual({ level, index, width })
  })

  test.each([
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001/x002',
    'tile/0/X001/002',
    'tile/00/001',
    'tile/64/001',
    'tile/-1/001',
    'tile/data/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/0/001.p/',
    'tile/0/001.p',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/001?',
    'tile/0/../001',
    'tile/0/x999/x999/x999/x999/x999/999',
    '',
  ])('is none: %j', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })

  test.each([
    [-1, 0, 256],
    [64, 0, 256],
    [0, -1, 256],
    [0, 0.5, 256],
    [0, 0, 0],
    [0, 0, 257],
  ])('is not written for level %d, index %d, width %d', (level, index, width) => {
    expect(() => tilePath(level, index, width)).toThrow(RangeError)
  })
})

describe('tiles', () => {
  test('of a tree of 70,000 are as wide as the specification says', () => {
    const widths = (level: number, indices: number[]) => indices.map((index) => tileWidth(level, index, 70_000))
    expect(widths(0, [0, 272, 273, 274])).toEqual([256, 256, 112, 0])
    expect(widths(1, [0, 1, 2])).toEqual([256, 17, 0])
    expect(widths(2, [0, 1])).toEqual([1, 0])
    expect(widths(3, [0])).toEqual([0])
    expect([tileWidth(0, 0, 256), tileWidth(1, 0, 256), tileWidth(1, 0, 255)]).toEqual([256, 1, 0])
  })

  test('hold each perfect subtree in one place', () => {
    expect(nodeInTile({ level: 0, index: 0 })).toEqual({ level: 0, index: 0, begin: 0, end: 1 })
    expect(nodeInTile({ level: 7, index: 3 })).toEqual({ level: 0, index: 1, begin: 128, end: 256 })
    expect(nodeInTile({ level: 8, index: 3 })).toEqual({ level: 1, index: 0, begin: 3, end: 4 })
    expect(nodeInTile({ level: 10, index: 2 ** 40 + 65 })).toEqual({ level: 1, index: 2 ** 34 + 1, begin: 4, end: 8 })
  })

  test('prove all that the tree itself proves', () => {
    const direct: NodeHash = (level, index) => rootOf(LEAF_HASHES.slice(index * 2 ** level, (index + 1) * 2 ** level))
    const size = 70_000
    const root = rootFrom(size, direct)
    for (const index of [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]) {
      const nodes = inclusionNodes(index, size)
      const tiles = new Map(tilesFor(nodes, size).map(({ level, index, width }) => [`${level}/${index}`, tileOf(level, index, width)]))
      const fromTiles: NodeHash = (level, index) => {
        const at = nodeInTile({ level, index })
        return hashFromTile(tiles.get(`${at.level}/${at.index}`)!, { level, index })
      }
      const proof = inclusionProof(index, size, fromTiles)
      expect(verifyInclusion({ leafHash: LEAF_HASHES[index]!, index, size, proof, root })).toBeNull()
    }
  })

  test('are named once each, as wide as they are in that tree', () => {
    expect(tilesFor(inclusionNodes(0, 70_000), 70_000)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 0, index: 273, width: 112 },
    ])
    expect(tilesFor(consistencyNodes(256, 512), 512)).toEqual([{ level: 1, index: 0, width: 2 }])
    expect(tilesFor(rangeNodes(0, 0), 0)).toEqual([])
    expect(() => tilesFor([{ level: 0, index: 5 }], 5)).toThrow(RangeError)
    expect(() => tilesFor([{ level: 3, index: 0 }], 7)).toThrow(RangeError)
  })

  test('too narrow, too wide or cut within a hash give none', () => {
    const tile = tileOf(0, 0, 5)
    expect(hashFromTile(tile, { level: 2, index: 0 })).toEqual(rootOf(LEAF_HASHES.slice(0, 4)))
    expect(hashFromTile(tile, { level: 0, index: 4 })).toEqual(LEAF_HASHES[4] as Hash)
    expect(() => hashFromTile(tile, { level: 0, index: 5 })).toThrow(RangeError)
    expect(() => hashFromTile(tile, { level: 3, index: 0 })).toThrow(RangeError)
    expect(() => hashFromTile(tile.slice(0, -1), { level: 0, index: 0 })).toThrow(RangeError)
    expect(() => hashFromTile(new Uint8Array(257 * 32), { level: 0, index: 0 })).toThrow(RangeError)
  })
})

describe('a bundle of entries', () => {
  test('is the entries one after the other, each behind its length', () => {
    expect(encodeEntries([Uint8Array.of(7, 8, 9), new Uint8Array(), Uint8Array.of(1)])).toEqual(Uint8Array.of(0, 3, 7, 8, 9, 0, 0, 0, 1, 1))
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }), (entries) => {
        expect(decodeEntries(encodeEntries(entries))).toEqual(entries.map((entry) => Uint8Array.from(entry)))
      }),
    )
  })

  test('is refused when it breaks off, and is read out of a larger buffer', () => {
    const bundle = encodeEntries([Uint8Array.of(7, 8, 9), Uint8Array.of(1)])
    for (let length = 0; length < bundle.length; length++) {
      const whole = length === 0 || length === 5
      expect(decodeEntries(bundle.slice(0, length)) === null).toBe(!whole)
    }
    expect(decodeEntries(Uint8Array.of(99, ...bundle).subarray(1))).toEqual([Uint8Array.of(7, 8, 9), Uint8Array.of(1)])
  })

  test('holds 256 entries of 65,535 bytes and no more', () => {
    const full = Array.from({ length: 256 }, () => new Uint8Array())
    expect(decodeEntries(encodeEntries(full))).toHaveLength(256)
    expect(() => encodeEntries([...full, new Uint8Array()])).toThrow(RangeError)
    expect(decodeEntries(new Uint8Array(257 * 2))).toBeNull()
    expect(decodeEntries(encodeEntries([new Uint8Array(65_535)]))).toEqual([new Uint8Array(65_535)])
    expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(RangeError)
  })
})
