import type { CivilDate } from '../platform/kernel/time.ts'
import { addWorkingDays } from '../platform/kernel/working-day.ts'

/** 广州市公共信用信息管理规定 (市政府令第 204 号): what comes in is checked, and who sent errors is told, counted from receipt. */
export const CHECK_WORKING_DAYS = 2
export const NOTICE_WORKING_DAYS = 3

export const CLOCK_STATES = ['open', 'overdue', 'done', 'late'] as const
/** open: due day not over · overdue: over and not done · done: in time · late: done, but after its day. */
export type ClockState = (typeof CLOCK_STATES)[number]

export interface Deadline {
  dueOn: CivilDate
  doneOn: CivilDate | null
  state: ClockState
}

export function checkDeadline(receivedOn: CivilDate, doneOn: CivilDate | null, today: CivilDate): Deadline {
  return deadline(addWorkingDays(receivedOn, CHECK_WORKING_DAYS), doneOn, today)
}

export function noticeDeadline(receivedOn: CivilDate, doneOn: CivilDate | null, today: CivilDate): Deadline {
  return deadline(addWorkingDays(receivedOn, NOTICE_WORKING_DAYS), doneOn, today)
}

/** The whole due day is in time. */
function deadline(dueOn: CivilDate, doneOn: CivilDate | null, today: CivilDate): Deadline {
  const state = doneOn === null ? (today > dueOn ? 'overdue' : 'open') : doneOn > dueOn ? 'late' : 'done'
  return { dueOn, doneOn, state }
}
