/** When a delivery is tried again: exponential back-off over three days (Standard Webhooks, “deliverability”). */

const BASE_MS = 5_000
const GROWTH = 4
const LONGEST_MS = 8 * 3_600_000
export const TRIED_FOR_MS = 72 * 3_600_000
/** A longer pause than this nobody is granted: the next event would wait, too. */
const LONGEST_PAUSE_MS = LONGEST_MS

/**
 * @param tried tries made so far, from 1
 * @param since when the trying began
 * @param chance from 0 up to 1: by up to a fifth later, so that what failed together does not come back together
 * @param pauseMs what the receiver asked for by Retry-After
 * @returns null once three days are over
 */
export function nextTry({
  tried,
  since,
  now,
  chance,
  pauseMs,
}: {
  tried: number
  since: Date
  now: Date
  chance: number
  pauseMs: number | null
}): Date | null {
  const wait = Math.min(LONGEST_MS, BASE_MS * GROWTH ** (tried - 1)) * (1 + chance / 5)
  const at = now.getTime() + Math.floor(Math.max(wait, Math.min(pauseMs ?? 0, LONGEST_PAUSE_MS)))
  return at > since.getTime() + TRIED_FOR_MS ? null : new Date(at)
}
