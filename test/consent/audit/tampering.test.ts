import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { type AuditReport, PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { formatProofFile } from '../../../src/log/proof-file.ts'
import { hashLeaf, inclusionProof, rootOf } from '../../../src/log/tree.ts'
import { type Act, blocksOf, exported, hashOf, JWKS, keyPair, type Ledger, ledgerOf, seal, tile, VKEY, vkeyOf, world } from '../../support/audit-history.ts'

const TRUST = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }
const EVERY = 16
const THIEF = keyPair('thief')

type Random = () => number

/** The tables before and after somebody with every right was at them, and what an auditor had kept from before. */
interface Case {
  ledger: Ledger
  acts: readonly Act[]
  random: Random
  below(bound: number): number
}

interface Expectation {
  /** What is named; several where it depends on where it was. */
  why: string
  /** The first place that does not say what it said. */
  index: number
  /** The leaf itself can be named, and not only the stretch between two checkpoints. */
  exact: boolean
  held?: string[]
}

function rehash(ledger: Ledger): void {
  for (const row of ledger.leaves) row.hash = hashLeaf(Buffer.from(row.leaf!))
}

function renumber(ledger: Ledger): void {
  for (const [seq, row] of ledger.leaves.entries()) row.seq = seq
}

/** The entry as it stands, saying something else. */
function bent(leaf: string, random: Random): string {
  const entry = JSON.parse(leaf)
  const ways: (() => void)[] = [
    () => (entry.rid = `${entry.rid}x`),
    () => (entry.op = 'op_2'),
    () => (entry.ac = 'ins_x'),
    () => (entry.at = new Date(Date.parse(entry.at) + 1).toISOString()),
    () => (entry.f = [...entry.f, 'zz']),
    () => (entry.why = `${entry.why}x`),
    () => (entry.n += 1),
    () => (entry.t = entry.t === 'read.released' ? 'read.denied' : 'read.released'),
  ]
  ways[Math.floor(random() * ways.length)]!()
  return JSON.stringify(entry)
}

/** The receipt of a leaf under the newest checkpoint, as its subject would have kept it. */
function receiptOf(ledger: Ledger, index: number): string {
  const { size, note } = ledger.checkpoints.at(-1)!
  const hashes = ledger.leaves.slice(0, size).map(({ hash }) => hash!)
  const nodeHash = (level: number, at: number) => rootOf(hashes.slice(at * 2 ** level, (at + 1) * 2 ** level))
  return formatProofFile({ extra: Buffer.from(ledger.leaves[index]!.leaf!), index, proof: inclusionProof(index, size, nodeHash), checkpoint: note })
}

const TAMPERINGS: Readonly<Record<string, (c: Case) => Expectation | null | Promise<Expectation | null>>> = {
  'a leaf altered'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    return { why: 'leaf_altered', index, exact: true }
  },
  'a leaf altered with its hash'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    return { why: 'leaf_altered', index, exact: true }
  },
  'a leaf written otherwise'({ ledger, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.leaf = JSON.stringify(JSON.parse(ledger.leaves[index]!.leaf!), null, 1)
    rehash(ledger)
    return { why: 'leaf_altered', index, exact: true }
  },
  'a leaf altered with its hash and its tile'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    // Three copies say the same: which leaf of the stretch it is, nothing in the file tells.
    return { why: 'root', index, exact: false }
  },
  'a leaf altered with its hash and its tile, against a kept receipt'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    const held = [receiptOf(ledger, index)]
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    return { why: 'held_leaf', index, exact: true, held }
  },
  'a leaf altered with its hash and its tile, against an earlier dump'({ ledger, random, below }) {
    const kept = ledger.checkpoints[below(ledger.checkpoints.length)]!
    const earlier = exported({ ...ledger, checkpoints: ledger.checkpoints.filter(({ size }) => size <= kept.size) })
    const index = below(kept.size)
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    return { why: 'held_leaf', index, exact: true, held: [`${earlier.join('\n')}\n`] }
  },
  'a tile altered'({ ledger, below }) {
    const index = below(ledger.tiled.length)
    ledger.tiled[index] = Uint8Array.from(ledger.tiled[index]!, (byte, at) => (at === 5 ? byte ^ 1 : byte))
    return { why: 'tile_altered', index, exact: true }
  },
  'one leaf altered, the hash of another, the tile of a third'({ ledger, random, below }) {
    const [a, b, c] = [0, 1, 2].map(() => below(ledger.leaves.length)).sort((x, y) => x - y) as [number, number, number]
    if (a === b || b === c) return null
    ledger.leaves[a]!.leaf = bent(ledger.leaves[a]!.leaf!, random)
    ledger.leaves[b]!.hash = hashLeaf(Buffer.from('another'))
    ledger.tiled[c] = hashLeaf(Buffer.from('another'))
    return { why: 'leaf_altered', index: a, exact: true }
  },
  'an entry deleted'({ ledger, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.leaf = null
    return { why: 'leaf_missing', index, exact: true }
  },
  'an entry deleted with its place'({ ledger, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves.splice(index, 1)
    // Where a checkpoint comes next, any of its stretch could be the one.
    return { why: 'leaf_missing', index, exact: (index + 1) % EVERY !== 0 && index < ledger.leaves.length }
  },
  'an entry deleted and the rest moved up'({ ledger, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves.splice(index, 1)
    renumber(ledger)
    return { why: 'leaf_altered leaf_missing', index, exact: index < ledger.leaves.length }
  },
  'two leaves swapped'({ ledger, below }) {
    const [a, b] = [below(ledger.leaves.length), below(ledger.leaves.length)].sort((x, y) => x - y) as [number, number]
    if (a === b) return null
    ;[ledger.leaves[a]!.leaf, ledger.leaves[b]!.leaf] = [ledger.leaves[b]!.leaf, ledger.leaves[a]!.leaf]
    return { why: 'leaf_altered', index: a, exact: true }
  },
  'two leaves swapped with their hashes'({ ledger, below }) {
    const [a, b] = [below(ledger.leaves.length), below(ledger.leaves.length)].sort((x, y) => x - y) as [number, number]
    if (a === b) return null
    ;[ledger.leaves[a]!.leaf, ledger.leaves[b]!.leaf] = [ledger.leaves[b]!.leaf, ledger.leaves[a]!.leaf]
    rehash(ledger)
    return { why: 'leaf_altered', index: a, exact: true }
  },
  'an entry put in between'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves.splice(index, 0, { seq: 0, leaf: bent(ledger.leaves[index]!.leaf!, random), hash: null })
    renumber(ledger)
    rehash(ledger)
    return { why: 'leaf_altered', index, exact: true }
  },
  'a leaf hash altered'({ ledger, below }) {
    const index = below(ledger.leaves.length)
    ledger.leaves[index]!.hash = Uint8Array.from(ledger.leaves[index]!.hash!, (byte, at) => (at === 5 ? byte ^ 1 : byte))
    return { why: 'hash_altered', index, exact: true }
  },
  'a consent altered'({ ledger, below }) {
    const row = ledger.artefacts[below(ledger.artefacts.length)]
    if (!row) return null
    row.artefact = { ...row.artefact, validity: { from: '2026-11-01T00:00:00.000Z', to: '2036-11-01T00:00:00.000Z' } }
    return { why: 'artefact_hash', index: row.firstSeq, exact: true }
  },
  'a consent altered with its hash'({ ledger, below }) {
    const row = ledger.artefacts[below(ledger.artefacts.length)]
    if (!row) return null
    row.artefact = { ...row.artefact, access: { fetch: 'on_demand', perWindow: null, total: 1_000 } }
    row.hash = hashOf(row.artefact as never)
    return { why: 'artefact_missing artefact_signature', index: row.firstSeq, exact: true }
  },
  'a consent deleted'({ ledger, below }) {
    const [row] = ledger.artefacts.splice(below(ledger.artefacts.length), 1)
    return row ? { why: 'artefact_missing', index: row.firstSeq, exact: true } : null
  },
  'a consent under another signature'({ ledger, below }) {
    const row = ledger.artefacts[below(ledger.artefacts.length)]
    const other = ledger.artefacts.find(({ platform }) => platform !== row?.platform)
    if (!row || !other) return null
    row.platform = other.platform
    return { why: 'artefact_signature', index: row.firstSeq, exact: true }
  },
  'a checkpoint moved'({ ledger, below }) {
    const at = below(ledger.checkpoints.length)
    const row = ledger.checkpoints[at]!
    const before = ledger.checkpoints[at - 1]?.size ?? 0
    if (row.size - before < 2) return null
    const index = row.size
    row.size -= 1
    // The stretch it was to cover is judged only up to where it stands now.
    return at === ledger.checkpoints.length - 1
      ? { why: 'checkpoint_size leaf_missing checkpoint_missing', index: index - 1, exact: false }
      : { why: 'checkpoint_size leaf_missing checkpoint_missing', index: index - 1, exact: false }
  },
  'a checkpoint altered'({ ledger, below }) {
    const at = below(ledger.checkpoints.length)
    const row = ledger.checkpoints[at]!
    const letter = row.note.indexOf('\n', row.note.indexOf('\n') + 1) + 3 + below(30)
    row.note = `${row.note.slice(0, letter)}${row.note[letter] === 'A' ? 'B' : 'A'}${row.note.slice(letter + 1)}`
    return { why: 'checkpoint_signature note', index: row.size - 1, exact: false }
  },
  'two checkpoints swapped'({ ledger, below }) {
    const [a, b] = [below(ledger.checkpoints.length), below(ledger.checkpoints.length)].sort((x, y) => x - y) as [number, number]
    if (a === b) return null
    const [left, right] = [ledger.checkpoints[a]!, ledger.checkpoints[b]!]
    ;[left.note, right.note] = [right.note, left.note]
    return { why: 'leaf_missing checkpoint_size', index: left.size, exact: false }
  },
  'the end cut off, against a kept checkpoint'({ ledger, below }) {
    const held = [ledger.checkpoints.at(-1)!.note]
    if (ledger.checkpoints.length < 2) return null
    ledger.checkpoints.length = 1 + below(ledger.checkpoints.length - 1)
    const { size } = ledger.checkpoints.at(-1)!
    ledger.leaves.length = size
    return { why: 'leaf_missing', index: size, exact: true, held }
  },
  async 'everything written anew with the log’s own key, against a kept checkpoint'({ ledger, random, below }) {
    const kept = ledger.checkpoints[below(ledger.checkpoints.length)]!
    const held = [ledger.checkpoints[below(ledger.checkpoints.length)]!, kept].filter(({ size }) => size <= kept.size).map(({ note }) => note)
    const index = below(kept.size)
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    await seal(ledger, EVERY)
    return { why: 'held_checkpoint', index, exact: false, held }
  },
  async 'everything written anew with the log’s own key, against a kept receipt'({ ledger, random, below }) {
    const index = below(ledger.leaves.length)
    const held = [receiptOf(ledger, index)]
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    await seal(ledger, EVERY)
    return { why: 'held_leaf', index, exact: true, held }
  },
  async 'everything written anew with another key'({ ledger, random, below }) {
    const index = below(Math.min(EVERY, ledger.leaves.length))
    ledger.leaves[index]!.leaf = bent(ledger.leaves[index]!.leaf!, random)
    rehash(ledger)
    tile(ledger)
    await seal(ledger, EVERY, THIEF)
    ledger.vkeys = [vkeyOf(THIEF)]
    return { why: 'unknown_key', index, exact: false }
  },
}

async function judged(ledger: Ledger, held: readonly string[]): Promise<AuditReport> {
  return verifyFile(blocksOf(`${exported(ledger).join('\n')}\n`), TRUST, held)
}

describe('a thousand tamperings by somebody who may do anything in the database', () => {
  it('are all found, each at its first bad place', async () => {
    const names = Object.keys(TAMPERINGS)
    const missed: unknown[] = []
    const done = new Map(names.map((name) => [name, 0]))
    const random = seededRandom(20261123)
    const below = (bound: number) => Math.floor(random() * bound)
    for (let trial = 0, seed = 0; trial < 1_000; seed++) {
      const name = names[seed % names.length]!
      const w = world(seededRandom(seed))
      const length = 20 + below(60)
      while (w.acts.length < length) w.step()
      const ledger = await ledgerOf(w.acts, EVERY)
      if (seed % 50 === 0) expect((await judged(ledger, [])).exit).toBe(0)
      const expected = await TAMPERINGS[name]!({ ledger, acts: w.acts, random, below })
      if (expected === null) continue
      trial += 1
      done.set(name, done.get(name)! + 1)
      const { exit, findings } = await judged(ledger, expected.held ?? [])
      const first = findings[0]
      const lowest = first?.index ?? -1
      const highest = first?.through ?? lowest
      const named = expected.exact ? first?.through === undefined && lowest === expected.index : lowest <= expected.index && expected.index <= highest
      if (exit !== 2 || !named || !expected.why.split(' ').includes(first!.why))
        missed.push({ name, seed, expected: { ...expected, held: expected.held?.length }, exit, findings })
    }
    expect(missed.slice(0, 5)).toEqual([])
    expect(Object.fromEntries([...done].filter(([, count]) => count < 20))).toEqual({})
  }, 120_000)
})
