/**
 * The figures of the matcher: one process, one run. Everything that is timed is first checked to answer the same.
 * Ratios are taken round by round, in turn, on the same firms and products.
 */
import { Batch, BLOCK_FIRMS } from '../src/matching/batch.ts'
import { hasBit, unite } from '../src/matching/bits.ts'
import type { CriteriaIndex } from '../src/matching/criteria-index.ts'
import { evaluate } from '../src/matching/evaluate.ts'
import { type FactsRow, factsRow } from '../src/matching/facts-row.ts'
import { normalForm } from '../src/matching/normal-form.ts'
import { policyOn } from '../src/matching/rank-policy.ts'
import { buildCatalogue, type Catalogue, shortlist } from '../src/matching/shortlist.ts'
import type { Profile } from '../src/profiles/model.ts'
import { agreement, randomCriteria, randomFirms } from './matching/agreement.ts'
import { closuresOf } from './matching/closures.ts'
import { type Decide, PEERS, type PeerName, plainFacts } from './matching/peers.ts'
import { takeTurns, unitTime } from './matching/rounds.ts'
import { completeFirms, NEED, TODAY, type Workload, type WorkloadName, withHoles, workload } from './matching/workload.ts'
import type { Benchmark } from './measure.ts'

const FIRMS = 40
const PEER_FIRMS = 4
const ROUNDS = 7
const SIZES: Record<WorkloadName, readonly number[]> = { T: [1000, 3000, 10_000], R: [3000, 10_000] }
const LOAN = { amount: Number(NEED.amountFen), months: NEED.termMonths, purpose: NEED.purpose }

export const matching: Benchmark = {
  title: 'one firm × all products (path, index) against public engines, closures and the floor; many × many; three evaluators equal',
  async run() {
    const rows: string[][] = [['', 'bar', 'figure', '']]
    const T: Record<number, Measured> = {}
    const R: Record<number, Measured> = {}
    for (const size of SIZES.T) T[size] = await measureIndexed('T', size, rows)
    for (const size of SIZES.R) R[size] = await measureIndexed('R', size, rows)
    const growth1kTo10k = await measureGrowth()
    rows.push(['path, T, 1,000 → 10,000 products', '≤ 5', `${growth1kTo10k} ×`, `index alone ${round(T[10_000]!.indexUs / T[1000]!.indexUs)} ×`])

    const peers = await measurePeers(rows)
    const batch = { T: measureBatch('T', rows), R: measureBatch('R', rows) }
    const { wrong, pairs } = measureAgreement(rows)
    return {
      rows,
      numbers: {
        T: { ...T, 3000: { ...peers, ...T[3000] } },
        R,
        growth1kTo10k,
        batchNsPerPair: batch.T,
        batchNsPerPairR: batch.R,
        wrong,
        pairsChecked: pairs,
      },
    }
  },
}

type Measured = Record<'indexTimesFasterThanClosures' | 'indexTimesFloor' | 'indexUs' | 'pathMs' | 'pathColdMs' | 'buildMs' | 'indexBytes', number>

async function measureIndexed(name: WorkloadName, size: number, rows: string[][]): Promise<Measured> {
  const work = workload(name, size, 7)
  const profiles = withHoles(completeFirms(name, FIRMS, 8), 9)
  const facts = profiles.map(factsRow)
  const catalogue = buildCatalogue(work.candidates)
  const { index } = catalogue
  const buildMs = await unitTime({ run: () => void buildCatalogue(work.candidates), units: 1 }, 5)

  // The catalogue has an order of its own.
  const closures = closuresOf(catalogue.candidates.map(({ productId }) => normalForm(work.criteria[placeOf(productId)]!)))
  const verdicts = new Uint8Array(size)
  for (const row of facts) {
    index.decide(row)
    closures(row, verdicts)
    for (let p = 0; p < size; p++) {
      const own = hasBit(index.short, p) ? 0 : hasBit(index.unknown, p) ? 1 : 2
      if (verdicts[p] !== own) throw new Error(`${name} ${size}: closures and index disagree on product ${p}`)
    }
  }
  const repeats = Math.ceil(30_000 / size)
  const decideAll = over(facts, repeats, (row) => index.decide(row, LOAN))
  const slow = await takeTurns(
    decideAll,
    over(facts, 1, (row) => closures(row, verdicts)),
    ROUNDS,
  )
  const floors = facts.map((row) => bitsetsFor(index, row))
  const floor = await takeTurns(decideAll, over(floors, repeats, orOnce), ROUNDS)
  const path = await measurePath(catalogue, profiles, repeats)

  const label = `${name} ${size.toLocaleString('en')}`
  rows.push(
    [
      `${label}: closures ÷ index`,
      name === 'T' ? closureBar(size) : '',
      `${round(slow.ratio)} ×`,
      `index ${round(slow.oursMs * 1000)} µs, closures ${round((slow.referenceMs * 1e6) / size)} ns a pair`,
    ],
    [`${label}: index ÷ floor`, floorBar(name, size), `${round(1 / floor.ratio)} ×`, `floor ${round(floor.referenceMs * 1000)} µs`],
    [
      `${label}: path`,
      name === 'T' && size === 3000 ? '≤ 0.2 ms' : '',
      `${path.warmMs.toFixed(3)} ms`,
      `each need new: ${path.coldMs.toFixed(3)} ms; ${path.eligible} eligible, ${path.unknown} unknown`,
    ],
    [`${label}: rebuilt`, size === 10_000 ? '≤ 300 ms, ≤ 4 MB' : '', `${Math.round(buildMs)} ms`, `${(index.bytes / 2 ** 20).toFixed(2)} MB index`],
  )
  return {
    ...{ indexTimesFasterThanClosures: round(slow.ratio), indexTimesFloor: round(1 / floor.ratio), indexUs: round(slow.oursMs * 1000) },
    ...{ pathMs: Number(path.warmMs.toFixed(4)), pathColdMs: Number(path.coldMs.toFixed(4)), buildMs: Math.round(buildMs), indexBytes: index.bytes },
  }
}

/** Profile in; verdicts, price, rank, reasons of the top 20 and unlocks out. Warm: others asked for the same loan today. */
async function measurePath(catalogue: Catalogue, profiles: readonly Profile[], repeats: number) {
  const policy = policyOn(TODAY)
  const lists = profiles.map((profile) => shortlist(catalogue, { profile, need: NEED, policy }))
  const warmMs = await unitTime(
    over(profiles, repeats, (profile) => shortlist(catalogue, { profile, need: NEED, policy })),
    ROUNDS,
  )
  let asked = 0n
  const cold = over(profiles, 1, (profile) => shortlist(catalogue, { profile, need: { ...NEED, amountFen: NEED.amountFen - ++asked * 100n }, policy }))
  const coldMs = await unitTime(cold, 3)
  const mean = (count: (list: (typeof lists)[number]) => number) => Math.round(lists.reduce((sum, list) => sum + count(list), 0) / lists.length)
  return { warmMs, coldMs, eligible: mean(({ counts }) => counts.eligible), unknown: mean(({ counts }) => counts.unknown) }
}

/** In turns, like every ratio here. */
async function measureGrowth(): Promise<number> {
  const policy = policyOn(TODAY)
  const profiles = withHoles(completeFirms('T', FIRMS, 8), 9)
  const [small, large] = [1000, 10_000].map((size) => {
    const catalogue = buildCatalogue(workload('T', size, 7).candidates)
    return over(profiles, 10, (profile) => shortlist(catalogue, { profile, need: NEED, policy }))
  })
  return round((await takeTurns(small!, large!, ROUNDS)).ratio)
}

interface FloorBits {
  short: Int32Array
  unknown: Int32Array
  ruledOut: Int32Array[]
  asked: Int32Array[]
}

/** The bitsets that the index brings together for one firm, already made. */
function bitsetsFor(index: CriteriaIndex, facts: FactsRow): FloorBits {
  index.decide(facts, LOAN)
  const empty = new Set<unknown>(index.emptySlots)
  const ordinals = index.ordinals.flatMap((slot) => {
    if (empty.has(slot)) return []
    const bits = slot.lend(slot.slot === -1 ? LOAN.amount : slot.slot === -2 ? LOAN.months : facts.values[slot.place]!).slice()
    slot.giveBack()
    return [bits]
  })
  const codes = index.codes.flatMap((slot) => (empty.has(slot) ? [] : [slot.lend(slot.slot < 0 ? LOAN.purpose : facts.codes[slot.place]!)]))
  const words = index.short.length
  return { short: new Int32Array(words), unknown: new Int32Array(words), ruledOut: [...ordinals, ...codes], asked: index.emptySlots.map(({ asked }) => asked) }
}

function orOnce({ short, unknown, ruledOut, asked }: FloorBits): void {
  unite(short, ruledOut)
  unite(unknown, asked)
}

/** Peers answer on complete data, which is less than the path does on holes: no unknown, no price, no rank, no reason. */
async function measurePeers(rows: string[][]) {
  const work = workload('T', 3000, 7)
  const complete = completeFirms('T', PEER_FIRMS, 8)
  const holed = withHoles(completeFirms('T', FIRMS, 8), 9)
  const catalogue = buildCatalogue(work.candidates)
  const policy = policyOn(TODAY)
  const path = over(holed, 25, (profile) => shortlist(catalogue, { profile, need: NEED, policy }))
  const bars: Record<PeerName, number> = { 'json-rules-engine': 2000, 'zen-engine': 150, 'cel-js': 150, 'json-logic-engine': 25 }
  const pathTimesFasterThan: Partial<Record<PeerName, number>> = {}
  const falselyEligible: Partial<Record<PeerName | 'suixin', number>> = {}
  const truth = holed.slice(0, PEER_FIRMS).map((profile) => eligibleByReference(work, profile))
  const ours = holed.slice(0, PEER_FIRMS).map((profile) => shortlist(catalogue, { profile, need: NEED, policy }))
  const oursById = ours.map(({ ranked }) => ranked.map((place) => placeOf(catalogue.candidates[place]!.productId)).sort((a, b) => a - b))
  const told = (lists: readonly number[][]) => {
    const falsely = lists.reduce((sum, list, i) => sum + list.filter((product) => !truth[i]!.includes(product)).length, 0)
    const lost = truth.reduce((sum, list, i) => sum + list.filter((product) => !lists[i]!.includes(product)).length, 0)
    return { falsely, lost }
  }
  const right = truth.reduce((sum, list) => sum + list.length, 0)
  falselyEligible.suixin = told(oursById).falsely
  const missing = [['30 % missing: suixin', '0 falsely', `${falselyEligible.suixin} falsely`, `${told(oursById).lost} of ${right} lost`]]
  for (const [name, { how, prepare }] of Object.entries(PEERS) as [PeerName, (typeof PEERS)[PeerName]][]) {
    const decide: Decide = prepare(work.criteria)
    const facts = complete.map(plainFacts)
    for (const [i, profile] of complete.entries()) {
      const [expected, got] = [eligibleByReference(work, profile), await decide(facts[i]!)]
      if (expected.join() !== got.join()) throw new Error(`${name} and the reference disagree on complete data: ${got.length} for ${expected.length}`)
    }
    const reference = async () => {
      for (const each of facts) await decide(each)
    }
    const { ratio, referenceMs } = await takeTurns(path, { run: reference, units: PEER_FIRMS }, name === 'json-rules-engine' ? 5 : ROUNDS)
    pathTimesFasterThan[name] = Math.round(ratio)
    rows.push([
      `T 3,000: ${name} ÷ path`,
      `≥ ${bars[name].toLocaleString('en')}`,
      `${Math.round(ratio).toLocaleString('en')} ×`,
      `${referenceMs.toFixed(1)} ms; ${how}`,
    ])
    const lists: number[][] = []
    for (const profile of holed.slice(0, PEER_FIRMS)) lists.push(await decide(plainFacts(profile)))
    const { falsely, lost } = told(lists)
    falselyEligible[name] = falsely
    missing.push([`30 % missing: ${name}`, '', `${falsely} falsely`, `${lost} of ${right} lost`])
  }
  rows.push(...missing)
  return { pathTimesFasterThan, falselyEligible }
}

function eligibleByReference({ criteria }: Workload, profile: Profile): number[] {
  return criteria.flatMap((all, product) => (all.every((criterion) => evaluate(criterion, profile).verdict === 'met') ? [product] : []))
}

/** Columns included: rows in, bits by product out. */
function measureBatch(name: WorkloadName, rows: string[][]): number {
  const products = workload(name, 3000, 7).criteria.map(normalForm)
  const facts = withHoles(completeFirms(name, BLOCK_FIRMS, 8), 9).map(factsRow)
  const batch = new Batch(products)
  let seen = 0
  const taken: number[] = []
  for (let block = 0; block < 12; block++) {
    const started = performance.now()
    batch.decide(facts, (_, short, unknown) => {
      seen += short[0]! & unknown[1]!
    })
    taken.push(((performance.now() - started) * 1e6) / (products.length * BLOCK_FIRMS))
  }
  const nsPerPair = round(taken.slice(2).sort((a, b) => a - b)[5]!)
  rows.push([
    `${name} 3,000 × ${BLOCK_FIRMS.toLocaleString('en')}: batch, one core`,
    '≤ 15 ns',
    `${nsPerPair} ns a pair`,
    `${(batch.bytes / 2 ** 20).toFixed(1)} MB of columns${Number.isNaN(seen) ? '!' : ''}`,
  ])
  return nsPerPair
}

function measureAgreement(rows: string[][]) {
  const like = completeFirms('T', 1, 8)[0]!
  const [T, R] = (['T', 'R'] as const).map((name) => agreement(workload(name, 3000, 11).criteria, withHoles(completeFirms(name, 120, 12), 13)))
  const random = [14, 15, 16].map((seed) => agreement(randomCriteria(500, seed), randomFirms(like, 250, seed + 10)))
  const all = [T!, R!, ...random]
  const pairs = all.reduce((sum, each) => sum + each.pairs, 0)
  const wrong = all.reduce((sum, each) => sum + each.wrong, 0)
  rows.push(['reference = index = batch', '0 wrong of ≥ 1,000,000', `${wrong} wrong`, `of ${pairs.toLocaleString('en')} pairs`])
  return { pairs, wrong }
}

/** In the workload. */
function placeOf(productId: string): number {
  return Number(productId.slice(4))
}

/** Items one after the other, the whole so many times over. */
function over<T>(items: readonly T[], repeats: number, work: (item: T) => void): { run: () => void; units: number } {
  const run = () => {
    for (let i = 0; i < repeats; i++) for (const item of items) work(item)
  }
  return { run, units: repeats * items.length }
}

function closureBar(size: number): string {
  return size === 3000 ? '≥ 10' : size === 10_000 ? '≥ 40' : ''
}

function floorBar(name: WorkloadName, size: number): string {
  return `≤ ${name === 'T' ? { 1000: 6, 3000: 4, 10000: 3 }[size] : { 3000: 8, 10000: 10 }[size]}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
