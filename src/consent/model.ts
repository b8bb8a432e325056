export * from './artefact.ts'
export * from './coverage.ts'
export * from './lifecycle.ts'
export * from './log-entry.ts'

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
