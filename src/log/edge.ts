/**
 * The right edge of a tree that is kept in tiles (C2SP tlog-tiles): all that is needed to let it grow. Every perfect subtree
 * that a root is made of lies in the last tile of its level, the one that is not full yet.
 */
import { hashFromTile, nodeInTile, TILE_WIDTH } from './tiles.ts'
import { HASH_BYTES, type Hash, type NodeHash, rootFrom, rootOf, sameHash } from './tree.ts'

export interface Edge {
  /** Leaves of the tree. */
  size: number
  /** By level of tile: the hashes of the last tile one after the other, fewer than 256; empty where it is just full. */
  tails: readonly Uint8Array[]
}

export interface Tile {
  level: number
  index: number
  /** 1 to 256 hashes one after the other. */
  hashes: Uint8Array
}

const NO_HASHES = new Uint8Array(0)

export const EMPTY_EDGE: Edge = { size: 0, tails: [] }

/** The tiles whose hashes `tails` holds, by level: what a store fetches to have the edge of a tree of this size. */
export function tailsAt(size: number): { level: number; index: number; width: number }[] {
  const tails: { level: number; index: number; width: number }[] = []
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH))
    tails.push({ level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH })
  return tails
}

/**
 * @param leafHashes at least one
 * @returns the new edge and every tile that got a hash, whole as it now is
 * @throws RangeError when the tails are not as wide as the size demands
 */
export function grow(edge: Edge, leafHashes: readonly Hash[]): { edge: Edge; tiles: Tile[] } {
  const before = tailsAt(edge.size)
  for (const { level, width } of before)
    if ((edge.tails[level]?.length ?? 0) !== width * HASH_BYTES) throw new RangeError(`A tree of ${edge.size} leaves has another edge`)
  const tails = [...edge.tails]
  const tiles: Tile[] = []
  let hashes: readonly Hash[] = leafHashes
  for (let level = 0; hashes.length > 0; level++) {
    const row = [...split(tails[level] ?? NO_HASHES), ...hashes]
    const first = before[level]?.index ?? 0
    const roots: Hash[] = []
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const members = row.slice(at, at + TILE_WIDTH)
      tiles.push({ level, index: first + at / TILE_WIDTH, hashes: joined(members) })
      if (members.length === TILE_WIDTH) roots.push(rootOf(members))
    }
    tails[level] = joined(row.slice(row.length - (row.length % TILE_WIDTH)))
    hashes = roots
  }
  return { edge: { size: edge.size + leafHashes.length, tails }, tiles }
}

export function rootOfEdge(edge: Edge): Hash {
  return rootFrom(edge.size, nodesOf(tilesOfEdge(edge)))
}

/** @returns the root of a tree of this size out of its stored tiles, which may have grown since; null where they do not hold all of its nodes */
export function rootOfTiles(size: number, tiles: readonly Tile[]): Hash | null {
  try {
    return rootFrom(size, nodesOf(tiles))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

export function tilesOfEdge({ size, tails }: Edge): Tile[] {
  return tailsAt(size).flatMap(({ level, index }) => (tails[level]?.length ? [{ level, index, hashes: tails[level] }] : []))
}

/**
 * Hashes of nodes out of tiles in hand.
 * @throws RangeError for a node that none of them holds
 */
export function nodesOf(tiles: readonly Tile[]): NodeHash {
  const byPlace = new Map(tiles.map((tile) => [`${tile.level} ${tile.index}`, tile.hashes]))
  return (level, index) => {
    const node = { level, index }
    const place = nodeInTile(node)
    return hashFromTile(byPlace.get(`${place.level} ${place.index}`) ?? NO_HASHES, node)
  }
}

/**
 * Places one level up whose tile does not have the root of a full tile below it where that belongs; a missing tile is wrong, too.
 * @param level of the tiles below
 * @param full indexes of the full tiles to be held against those above
 * @param tiles both levels, as far as there are any
 */
export function parentsUnlikeTiles(level: number, full: readonly number[], tiles: readonly Tile[]): number[] {
  const hashesOf = new Map(tiles.map((tile) => [`${tile.level} ${tile.index}`, tile.hashes]))
  const wrong = full.filter((index) => {
    const begin = (index % TILE_WIDTH) * HASH_BYTES
    const above = hashesOf.get(`${level + 1} ${Math.floor(index / TILE_WIDTH)}`)?.subarray(begin, begin + HASH_BYTES) ?? NO_HASHES
    const below = split(hashesOf.get(`${level} ${index}`) ?? NO_HASHES)
    return below.length < TILE_WIDTH || above.length < HASH_BYTES || !sameHash(rootOf(below.slice(0, TILE_WIDTH)), above)
  })
  return [...new Set(wrong.map((index) => Math.floor(index / TILE_WIDTH)))]
}

function split(hashes: Uint8Array): Hash[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, at) => hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

function joined(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_BYTES)
  return bytes
}
