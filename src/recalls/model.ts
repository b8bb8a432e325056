import type { CivilDate } from '../platform/kernel/time.ts'
import { type AttributeId, CHANGE_REASONS, type ChangeReason } from '../profiles/model.ts'
import type { RecallAnswer } from './answer.ts'
import type { RecallStatus } from './lifecycle.ts'

export { RECALL_ANSWERS, type RecallAnswer } from './answer.ts'
export { RECALL_EDGES, type RecallStatus } from './lifecycle.ts'

/** Why what was shown no longer stands; `corrected`: it stands, but says something else. */
export const RECALL_REASONS = CHANGE_REASONS
export type RecallReason = ChangeReason

/** One lender was shown one fact for one application, and it no longer stands as it was shown. */
export interface Recall {
  subjectId: string
  id: string
  lenderId: string
  /** Null for what was shown before any application. */
  applicationId: string | null
  consentId: string
  /** Place in the access log of the first read that showed it. */
  logIndex: number
  attribute: AttributeId
  /** An item's own key in its list; of a single value the record that said it. */
  item: string
  /** Empty where the fact has none. */
  documentNo: string
  /** The day it spoke of; null for recalls before that was kept. */
  asOf: CivilDate | null
  reason: RecallReason
  /** Field ids by which it was shown. */
  fields: string[]
  status: RecallStatus
  issuedAt: Date
  dueOn: CivilDate
  answer: RecallAnswer | null
  legalGround: string | null
  answeredBy: string | null
  answeredAt: Date | null
  /** Since when it stands again as it was shown; null while it does not. */
  restatedAt: Date | null
}

export function isOverdue({ status, dueOn }: Pick<Recall, 'status' | 'dueOn'>, today: CivilDate): boolean {
  return awaitsAnswer(status) && today > dueOn
}

export function awaitsAnswer(status: RecallStatus): boolean {
  return status === 'issued' || status === 'acknowledged'
}
