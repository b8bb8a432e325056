/** Tiles and entry bundles, c2sp.org/tlog-tiles: the tree as immutable files of 256 hashes. */
import { HASH_BYTES, type Hash, type NodeId, rootOf } from './tree.ts'

export const TILE_WIDTH = 256
/** The levels of the tree from one level of tiles to the next. */
const TILE_HEIGHT = 8
const MAX_TILE_LEVEL = 63
const MAX_ENTRY_BYTES = 0xffff

/** Hash `i` of a tile is the root over leaves [(index·256 + i)·256^level, (index·256 + i + 1)·256^level). */
export interface TileId {
  level: number
  index: number
  /** 1 to 256; fewer than 256 is a partial tile at the right edge of a tree. */
  width: number
}

/** A tile of hashes, or the bundle of entries under tile (0, index). */
export type TilePath = Omit<TileId, 'level'> & { level: number | 'entries' }

/**
 * `tile/0/x001/x234/067`, `tile/entries/000.p/17`
 * @throws RangeError for a level, index or width that no tile has
 */
export function tilePath(level: number | 'entries', index: number, width: number = TILE_WIDTH): string {
  const known = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= MAX_TILE_LEVEL)
  const whole = Number.isSafeInteger(index) && index >= 0 && Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH
  if (!known || !whole) throw new RangeError(`No tile ${level}/${index} of width ${width}`)
  const groups = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** @returns null for every path that tilePath does not write */
export function parseTilePath(path: string): TilePath | null {
  const [, top = '', groups = '', last = '', partial = '256'] = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5})(\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? []
  if (top === '') return null
  const tile: TilePath = { level: top === 'entries' ? top : Number(top), index: Number(groups.replace(/[x/]/g, '') + last), width: Number(partial) }
  const sane = tile.level === 'entries' || tile.level <= MAX_TILE_LEVEL
  const whole = Number.isSafeInteger(tile.index) && tile.width >= 1 && tile.width <= TILE_WIDTH
  return sane && whole && tilePath(tile.level, tile.index, tile.width) === path ? tile : null
}

/** Where a perfect subtree lies: over hashes [begin, end) of one tile. */
export interface TileSpan {
  level: number
  index: number
  begin: number
  end: number
}

export function nodeInTile({ level, index }: NodeId): TileSpan {
  const hashes = 2 ** (level % TILE_HEIGHT)
  const nodes = TILE_WIDTH / hashes
  const begin = (index % nodes) * hashes
  return { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(index / nodes), begin, end: begin + hashes }
}

/**
 * The hash of a perfect subtree out of the tile that nodeInTile names.
 * @throws RangeError when the tile is too narrow to hold it, or is not made of whole hashes
 */
export function hashFromTile(tile: Uint8Array, node: NodeId): Hash {
  const { begin, end } = nodeInTile(node)
  if (tile.length % HASH_BYTES !== 0 || tile.length > TILE_WIDTH * HASH_BYTES || tile.length < end * HASH_BYTES)
    throw new RangeError(`A tile of ${tile.length} bytes does not hold hashes ${begin} to ${end}`)
  const hashes = Array.from({ length: end - begin }, (_, at) => tile.slice((begin + at) * HASH_BYTES, (begin + at + 1) * HASH_BYTES))
  return rootOf(hashes)
}

/** How many hashes the tile has in a tree of `size` leaves; 0 when it has none and must not be served. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH))
}

/**
 * The tiles that hold these nodes in a tree of `size` leaves, each once, in the order they are first needed.
 * @throws RangeError when the tree does not reach so far
 */
export function tilesFor(nodes: readonly NodeId[], size: number): TileId[] {
  const tiles = new Map<string, TileId>()
  for (const node of nodes) {
    const { level, index, end } = nodeInTile(node)
    const width = tileWidth(level, index, size)
    if (width < end) throw new RangeError(`A tree of ${size} leaves has no node ${node.index} at level ${node.level}`)
    tiles.set(`${level}/${index}`, { level, index, width })
  }
  return [...tiles.values()]
}

/**
 * Entries one after the other, the length of each before it in two bytes.
 * @throws RangeError for more than 256 entries or one above 65,535 bytes
 */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (entries.length > TILE_WIDTH || entries.some(({ length }) => length > MAX_ENTRY_BYTES))
    throw new RangeError('A bundle has 256 entries of 65,535 bytes at most')
  const bundle = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    new DataView(bundle.buffer).setUint16(at, entry.length)
    bundle.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bundle
}

/** @returns null when the bundle breaks off within an entry or holds more than 256 */
export function decodeEntries(bundle: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength)
  const entries: Uint8Array[] = []
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 <= bundle.length ? at + 2 + view.getUint16(at) : Number.POSITIVE_INFINITY
    if (end > bundle.length || entries.length === TILE_WIDTH) return null
    entries.push(bundle.slice(at + 2, end))
    at = end
  }
  return entries
}
