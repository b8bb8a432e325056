import { PLATFORM_ACTOR } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { type ConsentRequest, checkWithin, termsOf } from '../bounds.ts'
import { stepConsent } from '../lifecycle.ts'
import type { Consent } from '../model.ts'
import { revisionOf } from '../revision.ts'
import { findConsent, insertConsent, lockBundle, lockConsent, updateConsent } from '../store.ts'
import { behindRevision } from './family.ts'
import { followInquiry } from './follow.ts'
import { asOfNow, type Hand } from './grant.ts'
import { type Issuing, issueConsent, openReads, type SubjectOfConsent, tell } from './issue.ts'
import { grantorOf } from './standing.ts'
import { writeOfConsent } from './write-down.ts'

/** Under its row lock, as it stands at an instant taken after the lock is held. @throws Fault not_found */
async function hold(ctx: Context, subjectId: string, id: string): Promise<{ consent: Consent; now: Date }> {
  const consent = await lockConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  const now = ctx.clock.now()
  return { consent: asOfNow(consent, now), now }
}

/** Why a consent was taken back. The log is for ever and holds no personal data, so it gets the code and never the words. */
export interface Ending {
  actorId: string
  why: 'subject_request' | 'application_withdrawn' | 'bundle_settled' | 'guarantee_ended'
  /** The subject's own words, or the code again. */
  reason: string
}

/**
 * Takes a consent back. Once this has committed, every read that starts later is refused.
 * @throws Fault not_found, conflict `illegal_transition` when it has ended already
 */
export async function revokeConsent(ctx: Context, subjectId: string, id: string, by: Ending): Promise<Consent> {
  const { consent, now } = await hold(ctx, subjectId, id)
  return revokeHeld(ctx, consent, now, by)
}

/** Of a consent that the caller has locked and sees as it stands at `now`. */
export async function revokeHeld(ctx: Context, consent: Consent, now: Date, { actorId, why, reason }: Ending): Promise<Consent> {
  const change = { status: stepConsent(consent.status, 'revoke'), endedAt: now, endReason: reason }
  await updateConsent(ctx.db, consent, change)
  // Taken back before anybody confirmed it: to the lender that had asked, a no.
  if (consent.status === 'provisional') await followInquiry(ctx, consent, 'denied', now)
  await writeOfConsent(ctx, consent, 'consent.revoked', actorId, { why })
  await tell(ctx, 'consent.revoked', consent)
  return { ...consent, ...change }
}

/**
 * One lender of a bundle was chosen: takes the others' consents back, unless the subject set it otherwise. Only in a
 * transaction that holds none of them already.
 * @returns those taken back
 */
export async function settleBundle(ctx: Context, subjectId: string, consentId: string, actorId: string): Promise<Consent[]> {
  const found = await findConsent(ctx.db, subjectId, consentId)
  if (!found?.bundleId || !found.bundleSettles) return []
  // All of them in one order, the chosen one among them: two that are settled at once do not wait for each other.
  const held = await lockBundle(ctx.db, subjectId, found.bundleId)
  const now = ctx.clock.now()
  const bundle = held.map((consent) => asOfNow(consent, now))
  const chosen = bundle.find(({ id }) => id === consentId)!
  // Another lender's offer was taken first and took this consent back: it settles nothing any more.
  if (chosen.endReason === 'bundle_settled') return []
  const ended: Consent[] = []
  // A revision keeps its bundle: what the chosen one was replaced by is no other lender's.
  for (const consent of bundle)
    if (consent.lenderId !== chosen.lenderId && (consent.status === 'granted' || consent.status === 'paused'))
      ended.push(await revokeHeld(ctx, consent, now, { actorId, why: 'bundle_settled', reason: 'bundle_settled' }))
  return ended
}

/** @throws Fault not_found, conflict `illegal_transition` */
export async function pauseConsent(ctx: Context, subjectId: string, id: string, actorId: string): Promise<Consent> {
  const { consent, now } = await hold(ctx, subjectId, id)
  const change = { status: stepConsent(consent.status, 'pause'), pausedAt: now }
  await updateConsent(ctx.db, consent, change)
  await writeOfConsent(ctx, consent, 'consent.paused', actorId, { why: 'subject_request' })
  await tell(ctx, 'consent.paused', consent)
  return { ...consent, ...change }
}

/**
 * Opens reads again; the days that passed are not given back.
 * @throws Fault not_found, conflict `illegal_transition`
 */
export async function resumeConsent(ctx: Context, subjectId: string, id: string, by: Hand): Promise<Consent> {
  const { consent } = await hold(ctx, subjectId, id)
  const change = { status: stepConsent(consent.status, 'resume'), pausedAt: null }
  // Opening again is agreeing again: the same capacity is needed as for the grant.
  await grantorOf(ctx, subjectId, by, consent.purpose)
  await updateConsent(ctx.db, consent, change)
  await writeOfConsent(ctx, consent, 'consent.resumed', by.userId, { why: 'subject_request' })
  await tell(ctx, 'consent.resumed', consent)
  return { ...consent, ...change }
}

export interface Revision extends Omit<ConsentRequest, 'purpose'> {
  subject: SubjectOfConsent
  by: Hand
}

/**
 * Puts another artefact in a consent's place, narrower or wider, to the same lender for the same purpose and application. What it
 * leaves open stays as it was. It begins nothing anew: what was read counts on, and what a lender asked for bounds it as it
 * bounded the first one (decision 0027). The old one ends before the new one opens.
 * @throws Fault not_found, conflict `illegal_transition`, invalid: see `termsOf` and `checkWithin`
 */
export async function supersedeConsent(ctx: Context, issuing: Issuing, id: string, { subject, by, ...request }: Revision): Promise<Consent> {
  const { consent, now } = await hold(ctx, subject.id, id)
  const status = stepConsent(consent.status, 'supersede')
  const { reads: readBefore, asked } = await behindRevision(ctx.db, consent, now)
  const { request: whole, ...end } = revisionOf(consent, request, asked, now)
  const terms = termsOf(whole, issuing.catalogue, civilDateOf(now), { readBefore })
  if (asked) checkWithin(terms, asked.left)
  const grantor = await grantorOf(ctx, subject.id, by, consent.purpose)
  const next = await issueConsent(ctx, issuing, {
    ...{ id: ctx.ids.next('consent'), subject, grantor, proxy: null, terms, status: 'granted' },
    lender: { id: consent.lenderId, name: consent.artefact.grantee.name },
    binding: consent.artefact.binding,
    replaces: { rev: consent.artefact.rev, hash: consent.hash },
    ...end,
    ...(consent.bundleId !== null && { bundle: { id: consent.bundleId, settles: consent.bundleSettles } }),
  })
  await updateConsent(ctx.db, consent, { status, endedAt: now, endReason: 'superseded', replacedBy: next.id })
  await writeOfConsent(ctx, consent, 'consent.superseded', by.userId, { why: next.hash })
  await tell(ctx, 'consent.superseded', consent)
  await insertConsent(ctx.db, next)
  await openReads(ctx, next, by.userId, consent.purpose)
  return next
}

/**
 * Writes the end of a consent whose day has come, if it still has to be written. The end was effective at its instant;
 * the entry names that instant, and stands behind every read because it is written under the same row lock.
 * @returns false where there was nothing to do
 */
export async function settleConsent(ctx: Context, subjectId: string, id: string): Promise<boolean> {
  const stored = await lockConsent(ctx.db, subjectId, id)
  if (!stored) return false
  const consent = asOfNow(stored, ctx.clock.now())
  if (consent.status === stored.status) return false
  const isLapse = consent.status === 'lapsed'
  const status = stepConsent(stored.status, isLapse ? 'lapse' : 'expire')
  const endedAt = isLapse && stored.answerBy !== null && stored.answerBy < stored.validTo ? stored.answerBy : stored.validTo
  await updateConsent(ctx.db, stored, { status, endedAt, endReason: status })
  if (isLapse) await followInquiry(ctx, stored, 'lapsed', endedAt)
  await writeOfConsent(ctx, stored, isLapse ? 'consent.lapsed' : 'consent.expired', PLATFORM_ACTOR, { why: `effective ${endedAt.toISOString()}` })
  if (!isLapse) await tell(ctx, 'consent.expired', stored)
  return true
}
