import { PLATFORM_ACTOR } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Consent, Inquiry } from '../model.ts'
import { listInquiriesFor, lockConsentsFor } from '../store.ts'
import type { PurposeCode } from '../template.ts'
import { type Ending, revokeHeld } from './change.ts'
import { asOfNow, currentConsent } from './grant.ts'
import { dropInquiry, readInquiry } from './inquire.ts'

/** What a subject was asked last for one application and purpose, and the consent it became. */
export interface Bound {
  inquiry: Inquiry
  consent: Consent | null
}

/** @param between what was asked before or after does not count; null: to this day */
export async function boundOf(
  ctx: Context,
  subjectId: string,
  applicationId: string,
  purpose: PurposeCode,
  { from, to }: { from: Date; to: Date | null },
): Promise<Bound | null> {
  const asked = await listInquiriesFor(ctx.db, subjectId, applicationId, purpose)
  const last = asked.find(({ askedAt }) => askedAt >= from && (to === null || askedAt <= to))
  if (!last) return null
  const inquiry = await readInquiry(ctx, subjectId, last.id)
  const isConsent = inquiry.status === 'granted' || inquiry.status === 'provisional'
  return { inquiry, consent: isConsent ? await currentConsent(ctx, subjectId, inquiry.id) : null }
}

const LIVE: readonly Consent['status'][] = ['granted', 'paused', 'provisional']

/**
 * Ends what a subject was asked and gave for one application and purpose, because the ground for it is gone. In the caller's
 * transaction: a grant or a revision that commits first is seen, one that comes later finds the request or the consent ended.
 */
export async function endBound(ctx: Context, subjectId: string, applicationId: string, purpose: PurposeCode, why: Ending['why']): Promise<void> {
  for (const { id } of await listInquiriesFor(ctx.db, subjectId, applicationId, purpose)) await dropInquiry(ctx, subjectId, id, why)
  for (;;) {
    const now = ctx.clock.now()
    const held = await lockConsentsFor(ctx.db, subjectId, applicationId, purpose)
    const live = held.map((consent) => asOfNow(consent, now)).filter(({ status }) => LIVE.includes(status))
    // A revision that committed while we waited for the one it replaced is seen by the next look.
    if (live.length === 0 && !held.some(({ replacedBy }) => replacedBy !== null && held.every(({ id }) => id !== replacedBy))) return
    for (const consent of live) await revokeHeld(ctx, consent, now, { actorId: PLATFORM_ACTOR, why, reason: why })
  }
}
