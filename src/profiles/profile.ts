import type { Canonical } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'

/**
 * fresh: known and young enough · stale: known, but too old or past its validity · disputed (存疑): the subject objects
 * or sources of equal standing contradict each other · missing: nobody told us · not_consented: the reader may not know
 * (looks the same whether or not there is a value). Only fresh is used to decide; the others are unknown.
 */
export const FRESHNESSES = ['fresh', 'stale', 'disputed', 'missing', 'not_consented'] as const
export type Freshness = (typeof FRESHNESSES)[number]

/** only: nobody said otherwise · freshness: others are too old · authority · date: the later day · tie: nothing but the content address. */
export const RULES = ['only', 'freshness', 'authority', 'date', 'tie', 'derived'] as const
export type Rule = (typeof RULES)[number]

/** Where a value came from; shown as the source line under every fact. */
export interface Provenance {
  source: string
  record: string
  recordKey: string
  /** Content address of the record's version: what an operator follows back to the row of the file. */
  recordId: string
}

export interface ProfileEntry {
  attribute: AttributeId
  freshness: Freshness
  /** null when missing or not consented; a list attribute holds its items, newest first. */
  value: Canonical
  scheme: string | null
  asOf: CivilDate | null
  validUntil: CivilDate | null
  /** null for derived, missing and not consented values. */
  from: Provenance | null
  /** Which rule chose this fact over others, when others said something else. */
  decidedBy: Rule | null
  /** Why it is disputed. */
  doubt: 'conflict' | 'objection' | null
  /** List items under objection, by their place in `value`. */
  disputedItems: readonly number[]
  /** Facts that lost with a different value. */
  losers: readonly { value: Canonical; asOf: CivilDate; from: Provenance }[]
}

/** One subject as seen on one day. Entries stand in registry order, one for every registered attribute. */
export interface Profile {
  subjectId: string
  asOf: CivilDate
  entries: readonly ProfileEntry[]
}
