/**
 * Instants come from an injected clock; deadlines, ages and record dates are civil dates in
 * Asia/Shanghai, which has kept UTC+8 without summer time since 1991-09-15.
 */
export interface Clock {
  now(): Date
}

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Compares correctly as text. */
export type CivilDate = string

const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

export function civilDateOf(instant: Date): CivilDate {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}

/** The instant at which this civil date begins in Asia/Shanghai. */
export function startOf(date: CivilDate): Date {
  return new Date(utcMs(date) - SHANGHAI_OFFSET_MS)
}

/** True for an existing calendar day between 1900 and 2199 written `YYYY-MM-DD`. */
export function isCivilDate(text: string): boolean {
  if (!/^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)) return false
  if (text.slice(8) <= '28') return true
  const [year, month, day] = parts(text)
  return day <= daysOfMonth(year, month)
}

/**
 * Reads a date as offices write it: 2024-3-5, 2024/03/05, 2024.3.5, 20240305, 2024年3月5日,
 * each with or without a time behind it. Two-digit years and spreadsheet serials are not guessed.
 * @returns null when the text is no existing day.
 */
export function parseCivilDate(text: string): CivilDate | null {
  if (isCivilDate(text)) return text
  const trimmed = text.trim()
  const match =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(trimmed) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed)
  if (!match) return null
  const date = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`
  return isCivilDate(date) ? date : null
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(utcMs(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Adds calendar months; a day the target month lacks becomes its last day (01-31 + 1 → 02-28/29). */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year, month, day] = parts(date)
  const index = year * 12 + (month - 1) + months
  const y = Math.floor(index / 12)
  const m = index - y * 12
  const kept = day <= 28 ? day : Math.min(day, daysOfMonth(y, m + 1))
  return `${y < 1000 ? String(y).padStart(4, '0') : y}-${m < 9 ? '0' : ''}${m + 1}-${kept < 10 ? '0' : ''}${kept}`
}

export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((utcMs(to) - utcMs(from)) / DAY_MS)
}

/** Whole months completed from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: CivilDate, to: CivilDate): number {
  if (to < from) return -monthsBetween(to, from)
  const [fy, fm] = parts(from)
  const [ty, tm] = parts(to)
  const months = (ty - fy) * 12 + (tm - fm)
  return addMonths(from, months) > to ? months - 1 : months
}

/** @param month 1 to 12 */
function daysOfMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function parts(date: CivilDate): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}

function utcMs(date: CivilDate): number {
  const [y, m, d] = parts(date)
  return Date.UTC(y, m - 1, d)
}
