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
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text
}

/**
 * Reads a date as offices write it: 2024-3-5, 2024/03/05, 2024.3.5, 20240305, 2024年3月5日,
 * each with or without a time behind it. Two-digit years and spreadsheet serials are not guessed.
 * @returns null when the text is no existing day.
 */
export function parseCivilDate(text: string): CivilDate | null {
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
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  return new Date(Date.UTC(y, m, Math.min(day, last))).toISOString().slice(0, 10)
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

function parts(date: CivilDate): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}

function utcMs(date: CivilDate): number {
  const [y, m, d] = parts(date)
  return Date.UTC(y, m - 1, d)
}
