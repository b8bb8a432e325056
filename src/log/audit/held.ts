/** What an auditor kept from earlier, read before a dump is held against it: each must itself be sound. */
import { parseProofFile } from '../proof-file.ts'
import { type Hash, hashLeaf, verifyInclusion } from '../tree.ts'
import { parseDumpLine } from './dump.ts'
import { type Finding, Stop } from './finding.ts'
import { linesOf } from './lines.ts'
import { readReceipt } from './receipt.ts'
import { auditTree, type Held, NOTHING_HELD } from './tree-audit.ts'
import { openTrusted, originOf, type Trust, verifiersOf } from './trust.ts'

/** A signed note, with what it was kept as. @throws Stop */
export async function withCheckpoint(note: string, trust: Trust, held: Held): Promise<Held> {
  const opened = await openTrusted(note, trust.origin ?? originOf(note) ?? '', verifiersOf(trust.vkeys, trust.witnesses))
  if (typeof opened === 'string') throw new Stop({ why: opened, index: null, about: 'held' })
  const { root, size } = opened.checkpoint
  return { ...held, checkpoints: [...held.checkpoints, { size, root }] }
}

/** A tlog-proof with its leaf. @throws Stop */
export async function withReceipt(text: string, trust: Trust, held: Held): Promise<Held> {
  const { file, bytes } = readReceipt(text, null)
  const more = await withCheckpoint(file.checkpoint, trust, held)
  const leafHash = hashLeaf(bytes)
  const flaw = verifyInclusion({ ...more.checkpoints.at(-1)!, leafHash, index: file.index, proof: file.proof })
  if (flaw) throw new Stop({ why: 'inclusion', index: file.index, about: 'held' })
  return { ...more, leaves: new Map([...held.leaves, [file.index, leafHash]]) }
}

/** The leaf a receipt brings along; null where the text is no receipt or has none. */
export function leafTextOf(text: string): string | null {
  const file = parseProofFile(text)
  return typeof file === 'string' || !file.extra ? null : new TextDecoder().decode(file.extra)
}

/** A dump from earlier: every leaf hash in it is held, whoever's the leaves are. Its consents are not judged again. @throws Stop */
export async function withDump(blocks: AsyncIterable<Uint8Array>, trust: Trust, held: Held): Promise<Held> {
  const leaves = new Map<number, Hash>(held.leaves)
  const checkpoints = [...held.checkpoints]
  const bad = ({ why, index }: Pick<Finding, 'why' | 'index'>) => new Stop({ why, index, about: 'held' })
  let tree: ReturnType<typeof auditTree> | null = null
  try {
    for await (const lines of linesOf(blocks)) {
      for (const item of lines.map(parseDumpLine)) {
        if (item?.is === 'header' && tree === null) {
          if (trust.origin !== null && trust.origin !== item.origin) throw new Stop({ why: 'origin', index: null })
          tree = auditTree(item, verifiersOf(trust.vkeys, trust.witnesses), NOTHING_HELD)
        } else if (item === null || tree === null) throw new Stop({ why: 'line', index: null })
        else if (item.is === 'tile') tree.tile(item)
        else if (item.is === 'leaf') {
          tree.leaf(item)
          leaves.set(item.index, item.leaf === null ? item.hash! : hashLeaf(new TextEncoder().encode(item.leaf)))
        } else if (item.is === 'checkpoint') {
          const [altered] = await tree.checkpoint(item.note)
          if (altered) throw new Stop(altered)
          const { size, root } = tree.newest()!.checkpoint
          checkpoints.push({ size, root })
        }
      }
    }
    if (tree === null) throw new Stop({ why: 'empty', index: null })
    tree.end()
  } catch (error) {
    throw error instanceof Stop ? bad(error.finding) : error
  }
  return { ...held, checkpoints, leaves }
}
