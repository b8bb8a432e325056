import { expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { attributesOf, CATEGORIES, type Category, type Fact } from '../../src/profiles/model.ts'
import { ingredientsOf } from '../../src/profiles/projection.ts'
import { homeOf, wallFeedsOf } from '../../src/profiles/wall-feeds.ts'

const drawn = wallFeedsOf(feeds)
const opened = (category: Category) => drawn.flatMap((feed) => (feed.category === category ? [`${feed.source}/${feed.record}`] : [])).sort()
const itemsOf = (...categories: Category[]) =>
  [...new Set(feeds.catalogue.flatMap(({ id, category }) => (categories.includes(category as Category) ? [id] : [])))].sort()

test.each<[Category, Category[], string[]]>([
  // A household's register is its rating.
  ['registration', ['registration'], ['nongrongtong/household_rating']],
  // The trade, for the size class.
  ['operations', ['operations', 'registration'], []],
  // The day of founding, before which a list is silent.
  ['public_credit', ['public_credit', 'registration'], []],
  ['performance', ['performance', 'registration'], []],
  ['tax', ['tax'], ['gz-tax/tax_code']],
  ['tax_data', ['tax_data'], []],
  ['cash_flow', ['cash_flow'], []],
  ['credit_history', ['credit_history'], []],
  ['carbon', ['carbon'], []],
  ['village', ['village'], []],
])('the category %s opens the records of %j, and beside them %j', (category, items, others) => {
  expect(opened(category)).toEqual([...itemsOf(...items), ...others].sort())
})

test('every item of the catalogue lies behind some category, and every category is drawn', () => {
  expect([...new Set(CATEGORIES.flatMap(opened))].sort()).toEqual([...new Set(feeds.catalogue.map(({ id }) => id))].sort())
  expect(new Set(drawn.map(({ category }) => category))).toEqual(new Set(CATEGORIES))
})

/** What a record kind says of the example that its own template page gives. */
function factsOf(kind: (typeof feeds.kinds)[number]): Fact[] {
  const row = Object.fromEntries(kind.columns.map(({ name, example, personal }) => [name, personal === 'drop' ? '' : (example ?? '')]))
  const translation = kind.translate(row, '2026-11-23')
  if (!translation.ok) throw new Error(`the example of ${kind.source}/${kind.record} is refused`)
  return translation.record.facts
}

test.each(feeds.kinds.map((kind) => [`${kind.source}/${kind.record}`, kind] as const))(
  'what a record of %s says lies behind every category that needs it',
  (id, kind) => {
    const said = factsOf(kind)
    expect(said.length).toBeGreaterThan(0)
    for (const { attribute } of said) {
      expect([attribute, feeds.catalogue.find((item) => item.id === id)!.category === homeOf(attribute) || kind.alsoSays?.includes(attribute)]).toEqual([
        attribute,
        true,
      ])
      for (const category of CATEGORIES)
        if (ingredientsOf(new Set(attributesOf(category))).includes(attribute))
          expect([attribute, category, opened(category)]).toEqual([attribute, category, expect.arrayContaining([id])])
    }
  },
)
