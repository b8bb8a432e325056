import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'
import { disclosedItems, GONE_REASONS, isList, listItems } from './disclosed-items.ts'
import { disclosedValues, valuesNow } from './disclosed-values.ts'
import type { FactRecord } from './fact.ts'
import { ADVERSE_LISTS } from './list-items.ts'
import type { Profile } from './profile.ts'
import { currentFacts } from './versions.ts'

/** One fact as a read showed it: what has to be called back once it no longer stands. */
export interface DisclosedFact {
  attribute: AttributeId
  /** An item's own key in its list; of a single value the record that said it. */
  item: string
  /** SHA-256, hex, of what was said. */
  hash: string
  /** Number of the decision, the case or the project; empty where there is none. */
  documentNo: string
  asOf: CivilDate
  fields: AttributeId[]
  /** Last day it may be shown by itself; null where it has none. */
  lastShownOn: CivilDate | null
}

/** Everything that a projected profile shows, fact by fact. */
export function disclosedFacts(records: readonly FactRecord[], whole: Profile, projected: Profile): DisclosedFact[] {
  const stated = currentFacts(records)
  const facts = new Map<string, DisclosedFact>()
  const keep = (fact: DisclosedFact) => facts.set(`${fact.attribute} ${fact.item} ${fact.hash}`, fact)
  for (const { value, gone, ...item } of disclosedItems(stated, whole, projected)) keep(item)
  for (const value of disclosedValues(stated, whole, projected)) keep({ ...value, documentNo: '', lastShownOn: null })
  // A record that states one attribute twice is one statement of it.
  return [...facts.values()]
}

/** Why what was shown no longer stands; `corrected`: it stands, but says something else. */
export const CHANGE_REASONS = [...GONE_REASONS, 'corrected'] as const
export type ChangeReason = (typeof CHANGE_REASONS)[number]

/** What became of a fact that was shown; `superseded`: its record speaks of a later day, which takes nothing back. */
export interface Fate {
  change: ChangeReason | 'superseded' | null
  /** Last day it may be shown by itself, as the record has it now; null where it has none. */
  lastShownOn: CivilDate | null
}

export interface ShownFact {
  attribute: string
  item: string
  hash: string
  /** null for what was shown before its day was kept. */
  asOf: CivilDate | null
}

/**
 * What became of the facts that were shown, by what the records say today. Ageing is no change: a newer grade is another
 * record, and a register's entry that moved on speaks of a later day. Only adverse items are called back for that too,
 * since whoever saw an open listing has to learn that it was closed.
 */
export function fatesOf(records: readonly FactRecord[], today: CivilDate): (shown: ShownFact) => Fate {
  const items = new Map(listItems(records, today).map((item) => [`${item.attribute} ${item.item}`, item]))
  const valueNow = valuesNow(records)
  return ({ attribute, item, hash, asOf }) => {
    if (!isList(attribute)) {
      const now = valueNow({ attribute, item, asOf: asOf ?? '' })
      if (now === 'after') return { change: 'superseded', lastShownOn: null }
      return { change: now === 'withdrawn' ? 'withdrawn' : now.hash === hash ? null : 'corrected', lastShownOn: null }
    }
    const now = items.get(`${attribute} ${item}`)
    if (now === undefined) return { change: 'withdrawn', lastShownOn: null }
    const { lastShownOn } = now
    if (now.gone !== null) return { change: now.gone, lastShownOn }
    if (now.hash === hash) return { change: null, lastShownOn }
    const movedOn = !isAdverse(attribute) && asOf !== null && now.asOf > asOf
    return { change: movedOn ? 'superseded' : 'corrected', lastShownOn }
  }
}

function isAdverse(attribute: string): boolean {
  return (ADVERSE_LISTS as readonly string[]).includes(attribute)
}
