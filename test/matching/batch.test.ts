import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Batch, BLOCK_FIRMS, decideAll } from '../../src/matching/batch.ts'
import { hasBit } from '../../src/matching/bits.ts'
import { allOf, evaluate } from '../../src/matching/evaluate.ts'
import { factsRow } from '../../src/matching/facts-row.ts'
import type { Verdict } from '../../src/matching/model.ts'
import { normalForm } from '../../src/matching/normal-form.ts'
import type { Criterion } from '../../src/products/model.ts'
import type { Profile } from '../../src/profiles/model.ts'
import { holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

type Criteria = readonly Criterion[]

/** Verdicts by product, then by firm. */
function verdictsBy(products: readonly Criteria[], profiles: readonly Profile[], batch = new Batch(products.map(normalForm))): Verdict[][] {
  const verdicts: Verdict[][] = products.map(() => [])
  const rows = profiles.map(factsRow)
  decideAll(batch, rows, (first, product, short, unknown) => {
    for (let i = 0; i < Math.min(BLOCK_FIRMS, rows.length - first); i++)
      verdicts[product]![first + i] = hasBit(short, i) ? 'short' : hasBit(unknown, i) ? 'unknown' : 'met'
  })
  return verdicts
}

const verdictOf = (criteria: Criteria, profile: Profile) => allOf(criteria.map((criterion) => evaluate(criterion, profile).verdict))

describe('the batch equals the reference', () => {
  test('on random products and firms, holes and negation over holes included', () => {
    const products = fc.array(fc.array(tree(), { maxLength: 3 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(products, fc.array(holedProfile, { minLength: 1, maxLength: 40 }), (criteria, profiles) => {
        const expected = criteria.map((asked) => profiles.map((profile) => verdictOf(asked, profile)))
        const batch = new Batch(criteria.map(normalForm))
        expect(verdictsBy(criteria, profiles, batch)).toEqual(expected)
        // The second block must not see the first.
        expect(verdictsBy(criteria, profiles.slice(1), batch)).toEqual(expected.map((row) => row.slice(1)))
      }),
      { numRuns: 40 },
    )
  })

  test('across the edge of a block', () => {
    const products: Criteria[] = [
      [{ attr: 'staff', op: '>=', value: 700 }],
      [{ not: { attr: 'district', op: 'prefix', value: ['4401'] } }],
      [
        {
          any: [
            { attr: 'staff', op: '<=', value: 3, maxAgeDays: 30 },
            { attr: 'district', op: '=', value: '440106' },
          ],
        },
      ],
    ]
    const profiles = Array.from({ length: BLOCK_FIRMS + 33 }, (_, i) =>
      profileOf({ ...(i % 5 === 0 ? {} : { staff: i }), ...(i % 7 === 0 ? {} : { district: String(440100 + (i % 13)) }) }),
    )
    expect(verdictsBy(products, profiles)).toEqual(products.map((criteria) => profiles.map((profile) => verdictOf(criteria, profile))))
  })
})

test('firms beyond the last of a block are in no set', () => {
  const batch = new Batch([
    normalForm([
      {
        any: [
          { attr: 'staff', op: '>=', value: 3 },
          { attr: 'taxGrade', op: '=', value: 'A' },
        ],
      },
    ]),
  ])
  batch.decide([factsRow(profileOf({ staff: 1 })), factsRow(profileOf({ staff: 1, taxGrade: 'B' }))], (_, short, unknown) => {
    expect([...short.slice(0, 2), ...unknown.slice(0, 2)]).toEqual([0b10, 0, 0b01, 0])
  })
})

test('a fact too old for one leaf is a hole for that leaf alone', () => {
  const products: Criteria[] = [[{ attr: 'staff', op: '>=', value: 3, maxAgeDays: 30 }], [{ attr: 'staff', op: '>=', value: 3 }]]
  expect(verdictsBy(products, [profileOf({}, [entryOf('staff', { value: 5, asOf: '2026-06-01' })])])).toEqual([['unknown'], ['met']])
})

test('a block takes no more firms than it has bits', () => {
  const rows = Array.from({ length: BLOCK_FIRMS + 1 }, () => factsRow(profileOf()))
  expect(() => new Batch([]).decide(rows, () => {})).toThrow(RangeError)
})
