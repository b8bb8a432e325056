/**
 * Two catalogues and their firms, from a seed.
 * T: round thresholds as lenders publish them (12/24/36 months, 1/2/5 million), and groups that many products share.
 * R: a threshold of its own for every leaf, and an `any` of two leaves that no other product has in most of them.
 * 61 attributes, 8 to 12 criteria a product; a few attributes are asked by many products, most by few. About 5 % of the
 * products are open to a firm of which everything is known.
 */
import type { Candidate, Need } from '../../src/matching/model.ts'
import { ASKABLE } from '../../src/matching/scale.ts'
import type { Criterion, Leaf, ProductTerms } from '../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, attributeOf, type Profile, type ProfileEntry } from '../../src/profiles/model.ts'
import { seededRandom } from '../measure.ts'

export type WorkloadName = 'T' | 'R'
export const TODAY = '2026-11-23'
export const NEED: Need = { amountFen: 100_000_000n, termMonths: 12, purpose: 'working_capital' }

const ASKED_ATTRIBUTES = 61
/** Of these every register tells; they are also what lenders ask most. */
const OF_PUBLIC_RECORD = 20
/** Of the others: together 30 % of all 61. */
const MISSING_OF_THE_REST = (0.3 * ASKED_ATTRIBUTES) / (ASKED_ATTRIBUTES - OF_PUBLIC_RECORD)
const SHARED_GROUPS = 40
/** The largest value of a scale; facts are spread evenly below it. R needs scales with more values than products. */
const LARGEST: Record<WorkloadName, Record<string, number>> = {
  T: { integer: 120, fen: 1_000_000_000, bp: 10_000 },
  R: { integer: 1_000_000, fen: 1_000_000_000, bp: 1_000_000 },
}
/** The shares of the scale that lenders draw their lines at: 12, 24, 36, 48, 60 months of 120; 1, 2, 3, 4, 5 of 10 million. */
const ROUND_SHARES = [0.1, 0.2, 0.3, 0.4, 0.5]
/** What lenders want of the last quarter. */
const YOUNG: readonly AttributeId[] = ['taxPaidFen12m', 'invoicedFen12m', 'insuredStaff']
const KINDS = ['enterprise', 'sole_trader', 'cooperative'] as const
const DISTRICTS = ['440103', '440104', '440105', '440106', '440111', '440112', '440113', '440114', '440115', '440117', '440118']
const TRADES = ['A0111', 'C1311', 'C2011', 'C3411', 'E4710', 'F5111', 'F5211', 'G5431', 'H6210', 'I6510', 'L7110', 'M7320']

type Chance = () => number

/** Most asked first: what registers and public lists tell, then what the firm authorises. */
const ASKED: readonly Attribute[] = [
  ...ASKABLE.filter(({ category }) => ['registration', 'public_credit', 'tax'].includes(category)),
  ...ASKABLE.filter(({ category }) => !['registration', 'public_credit', 'tax'].includes(category)),
].slice(0, ASKED_ATTRIBUTES)

export interface Workload {
  name: WorkloadName
  candidates: Candidate[]
  /** Whom it is for, then what it asks: one list a product. */
  criteria: Criterion[][]
}

export function workload(name: WorkloadName, products: number, seed: number): Workload {
  const chance = seededRandom(seed)
  const shared = Array.from({ length: SHARED_GROUPS }, () => anyOfTwo(chance, name))
  const terms = Array.from({ length: products }, (_, i) => termsOf(name, i, chance, shared))
  return {
    name,
    candidates: terms.map((each, i) => ({
      productId: `prd_${String(i).padStart(5, '0')}`,
      version: 1,
      lenderId: `ins_${i % 60}`,
      lenderName: `Bank ${i % 60}`,
      publishedOn: `2026-0${1 + (i % 9)}-05`,
      terms: each,
    })),
    criteria: terms.map(({ audience, criteria }) => [{ attr: 'kind', op: 'in', value: audience }, ...criteria]),
  }
}

function termsOf(name: WorkloadName, i: number, chance: Chance, shared: readonly Criterion[]): ProductTerms {
  const wanted = 8 + Math.floor(chance() * 5)
  const groups: Criterion[] = name === 'T' ? (chance() < 0.6 ? [pick(chance, shared)] : []) : chance() < 0.8 ? [anyOfTwo(chance, name)] : []
  const taken = new Set<string>(['kind'])
  const leaves: Criterion[] = []
  while (leaves.length + groups.length < wanted) {
    const attribute = popular(chance)
    if (taken.has(attribute.id)) continue
    taken.add(attribute.id)
    const leaf = leafOn(attribute, chance, name)
    // A twentieth is turned round: "not in these trades", "not under 24 months".
    leaves.push(chance() < 0.05 && isTurnable(leaf) ? { not: opposite(leaf, chance) } : leaf)
  }
  const round = (step: number) => Math.round(chance() * 10) * step
  return {
    name: `Loan ${i}`,
    summary: '',
    audience: chance() < 0.7 ? ['enterprise', 'sole_trader'] : [...KINDS],
    minFen: BigInt(1 + round(1)) * 1_000_000n,
    maxFen: BigInt(50 + round(50)) * 2_000_000n,
    minMonths: 3,
    maxMonths: 12 + round(6),
    purposes: ['working_capital', 'materials'],
    methods: [pick(chance, ['equal_instalment', 'equal_principal', 'interest_first', 'bullet'] as const)],
    unsecured: true,
    criteria: [...leaves, ...groups],
    pricing: {
      spreadBp: round(20),
      tiers: chance() < 0.5 ? [{ label: 'grade', when: leafOn(ASKED.find(({ id }) => id === 'taxGrade')!, chance, 'T'), addBp: -10 - round(2) }] : [],
      floorBp: 0,
      capBp: 2400,
      fees: chance() < 0.2 ? [{ kind: 'upfront_bp', label: 'fee', bp: 5 + round(5) }] : [],
    },
    answerHours: 2 + round(7),
  }
}

function anyOfTwo(chance: Chance, name: WorkloadName): Criterion {
  const [one, other] = [popular(chance), popular(chance)]
  return one === other ? anyOfTwo(chance, name) : { any: [leafOn(one, chance, name), leafOn(other, chance, name)] }
}

/** A few attributes get most of the questions: weight 1 ÷ (rank + 4). */
const REACH = cumulated(ASKED.map((_, rank) => 1 / (rank + 5)))
function popular(chance: Chance): Attribute {
  const drawn = chance() * REACH.at(-1)!
  return ASKED[REACH.findIndex((reach) => drawn < reach)]!
}

/** Passed by three firms in four, or somewhat more. */
function leafOn(attribute: Attribute, chance: Chance, name: WorkloadName): Leaf {
  const attr = attribute.id as AttributeId
  const age = YOUNG.includes(attr) && chance() < 0.3 ? { maxAgeDays: 90 } : {}
  if (attr === 'industry')
    return { attr, op: 'prefix', value: [...new Set(someOf(chance, TRADES, 0.75).map((trade) => trade.slice(0, pick(chance, [1, 2, 3]))))], ...age }
  if (attribute.type === 'code') return { attr, op: 'in', value: someOf(chance, attr === 'kind' ? KINDS : DISTRICTS, 0.8), ...age }
  if (attribute.type === 'grade') {
    const grades = attribute.grades ?? []
    const worst = Math.max(0, grades.length - 2 - (chance() < 0.3 ? 1 : 0))
    return chance() < 0.5 ? { attr, op: '>=', value: grades[worst]!, ...age } : { attr, op: 'in', value: grades.slice(0, worst + 1), ...age }
  }
  const share = name === 'T' ? pick(chance, ROUND_SHARES) : 0.1 + chance() * 0.4
  const at = (portion: number) => written(attribute, Math.round(portion * LARGEST[name][attribute.type]!))
  const draw = chance()
  if (draw < 0.55) return { attr, op: '>=', value: at(share), ...age }
  if (draw < 0.9) return { attr, op: '<=', value: at(1 - share), ...age }
  return { attr, op: 'between', value: [at(share / 2), at(1 - share / 2)], ...age }
}

/** Is there a question whose "no" three firms in four can give? */
function isTurnable({ op, attr }: Leaf): boolean {
  return (op === '>=' && attributeOf(attr).type !== 'grade') || attr === 'industry' || attr === 'district'
}

/** What, under `not`, asks about the same of a firm. */
function opposite(leaf: Leaf, chance: Chance): Leaf {
  if (leaf.op === '>=') return { ...leaf, op: '<=', value: lower(leaf.value as string | number) }
  if (leaf.attr === 'industry') return { ...leaf, value: [pick(chance, TRADES).slice(0, 1)] }
  return leaf.op === 'in' && leaf.attr === 'district' ? { ...leaf, value: [pick(chance, DISTRICTS)] } : leaf
}

function lower(bound: string | number): string | number {
  return typeof bound === 'number' ? bound - 1 : String(BigInt(bound) - 1n)
}

function written({ type }: Attribute, value: number): number | string {
  return type === 'fen' ? String(value) : value
}

function someOf<T>(chance: Chance, all: readonly T[], share: number): T[] {
  const some = all.filter(() => chance() < share)
  return some.length > 0 ? some : [pick(chance, all)]
}

/** Firms of which all 61 attributes are known, fresh of today. */
export function completeFirms(name: WorkloadName, firms: number, seed: number): Profile[] {
  const chance = seededRandom(seed)
  return Array.from({ length: firms }, (_, i) => ({
    subjectId: `sub_${i}`,
    asOf: TODAY,
    entries: ATTRIBUTES.map(({ id }) => {
      const attribute = ASKED.find((asked) => asked.id === id)
      return entryOf(id, attribute ? factOn(attribute, chance, name) : null)
    }),
  }))
}

/** The same firms with 30 % of the 61 attributes missing: none that a public register tells, 45 % of the others. */
export function withHoles(profiles: readonly Profile[], seed: number): Profile[] {
  const chance = seededRandom(seed)
  const open = new Set(ASKED.slice(OF_PUBLIC_RECORD).map(({ id }) => id))
  return profiles.map((profile) => ({
    ...profile,
    entries: profile.entries.map((entry) => (open.has(entry.attribute) && chance() < MISSING_OF_THE_REST ? entryOf(entry.attribute, null) : entry)),
  }))
}

function factOn(attribute: Attribute, chance: Chance, name: WorkloadName): string | number {
  if (attribute.id === 'kind') return pick(chance, ['enterprise', 'enterprise', 'enterprise', 'sole_trader', 'cooperative'])
  if (attribute.id === 'industry') return pick(chance, TRADES)
  if (attribute.type === 'code') return pick(chance, DISTRICTS)
  // Better grades are commoner.
  if (attribute.type === 'grade') return attribute.grades![Math.floor(chance() ** 2 * attribute.grades!.length)]!
  return written(attribute, Math.floor(chance() * (LARGEST[name][attribute.type]! + 1)))
}

function entryOf(attribute: AttributeId, value: string | number | null): ProfileEntry {
  const isKnown = value !== null
  return {
    attribute,
    freshness: isKnown ? 'fresh' : 'missing',
    value,
    scheme: null,
    asOf: isKnown ? TODAY : null,
    validUntil: null,
    from: isKnown ? { source: 'bench', record: 'fact', recordKey: attribute, recordId: 'rec' } : null,
    decidedBy: isKnown ? 'only' : null,
    doubt: null,
    disputedItems: [],
    losers: [],
  }
}

function pick<T>(chance: Chance, all: readonly T[]): T {
  return all[Math.floor(chance() * all.length)]!
}

function cumulated(weights: readonly number[]): number[] {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}
