import type { CivilDate } from '../platform/kernel/time.ts'
import { addWorkingDays } from '../platform/kernel/working-day.ts'

/** How long a lender has for its answer, by the day of issue. The order asks for "at once"; the number of days is ours. */
export interface AnswerTerm {
  from: CivilDate
  workingDays: number
  basis: string
  /** Whether the number was seen in a published text. */
  verified: boolean
}

/** Newest last. */
export const ANSWER_TERMS: readonly AnswerTerm[] = [
  // From the city credit rules on, so that every day the platform can speak of has a term.
  { from: '2021-01-01', workingDays: 5, basis: '《信用修复管理办法》（2026-04-01 起施行）要求及时停止使用；五个工作日为平台约定', verified: false },
]

/** @returns the last day for the answer to a recall of this day */
export function answerDue(issuedOn: CivilDate, terms: readonly AnswerTerm[] = ANSWER_TERMS): CivilDate {
  const term = terms.filter(({ from }) => from <= issuedOn).at(-1)
  if (!term) throw new Error(`no answer term holds on ${issuedOn}`)
  return addWorkingDays(issuedOn, term.workingDays)
}
