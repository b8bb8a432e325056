/** Until when a first answer was promised: the published hours, which run on working days only, like the clock of loans. */
import { addDays, civilDateOf, startOf } from '../../platform/kernel/time.ts'
import { addWorkingDays } from '../../platform/kernel/working-day.ts'

const HOUR_MS = 3_600_000

/** @param answerHours of the product's version that was applied for, 24 a working day */
export function promisedBy(submittedAt: Date, answerHours: number): Date {
  let day = civilDateOf(submittedAt)
  let from = submittedAt.getTime()
  let leftMs = answerHours * HOUR_MS
  if (addWorkingDays(addDays(day, -1), 1) !== day) {
    day = addWorkingDays(day, 1)
    from = startOf(day).getTime()
  }
  for (;;) {
    const midnight = startOf(addDays(day, 1)).getTime()
    if (from + leftMs <= midnight) return new Date(from + leftMs)
    leftMs -= midnight - from
    day = addWorkingDays(day, 1)
    from = startOf(day).getTime()
  }
}
