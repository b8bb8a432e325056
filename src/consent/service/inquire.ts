import { type LogKind, PLATFORM_ACTOR, writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { sha256Hex } from '../artefact.ts'
import { DAYS_IN_VAIN, MOST_IN_VAIN, type NotYet, notYet } from '../asking.ts'
import { type ConsentRequest, checkWithin, type DataCatalogue, type Terms, termsOf } from '../bounds.ts'
import { ANSWER_HOURS, type ConsentEvent, effectiveStatus, stepConsent } from '../lifecycle.ts'
import type { Consent, Inquiry } from '../model.ts'
import {
  findInquiry,
  insertConsent,
  insertInquiry,
  listConsents,
  listDueConsents,
  listDueInquiries,
  listInquiries,
  listInquiriesOfLender,
  lockInquiry,
  updateInquiry,
} from '../store.ts'
import { templateNamed } from '../template.ts'
import { settleConsent } from './change.ts'
import type { Hand } from './grant.ts'
import { type Issuing, issueConsent, lenderNamed, openReads, type SubjectOfConsent, tell } from './issue.ts'
import { grantorOf } from './standing.ts'

const HOUR_MS = 3_600_000

export interface Asking extends ConsentRequest {
  subjectId: string
  lenderId: string
  actorId: string
  application: { id: string; product: { id: string; version: number } }
}

/**
 * A lender asks its customer for a consent. Nothing is open until the customer answers; unanswered it lapses.
 * @throws Fault invalid, see `termsOf`; conflict `request_open`, `consent_live`, `asked_too_soon`, `asked_too_often`
 */
export async function askConsent(ctx: Context, catalogue: DataCatalogue, { subjectId, lenderId, actorId, application, ...request }: Asking): Promise<Inquiry> {
  const now = ctx.clock.now()
  const { template, ...terms } = termsOf(request, catalogue, civilDateOf(now), { ticked: false })
  // What ran out without anybody having written it down yet does not stand in the way.
  for (const { id } of await listDueInquiries(ctx.db, now, 100, subjectId)) await settleInquiry(ctx, subjectId, id)
  for (const { id } of await listDueConsents(ctx.db, now, 100, subjectId)) await settleConsent(ctx, subjectId, id)
  const ofThis = ({ lenderId: lender, applicationId, purpose }: Pick<Inquiry | Consent, 'lenderId' | 'applicationId' | 'purpose'>) =>
    lender === lenderId && applicationId === application.id && purpose === request.purpose
  const before = (await listInquiries(ctx.db, subjectId)).filter(ofThis)
  if (before.some(({ status }) => status === 'requested'))
    throw new Fault('conflict', 'request_open', '同样的请求正等待对方答复，请勿重复发送。 The same request awaits its answer.')
  const given = (await listConsents(ctx.db, subjectId)).filter(ofThis)
  if (given.some(({ endedAt }) => endedAt === null))
    throw new Fault(
      'conflict',
      'consent_live',
      '对方为这项用途给的授权仍然有效（或已暂停），到期或撤回后再请求。 A consent for this purpose is still there; ask once it has ended.',
    )
  // What ended because a guarantor was no longer wanted was no no of its own.
  const takenBack = given.flatMap(({ status, endedAt, endReason }) => (status === 'revoked' && endedAt && endReason !== 'guarantee_ended' ? [endedAt] : []))
  const wait = notYet(before, takenBack, now)
  if (wait) throw askedAlready(wait)
  const asked = {
    ...{ templateId: template.id, validDays: terms.validDays, reads: terms.reads, deleteAfterDays: Number(terms.deleteAfter.slice(1, -1)) },
    data: terms.data.map(({ category, lookbackMonths }) => ({ category, lookbackMonths })),
  }
  const answerBy = new Date(now.getTime() + ANSWER_HOURS * HOUR_MS)
  const id = ctx.ids.next('consent')
  const { product } = application
  const told = { id, subject: subjectId, lender: lenderId, purpose: request.purpose, product: product.id, productVersion: product.version }
  const hash = sha256Hex(
    canonicalJson({ v: 'xyd-consent-request/1', ...told, application: application.id, asked, askedAt: now.toISOString(), answerBy: answerBy.toISOString() }),
  )
  const inquiry: Inquiry = {
    ...{ subjectId, id, lenderId, askedBy: actorId, purpose: request.purpose, productId: product.id, productVersion: product.version },
    ...{ applicationId: application.id, asked, hash, status: 'requested', askedAt: now, answerBy, answeredAt: null, reason: null },
  }
  await insertInquiry(ctx.db, inquiry)
  await writeOfInquiry(ctx, inquiry, 'consent.requested', actorId, request.purpose)
  return inquiry
}

function askedAlready({ why, from }: NotYet): Fault {
  const day = civilDateOf(from)
  if (why === 'asked_too_soon')
    return new Fault('conflict', why, `对方没有同意，或者已经撤回。请在 ${day} 以后再请求。 The customer said no; ask again after ${day}.`)
  return new Fault(
    'conflict',
    why,
    `同样的请求 ${DAYS_IN_VAIN} 天内已有 ${MOST_IN_VAIN} 次没有结果。请在 ${day} 以后再请求。 Asked ${MOST_IN_VAIN} times in vain; ask again after ${day}.`,
  )
}

/** What the subject ticks of a request. */
export interface Answer extends Omit<ConsentRequest, 'purpose'> {
  subject: SubjectOfConsent
  by: Hand
}

/**
 * The subject agrees, to all of it or to less: the request goes on as the consent of the same id.
 * @throws Fault not_found, conflict `illegal_transition`, invalid: see `termsOf` and `checkWithin`; forbidden, see `checkGrantor`
 */
export async function grantInquiry(ctx: Context, issuing: Issuing, id: string, { subject, by, ...answer }: Answer): Promise<Consent> {
  const { inquiry, terms } = await answerInquiry(ctx, issuing.catalogue, subject.id, id, 'grant', answer)
  const grantor = await grantorOf(ctx, subject.id, by, inquiry.purpose)
  const lender = await lenderNamed(ctx, inquiry.lenderId)
  const consent = await issueConsent(ctx, issuing, { id, subject, grantor, proxy: null, lender, terms, binding: bindingOf(inquiry), status: 'granted' })
  await insertConsent(ctx.db, consent)
  await openReads(ctx, consent, by.userId, inquiry.purpose)
  return consent
}

/** Takes the request's next step under its lock, with the terms that were ticked. */
export async function answerInquiry(
  ctx: Context,
  catalogue: DataCatalogue,
  subjectId: string,
  id: string,
  by: Extract<ConsentEvent, 'grant' | 'propose'>,
  answer: Omit<ConsentRequest, 'purpose'>,
): Promise<{ inquiry: Inquiry; terms: Terms }> {
  const { inquiry, now } = await holdInquiry(ctx, subjectId, id)
  const status = stepConsent(inquiry.status, by) as Inquiry['status']
  const { asked } = inquiry
  const day = civilDateOf(inquiry.askedAt)
  const { validDays = asked.validDays, reads = asked.reads, deleteAfterDays = asked.deleteAfterDays } = answer
  const data = answer.data.map((item) => ({
    ...item,
    lookbackMonths: item.lookbackMonths ?? asked.data.find(({ category }) => category === item.category)?.lookbackMonths,
  }))
  const terms = termsOf({ purpose: inquiry.purpose, data, validDays, reads, deleteAfterDays }, catalogue, day)
  checkWithin(terms, asked)
  await updateInquiry(ctx.db, inquiry, { status, answeredAt: now })
  return { inquiry, terms: { ...terms, template: templateNamed(asked.templateId) ?? terms.template } }
}

export function bindingOf({ productId, productVersion, applicationId }: Inquiry): { product: string; productVersion: number; application: string } {
  return { product: productId, productVersion, application: applicationId }
}

/** @throws Fault not_found, conflict `illegal_transition` */
export async function denyInquiry(ctx: Context, subjectId: string, id: string, { actorId, reason }: { actorId: string; reason: string }): Promise<Inquiry> {
  const { inquiry, now } = await holdInquiry(ctx, subjectId, id)
  const change = { status: stepConsent(inquiry.status, 'deny') as Inquiry['status'], answeredAt: now, reason }
  await updateInquiry(ctx.db, inquiry, change)
  await writeOfInquiry(ctx, inquiry, 'consent.denied', actorId, 'subject_request')
  await tell(ctx, 'consent.denied', inquiry)
  return { ...inquiry, ...change }
}

export async function inquiriesOf(ctx: Context, subjectId: string): Promise<Inquiry[]> {
  const now = ctx.clock.now()
  return (await listInquiries(ctx.db, subjectId)).map((inquiry) => asOfNow(inquiry, now))
}

/** @throws Fault not_found */
export async function readInquiry(ctx: Context, subjectId: string, id: string): Promise<Inquiry> {
  const inquiry = await findInquiry(ctx.db, subjectId, id)
  if (!inquiry) throw notFound()
  return asOfNow(inquiry, ctx.clock.now())
}

export async function inquiriesOfLender(ctx: Context, lenderId: string, limit: number, before: string | null): Promise<Inquiry[]> {
  const now = ctx.clock.now()
  return (await listInquiriesOfLender(ctx.db, lenderId, limit, before)).map((inquiry) => asOfNow(inquiry, now))
}

/** Writes that a request lapsed, if that still has to be written. @returns false where there was nothing to do */
export async function settleInquiry(ctx: Context, subjectId: string, id: string): Promise<boolean> {
  const stored = await lockInquiry(ctx.db, subjectId, id)
  if (stored?.status !== 'requested' || asOfNow(stored, ctx.clock.now()).status !== 'lapsed') return false
  await updateInquiry(ctx.db, stored, { status: stepConsent(stored.status, 'lapse') as Inquiry['status'], answeredAt: stored.answerBy })
  await writeOfInquiry(ctx, stored, 'consent.lapsed', PLATFORM_ACTOR, `effective ${stored.answerBy.toISOString()}`)
  return true
}

/** Ends a request whose ground is gone before anybody answered it; the lender's list says that it lapsed. Nothing to do where it was answered. */
export async function dropInquiry(ctx: Context, subjectId: string, id: string, why: string): Promise<void> {
  const { inquiry, now } = await holdInquiry(ctx, subjectId, id)
  if (inquiry.status !== 'requested') return
  await updateInquiry(ctx.db, inquiry, { status: stepConsent(inquiry.status, 'lapse') as Inquiry['status'], answeredAt: now })
  await writeOfInquiry(ctx, inquiry, 'consent.lapsed', PLATFORM_ACTOR, why)
}

async function holdInquiry(ctx: Context, subjectId: string, id: string): Promise<{ inquiry: Inquiry; now: Date }> {
  const inquiry = await lockInquiry(ctx.db, subjectId, id)
  if (!inquiry) throw notFound()
  const now = ctx.clock.now()
  return { inquiry: asOfNow(inquiry, now), now }
}

function asOfNow(inquiry: Inquiry, now: Date): Inquiry {
  // What was answered stays so, whatever becomes of its consent; what an officer proposed has a time of its own.
  if (inquiry.status !== 'requested') return inquiry
  return { ...inquiry, status: effectiveStatus(inquiry.status, inquiry.answerBy, now) as Inquiry['status'] }
}

async function writeOfInquiry(ctx: Context, inquiry: Inquiry, kind: LogKind, actorId: string, why: string): Promise<void> {
  const { subjectId, id: consentId, hash: artefactHash, lenderId } = inquiry
  await writeEntry(ctx, { kind, subjectId, consentId, artefactHash, lenderId, actorId, fields: [], readNo: 0, why })
}
