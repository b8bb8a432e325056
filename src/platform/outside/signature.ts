import { timingSafeEqual } from 'node:crypto'

/** What the two signature schemes of this room share: unix seconds, how far clocks may differ, how signatures are compared. */

/** As both headers carry it; one spelling for one number. */
export const UNIX_SECONDS = /^(0|[1-9]\d{0,11})$/

/** Either way, since clocks of offices go wrong in both directions. */
const TOLERANCE_SECONDS = 300

export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

/** @param timestamp unix seconds. A `now` that is no time finds everything too old. */
export function ageOf(timestamp: string, now: Date): 'fresh' | 'too_old' | 'too_new' {
  const seconds = unixSeconds(now) - Number(timestamp)
  if (seconds < -TOLERANCE_SECONDS) return 'too_new'
  return seconds <= TOLERANCE_SECONDS ? 'fresh' : 'too_old'
}

/** In a time that tells nothing but the length, which everybody knows. */
export function isSameText(a: string, b: string): boolean {
  const [x, y] = [new TextEncoder().encode(a), new TextEncoder().encode(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
