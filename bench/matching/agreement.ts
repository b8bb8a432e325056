/** Three evaluators over the same pairs of firm and product: the reference, the index, the batch kernel. SQL is held against the reference in test/matching. */
import { Batch, BLOCK_FIRMS } from '../../src/matching/batch.ts'
import { hasBit } from '../../src/matching/bits.ts'
import { buildIndex } from '../../src/matching/criteria-index.ts'
import { allOf, evaluate } from '../../src/matching/evaluate.ts'
import { factsRow } from '../../src/matching/facts-row.ts'
import { normalForm } from '../../src/matching/normal-form.ts'
import { ASKABLE } from '../../src/matching/scale.ts'
import { type Criterion, type Leaf, OPS_OF } from '../../src/products/model.ts'
import { type Attribute, type AttributeId, attributeOf, type Profile } from '../../src/profiles/model.ts'
import { seededRandom } from '../measure.ts'

export interface Agreement {
  pairs: number
  /** Pairs on which one of the fast evaluators says something else than the reference. */
  wrong: number
}

/** @param profiles at most one block */
export function agreement(products: readonly Criterion[][], profiles: readonly Profile[]): Agreement {
  if (profiles.length > BLOCK_FIRMS) throw new RangeError('one block at most')
  const forms = products.map(normalForm)
  const rows = profiles.map(factsRow)
  const wrong = new Uint8Array(products.length * profiles.length)
  const expected = new Uint8Array(products.length * profiles.length)
  profiles.forEach((profile, firm) => {
    products.forEach((criteria, product) => {
      expected[product * profiles.length + firm] = RANK[allOf(criteria.map((criterion) => evaluate(criterion, profile).verdict))]
    })
  })
  const compare = (product: number, firm: number, isShort: boolean, isUnknown: boolean) => {
    const at = product * profiles.length + firm
    if (expected[at] !== (isShort ? RANK.short : isUnknown ? RANK.unknown : RANK.met)) wrong[at] = 1
  }
  const { index } = buildIndex(forms)
  rows.forEach((row, firm) => {
    index.decide(row)
    for (let product = 0; product < products.length; product++) compare(product, firm, hasBit(index.short, product), hasBit(index.unknown, product))
  })
  new Batch(forms).decide(rows, (product, short, unknown) => {
    for (let firm = 0; firm < rows.length; firm++) compare(product, firm, hasBit(short, firm), hasBit(unknown, firm))
  })
  return { pairs: expected.length, wrong: wrong.reduce((sum, one) => sum + one, 0) }
}

const RANK = { short: 0, unknown: 1, met: 2 } as const

/** Criteria of any shape the rim lets in: nested, negated, of one slot asked twice, of facts too old. */
export function randomCriteria(products: number, seed: number): Criterion[][] {
  const chance = seededRandom(seed)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)]!
  const leaf = (): Criterion => {
    const attribute = pick(chance() < 0.7 ? ASKABLE.slice(0, 12) : ASKABLE)
    const op = pick(OPS_OF[attribute.type] as readonly Leaf['op'][])
    const values = Array.from({ length: 3 }, () => randomValue(attribute, chance))
    const sorted = [...values].sort((a, b) => Number(a) - Number(b))
    const value = op === 'between' ? [sorted[0]!, sorted[2]!] : op === 'in' || op === 'prefix' ? [...new Set(values)] : values[0]!
    return { attr: attribute.id as AttributeId, op, value, ...(chance() < 0.15 ? { maxAgeDays: pick([30, 200, 400]) } : {}) }
  }
  const tree = (depth: number): Criterion => {
    const draw = chance()
    if (depth === 1 || draw < 0.4) return leaf()
    if (draw < 0.55) return { not: tree(depth - 1) }
    const of = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => tree(depth - 1))
    return draw < 0.75 ? { all: of } : { any: of }
  }
  return Array.from({ length: products }, () => Array.from({ length: 1 + Math.floor(chance() * 3) }, () => tree(4)))
}

/** A third unknown in one way or another, known values of many days. */
export function randomFirms(like: Profile, firms: number, seed: number): Profile[] {
  const chance = seededRandom(seed)
  const freshness = () => (chance() < 0.66 ? 'fresh' : (['missing', 'stale', 'disputed', 'not_consented'] as const)[Math.floor(chance() * 4)]!)
  const day = () => ['2026-11-20', '2026-06-01', '2025-11-01', '2024-01-01', null][Math.floor(chance() * 5)]!
  return Array.from({ length: firms }, () => ({
    ...like,
    entries: like.entries.map((entry) => {
      const attribute = attributeOf(entry.attribute)
      return attribute.askable ? { ...entry, freshness: freshness(), value: randomValue(attribute, chance), asOf: day() } : entry
    }),
  }))
}

const CODES = ['4', '44', '4401', '440106', '440104', 'C', 'C1', 'C13', 'enterprise', 'household']

function randomValue(attribute: Attribute, chance: () => number): number | string {
  const small = Math.floor(chance() * 8)
  if (attribute.type === 'code') return CODES[Math.floor(chance() * CODES.length)]!
  if (attribute.type === 'grade') return attribute.grades![Math.floor(chance() * attribute.grades!.length)]!
  return attribute.type === 'fen' ? String(small * 10_000_000) : small
}
