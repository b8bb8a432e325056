import { addDays, type CivilDate } from './time.ts'

/**
 * The day `days` working days after `from`, Saturdays and Sundays not counted. Public holidays and the working
 * weekends that make up for them are announced year by year and are not in here: around them the promise is
 * earlier than the law would ask, never later.
 */
export function addWorkingDays(from: CivilDate, days: number): CivilDate {
  let day = from
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left--
  }
  return day
}
