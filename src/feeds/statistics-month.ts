import { toHalfWidth } from '../platform/kernel/text.ts'
import { addDays, addMonths, type CivilDate, parseCivilDate } from '../platform/kernel/time.ts'
import type { RowReader } from '../sources/model.ts'

/** 2026-09, 2026/9, 202609, 2026年9月; a whole day of the month will do too. */
const MONTH = /^(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))$/

/**
 * The last day of the month that figures run to. A month that is not over has no figures yet.
 * @returns null after noting `missing_field` or `bad_date`
 */
export function readMonthEnd(r: RowReader, field: string, today: CivilDate): CivilDate | null {
  const text = r.needText(field)
  if (text === null) return null
  const plain = toHalfWidth(text).replace(/\s/g, '')
  const match = MONTH.exec(plain)
  const day = parseCivilDate(match ? `${match[1]}-${match[2] ?? match[3]}-01` : plain)
  if (day === null || day < '2000-01-01') return r.refuse('bad_date', field, `“${field}”应为月份，如 2026-09。`)
  const end = addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1)
  return end > today ? r.refuse('bad_date', field, `“${field}”所指的月份尚未结束。`) : end
}
