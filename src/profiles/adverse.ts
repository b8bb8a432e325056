import { createHash } from 'node:crypto'
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from './attributes.ts'
import { deriveEntry } from './derive.ts'
import { type FactRecord, MARKS, type SourcedFact } from './fact.ts'
import { ADVERSE_LISTS, type AdverseList, type PublicityMark } from './list-items.ts'
import { byPrecedence, marksOf } from './merge.ts'
import type { Profile, ProfileEntry } from './profile.ts'
import { isShown, lastShownDay, markKey, standingOf } from './publicity.ts'
import { currentFacts } from './versions.ts'

/** Why an item may no longer be shown. `withdrawn` is also one whose record was taken back: then nothing of it is left. */
export const GONE_REASONS = ['repaired', 'withdrawn', 'ended', 'expired'] as const
export type GoneReason = (typeof GONE_REASONS)[number]

/** What is said of one adverse item, and whether it may be shown. */
export interface AdverseItem {
  list: AdverseList
  /** The item's own key in its list. */
  item: string
  value: Canonical
  /** SHA-256, hex, of the value's canonical bytes. */
  hash: string
  /** Number of the decision or of the case. */
  documentNo: string
  lastShownOn: CivilDate | null
  gone: GoneReason | null
}

/** An adverse item that a reader is shown, and by which fields of what was granted. */
export interface DisclosedItem extends AdverseItem {
  fields: AttributeId[]
}

/** Every adverse item of which a record still speaks, as the profile of that day takes it: shown, or gone and why. */
export function adverseItems(records: readonly FactRecord[], asOf: CivilDate): AdverseItem[] {
  const facts = currentFacts(records).filter((fact) => fact.asOf <= asOf)
  const marks = marksOf(facts.filter((fact) => fact.attribute === MARKS))
  const chosen = new Map<string, SourcedFact>()
  for (const fact of facts) {
    if (!isAdverse(fact.attribute)) continue
    const key = markKey(fact.attribute, fact.item)
    const before = chosen.get(key)
    if (before === undefined || byPrecedence(fact, before, () => true) < 0) chosen.set(key, fact)
  }
  return [...chosen].flatMap(([key, { attribute, item, value }]) => {
    if (value === null) return []
    const list = attribute as AdverseList
    return {
      list,
      item,
      value,
      hash: hashOf(value),
      documentNo: documentNoOf(value),
      lastShownOn: lastShownDay(list, value),
      gone: goneFrom(list, value, marks.get(key), asOf),
    }
  })
}

function goneFrom(list: AdverseList, value: Canonical, mark: PublicityMark | undefined, asOf: CivilDate): GoneReason | null {
  if (mark && standingOf(mark) === 'gone') return mark.state as GoneReason
  return isShown(list, value, asOf) ? null : 'expired'
}

/**
 * Which adverse items a projected profile shows, and by which fields. A field worked out from a list shows an item when
 * that item alone would make it say something else than none would: `否` becomes `是`, 0 becomes 1.
 */
export function disclosedItems(records: readonly FactRecord[], whole: Profile, projected: Profile): DisclosedItem[] {
  const told = projected.entries.filter((entry) => entry.value !== null)
  const entryOf = new Map<string, ProfileEntry>(whole.entries.map((entry) => [entry.attribute, entry]))
  return adverseItems(records, whole.asOf).flatMap((item) => {
    if (item.gone !== null) return []
    const said = (field: AttributeId, items: Canonical[]) => {
      const list: ProfileEntry = { ...entryOf.get(item.list)!, freshness: 'fresh', value: items, disputedItems: [] }
      return canonicalJson(deriveEntry(field, { asOf: whole.asOf, entry: (id) => (id === item.list ? list : entryOf.get(id)!) }).value)
    }
    const fields = told.flatMap(({ attribute, value }) => {
      if (attribute === item.list) return (value as Canonical[]).some((v) => hashOf(v) === item.hash) ? [attribute] : []
      return fieldsOf(item.list).includes(attribute) && said(attribute, [item.value]) !== said(attribute, []) ? [attribute] : []
    })
    return fields.length === 0 ? [] : { ...item, fields }
  })
}

/** Fields worked out from a list. */
function fieldsOf(list: AdverseList): AttributeId[] {
  return (ATTRIBUTES as readonly Attribute[]).filter((a) => a.derivedFrom?.includes(list)).map((a) => a.id as AttributeId)
}

function isAdverse(attribute: string): attribute is AdverseList {
  return (ADVERSE_LISTS as readonly string[]).includes(attribute)
}

function documentNoOf(value: Canonical): string {
  const { documentNo, caseNo } = value as { documentNo?: string; caseNo?: string }
  return documentNo ?? caseNo ?? ''
}

function hashOf(value: Canonical): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}
