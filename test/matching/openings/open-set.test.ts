import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { hasBit } from '../../../src/matching/bits.ts'
import { allOf, evaluate } from '../../../src/matching/evaluate.ts'
import { type OfferedProduct, openingCatalogue } from '../../../src/matching/openings/catalogue.ts'
import type { HeldFacts } from '../../../src/matching/openings/held-facts.ts'
import { newsOf } from '../../../src/matching/openings/news.ts'
import { bitsFromBytes, bitsToBytes, changeBetween, mayDiffer, openSets } from '../../../src/matching/openings/open-set.ts'
import { screenRow } from '../../../src/matching/screening/row.ts'
import { addDays } from '../../../src/platform/kernel/time.ts'
import type { Criterion } from '../../../src/products/model.ts'
import type { Profile } from '../../../src/profiles/model.ts'
import { filled, holedProfile, tree } from '../../support/criteria-arbitrary.ts'
import { AS_OF, entryOf, profileOf, termsOf } from '../../support/match-builders.ts'

const heldOf = (profile: Profile): HeldFacts => screenRow({ id: 'sub_1', kind: 'enterprise', code: '1' }, profile, new Set())
const productOf = (no: number, criteria: readonly Criterion[], version = 1): OfferedProduct => ({
  ...{ productId: `prd_${String(no).padStart(3, '0')}`, version, lenderId: 'ins_1', lenderName: '测试银行', publishedAt: new Date(0) },
  terms: termsOf({ audience: ['enterprise'], criteria: [...criteria] }),
})
const isOpen = ({ terms }: OfferedProduct, profile: Profile) =>
  allOf([{ attr: 'kind' as const, op: 'in' as const, value: terms.audience }, ...terms.criteria].map((c) => evaluate(c, profile).verdict)) === 'met'

/** A firm, and the same firm some days later with some of its facts changed. */
const firm = fc
  .record({ past: holedProfile, days: fc.constantFrom(0, 1, 200), changes: fc.boolean() })
  .chain(({ past, days, changes }) =>
    (changes ? filled(past) : fc.constant(past)).map((now) => ({ past: asFirm(past), now: { ...asFirm(now), asOf: addDays(AS_OF, days) } })),
  )

function asFirm(profile: Profile): Profile {
  return { ...profile, entries: profile.entries.map((entry) => (entry.attribute === 'kind' ? entryOf('kind', { value: 'enterprise' }) : entry)) }
}

const offer = fc.record({
  criteria: fc.array(tree(2), { maxLength: 2 }),
  later: fc.option(fc.array(tree(2), { maxLength: 2 }), { freq: 3 }),
  there: fc.constantFrom('both', 'both', 'both', 'then', 'now'),
})

describe('the products open for a firm', () => {
  it.each([1, 40])('are those the reference says, though only what can have changed is decided again: %i firms at once', (count) => {
    fc.assert(
      fc.property(fc.array(firm, { minLength: count, maxLength: count }), fc.array(offer, { minLength: 1, maxLength: 40 }), (firms, offers) => {
        const before = openingCatalogue(offers.flatMap(({ criteria, there }, i) => (there === 'now' ? [] : [productOf(i, criteria)])))
        const after = openingCatalogue(
          offers.flatMap(({ criteria, later, there }, i) => (there === 'then' ? [] : [later ? productOf(i, later, 2) : productOf(i, criteria)])),
        )
        const first = openSets(
          before,
          firms.map(({ past }) => ({ facts: heldOf(past), day: past.asOf, former: null })),
        )
        const change = changeBetween(before.members, after)
        const second = openSets(
          after,
          firms.map(({ past, now }, i) => ({
            facts: heldOf(now),
            day: now.asOf,
            former: { facts: heldOf(past), day: past.asOf, open: bitsFromBytes(bitsToBytes(first[i]!)), change },
          })),
        )
        firms.forEach(({ past, now }, i) => {
          expect(before.products.map((_, place) => hasBit(first[i]!, place))).toEqual(before.products.map((product) => isOpen(product, past)))
          expect(after.products.map((_, place) => hasBit(second[i]!, place))).toEqual(after.products.map((product) => isOpen(product, now)))
        })
      }),
      { numRuns: count === 1 ? 300 : 40 },
    )
  })

  test('are decided again only where an attribute they ask has changed, an age ran on, or the version is another', () => {
    const catalogue = openingCatalogue([
      productOf(0, [{ attr: 'ageMonths', op: '>=', value: 12 }]),
      productOf(1, [{ attr: 'taxGrade', op: '>=', value: 'B' }]),
      productOf(2, [
        {
          any: [
            { attr: 'taxGrade', op: '>=', value: 'B', maxAgeDays: 90 },
            { attr: 'staff', op: '>=', value: 5 },
          ],
        },
      ]),
      productOf(3, [{ attr: 'staff', op: '>=', value: 5 }], 2),
    ])
    const known = { kind: 'enterprise', ageMonths: 20, taxGrade: 'B', staff: 4 }
    const facts = heldOf(profileOf(known))
    const again = (now: HeldFacts, day: string, versions = [1, 1, 1, 2]) => {
      const members = catalogue.members.map(({ productId }, i) => ({ productId, version: versions[i]! }))
      const bits = mayDiffer(catalogue, { facts: now, day, former: { facts, day: AS_OF, open: new Int32Array(1), change: changeBetween(members, catalogue) } })
      return [0, 1, 2, 3].filter((place) => hasBit(bits, place))
    }
    expect(again(facts, AS_OF)).toEqual([])
    expect(again(facts, addDays(AS_OF, 1))).toEqual([2])
    expect(again(heldOf(profileOf({ ...known, ageMonths: 21 })), AS_OF)).toEqual([0])
    expect(again(heldOf(profileOf({ ...known, taxGrade: 'A' })), AS_OF)).toEqual([1, 2])
    expect(again(facts, AS_OF, [1, 1, 1, 1])).toEqual([3])
    expect(again({ ...facts, layout: facts.layout + 1 }, AS_OF)).toEqual([0, 1, 2, 3])
  })
})

describe('news', () => {
  const on = (days: number) => addDays(AS_OF, -days)
  const ids = (text: string) => new Set(text.split(''))
  test.each<[string, string | null, string, { productId: string; on: string }[], string]>([
    ['nothing at the first look', null, 'ab', [], ''],
    ['what opened', 'a', 'ab', [], 'b'],
    ['nothing where nothing opened', 'ab', 'ab', [], ''],
    ['nothing of what closed', 'ab', 'a', [], ''],
    ['nothing of what closed 89 days ago and is open again', 'a', 'ab', [{ productId: 'b', on: on(89) }], ''],
    ['what closed 90 days ago and is open again', 'a', 'ab', [{ productId: 'b', on: on(90) }], 'b'],
  ])('is %s', (_, before, open, closures, expected) => {
    expect([...newsOf(before === null ? null : ids(before), ids(open), closures, AS_OF).opened].join('')).toBe(expected)
  })

  test('is remembered with what closed, until the quiet days are over or it opens', () => {
    const closures = [
      { productId: 'b', on: on(89) },
      { productId: 'c', on: on(90) },
      { productId: 'd', on: on(3) },
      { productId: 'e', on: on(4) },
    ]
    expect(newsOf(ids('ae'), ids('d'), closures, AS_OF).closures).toEqual([
      { productId: 'b', on: on(89) },
      { productId: 'a', on: AS_OF },
      { productId: 'e', on: AS_OF },
    ])
  })
})
