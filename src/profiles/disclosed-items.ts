import { createHash } from 'node:crypto'
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, attributeOf, isAttributeId } from './attributes.ts'
import { deriveEntry } from './derive.ts'
import { type FactRecord, MARKS, type SourcedFact } from './fact.ts'
import type { PublicityMark } from './list-items.ts'
import { byPrecedence, marksOf } from './merge.ts'
import type { Profile, ProfileEntry } from './profile.ts'
import { isShown, lastShownDay, markKey, standingOf } from './publicity.ts'
import { currentFacts } from './versions.ts'

/** Why an item may no longer be shown. `withdrawn` is also one whose record was taken back: then nothing of it is left. */
export const GONE_REASONS = ['repaired', 'withdrawn', 'ended', 'expired'] as const
export type GoneReason = (typeof GONE_REASONS)[number]

/** What is said of one item of a list, and whether it may be shown. */
export interface ListItem {
  attribute: AttributeId
  /** The item's own key in its list. */
  item: string
  value: Canonical
  /** SHA-256, hex, of the value's canonical bytes; another one where its source contradicts itself. */
  hash: string
  /** Number of the decision, the case or the project. */
  documentNo: string
  asOf: CivilDate
  lastShownOn: CivilDate | null
  gone: GoneReason | null
}

/** An item that a reader is shown, and by which fields of what was granted. */
export interface DisclosedItem extends ListItem {
  fields: AttributeId[]
}

/** Every item of every list of which a record still speaks, as the profile of that day takes it: shown, or gone and why. */
export function listItems(records: readonly FactRecord[], asOf: CivilDate): ListItem[] {
  const facts = currentFacts(records).filter((fact) => fact.asOf <= asOf)
  return itemsOf(facts, asOf).map(({ words, ...item }) => item)
}

interface SaidItem extends ListItem {
  /** Canonical bytes of the value. */
  words: string
}

function itemsOf(facts: readonly SourcedFact[], today: CivilDate): SaidItem[] {
  const marks = marksOf(facts.filter((fact) => fact.attribute === MARKS))
  const chosen = new Map<string, SourcedFact>()
  for (const fact of facts) {
    if (!isList(fact.attribute)) continue
    const key = markKey(fact.attribute, fact.item)
    const before = chosen.get(key)
    if (before === undefined || byPrecedence(fact, before, () => true) < 0) chosen.set(key, fact)
  }
  const items: SaidItem[] = []
  for (const [key, { attribute, item, value, asOf, contested }] of chosen) {
    if (value === null || attribute === MARKS) continue
    const words = canonicalJson(value)
    items.push({
      attribute,
      item,
      value,
      hash: sha256(contested ? `{"contested":${words}}` : words),
      documentNo: documentNoOf(value),
      asOf,
      lastShownOn: lastShownDay(attribute, value),
      gone: goneFrom(attribute, value, marks.get(key), today),
      words,
    })
  }
  return items
}

function goneFrom(list: AttributeId, value: Canonical, mark: PublicityMark | undefined, today: CivilDate): GoneReason | null {
  if (mark && standingOf(mark) === 'gone') return mark.state as GoneReason
  return isShown(list, value, today) ? null : 'expired'
}

/**
 * Which list items a projected profile shows, and by which fields. A field worked out from a list shows an item when
 * that item alone would make it say something else than none would: `否` becomes `是`, 0 becomes 1.
 * @param stated what the records say (versions.ts)
 */
export function disclosedItems(stated: readonly SourcedFact[], whole: Profile, projected: Profile): DisclosedItem[] {
  const { asOf } = whole
  const told = new Set<string>(projected.entries.filter((entry) => entry.value !== null).map((entry) => entry.attribute))
  const entryOf = new Map<string, ProfileEntry>(whole.entries.map((entry) => [entry.attribute, entry]))
  const none = new Map<AttributeId, string>()
  // Past the catalogue's term nothing is shown, as in the merge.
  const facts = stated.filter((fact) => fact.asOf <= asOf && !(fact.keptUntil !== undefined && fact.keptUntil < asOf))
  const shownBy = new Map<string, ReadonlySet<string>>()
  const saidIn = (list: AttributeId) => shownBy.get(list) ?? shownBy.set(list, wordsOf(entryOf.get(list)!)).get(list)!
  return itemsOf(facts, asOf).flatMap(({ words, ...item }) => {
    // What lies before the lookback is in no list of the whole, and shows through nothing.
    if (item.gone !== null || !saidIn(item.attribute).has(words)) return []
    const said = (field: AttributeId, items: Canonical[]) => {
      const list: ProfileEntry = { ...entryOf.get(item.attribute)!, freshness: 'fresh', value: items, disputedItems: [] }
      return canonicalJson(deriveEntry(field, { asOf, entry: (id) => (id === item.attribute ? list : entryOf.get(id)!) }).value)
    }
    const saidOfNone = (field: AttributeId) => none.get(field) ?? none.set(field, said(field, [])).get(field)
    const throughIt = fieldsOf(item.attribute).filter((field) => told.has(field) && said(field, [item.value]) !== saidOfNone(field))
    const fields = told.has(item.attribute) ? [item.attribute, ...throughIt] : throughIt
    return fields.length === 0 ? [] : { ...item, fields }
  })
}

function wordsOf({ value }: ProfileEntry): ReadonlySet<string> {
  return new Set(((value ?? []) as Canonical[]).map(canonicalJson))
}

/** Asked of every item of every read: worked out once. */
const FIELDS = new Map<string, readonly AttributeId[]>(
  (ATTRIBUTES as readonly Attribute[]).map(({ id }) => [
    id,
    (ATTRIBUTES as readonly Attribute[]).filter((a) => a.derivedFrom?.includes(id)).map((a) => a.id as AttributeId),
  ]),
)

/** Fields worked out from a stored attribute. */
export function fieldsOf(base: AttributeId): readonly AttributeId[] {
  return FIELDS.get(base) ?? []
}

export function isList(attribute: string): boolean {
  return isAttributeId(attribute) && attributeOf(attribute).type === 'list'
}

function documentNoOf(value: Canonical): string {
  const { documentNo, caseNo, projectNo } = value as { documentNo?: string; caseNo?: string; projectNo?: string }
  return documentNo ?? caseNo ?? projectNo ?? ''
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
