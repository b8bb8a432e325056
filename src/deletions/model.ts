export * from './duty.ts'
export * from './erasable.ts'

import type { CivilDate } from '../platform/kernel/time.ts'
import type { Attestation, DutyCause } from './duty.ts'

/** What one lender owes one subject after one consent: that what was read under it is gone. */
export interface Duty {
  subjectId: string
  id: string
  lenderId: string
  consentId: string
  applicationId: string | null
  /** Of the artefact, as the log knows it. */
  artefactHash: string
  cause: DutyCause
  /** Fields that reads under it showed, sorted. */
  fields: string[]
  requestedAt: Date
  /** Last day for the attestation. */
  dueOn: CivilDate
  answer: Attestation | null
  legalGround: string | null
  answeredBy: string | null
  answeredAt: Date | null
  /** Since when it is flagged. */
  overdueAt: Date | null
}

export interface Erasure {
  subjectId: string
  id: string
  requestedBy: string
  at: Date
  /** How many lenders were told to delete. */
  demands: number
}
