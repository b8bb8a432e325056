import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import { easiest, leastDisclosure, principalReasons, unlocks } from '../../src/matching/explain.ts'
import { match } from '../../src/matching/match.ts'
import { policyOn } from '../../src/matching/rank-policy.ts'
import type { Criterion } from '../../src/products/model.ts'
import { CATEGORIES } from '../../src/profiles/model.ts'
import { AS_OF, candidateOf, needOf, profileOf } from '../support/match-builders.ts'

const firm = profileOf({ kind: 'enterprise', ageMonths: 8, taxGrade: 'D', district: '440103', staff: 2, penaltyCount12m: 3, environmentGrade: '红' })
const offersOf = (...products: Criterion[][]) =>
  match(
    firm,
    needOf(),
    products.map((criteria, i) => candidateOf({ productId: `prd_${i}`, terms: { criteria } })),
    policyOn(AS_OF),
  ).offers
const age = { attr: 'ageMonths', op: '>=', value: 24 } as const
const tax = { attr: 'taxGrade', op: '>=', value: 'B' } as const
const carbon = { attr: 'carbonGrade', op: '>=', value: 'C' } as const
const village = { attr: 'village', op: 'prefix', value: ['4401'] } as const
const city = { attr: 'cityEvaluation', op: '>=', value: '良' } as const

describe('principal reasons of a refusal', () => {
  const named = (criteria: Criterion[], need = needOf(), terms = {}) =>
    principalReasons(match(firm, need, [candidateOf({ terms: { criteria, ...terms } })], policyOn(AS_OF)).offers[0]!).map((r) =>
      'limit' in r ? r.limit.limit : r.leaf.attribute,
    )

  it('puts what the firm can act on first, each group in the order asked', () => {
    expect(named([age, tax, { attr: 'penaltyCount12m', op: '<=', value: 0 }])).toEqual(['taxGrade', 'penaltyCount12m', 'ageMonths'])
  })

  it('names at most four', () => {
    const criteria: Criterion[] = [
      age,
      { attr: 'staff', op: '>=', value: 5 },
      { attr: 'district', op: '=', value: '440106' },
      tax,
      { attr: 'penaltyCount12m', op: '<=', value: 0 },
    ]
    expect(named(criteria)).toEqual(['taxGrade', 'penaltyCount12m', 'ageMonths', 'staff'])
  })

  it('begins with limits the firm can change, and ends with whom the product is for', () => {
    expect(named([age], needOf({ amountFen: 1n, purpose: 'export' }), { audience: ['household'] })).toEqual([
      'amount_below',
      'purpose',
      'audience',
      'ageMonths',
    ])
  })

  it('leaves out a limit that refuses nothing', () => {
    expect(named([age], needOf({ amountFen: 200_000_000n }))).toEqual(['ageMonths'])
  })

  it('leaves out a shortfall that another branch makes good', () => {
    expect(named([{ any: [age, { attr: 'staff', op: '>=', value: 1 }] }, tax])).toEqual(['taxGrade'])
    expect(named([{ all: [{ any: [age, { attr: 'staff', op: '>=', value: 1 }] }, tax] }])).toEqual(['taxGrade'])
  })

  it('says the same thing once', () => {
    expect(named([age, { all: [age, tax] }])).toEqual(['taxGrade', 'ageMonths'])
  })

  it('is empty where nothing is refused', () => {
    expect(named([carbon])).toEqual([])
  })
})

describe('unlocks', () => {
  it('counts for each least set of data how many more products it could open', () => {
    expect(unlocks(offersOf([carbon], [carbon], [carbon, village], [city]))).toEqual([
      { categories: ['carbon', 'village'], upToProducts: 3 },
      { categories: ['carbon'], upToProducts: 2 },
      { categories: ['public_credit'], upToProducts: 1 },
    ])
  })

  it('either of two is enough where either would do', () => {
    expect(unlocks(offersOf([{ any: [carbon, village] }]))).toEqual([
      { categories: ['carbon'], upToProducts: 1 },
      { categories: ['village'], upToProducts: 1 },
    ])
  })

  it('an unknown under not counts like any other', () => {
    expect(unlocks(offersOf([{ not: carbon }]))).toEqual([{ categories: ['carbon'], upToProducts: 1 }])
  })

  it('promises nothing for a product already refused, or already open', () => {
    expect(unlocks(offersOf([carbon, age], [], [{ any: [carbon, { attr: 'staff', op: '>=', value: 1 }] }]))).toEqual([])
  })
})

describe('the easiest of many sets', () => {
  const all = [CATEGORIES.slice(0, 3), ...CATEGORIES.map((c) => [c]), CATEGORIES.slice(0, 2)].map((categories, i) => ({ categories, upToProducts: 40 - i }))

  it('has the fewest categories, and of as few opens most', () => {
    expect(easiest(all)).toEqual([...all.slice(1, -1), all.at(-1), all[0]].slice(0, 12))
  })

  it('is one of at most twelve: all of twelve sets, not all of thirteen', () => {
    const more = [...all, { categories: CATEGORIES.slice(0, 4), upToProducts: 1 }]
    expect(easiest(more.slice(0, 12))).toHaveLength(12)
    expect(easiest(more)).toHaveLength(12)
    expect(easiest(more)).not.toContainEqual(more.at(-1))
  })
})

describe('the least disclosure', () => {
  const sound = profileOf({ kind: 'enterprise', ageMonths: 30, taxGrade: 'B', carbonGrade: 'A', cityEvaluation: '优', inflowFen12m: '900' })
  const least = (criteria: Criterion[], steps: Criterion[] = []) => {
    const over = (criterion: Criterion) => evaluate(criterion, sound)
    return leastDisclosure(criteria.map(over), steps.map(over))
  }
  const flow = { attr: 'inflowFen12m', op: '>=', value: '500' } as const

  it('is every category that a conjunction asks, in registry order', () => {
    expect(least([tax, age]).decides).toEqual(['registration', 'tax'])
  })

  it('is one branch of an any, the one that is not sensitive', () => {
    expect(least([{ any: [flow, tax] }]).decides).toEqual(['tax'])
    expect(least([{ any: [flow, tax] }, flow]).decides).toEqual(['cash_flow'])
  })

  it('of equally plain branches is the first category in registry order', () => {
    expect(least([{ any: [carbon, city] }]).decides).toEqual(['public_credit'])
  })

  it('is all that is asked where a criterion is undecided', () => {
    expect(least([{ any: [village, { attr: 'overdueCount24m', op: '<=', value: 0 }] }]).decides).toEqual(['credit_history', 'village'])
  })

  it('adds what the earned steps of the price rest on, beyond that', () => {
    expect(least([tax], [carbon, { attr: 'taxGrade', op: '>=', value: 'C' }])).toEqual({ decides: ['tax'], prices: ['carbon'] })
    expect(least([tax], [])).toEqual({ decides: ['tax'], prices: [] })
  })
})
