/**
 * The tree once more from its leaves: every leaf hash, every checkpoint's signature and, since each root is worked out at
 * its size, that each checkpoint's tree begins with the one before it.
 */
import type { OpenedCheckpoint } from '../checkpoint.ts'
import { append, emptyFrontier, type Frontier, frontierRoot, type Hash, hashLeaf, sameHash } from '../tree.ts'
import type { DumpLeaf } from './dump.ts'
import { type Finding, Stop } from './finding.ts'
import { openTrusted, type Verifiers } from './trust.ts'

/** What an auditor kept from earlier: checkpoints it saw, receipts it was given. */
export interface Held {
  checkpoints: readonly { size: number; root: Hash }[]
  leaves: readonly { index: number; hash: Hash }[]
}

export interface TreeAudit {
  /**
   * @returns that the leaf is not the one whose hash was stored: to be believed once a checkpoint holds over one of the two
   * @throws Stop
   */
  leaf(leaf: DumpLeaf): Finding | null
  /** @throws Stop */
  checkpoint(note: string): Promise<void>
  /** What is known only at the end: held checkpoints that were never reached. @throws Stop */
  end(to: number): void
  counts(): { leaves: number; withheld: number; checkpoints: number; held: number }
  newest(): OpenedCheckpoint | null
}

const UTF8 = new TextEncoder()

/** @param whole leaves are all written out: one that is a hash alone is missing */
export function auditTree(origin: string, verifiers: Verifiers, whole: boolean, held: Held): TreeAudit {
  /** By the stored hashes. */
  let frontier: Frontier = emptyFrontier()
  /** By the leaves themselves, where they say otherwise since the last checkpoint: one of the two was sealed. */
  let written: Frontier | null = null
  let withheld = 0
  let checkpoints = 0
  let newest: OpenedCheckpoint | null = null
  const heldLeaves = new Map(held.leaves.map(({ index, hash }) => [index, hash]))
  const heldRoots = new Map<number, Hash[]>()
  for (const { size, root } of held.checkpoints) heldRoots.set(size, [...(heldRoots.get(size) ?? []), root])
  /** Leaves below it stand under a checkpoint that held. */
  let trusted = 0
  /** The same by what was kept from earlier alone: whoever has the log's key signs a new history as gladly as the old. */
  let kept = 0

  /** @returns the leaves among which the fault lies, where no single one can be named */
  const among = (from: number, size: number): Pick<Finding, 'index' | 'through'> =>
    from < size - 1 ? { index: from, through: size - 1 } : { index: Math.max(0, Math.min(from, size - 1)) }

  function isRoot(root: Hash): boolean {
    if (sameHash(root, frontierRoot(frontier))) return true
    if (written === null || !sameHash(root, frontierRoot(written))) return false
    frontier = written
    return true
  }

  return {
    leaf({ index, hash, leaf }) {
      const { size } = frontier
      if (index > size) throw new Stop({ why: 'leaf_missing', index: size })
      if (index < size) throw new Stop({ why: 'order', index, about: String(size) })
      if (leaf === null && whole) throw new Stop({ why: 'leaf_missing', index })
      const own = leaf === null ? hash! : hashLeaf(UTF8.encode(leaf))
      const isAltered = hash !== null && !sameHash(own, hash)
      const known = heldLeaves.get(index)
      if (known && !sameHash(own, known)) throw new Stop({ why: 'held_leaf', index })
      if (leaf === null) withheld += 1
      if (written || isAltered) written = append(written ?? frontier, own)
      frontier = append(frontier, hash ?? own)
      for (const root of heldRoots.get(frontier.size) ?? []) {
        if (!isRoot(root)) throw new Stop({ why: 'held_checkpoint', ...among(kept, frontier.size), about: String(frontier.size) })
        kept = frontier.size
      }
      return isAltered ? { why: 'leaf_altered', index } : null
    },
    async checkpoint(note) {
      const opened = await openTrusted(note, origin, verifiers)
      const { size } = frontier
      if (typeof opened === 'string') throw new Stop({ why: opened, ...among(trusted, size) })
      const { checkpoint } = opened
      if (checkpoint.size > size) throw new Stop({ why: 'leaf_missing', ...among(trusted, size + 1) })
      if (checkpoint.size < size || (newest !== null && checkpoint.size <= newest.checkpoint.size))
        throw new Stop({ why: 'checkpoint_size', index: checkpoint.size, about: String(size) })
      if (!isRoot(checkpoint.root)) throw new Stop({ why: 'root', ...among(trusted, size), about: String(size) })
      newest = opened
      trusted = size
      written = null
      checkpoints += 1
    },
    end(to) {
      const { size } = frontier
      const signed = newest?.checkpoint.size ?? 0
      if (size < to) throw new Stop({ why: 'leaf_missing', ...among(trusted, size + 1) })
      if (signed < size || newest === null) throw new Stop({ why: 'checkpoint_missing', ...among(trusted, Math.max(size, 1)) })
      const beyond = [...heldRoots.keys(), ...[...heldLeaves.keys()].map((index) => index + 1)].filter((known) => known > size)
      if (beyond.length > 0) throw new Stop({ why: 'leaf_missing', index: size, about: String(Math.max(...beyond)) })
    },
    counts: () => ({ leaves: frontier.size, withheld, checkpoints, held: held.checkpoints.length + held.leaves.length }),
    newest: () => newest,
  }
}
