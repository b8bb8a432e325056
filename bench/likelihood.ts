/**
 * A city whose truth is known and that the estimate never sees: lenders, products and segments with their own chances,
 * which drift, applicants that differ within a segment, new products that come late. Each outcome is foretold before it
 * is told (prequential), from figures renewed once a day as in the house. Against it the raw frequency of the same cell,
 * from the same counts of the same day.
 */
import type { PastPrediction } from '../src/matching/calibration.ts'
import { fitLikelihood, type Likelihoods, likelihoodsOf, type OutcomeCount, type OutcomeKey } from '../src/matching/likelihood.ts'
import { type Benchmark, seededRandom } from './measure.ts'

const SEED = 4_401
const FURTHER_SEEDS = [1, 2, 3, 4]
const LENDERS = 12
const PRODUCTS = 48
const SEGMENTS = [
  'enterprise/under_1y',
  'enterprise/1_to_3y',
  'enterprise/over_3y',
  'sole_trader/under_1y',
  'sole_trader/1_to_3y',
  'sole_trader/over_3y',
  'household',
]
const OUTCOMES_PER_PRODUCT = 500
/** Foretold after the 500, and measured. */
const MEASURED_PER_PRODUCT = 200
const ENOUGH = OUTCOMES_PER_PRODUCT + MEASURED_PER_PRODUCT
/** On average a product decides so many a day. */
const A_DAY = 1
const WINDOW_DAYS = 730

export const likelihood: Benchmark = {
  title: 'chance of approval, foretold before each outcome, against the raw frequency of the same cell',
  run() {
    const main = play(SEED)
    const others = FURTHER_SEEDS.map((seed) => ({ seed, ...play(seed) }))
    const row = (name: string, { ours, raw }: Phase) => [name, figures(ours), figures(raw), String(ours.n)]
    const all = [main, ...others]
    return {
      rows: [
        ['', 'ours: ECE · Brier', 'raw: ECE · Brier', 'outcomes'],
        row('outcomes 1 to 100 of a product', main.early),
        row('outcomes 101 to 500', main.middle),
        row('after 500', main.late),
        ...others.map(({ seed, late }) => row(`after 500, seed ${seed}`, late)),
        ['true chance within the band', percent(main.late.covered / main.late.ours.n), '', String(main.late.ours.n)],
      ],
      numbers: {
        ece: rounded(main.late.ours.ece),
        eceRaw: rounded(main.late.raw.ece),
        eceWorstSeed: rounded(Math.max(...all.map(({ late }) => late.ours.ece))),
        eceFirst100: rounded(main.early.ours.ece),
        eceRawFirst100: rounded(main.early.raw.ece),
        brier: rounded(main.late.ours.brier),
        brierRaw: rounded(main.late.raw.brier),
        bandCoverage: rounded(main.late.covered / main.late.ours.n),
        products: PRODUCTS,
        outcomesPerProduct: OUTCOMES_PER_PRODUCT,
        measured: main.late.ours.n,
        seeds: all.length,
        seed: SEED,
      },
    }
  },
}

interface Score {
  ece: number
  brier: number
  n: number
}

interface Phase {
  ours: Score
  raw: Score
  /** How often the truth of the cell lay within the band. */
  covered: number
}

/** One prediction of each kind and what came of it. */
interface Told {
  ours: number
  raw: number
  approved: boolean
  inBand: boolean
}

interface Outcome {
  day: number
  key: OutcomeKey
  predictedBp: number
  approved: boolean
}

function play(seed: number): { early: Phase; middle: Phase; late: Phase } {
  const city = cityOf(seed)
  const told: Record<'early' | 'middle' | 'late', Told[]> = { early: [], middle: [], late: [] }
  const known: Outcome[] = []
  const cells = new Map<string, OutcomeCount>()
  const past = new Map<number, PastPrediction>()
  const decided = new Map<string, number>()
  let read = likelihoodsOf(fitLikelihood([], []))
  for (let day = 0, forgotten = 0, open = PRODUCTS; open > 0; day++) {
    const today: Outcome[] = []
    for (const { key, chance, approved } of city.applicationsOn(day)) {
      const count = (decided.get(key.productId) ?? 0) + 1
      if (count > ENOUGH) continue
      decided.set(key.productId, count)
      if (count === ENOUGH) open--
      told[count <= 100 ? 'early' : count <= OUTCOMES_PER_PRODUCT ? 'middle' : 'late'].push(foretell(read, cells, key, chance, approved))
      today.push({ day, key, predictedBp: read.foretold(key), approved })
    }
    // Of today nothing is known before tomorrow, and nothing any more of what is older than the window.
    for (const outcome of today) reckon(cells, past, outcome, 1)
    known.push(...today)
    for (; known[forgotten]!.day <= day - WINDOW_DAYS; forgotten++) reckon(cells, past, known[forgotten]!, -1)
    read = likelihoodsOf(fitLikelihood([...cells.values()], [...past.values()]))
  }
  return { early: phaseOf(told.early), middle: phaseOf(told.middle), late: phaseOf(told.late) }
}

function foretell(read: Likelihoods, cells: ReadonlyMap<string, OutcomeCount>, key: OutcomeKey, chance: number, approved: boolean): Told {
  const { pBp, lowBp, highBp } = read.of(key)
  const cell = cells.get(cellKey(key))
  const n = cell ? cell.approved + cell.declined : 0
  return { ours: pBp / 10_000, raw: cell && n > 0 ? cell.approved / n : 0.5, approved, inBand: chance >= lowBp / 10_000 && chance <= highBp / 10_000 }
}

function reckon(cells: Map<string, OutcomeCount>, past: Map<number, PastPrediction>, { key, predictedBp, approved }: Outcome, by: 1 | -1): void {
  const cell = cells.get(cellKey(key)) ?? { ...key, approved: 0, declined: 0 }
  const like = past.get(predictedBp) ?? { predictedBp, approved: 0, declined: 0 }
  const side = approved ? 'approved' : 'declined'
  cells.set(cellKey(key), { ...cell, [side]: cell[side] + by })
  past.set(predictedBp, { ...like, [side]: like[side] + by })
}

interface City {
  applicationsOn(day: number): { key: OutcomeKey; chance: number; approved: boolean }[]
}

/**
 * In log-odds: city + lender + product + segment + lender's own view of the segment, plus what no figure shows of the
 * applicant. Lenders and products wander a little each day; on day 250 the city's money becomes dearer, and on day 420 one
 * lender in four changes its mind about young firms. A third of the products start late; segments come unequally often.
 */
function cityOf(seed: number): City {
  const random = seededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const lenders = Array.from({ length: LENDERS }, (_, i) => ({
    id: `lender ${i}`,
    odds: 0.7 * normal(),
    turns: random() < 0.25,
    views: SEGMENTS.map(() => 0.3 * normal()),
  }))
  const segmentOdds = SEGMENTS.map(() => 0.6 * normal())
  const products = Array.from({ length: PRODUCTS }, (_, i) => ({
    id: `product ${i}`,
    lender: lenders[Math.floor(random() * LENDERS)]!,
    odds: 0.6 * normal(),
    mix: SEGMENTS.map(() => random() ** 3 + 0.01),
    from: random() < 1 / 3 ? Math.floor(200 * random()) : 0,
  }))
  return {
    applicationsOn(day) {
      for (const group of [...lenders, ...products]) group.odds += 0.012 * normal()
      const cityOdds = 0.4 - (day >= 250 ? 0.5 : 0)
      return products.flatMap((product) => {
        const { lender } = product
        const count = day < product.from ? 0 : Math.floor(A_DAY * 2 * random() + 0.5)
        return Array.from({ length: count }, () => {
          const segment = drawn(product.mix, random())
          const turned = lender.turns && day >= 420 && SEGMENTS[segment]!.endsWith('under_1y') ? -0.8 : 0
          const odds = cityOdds + lender.odds + product.odds + segmentOdds[segment]! + lender.views[segment]! + turned
          const approved = random() < logistic(odds + 0.8 * normal())
          return { key: { lenderId: lender.id, productId: product.id, segment: SEGMENTS[segment]! }, chance: averageChance(odds), approved }
        })
      })
    },
  }
}

/** The chance of the cell, over what differs within it. */
function averageChance(odds: number): number {
  let [sum, weight] = [0, 0]
  for (let z = -4; z <= 4; z += 0.25) {
    const w = Math.exp((-z * z) / 2)
    sum += w * logistic(odds + 0.8 * z)
    weight += w
  }
  return sum / weight
}

function drawn(mix: readonly number[], at: number): number {
  let left = at * mix.reduce((sum, share) => sum + share, 0)
  for (const [i, share] of mix.entries()) {
    left -= share
    if (left < 0) return i
  }
  return mix.length - 1
}

function phaseOf(told: readonly Told[]): Phase {
  const score = (p: (t: Told) => number): Score => ({
    ece: calibrationError(told.map((t) => ({ p: p(t), approved: t.approved }))),
    brier: told.reduce((sum, t) => sum + (p(t) - (t.approved ? 1 : 0)) ** 2, 0) / told.length,
    n: told.length,
  })
  return { ours: score((t) => t.ours), raw: score((t) => t.raw), covered: told.filter((t) => t.inBand).length }
}

/** Expected calibration error over ten bins of equal width: |foretold − came true|, by how many fell into each. */
function calibrationError(told: readonly { p: number; approved: boolean }[]): number {
  const bins = Array.from({ length: 10 }, () => ({ foretold: 0, approved: 0 }))
  for (const { p, approved } of told) {
    const bin = bins[Math.min(9, Math.floor(10 * p))]!
    bin.foretold += p
    bin.approved += approved ? 1 : 0
  }
  return bins.reduce((sum, { foretold, approved }) => sum + Math.abs(foretold - approved), 0) / told.length
}

function cellKey({ productId, segment }: OutcomeKey): string {
  return `${productId} ${segment}`
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

function figures({ ece, brier }: Score): string {
  return `${ece.toFixed(4)} · ${brier.toFixed(4)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}
