/** How an application ended, whether the lender kept its time, and what a day's ranking makes of all of them. */
import type { Bp } from '../../platform/kernel/rate.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { LikelihoodModel } from '../likelihood.ts'

/** What loans tell: `application.decided`, and `application.withdrawn` where the applicant took it back. */
export interface OutcomeEvent {
  subjectId: string
  applicationId: string
  lenderId: string
  productId: string
  productVersion: number
  outcome: 'approved' | 'declined' | 'withdrawn'
  /** ISO instants. */
  submittedAt: string
  endedAt: string
}

/** How a lender kept the time it publishes. */
export interface AnswerClock {
  lenderId: string
  /** Its decisions, and applications that were taken back after the time had passed. */
  answers: number
  /** Of these, later than promised. */
  missed: number
}

/** Kept under its hash, so whole numbers and texts only. */
export interface OutcomeModel {
  fittedOn: CivilDate
  likelihood: LikelihoodModel
  clocks: readonly AnswerClock[]
}

/** Fewer answers say nothing of a lender's habits: a new one is not punished for its first. */
const FEWEST_ANSWERS = 30

/** Share of answers later than promised, by lender; lenders of fewer than 30 answers are left out. */
export function missedShares(clocks: readonly AnswerClock[]): Record<string, Bp> {
  const judged = clocks.filter(({ answers }) => answers >= FEWEST_ANSWERS)
  return Object.fromEntries(judged.map(({ lenderId, answers, missed }) => [lenderId, Math.round((10_000 * missed) / answers)]))
}
