/**
 * What is news to a subject. A product is news once: when it opens and was not open at any time of the last 90 days. So a
 * quota that is full for a month, a correction that comes and goes, or a version that shuts the firm out for a week tell
 * it nothing twice; a product that shut it out for a quarter and opens again does. The first look at a subject tells
 * nothing: everything would be new.
 */
import { type CivilDate, daysBetween } from '../../platform/kernel/time.ts'

export const QUIET_DAYS = 90

export interface Closure {
  productId: string
  on: CivilDate
}

export interface News {
  /** Worth telling. */
  opened: readonly string[]
  /** To be kept for later. */
  closures: readonly Closure[]
}

/** @param before products open at the last look, on offer still or not; null: there was none */
export function newsOf(before: ReadonlySet<string> | null, open: ReadonlySet<string>, former: readonly Closure[], day: CivilDate): News {
  if (before === null) return { opened: [], closures: [] }
  const lately = former.filter(({ on }) => daysBetween(on, day) < QUIET_DAYS)
  const quiet = new Set(lately.map(({ productId }) => productId))
  const closed = [...before].filter((productId) => !open.has(productId)).map((productId) => ({ productId, on: day }))
  const shut = new Set(closed.map(({ productId }) => productId))
  return {
    opened: [...open].filter((productId) => !before.has(productId) && !quiet.has(productId)),
    closures: [...lately.filter(({ productId }) => !open.has(productId) && !shut.has(productId)), ...closed],
  }
}
