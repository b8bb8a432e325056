import type { ProductView } from '../../src/products/contract.ts'
import { type Criterion, isLeaf } from '../../src/products/model.ts'
import type { ProfileView } from '../../src/profiles/contract.ts'
import { attributeOf, type Category } from '../../src/profiles/model.ts'

export type Section = ProfileView['sections'][number]

/** What a product's criteria and price steps look at, by consent category. Marked for the reader, never ticked. */
export function askedCategories({ criteria, pricing }: ProductView['terms']): Set<Category> {
  return new Set([...criteria, ...pricing.tiers.map((tier) => tier.when)].flatMap(categoriesOf))
}

function categoriesOf(criterion: Criterion): Category[] {
  if (isLeaf(criterion)) return [attributeOf(criterion.attr).category]
  if ('not' in criterion) return categoriesOf(criterion.not)
  return ('all' in criterion ? criterion.all : criterion.any).flatMap(categoriesOf)
}

export function isHeld(section: Section): boolean {
  return section.entries.some((entry) => entry.freshness !== 'missing')
}

/** Categories worth a tick: those that hold something, and those the product asks for. */
export function offered(sections: readonly Section[], asked: ReadonlySet<Category>): Section[] {
  return sections.filter((section) => isHeld(section) || asked.has(section.category))
}

/** Whose records stand in a category, and the latest day any of them was updated. */
export function sourcesOf(section: Section): { offices: string[]; asOf: string | null } {
  const told = section.entries.filter((entry) => entry.from !== null)
  const days = told.map((entry) => entry.asOf ?? '').sort()
  return { offices: [...new Set(told.map((entry) => entry.from!.provider))], asOf: days.at(-1) || null }
}
