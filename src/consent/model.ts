export * from './artefact.ts'
export * from './coverage.ts'
export * from './lifecycle.ts'
export * from './log-entry.ts'

import type { CivilDate } from '../platform/kernel/time.ts'
import type { Artefact } from './artefact.ts'
import type { ConsentStatus } from './lifecycle.ts'

export interface Consent {
  subjectId: string
  id: string
  lenderId: string
  applicationId: string
  status: ConsentStatus
  artefact: Artefact
  hash: string
  readsUsed: number
  validTo: Date
  grantedAt: Date
  endedAt: Date | null
  endReason: string | null
}

/** One adverse item as a read showed it: what has to be called back once it no longer stands. */
export interface ShownItem {
  list: string
  /** The item's own key in its list. */
  item: string
  documentNo: string
  /** Field ids that showed it. */
  fields: string[]
  /** SHA-256, hex, of the item's canonical bytes. */
  hash: string
  lastShownOn: CivilDate | null
}
