/** What somebody kept from earlier never makes a verdict less exact: the place that is named is the same or a closer one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { type Finding, PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { hashLeaf } from '../../../src/log/tree.ts'
import { blocksOf, exported, JWKS, type Ledger, ledgerOf, seal, tile, VKEY, world } from '../../support/audit-history.ts'

const TRUST = { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS }

/** Leaf, stored hash and tile alike. */
function alter(ledger: Ledger, index: number): void {
  const row = ledger.leaves[index]!
  row.leaf = JSON.stringify({ ...JSON.parse(row.leaf!), rid: 'another' })
  row.hash = hashLeaf(Buffer.from(row.leaf))
  tile(ledger)
}

/** Answers as a lender keeps them, each with the checkpoint it came with. */
const answersWith = (notes: readonly string[]) =>
  notes
    .map((note, at) => JSON.stringify({ headers: { 'X-Request-Id': `nowhere-${at}`, 'Suixin-Log-Checkpoint': Buffer.from(note).toString('base64') } }))
    .join('\n')

const judged = async (ledger: Ledger, held: string[]) => (await verifyFile(blocksOf(`${exported(ledger).join('\n')}\n`), TRUST, held)).findings
const proven = (findings: readonly Finding[]) => findings.filter(({ why, index }) => index !== null && why !== 'answer_missing')
const within = (inner: Finding, outer: Finding) => inner.index! >= outer.index! && (inner.through ?? inner.index!) <= (outer.through ?? outer.index!)

const SIZE = 60
const history = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  every: fc.integer({ min: 5, max: 40 }),
  keptEvery: fc.integer({ min: 3, max: 40 }),
  kept: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
  altered: fc.array(fc.nat({ max: SIZE - 1 }), { minLength: 1, maxLength: 3 }),
  /** One copy alone is altered as well, so that there is a doubt to be settled. */
  doubtful: fc.option(fc.nat({ max: SIZE - 1 })),
  /** Whoever altered it has the log's key, and signs the new history. */
  resigned: fc.boolean(),
  missing: fc.option(fc.nat({ max: SIZE - 1 })),
})

describe('with what was kept', () => {
  it('whatever was named without it is named as closely or closer', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ seed, every, keptEvery, kept, altered, doubtful, resigned, missing }) => {
        const w = world(seededRandom(seed))
        while (w.acts.length < SIZE) w.step()
        w.acts.length = SIZE
        const { checkpoints } = await ledgerOf(w.acts, keptEvery)
        const held = answersWith([...new Set(kept.map((at) => checkpoints[at % checkpoints.length]!.note))])
        const ledger = await ledgerOf(w.acts, every)
        for (const index of altered) alter(ledger, index)
        if (resigned) await seal(ledger, every)
        if (doubtful !== null) ledger.leaves[doubtful]!.hash = hashLeaf(Buffer.from('another'))
        if (missing !== null) ledger.leaves[missing]!.leaf = null
        const without = proven(await judged(ledger, []))
        const withIt = proven(await judged(ledger, [held]))
        for (const named of without) expect({ named, withIt, closer: withIt.some((other) => within(other, named)) }).toMatchObject({ closer: true })
      }),
      { numRuns: 150, seed: 20261124 },
    )
  })

  it('a leaf altered behind what its reader had seen is sought between that and the next signature', async () => {
    const w = world(seededRandom(3))
    while (w.acts.length < SIZE) w.step()
    w.acts.length = SIZE
    const noteAt = async (size: number) => (await ledgerOf(w.acts.slice(0, size), size)).checkpoints.at(-1)!.note
    const ledger = await ledgerOf(w.acts, 20)
    alter(ledger, 33)
    expect(await judged(ledger, [])).toMatchObject([{ why: 'root', index: 20, through: 39 }])
    // Kept before it, behind it, and on both sides.
    expect(await judged(ledger, [await noteAt(30)])).toMatchObject([{ why: 'root', index: 30, through: 39 }])
    expect(await judged(ledger, [await noteAt(36)])).toMatchObject([{ why: 'held_checkpoint', index: 20, through: 35 }])
    expect(await judged(ledger, [await noteAt(33), await noteAt(34)])).toEqual([{ why: 'held_checkpoint', index: 33, about: '34' }])
  })

  it('a history written anew is sought from what still holds of the kept, whatever the new one is signed with', async () => {
    const w = world(seededRandom(4))
    while (w.acts.length < SIZE) w.step()
    w.acts.length = SIZE
    const { checkpoints } = await ledgerOf(w.acts, 25)
    const ledger = await ledgerOf(w.acts, 10)
    alter(ledger, 31)
    await seal(ledger, 10)
    expect(
      await judged(
        ledger,
        checkpoints.map(({ note }) => note),
      ),
    ).toMatchObject([{ why: 'held_checkpoint', index: 25, through: 49, about: '50' }])
  })
})
