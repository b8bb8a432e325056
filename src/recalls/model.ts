import type { CivilDate } from '../platform/kernel/time.ts'
import { type AdverseItem, type AdverseList, GONE_REASONS } from '../profiles/model.ts'
import type { RecallAnswer } from './answer.ts'
import type { RecallStatus } from './lifecycle.ts'

export { RECALL_ANSWERS, type RecallAnswer } from './answer.ts'
export { RECALL_EDGES, type RecallStatus } from './lifecycle.ts'

/** Why what was shown no longer stands; `corrected`: the item stands, but says something else. */
export const RECALL_REASONS = [...GONE_REASONS, 'corrected'] as const
export type RecallReason = (typeof RECALL_REASONS)[number]

/** One lender was shown one item for one application, and the item no longer stands as it was shown. */
export interface Recall {
  subjectId: string
  id: string
  lenderId: string
  applicationId: string
  consentId: string
  /** Place in the access log of the first read that showed it. */
  logIndex: number
  list: AdverseList
  item: string
  documentNo: string
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
}

/**
 * Does an item stand as it was shown? Both days and arrivals are behind it: only what holds now is asked.
 * @param now what is said of the item today; undefined where no record speaks of it any more
 * @returns null while nothing has changed
 */
export function recallReason(shown: { hash: string }, now: Pick<AdverseItem, 'gone' | 'hash'> | undefined): RecallReason | null {
  if (now === undefined) return 'withdrawn'
  if (now.gone !== null) return now.gone
  return now.hash === shown.hash ? null : 'corrected'
}

export function isOverdue({ status, dueOn }: Pick<Recall, 'status' | 'dueOn'>, today: CivilDate): boolean {
  return status !== 'answered' && today > dueOn
}
