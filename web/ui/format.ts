import { words } from '../words/index.ts'

/** Formatting for display only: nothing here is calculated with again. Fen arrive as decimal strings, as the API writes them. */
const m = words.zh.measures

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Decimal places of a bigint ratio without floats: trims zeros behind the point. */
function scaled(abs: bigint, unit: bigint, places: number): string {
  const cut = 10n ** BigInt(places)
  const whole = (abs * cut * 2n + unit) / (2n * unit)
  const fraction = String(whole % cut)
    .padStart(places, '0')
    .replace(/0+$/, '')
  return grouped(String(whole / cut)) + (fraction ? `.${fraction}` : '')
}

/** "7128050" → "71,280.50"; whole yuan lose their decimals unless `always` asks for columns that line up. */
export function yuanDigits(fen: string | bigint, decimals: 'auto' | 'always' | 'never' = 'auto'): string {
  const value = BigInt(fen)
  const sign = value < 0n ? '\u2212' : ''
  const abs = value < 0n ? -value : value
  if (decimals === 'never') return sign + grouped(String((abs + 50n) / 100n))
  const fraction = abs % 100n
  return sign + grouped(String(abs / 100n)) + (decimals === 'always' || fraction !== 0n ? `.${String(fraction).padStart(2, '0')}` : '')
}

/** 71,280 or 71,280.50 with its unit. */
export function yuan(fen: string | bigint, decimals: 'auto' | 'always' | 'never' = 'auto'): string {
  return m.yuan(yuanDigits(fen, decimals))
}

/** An amount as people say it: below 10,000 yuan in yuan, then in units of ten thousand, then of a hundred million, at most two decimals. */
export function money(fen: string | bigint): string {
  const value = BigInt(fen)
  const sign = value < 0n ? '\u2212' : ''
  const abs = value < 0n ? -value : value
  if (abs < 1_000_000n) return yuan(value)
  if (abs < 10_000_000_000n) return m.wan(sign + scaled(abs, 1_000_000n, 2))
  return m.yi(sign + scaled(abs, 10_000_000_000n, 2))
}

/** 345 → "3.45%". */
export function percent(bp: number): string {
  return `${percentDigits(bp)}%`
}

/** 345 → "3.45". */
export function percentDigits(bp: number): string {
  const abs = Math.abs(Math.round(bp))
  return `${bp < 0 ? '\u2212' : ''}${Math.floor(abs / 100)}.${String(abs % 100).padStart(2, '0')}`
}

export function months(n: number): string {
  return m.months(n)
}

/** A number with thousands separated. */
export function count(n: number): string {
  return (n < 0 ? '\u2212' : '') + grouped(String(Math.abs(Math.trunc(n))))
}

/** Whole hours as people wait: up to two days in hours, then days. */
export function hours(n: number): string {
  if (n < 48) return m.hours(n)
  return m.daysHours(Math.floor(n / 24), n % 24)
}

/** A span in minutes: "5 hours 32 minutes", "2 days 3 hours". */
export function span(minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes))
  if (whole < 60) return m.minutes(whole)
  if (whole < 2880) return m.hoursMinutes(Math.floor(whole / 60), whole % 60)
  return m.daysHours(Math.floor(whole / 1440), Math.floor((whole % 1440) / 60))
}

/** The end of an id, as people read it out and as the seal shows it: "cns_01jd…7w9k8m" → "7W9K8M". */
export function shortNo(id: string): string {
  return id.slice(-6).toUpperCase()
}

/** An ISO instant as a day in Asia/Shanghai, which keeps UTC+8 all year. */
export function day(instant: string): string {
  return shanghai(instant).slice(0, 10)
}

/** An ISO instant as "2026-11-23 10:04" in Asia/Shanghai. */
export function dayTime(instant: string): string {
  return shanghai(instant).slice(0, 16).replace('T', ' ')
}

function shanghai(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString()
}
