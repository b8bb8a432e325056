export * from './decision.ts'
export * from './lifecycle.ts'

import type { Decision } from './decision.ts'
import type { ApplicationStatus } from './lifecycle.ts'

export interface Application {
  subjectId: string
  id: string
  lenderId: string
  productId: string
  productVersion: number
  consentId: string
  status: ApplicationStatus
  amountFen: bigint
  termMonths: number
  purpose: string
  submittedAt: Date
  answerDue: string
  decision: Decision | null
  decidedBy: string | null
  endedAt: Date | null
  /** When the applicant took the approved offer. */
  acceptedAt: Date | null
  revision: number
}
