/** When a lender owes the deletion of what a consent showed it, and until when: 个人信息保护法 art. 47, and the artefact's own promise. */
import { addDays, addMonths, type CivilDate } from '../platform/kernel/time.ts'

export const DUTY_CAUSES = ['revoked', 'expired', 'consumed', 'superseded', 'decided', 'withdrawn', 'erased'] as const
/** What ended the lender's ground for keeping what it was shown. */
export type DutyCause = (typeof DUTY_CAUSES)[number]

/** What a lender may say of it; final. Keeping asks for the law and article. */
export const ATTESTATIONS = ['deleted', 'not_kept', 'kept_for_law'] as const
export type Attestation = (typeof ATTESTATIONS)[number]

export interface Retention {
  /** ISO 8601 duration of days, weeks, months or years: `P30D`. */
  deleteAfter: string
  trigger: 'decision' | 'revocation' | 'expiry'
}

const DURATION = /^P(\d{1,4})([DWMY])$/

/** @throws Error for a duration that no template could have set */
export function dueOn(from: CivilDate, deleteAfter: string): CivilDate {
  const [, count, unit] = DURATION.exec(deleteAfter) ?? []
  if (count === undefined) throw new Error(`${deleteAfter} is no duration of retention`)
  const n = Number(count)
  if (unit === 'D') return addDays(from, n)
  if (unit === 'W') return addDays(from, 7 * n)
  return addMonths(from, unit === 'M' ? n : 12 * n)
}

/**
 * From when the term runs for an end at `at`: what was taken back from then, and under `expiry` from the last instant of
 * validity, as the artefact says and the subject was told, however early the last look used it up.
 */
export function termBegins({ trigger }: Retention, cause: DutyCause, at: Date, validTo: Date): Date {
  return cause === 'consumed' && trigger === 'expiry' ? validTo : at
}

/**
 * Does this end start the term? Taking back and erasing always do, because no ground is left. Of the rest the artefact
 * says: after a decision, or after the consent's own end; where there is no application a decision will never come, so its
 * end counts.
 */
export function startsTerm({ trigger }: Retention, cause: DutyCause, hasApplication: boolean): boolean {
  switch (cause) {
    case 'revoked':
    case 'erased':
      return true
    case 'decided':
    case 'withdrawn':
      return trigger === 'decision'
    case 'superseded':
      // Another artefact took its place and carries its own promise.
      return false
    default:
      return trigger === 'expiry' || (trigger === 'decision' && !hasApplication)
  }
}
