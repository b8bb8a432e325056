/** How often a lender may ask the same of the same customer, so that nobody is asked until they give in. Our own rule: a consent is given freely (PIPL art. 14), and who said no has answered. */
import type { Inquiry } from './model.ts'

/** After a no, or after a consent was taken back: days until the same may be asked again. What merely lapsed was no answer. */
export const DAYS_AFTER_NO = 30
/** At most so many requests that came to nothing, within so many days. */
export const MOST_IN_VAIN = 3
export const DAYS_IN_VAIN = 90

const DAY_MS = 86_400_000

export interface NotYet {
  why: 'asked_too_soon' | 'asked_too_often'
  /** From when it may be asked again. */
  from: Date
}

/**
 * May a lender ask again?
 * @param past what it asked before: of this customer, this application, this purpose
 * @param takenBack when consents of just that were taken back
 * @returns null where it may
 */
export function notYet(past: readonly Pick<Inquiry, 'status' | 'askedAt' | 'answeredAt'>[], takenBack: readonly Date[], now: Date): NotYet | null {
  const noes = [...past.flatMap(({ status, answeredAt }) => (status === 'denied' && answeredAt ? [answeredAt] : [])), ...takenBack]
  const afterNo = later(Math.max(...noes.map((at) => at.getTime())), DAYS_AFTER_NO)
  const inVain = past
    .filter(({ status }) => status === 'denied' || status === 'lapsed')
    .map(({ askedAt }) => askedAt.getTime())
    .sort((a, b) => b - a)
  const afterMany = later(inVain[MOST_IN_VAIN - 1] ?? Number.NEGATIVE_INFINITY, DAYS_IN_VAIN)
  if (Math.max(afterNo, afterMany) <= now.getTime()) return null
  return afterMany > afterNo ? { why: 'asked_too_often', from: new Date(afterMany) } : { why: 'asked_too_soon', from: new Date(afterNo) }
}

function later(ms: number, days: number): number {
  return ms + days * DAY_MS
}
