import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countBits, hasBit } from '../../src/matching/bits.ts'
import { AMOUNT_SLOT, buildIndex, type CriteriaIndex, PURPOSE_SLOT, TERM_SLOT } from '../../src/matching/criteria-index.ts'
import { allOf, evaluate } from '../../src/matching/evaluate.ts'
import { factsRow } from '../../src/matching/facts-row.ts'
import type { Verdict } from '../../src/matching/model.ts'
import { normalForm } from '../../src/matching/normal-form.ts'
import type { Criterion } from '../../src/products/model.ts'
import type { Profile } from '../../src/profiles/model.ts'
import { holedProfile, leaf, tree } from '../support/criteria-arbitrary.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

type Criteria = readonly Criterion[]

const indexOf = (products: readonly Criteria[]) => buildIndex(products.map(normalForm)).index
const verdictsBy = (index: CriteriaIndex, profile: Profile): Verdict[] => {
  index.decide(factsRow(profile))
  return Array.from({ length: index.products }, (_, p) => (hasBit(index.short, p) ? 'short' : hasBit(index.unknown, p) ? 'unknown' : 'met'))
}
const verdictsByReference = (products: readonly Criteria[], profile: Profile): Verdict[] =>
  products.map((criteria) => allOf(criteria.map((criterion) => evaluate(criterion, profile).verdict)))

describe('the index equals the reference', () => {
  test('on random products and one firm after another, holes and negation over holes included', () => {
    const products = fc.array(fc.array(tree(), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(products, fc.array(holedProfile, { minLength: 2, maxLength: 4 }), (criteria, profiles) => {
        const index = indexOf(criteria)
        for (const profile of [...profiles, profiles[0]!]) expect(verdictsBy(index, profile)).toEqual(verdictsByReference(criteria, profile))
      }),
      { numRuns: 60 },
    )
  })

  test('on so many products that rare slots have no bitset and popular ones many snapshots', () => {
    const products = fc.array(fc.array(fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: tree(3) }), { maxLength: 2 }), {
      minLength: 600,
      maxLength: 700,
    })
    fc.assert(
      fc.property(products, fc.array(holedProfile, { minLength: 3, maxLength: 3 }), (criteria, profiles) => {
        const index = indexOf(criteria)
        for (const profile of profiles) expect(verdictsBy(index, profile)).toEqual(verdictsByReference(criteria, profile))
      }),
      { numRuns: 4 },
    )
  })

  test('when one product asks one slot again and again', () => {
    const criteria: Criteria = [
      { attr: 'staff', op: '>=', value: 2 },
      { not: { attr: 'staff', op: '=', value: 4 } },
      {
        any: [
          { attr: 'staff', op: '<=', value: 5 },
          { attr: 'staff', op: '>=', value: 8 },
        ],
      },
    ]
    const index = indexOf([criteria, [{ attr: 'staff', op: '>=', value: 3 }]])
    for (let staff = 0; staff < 12; staff++)
      expect(verdictsBy(index, profileOf({ staff })), `staff ${staff}`).toEqual(
        verdictsByReference([criteria, [{ attr: 'staff', op: '>=', value: 3 }]], profileOf({ staff })),
      )
  })
})

describe('a slot with thousands of toggles', () => {
  /** 700 products over 500 thresholds, and 300 more on one of them. */
  const products = Array.from({ length: 1000 }, (_, p): Criteria => {
    const low = p < 700 ? (p * 37) % 500 : 250
    return p % 3 === 0
      ? [{ attr: 'ageMonths', op: '<=', value: low }]
      : p % 3 === 1
        ? [{ attr: 'ageMonths', op: '>=', value: low }]
        : [{ not: { attr: 'ageMonths', op: 'between', value: [low, low + (p % 90)] } }]
  })

  test('rules out the right products on both sides of every threshold', () => {
    const index = indexOf(products)
    for (let ageMonths = 0; ageMonths <= 600; ageMonths++) {
      expect(verdictsBy(index, profileOf({ ageMonths }))).toEqual(verdictsByReference(products, profileOf({ ageMonths })))
    }
  })

  test('leaves its snapshots as they were, whatever was asked in between', () => {
    const index = indexOf(products)
    const first = verdictsBy(index, profileOf({ ageMonths: 251 }))
    for (const ageMonths of [600, 0, 249, 250, 499]) verdictsBy(index, profileOf({ ageMonths }))
    expect(verdictsBy(index, profileOf({ ageMonths: 251 }))).toEqual(first)
  })
})

describe('codes', () => {
  const districts = ['4', '44', '4401', '440106', '440104', '45']
  const products: Criteria[] = [
    ...districts.map((code): Criteria => [{ attr: 'district', op: 'prefix', value: [code] }]),
    ...districts.map((code): Criteria => [{ not: { attr: 'district', op: 'in', value: [code, '440105'] } }]),
    [{ all: [{ attr: 'district', op: 'prefix', value: ['44'] }, { not: { attr: 'district', op: 'prefix', value: ['4401'] } }] }],
    [
      {
        any: [
          { attr: 'district', op: 'prefix', value: ['4401', '44'] },
          { attr: 'district', op: '=', value: '45' },
        ],
      },
    ],
  ]

  test('pass prefixes that cover each other', () => {
    const index = indexOf(products)
    for (const district of [...districts, '440105', '44010', '5', '440', '4401060'])
      expect(verdictsBy(index, profileOf({ district })), district).toEqual(verdictsByReference(products, profileOf({ district })))
  })

  test('more of them than are kept change nothing', () => {
    const index = indexOf(products)
    const before = index.bytes
    for (let i = 0; i < 500; i++) {
      const district = String(440000 + i)
      expect(verdictsBy(index, profileOf({ district }))).toEqual(verdictsByReference(products, profileOf({ district })))
    }
    expect(index.bytes - before).toBeLessThan(65 * 4 * Math.ceil(products.length / 32))
  })
})

test('a leaf that wants younger facts than its neighbour asks a slot of its own', () => {
  const products: Criteria[] = [
    [{ attr: 'staff', op: '>=', value: 3, maxAgeDays: 30 }],
    [{ attr: 'staff', op: '>=', value: 3 }],
    [{ not: { attr: 'staff', op: '>=', value: 3, maxAgeDays: 400 } }],
  ]
  const profile = profileOf({}, [entryOf('staff', { value: 5, asOf: '2026-06-01' })])
  expect(verdictsBy(indexOf(products), profile)).toEqual(['unknown', 'met', 'short'])
})

test('nothing asked is nothing short: every firm meets it', () => {
  expect(verdictsBy(indexOf([[], []]), profileOf())).toEqual(['met', 'met'])
  expect(verdictsBy(indexOf([]), profileOf())).toEqual([])
})

describe('what the need asks of a product', () => {
  const lending = (min: number, months: number, purposes: string[]) => ({
    literals: [
      { slot: AMOUNT_SLOT, starts: false, flips: [min] },
      { slot: TERM_SLOT, starts: false, flips: [months] },
      { slot: PURPOSE_SLOT, starts: false, flips: purposes.map((purpose) => `=${purpose}`) },
    ],
    groups: [],
  })
  const { index } = buildIndex([lending(100, 3, ['wages', 'export']), lending(200, 12, ['wages'])])
  const open = (loan: Parameters<CriteriaIndex['decide']>[1]) => {
    index.decide(factsRow(profileOf()), loan)
    return [0, 1].filter((product) => !hasBit(index.short, product))
  }

  test.each<[string, number, number, string, number[]]>([
    ['at the least amount and term', 200, 12, 'wages', [0, 1]],
    ['a fen too little', 199, 12, 'wages', [0]],
    ['a month too short', 200, 11, 'wages', [0]],
    ['for a purpose of one', 200, 12, 'export', [0]],
    ['for a purpose of none', 200, 12, 'farming', []],
    ['too little for both', 99, 12, 'wages', []],
  ])('%s', (_, amount, months, purpose, products) => {
    expect(open({ amount, months, purpose })).toEqual(products)
  })

  test('is not asked when there is no need', () => {
    expect(open(null)).toEqual([0, 1])
    expect(countBits(index.unknown)).toBe(0)
  })
})
