import { addDays, startOf } from '../../../src/platform/kernel/time.ts'

const MINUTE = 60_000

export interface AnswerClock {
  totalMinutes: number
  goneMinutes: number
}

/** The promised first answer: from the submission to the end of the promised day. */
export function answerClock(submittedAt: string, answerDue: string, now: Date): AnswerClock {
  const from = Date.parse(submittedAt)
  const until = startOf(addDays(answerDue, 1)).getTime()
  return { totalMinutes: Math.round((until - from) / MINUTE), goneMinutes: Math.round((now.getTime() - from) / MINUTE) }
}
