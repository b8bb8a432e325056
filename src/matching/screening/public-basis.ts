/**
 * What a lender may count by without the subject's consent: values of records that the catalogue shares openly
 * (共享方式「公开」), holds to be public, and that the subject did not hand in of its own will; and never of a category
 * that its own page calls sensitive, for which it gives a consent of its own. Everything else stays unknown in the reverse
 * direction, whoever the subject is.
 */
import type { CivilDate } from '../../platform/kernel/time.ts'
import { type AttributeId, attributeOf, CATEGORY_INFO, type Category, type Profile, type ProfileEntry } from '../../profiles/model.ts'
import { type CatalogueItem, inForce } from '../../sources/model.ts'
import { entryFor } from '../scale.ts'

/** `source/record` of every item that is open. */
export type PublicRecords = ReadonlySet<string>

function isOpenItem({ mode, sensitivity, class: itemClass, category }: CatalogueItem): boolean {
  return mode === 'public' && sensitivity === 'public' && itemClass !== 'voluntary' && !CATEGORY_INFO[category as Category].sensitive
}

export function publicRecords(catalogue: readonly CatalogueItem[], on: CivilDate): PublicRecords {
  const items = catalogue.filter((item) => inForce(item, on))
  return new Set(items.filter(isOpenItem).map(({ id }) => id))
}

/**
 * Categories of which at least one record is open. The others are closed in the very question, whatever a row
 * says: an item that is withdrawn from the open ones is closed at once for them.
 */
export function publicCategories(catalogue: readonly CatalogueItem[], on: CivilDate): ReadonlySet<Category> {
  const items = catalogue.filter((item) => inForce(item, on) && isOpenItem(item))
  return new Set(items.map(({ category }) => category as Category))
}

/** Does the value rest on open records alone? A derived one does when all it was worked out from does. What is sensitive never does. */
export function isPublic(attribute: AttributeId, profile: Profile, open: PublicRecords): boolean {
  // What sort of subject it is, is no record about it.
  if (attribute === 'kind') return true
  const { category, derivedFrom } = attributeOf(attribute)
  if (CATEGORY_INFO[category].sensitive) return false
  if (derivedFrom === undefined) return restsOn(entryFor(profile, attribute), open)
  const told = derivedFrom.map((id) => entryFor(profile, id as AttributeId)).filter((entry) => entry?.freshness !== 'missing')
  return told.length > 0 && told.every((entry) => restsOn(entry, open))
}

function restsOn(entry: ProfileEntry | undefined, open: PublicRecords): boolean {
  if (entry === undefined || CATEGORY_INFO[attributeOf(entry.attribute).category].sensitive) return false
  // A list holds what several records say, and its silence is the feeds' word.
  const { feeds } = attributeOf(entry.attribute)
  if (feeds !== undefined) return feeds.every((feed) => open.has(feed))
  return entry.from !== null && open.has(`${entry.from.source}/${entry.from.record}`)
}
