/**
 * How likely an application is granted, from how earlier ones ended. Lender × product × segment is a chain of Beta
 * distributions: the segment leans on what the product's other segments say, that on the lender's other products, that on
 * the city; how hard each leans is read from how far such groups lie apart (empirical Bayes by moments: Kleinman,
 * J. Am. Stat. Assoc. 68, 1973). Then what was foretold is held against what came true (calibration.ts).
 * Sums and quotients of whole counts in a fixed order: the same counts give the same basis points on every machine.
 */

import type { Bp } from '../platform/kernel/rate.ts'
import { compareText } from '../platform/kernel/text.ts'
import { type Calibration, calibrate, calibrated, type PastPrediction } from './calibration.ts'

export interface OutcomeKey {
  lenderId: string
  productId: string
  segment: string
}

/** Decided applications; one the applicant took back says nothing of the lender. */
export interface OutcomeCount extends OutcomeKey {
  approved: number
  declined: number
}

export type LikelihoodBasis = 'segment' | 'product' | 'lender' | 'city'

export interface Likelihood {
  /** 0..10 000; without `enough` the city's mean, the same for everybody, so that a new lender is not punished. */
  pBp: Bp
  /** Nine in ten true rates lie between while lenders stay as they are, about eight in ten where they drift (bench/likelihood.ts). */
  lowBp: Bp
  highBp: Bp
  /** Outcomes of the narrowest group that has 30 of them; without one, the lender's. */
  n: number
  basis: LikelihoodBasis
  /** n ≥ 30; else "too little data". */
  enough: boolean
}

/** Whole numbers only, so that it can be kept, hashed and read again. */
export interface LikelihoodModel {
  /** By lender, product, segment. */
  counts: readonly OutcomeCount[]
  /** Outcomes that what a group leans on weighs as much as. */
  strengths: { segment: number; product: number; lender: number }
  calibration: Calibration
}

export const FEWEST_OUTCOMES_SHOWN = 30

/** Where too few groups can be compared. */
const STRENGTH_UNKNOWN = 20
const STRENGTH_LEAST = 4
const STRENGTH_MOST = 500
/** Groups to compare beyond one a family, before a strength is read from them. */
const FEWEST_COMPARED = 8
/** Lenders change their minds: hundreds of past outcomes say no more of tomorrow than so many. Widens the band, moves nothing. */
const MOST_TRUSTED = 100
/** Standard normal: 90 % lie within. */
const Z = 1.645

interface Tally {
  approved: number
  n: number
}

/** @param past predictions of `foretold` with their outcomes */
export function fitLikelihood(counts: readonly OutcomeCount[], past: readonly PastPrediction[]): LikelihoodModel {
  const sorted = [...counts].sort((a, b) => compareText(a.lenderId, b.lenderId) || compareText(a.productId, b.productId) || compareText(a.segment, b.segment))
  const byLender = grouped(sorted, (c) => c.lenderId)
  const byProduct = grouped(sorted, (c) => c.productId)
  const strengths = {
    segment: strengthOf([...byProduct.values()].map((cells) => cells.map(tallyOf))),
    product: strengthOf([...byLender.values()].map((cells) => [...grouped(cells, (c) => c.productId).values()].map(sumOf))),
    lender: strengthOf([[...byLender.values()].map(sumOf)]),
  }
  return { counts: sorted, strengths, calibration: calibrate(past) }
}

export interface Likelihoods {
  /** As shown and ranked by. */
  of(key: OutcomeKey): Likelihood
  /** Before calibration, 0..10 000: what is kept to be held against the outcome. */
  foretold(key: OutcomeKey): Bp
}

/** Reads a model; sums are made once, so that thousands of products can be asked for. */
export function likelihoodsOf({ counts, strengths, calibration }: LikelihoodModel): Likelihoods {
  const city = sumOf(counts)
  const lenders = new Map([...grouped(counts, (c) => c.lenderId)].map(([id, cells]) => [id, sumOf(cells)]))
  const products = new Map([...grouped(counts, (c) => c.productId)].map(([id, cells]) => [id, sumOf(cells)]))
  const segments = new Map(counts.map((c) => [segmentKey(c), tallyOf(c)]))
  // Beta(1, 1) before anybody decided anything.
  const ofCity: Belief = believe({ p: 0.5, variance: 1 / 12 }, 2, city)
  const look = (key: OutcomeKey) => {
    const [lender, product, segment] = [lenders.get(key.lenderId) ?? NONE, products.get(key.productId) ?? NONE, segments.get(segmentKey(key)) ?? NONE]
    const ofLender = believe(ofCity, strengths.lender, without(lender, product))
    const ofProduct = believe(ofLender, strengths.product, without(product, segment))
    return { lender, product, segment, belief: believe(ofProduct, strengths.segment, segment) }
  }
  return {
    foretold: (key) => toBp(look(key).belief.p),
    of(key) {
      const { lender, product, segment, belief } = look(key)
      const groups = { segment, product, lender }
      const basis = (['segment', 'product', 'lender'] as const).find((level) => groups[level].n >= FEWEST_OUTCOMES_SHOWN)
      if (basis === undefined) return { ...banded(ofCity, []), n: lender.n, basis: 'city', enough: false }
      return { ...banded(belief, calibration), n: groups[basis].n, basis, enough: true }
    },
  }
}

const NONE: Tally = { approved: 0, n: 0 }

interface Belief {
  p: number
  variance: number
}

/** Beta with mean `p` of what the group leans on and weight `strength`, after `seen`; what is unsure above stays unsure below. */
function believe({ p: prior, variance }: Belief, strength: number, { approved, n }: Tally): Belief {
  const weight = strength + n
  const p = (strength * prior + approved) / weight
  const leaning = strength / weight
  return { p, variance: (p * (1 - p)) / (weight + 1) + leaning * leaning * variance }
}

/** Wilson's interval for as many outcomes as would leave the belief as unsure as it is: it never leaves 0 to 1. */
function banded({ p, variance }: Belief, calibration: Calibration): Pick<Likelihood, 'pBp' | 'lowBp' | 'highBp'> {
  const n = Math.min(MOST_TRUSTED, Math.max(1, (p * (1 - p)) / variance - 1))
  const middle = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n)
  const reach = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n))
  const [pBp, lowBp, highBp] = [p, middle - reach, middle + reach].map((value) => calibrated(toBp(value), calibration))
  // Kept a little off certainty, the bounds can be rounded past a rate that is all but 0 or 1.
  return { pBp: pBp!, lowBp: Math.min(lowBp!, pBp!), highBp: Math.max(highBp!, pBp!) }
}

/**
 * How many outcomes a parent's mean weighs as much as, from groups of families: the share of the spread between brothers
 * that chance does not explain is 1 ÷ (strength + 1).
 */
export function strengthOf(families: readonly (readonly Tally[])[]): number {
  let [explained, possible, compared] = [0, 0, 0]
  for (const family of families) {
    const groups = family.filter(({ n }) => n > 0)
    const { approved, n } = total(groups)
    if (groups.length < 2) continue
    const p = approved / n
    const chance = p * (1 - p) * (groups.length - 1)
    explained += groups.reduce((sum, g) => sum + g.n * (g.approved / g.n - p) * (g.approved / g.n - p), 0) - chance
    possible += p * (1 - p) * (n - groups.reduce((sum, g) => sum + g.n * g.n, 0) / n) - chance
    compared += groups.length - 1
  }
  if (compared < FEWEST_COMPARED || possible <= 0) return STRENGTH_UNKNOWN
  if (explained <= 0) return STRENGTH_MOST
  return Math.min(STRENGTH_MOST, Math.max(STRENGTH_LEAST, Math.round(possible / explained - 1)))
}

function tallyOf({ approved, declined }: OutcomeCount): Tally {
  return { approved, n: approved + declined }
}

function sumOf(counts: readonly OutcomeCount[]): Tally {
  return total(counts.map(tallyOf))
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, t) => ({ approved: sum.approved + t.approved, n: sum.n + t.n }), NONE)
}

function without(whole: Tally, part: Tally): Tally {
  return { approved: whole.approved - part.approved, n: whole.n - part.n }
}

function grouped(counts: readonly OutcomeCount[], keyOf: (count: OutcomeCount) => string): Map<string, OutcomeCount[]> {
  const groups = new Map<string, OutcomeCount[]>()
  for (const count of counts) {
    const key = keyOf(count)
    const group = groups.get(key)
    if (group) group.push(count)
    else groups.set(key, [count])
  }
  return groups
}

function segmentKey({ productId, segment }: OutcomeKey): string {
  return `${productId} ${segment}`
}

function toBp(p: number): Bp {
  return Math.min(10_000, Math.max(0, Math.round(10_000 * p)))
}
