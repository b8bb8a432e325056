import type { Canonical } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'

/**
 * fresh: known and young enough · stale: known, but too old or past its validity · missing: nobody told us ·
 * not_consented: the reader may not know (looks the same whether or not there is a value).
 */
export type Freshness = 'fresh' | 'stale' | 'missing' | 'not_consented'

/** Where a value came from; shown as the source line under every fact. */
export interface Provenance {
  source: string
  record: string
  recordKey: string
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
  decidedBy: 'only' | 'authority' | 'date' | 'hash' | 'derived' | null
  /** Facts that lost with a different value. */
  losers: readonly { value: Canonical; asOf: CivilDate; from: Provenance }[]
}

/** One subject as seen on one day. Entries stand in registry order, one for every registered attribute. */
export interface Profile {
  subjectId: string
  asOf: CivilDate
  entries: readonly ProfileEntry[]
}
