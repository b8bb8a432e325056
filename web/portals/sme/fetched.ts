import type { ProfileEntryView, ProfileView } from '../../../src/profiles/contract.ts'
import { attributeOf, CATEGORIES, CATEGORY_INFO } from '../../../src/profiles/model.ts'
import type { AnswerView } from '../../../src/sources/feed-contract.ts'
import { type CatalogueItem, givenBy } from '../../borrowing/index.ts'
import { words } from '../../words/index.ts'

/** What came of one question or one code, in a word that an address can carry. */
export const DONE = ['taken', 'same', 'empty', 'held'] as const
export type Done = (typeof DONE)[number]

/** A row kept aside counts as that, whatever else came with it; rows known before are no news. */
export function doneOf({ rows, accepted, quarantined }: AnswerView): Done {
  if (quarantined > 0) return 'held'
  if (accepted > 0) return 'taken'
  return rows === 0 ? 'empty' : 'same'
}

/** An item's page lies under its two names: `cash-flow/cash_flow`. */
export function itemPath(home: string, { id }: Pick<CatalogueItem, 'id'>): string {
  return `${home}/sources/${id.split('/').map(encodeURIComponent).join('/')}`
}

export function recordOf({ id, source }: Pick<CatalogueItem, 'id' | 'source'>): string {
  return id.slice(source.length + 1)
}

/** A code is handed over, anything else is asked for. */
export function isPresented({ ways }: Pick<CatalogueItem, 'ways'>): boolean {
  return !ways.includes('query')
}

/** Names of what an item tells; of one that is not known in detail, what its category holds. */
export function givenLabels(item: Pick<CatalogueItem, 'id' | 'category'>): string {
  const { listed } = words.zh.measures
  const given = givenBy(item)
  const category = CATEGORIES.find((c) => c === item.category)
  return given.length > 0 ? listed(given.map((id) => attributeOf(id).zh)) : category ? CATEGORY_INFO[category].plainZh : words.zh.measures.none
}

/** The facts that stand now and came from this item. */
export function lastOf(profile: ProfileView, item: Pick<CatalogueItem, 'id'>): ProfileEntryView[] {
  return profile.sections.flatMap((s) => s.entries).filter((e) => e.from !== null && `${e.from.source}/${e.from.record}` === item.id)
}

/** The newest day of these facts. */
export function lastDay(entries: readonly ProfileEntryView[]): string | null {
  return (
    entries
      .map((e) => e.asOf ?? '')
      .sort()
      .at(-1) || null
  )
}
