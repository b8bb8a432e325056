/**
 * The tree once more from its leaves: every leaf hash, every checkpoint's signature and, since each root is worked out at
 * its size, that each checkpoint's tree begins with the one before it.
 */
import type { OpenedCheckpoint } from '../checkpoint.ts'
import { TILE_WIDTH, tileWidth } from '../tiles.ts'
import { HASH_BYTES, type Hash, hashLeaf, sameHash } from '../tree.ts'
import { doubtfulTree } from './copies.ts'
import type { DumpHeader, DumpLeaf, DumpTile } from './dump.ts'
import { type Finding, Stop } from './finding.ts'
import type { KeptTiles } from './kept-tiles.ts'
import { openTrusted, type Verifiers } from './trust.ts'

/** What an auditor kept from earlier: checkpoints it saw, receipts it was given, an earlier dump, tiles. */
export interface Held {
  checkpoints: readonly { size: number; root: Hash }[]
  /** By place, each proven to be sealed when it was kept. */
  leaves: ReadonlyMap<number, Hash>
  tiles: KeptTiles | null
}

export const NOTHING_HELD: Held = { checkpoints: [], leaves: new Map(), tiles: null }

export interface TreeAudit {
  /** @throws Stop */
  tile(tile: DumpTile): void
  /**
   * @returns what was altered, where a checkpoint kept from earlier tells
   * @throws Stop
   */
  leaf(leaf: DumpLeaf): Finding[]
  /** @returns what was altered since the checkpoint before. @throws Stop */
  checkpoint(note: string): Promise<Finding[]>
  /** What is known only at the end: held checkpoints that were never reached. @throws Stop */
  end(): void
  /**
   * The first checkpoint kept from earlier whose root the leaves do not have. It stops nothing: what the file says by itself
   * is told as well, so that nothing is named less closely for something having been held against it.
   */
  contradiction(): Finding | null
  /** `keptTiled`: leaves held against tiles of the reader's own. */
  counts(): { leaves: number; withheld: number; checkpoints: number; tiled: number; keptTiled: number; held: number }
  newest(): OpenedCheckpoint | null
}

const UTF8 = new TextEncoder()

export function auditTree({ origin, scope, to }: DumpHeader, verifiers: Verifiers, held: Held): TreeAudit {
  const tree = doubtfulTree()
  let tile: DumpTile | null = null
  let keptTile: Uint8Array | null = null
  let withheld = 0
  let tiled = 0
  let keptTiled = 0
  let checkpoints = 0
  let newest: OpenedCheckpoint | null = null
  const heldRoots = new Map<number, Hash[]>()
  for (const { size, root } of held.checkpoints) heldRoots.set(size, [...(heldRoots.get(size) ?? []), root])
  /** Leaves below it stand under a checkpoint that held. */
  let trusted = 0
  /** The same by what was kept from earlier alone: whoever has the log's key signs a new history as gladly as the old. */
  let kept = 0
  /** Leaves under the held checkpoint that they contradict, and how many of them were as they had been kept. */
  let contradicted: { size: number; from: number } | null = null

  /** @returns the leaves among which the fault lies, where no single one can be named */
  const among = (from: number, size: number): Pick<Finding, 'index' | 'through'> =>
    from < size - 1 ? { index: from, through: size - 1 } : { index: Math.max(0, Math.min(from, size - 1)) }

  /** The first bad place is named, and that a leaf contradicts its own hash is bad by itself. */
  function stop(finding: Finding): Stop {
    const doubt = tree.firstDoubt()
    return new Stop(doubt !== null && finding.index !== null && doubt.index! <= (finding.through ?? finding.index) ? doubt : finding)
  }

  function contradiction(): Finding | null {
    if (contradicted === null) return null
    const { size, from } = contradicted
    // Where the file's own checkpoints hold beyond it, its history is another from the start; else it is the same one as far as they held.
    return { why: 'held_checkpoint', ...among(trusted >= size ? from : Math.max(from, trusted), size), about: String(size) }
  }

  return {
    contradiction,
    tile(next) {
      if (next.index * TILE_WIDTH !== tree.size()) throw new Stop({ why: 'order', index: tree.size(), about: `tile ${next.index}` })
      tile = next
    },
    leaf({ index, hash, leaf }) {
      const size = tree.size()
      if (index > size) throw stop({ why: 'leaf_missing', index: size })
      if (index < size) throw new Stop({ why: 'order', index: size, about: `leaf ${index}` })
      if (leaf === null && scope === 'whole') throw stop({ why: 'leaf_missing', index })
      const own = leaf === null ? null : hashLeaf(UTF8.encode(leaf))
      const inTile = hashInTile(tile?.hashes, Math.floor(index / TILE_WIDTH) === tile?.index ? index : null)
      if (index % TILE_WIDTH === 0) keptTile = keptTileOf(index / TILE_WIDTH)
      const known = held.leaves.get(index)
      if (known && !sameHash(own ?? hash!, known)) throw stop({ why: 'held_leaf', index })
      const inKept = hashInTile(keptTile ?? undefined, index)
      if (inKept && !sameHash(own ?? hash!, inKept)) throw stop({ why: 'held_tile', index })
      if (leaf === null) withheld += 1
      if (inTile) tiled += 1
      tree.put({ leaf: own, hash, tile: inTile })
      if (inKept) keptTiled += 1
      const altered: Finding[] = []
      for (const root of contradicted ? [] : (heldRoots.get(index + 1) ?? [])) {
        const settled = tree.settle(root)
        if (settled === null) contradicted = { size: index + 1, from: kept }
        else {
          altered.push(...settled)
          kept = index + 1
        }
      }
      if (contradicted === null && index === kept && (known || inKept)) kept = index + 1
      return altered
    },
    async checkpoint(note) {
      const opened = await openTrusted(note, origin, verifiers)
      const size = tree.size()
      if (typeof opened === 'string') throw new Stop({ why: opened, ...among(trusted, size) })
      const { checkpoint } = opened
      if (checkpoint.size > size) throw stop({ why: 'leaf_missing', ...among(trusted, size + 1) })
      if (checkpoint.size < size || (newest !== null && checkpoint.size <= newest.checkpoint.size))
        throw stop({ why: 'checkpoint_size', ...among(trusted, size), about: String(size) })
      const altered = tree.settle(checkpoint.root)
      if (altered === null) throw new Stop(contradiction() ?? { why: 'root', ...among(Math.max(trusted, kept), size), about: String(size) })
      newest = opened
      trusted = size
      checkpoints += 1
      return altered
    },
    end() {
      const size = tree.size()
      const signed = newest?.checkpoint.size ?? 0
      if (size < to) throw stop({ why: 'leaf_missing', ...among(trusted, size + 1) })
      if (signed < size || newest === null) throw stop({ why: 'checkpoint_missing', ...among(trusted, Math.max(size, 1)) })
      const beyond = [...heldRoots.keys(), ...[...held.leaves.keys()].map((index) => index + 1)].reduce((most, known) => Math.max(most, known), 0)
      if (beyond > size) throw new Stop({ why: 'leaf_missing', index: size, about: String(beyond) })
    },
    counts: () => ({ leaves: tree.size(), withheld, checkpoints, tiled, keptTiled, held: held.checkpoints.length + held.leaves.size }),
    newest: () => newest,
  }

  function keptTileOf(index: number): Uint8Array | null {
    const width = tileWidth(0, index, to)
    return width === 0 ? null : (held.tiles?.hashes(0, index, width) ?? null)
  }
}

function hashInTile(hashes: Uint8Array | undefined, index: number | null): Hash | null {
  const begin = index === null ? 0 : (index % TILE_WIDTH) * HASH_BYTES
  return index === null || hashes === undefined || begin + HASH_BYTES > hashes.length ? null : hashes.subarray(begin, begin + HASH_BYTES)
}
