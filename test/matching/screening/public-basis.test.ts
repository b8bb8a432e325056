import { describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { isPublic, publicCategories, publicRecords } from '../../../src/matching/screening/public-basis.ts'
import { type AttributeId, CATEGORIES, CATEGORY_INFO, type Category } from '../../../src/profiles/model.ts'
import type { CatalogueItem } from '../../../src/sources/model.ts'
import { AS_OF, entryOf, profileOf } from '../../support/match-builders.ts'

const { catalogue } = feeds
const grade = catalogue.find(({ id }) => id === 'gz-tax/tax_grade')!
const opens = (over: Partial<CatalogueItem>) => [...publicRecords([{ ...grade, ...over }], AS_OF)]

describe('a record is open to the reverse direction', () => {
  test.each<[Partial<CatalogueItem>, boolean]>([
    [{}, true],
    [{ mode: 'consent' }, false],
    [{ mode: 'check' }, false],
    [{ sensitivity: 'internal' }, false],
    [{ sensitivity: 'personal' }, false],
    [{ class: 'voluntary' }, false],
    ...CATEGORIES.map((category): [Partial<CatalogueItem>, boolean] => [{ category }, !CATEGORY_INFO[category].sensitive]),
    [{ validTo: '2020-01-01' }, false],
  ])('with %j: %s', (over, open) => {
    expect(opens(over)).toEqual(open ? [grade.id] : [])
    const category = (over.category ?? grade.category) as Category
    expect([...publicCategories([{ ...grade, ...over }], AS_OF)]).toEqual(open ? [category] : [])
  })

  test('of the city’s catalogue: neither the annual report nor what a firm reports of its carbon', () => {
    const open = publicRecords(catalogue, AS_OF)
    expect(['samr/annual_report', 'suitan/carbon_report'].filter((id) => open.has(id))).toEqual([])
    expect(['samr/registration', 'gz-credit/penalty', 'gz-tax/tax_grade'].filter((id) => !open.has(id))).toEqual([])
    expect([...publicCategories(catalogue, AS_OF)].sort()).toEqual(['performance', 'public_credit', 'registration', 'tax'])
  })
})

describe('a value of an open record', () => {
  const profile = profileOf({ taxGrade: 'A' }, [
    ...(['revenueFen', 'assetsFen', 'staff'] as const).map((id) => entryOf(id, { value: '1' })),
    entryOf('sizeClass', { value: 'micro', from: null }),
  ])

  test.each<[AttributeId, boolean]>([
    ['taxGrade', true],
    ['revenueFen', false],
    ['assetsFen', false],
    ['staff', false],
    ['sizeClass', false],
  ])('of %s is open: %s, by what its category is to its subject', (attribute, open) => {
    expect(isPublic(attribute, profile, new Set(['test/fact']))).toBe(open)
  })
})
