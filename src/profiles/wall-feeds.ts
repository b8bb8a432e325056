import type { CatalogueItem, RecordKind } from '../sources/model.ts'
import { type AttributeId, attributeOf, attributesOf, CATEGORIES, type Category } from './attributes.ts'
import { type Fact, MARKS } from './fact.ts'
import { ingredientsOf } from './projection.ts'

export interface WallFeed {
  category: Category
  source: string
  record: string
}

export interface WallCatalogue {
  catalogue: readonly Pick<CatalogueItem, 'id' | 'category'>[]
  kinds: readonly Pick<RecordKind<Fact>, 'source' | 'record' | 'alsoSays'>[]
}

/** What publicity marks stand among: they are about adverse items, which are all of this category. */
const MARKED: Category = 'public_credit'

/**
 * Which records a category needs to be shown: those of its own items, and those that hold an ingredient of it – the day of
 * founding, before which a list's silence says nothing; the trade, without which there is no size class; the grade in a tax code.
 */
export function wallFeedsOf({ catalogue, kinds }: WallCatalogue): WallFeed[] {
  return CATEGORIES.flatMap((category) => {
    const needed = ingredientsOf(new Set(attributesOf(category)))
    const homes = new Set(needed.map(homeOf))
    const says = ({ source, record, alsoSays = [] }: WallCatalogue['kinds'][number]) =>
      catalogue.some((item) => item.id === `${source}/${record}` && homes.has(item.category as Category)) ||
      alsoSays.some((attribute) => needed.includes(attribute as AttributeId))
    return kinds.filter(says).map(({ source, record }) => ({ category, source, record }))
  })
}

/** The category of an attribute as records say it. */
export function homeOf(attribute: AttributeId | typeof MARKS): Category {
  return attribute === MARKS ? MARKED : attributeOf(attribute).category
}
