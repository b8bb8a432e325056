export * from './artefact.ts'
export * from './coverage.ts'
export * from './lifecycle.ts'

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

/** One fact as a read showed it: what has to be called back once it no longer stands. It holds no value. */
export interface ShownItem {
  attribute: string
  /** An item's own key in its list; of a single value the record that said it, its key as a digest. */
  item: string
  /** SHA-256, hex, of what was said. */
  hash: string
  documentNo: string
  asOf: CivilDate | null
  /** Field ids that showed it. */
  fields: string[]
  lastShownOn: CivilDate | null
}
