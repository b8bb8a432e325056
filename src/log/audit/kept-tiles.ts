/**
 * Tiles of hashes that a reader kept from earlier, in the folders of C2SP tlog-tiles: `tile/0/000`, and of a tile that was
 * not full yet `tile/0/000.p/40`. Nobody signed them: they are the reader's own word of what it was shown.
 */
import { hashFromTile, nodeInTile, TILE_WIDTH, tilePath, tileWidth } from '../tiles.ts'
import { consistencyNodes, consistencyProof, HASH_BYTES, type Hash } from '../tree.ts'
import { Stop } from './finding.ts'

/** Of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES

/** Where they lie; the paths are those of tilePath, with `/`. */
export interface TileFolder {
  /** The whole file; null where there is none. */
  read(path: string): Uint8Array | null
  /** The names in a folder; none where there is no such folder. */
  list(path: string): readonly string[]
}

export interface KeptTiles {
  /**
   * The first hashes of a tile, as many as were kept and at most `width`; null where nothing of it was kept.
   * @throws Stop `tiles` where a file is not exactly as long as its name says
   */
  hashes(level: number, index: number, width: number): Uint8Array | null
  /**
   * The consistency proof between two sizes, worked out of them.
   * @throws Stop `tiles` where one that is needed is not there
   */
  proof(from: number, to: number): Hash[]
}

export function keptTiles({ read, list }: TileFolder): KeptTiles {
  /** A tile only grows: a wider one begins with what a narrower one held. */
  function hashes(level: number, index: number, width: number): Uint8Array | null {
    const whole = tilePath(level, index)
    const partial = list(`${whole}.p`).filter((name) => /^[1-9]\d{0,2}$/.test(name) && Number(name) < TILE_WIDTH)
    const widths = [...partial.map(Number), TILE_WIDTH].sort((a, b) => a - b)
    for (const kept of [...widths.filter((each) => each >= width), ...widths.filter((each) => each < width).reverse()]) {
      const path = tilePath(level, index, kept)
      const bytes = read(path)
      if (bytes === null) continue
      if (bytes.length !== kept * HASH_BYTES) throw new Stop({ why: 'tiles', index: null, about: path })
      return bytes.subarray(0, width * HASH_BYTES)
    }
    return null
  }

  function proof(from: number, to: number): Hash[] {
    if (from === 0) return []
    const tiles = new Map<string, Uint8Array>()
    for (const node of consistencyNodes(from, to)) {
      const { level, index } = nodeInTile(node)
      const width = tileWidth(level, index, to)
      const tile = hashes(level, index, width)
      if (tile?.length !== width * HASH_BYTES) throw new Stop({ why: 'tiles', index: null, about: tilePath(level, index, width) })
      tiles.set(`${level}/${index}`, tile)
    }
    return consistencyProof(from, to, (level, index) => {
      const place = nodeInTile({ level, index })
      return hashFromTile(tiles.get(`${place.level}/${place.index}`)!, { level, index })
    })
  }

  return { hashes, proof }
}
