import { type CustomerCase, coverageOf, currentConsent, endBound, holdConsent, revokeConsent, settleBundle } from '../consent/index.ts'
import type { Context } from '../platform/context.ts'
import { emit, type JobHandlers } from '../platform/jobs/service.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { Fault, invalidField, notFound } from '../platform/kernel/fault.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { addWorkingDays } from '../platform/kernel/working-day.ts'
import { type Purpose, publishedProduct, termsOfVersion } from '../products/index.ts'
import { discloseTo } from '../profiles/index.ts'
import type { Gateway } from '../profiles/model.ts'
import { type DecisionInput, decide } from './decision.ts'
import { listGuarantors } from './guarantors/store.ts'
import { stepApplication } from './lifecycle.ts'
import type { Application } from './model.ts'
import {
  acceptApplication,
  endApplication,
  findApplication,
  findQueueRow,
  hasOpenApplication,
  insertApplication,
  listApplications,
  type QueueRow,
  upsertQueueRow,
} from './store.ts'

const FIRST_ANSWER_WORKING_DAYS = 1

export interface Asking {
  consentId: string
  amountFen: bigint
  termMonths: number
  purpose: Purpose
}

/**
 * Applies for the product a live consent is bound to. One consent, one application. The consent stays locked until the
 * application is there: a revoke that answers first is seen, one that comes later finds the application.
 * @throws Fault invalid naming what does not fit the consent or the product; conflict `application_open`, `consent_used`, `product_paused`
 */
export async function apply(ctx: Context, subjectId: string, asking: Asking): Promise<Application> {
  const consent = await holdConsent(ctx, subjectId, asking.consentId)
  if (!consent) throw invalidField('/consentId', 'unknown_consent', '没有这份授权，请先授权再申请。 No such consent; grant one first.')
  const { applicationId } = consent
  if (consent.purpose !== 'UNDERWRITE' || applicationId === null)
    throw invalidField(
      '/consentId',
      'consent_of_other_purpose',
      '这份授权不是为申请贷款给的，请重新授权。 This consent is not for an application; grant one that is.',
    )
  const now = ctx.clock.now()
  const coverage = coverageOf(consent, { lenderId: consent.lenderId, applicationId, at: now })
  if (!coverage.covered) throw invalidField('/consentId', coverage.why, '这份授权已经失效，请重新授权。 The consent is no longer live; grant a new one.')
  const { product, productVersion } = consent.artefact.binding
  if (await hasOpenApplication(ctx.db, subjectId, product))
    throw new Fault(
      'conflict',
      'application_open',
      '这款产品已有一笔申请在办理，请先等结果或撤回它。 An application for this product is open; await it or withdraw it.',
    )
  if (await findApplication(ctx.db, subjectId, applicationId))
    throw new Fault('conflict', 'consent_used', '这份授权已用于另一笔申请，请重新授权。 This consent was used for an application; grant a new one.')
  const pausedUntil = (await publishedProduct(ctx, product))?.pausedUntil
  if (pausedUntil)
    throw new Fault(
      'conflict',
      'product_paused',
      `这款产品的额度已满，${pausedUntil} 恢复办理，请到时再申请或换一款。 The quota is full; apply again on ${pausedUntil} or choose another.`,
    )
  const terms = await termsOfVersion(ctx, product, productVersion)
  if (!(terms.audience as readonly string[]).includes(consent.artefact.subject.kind)) {
    throw invalidField('/consentId', 'audience_not_served', '这款产品不面向您这类主体，请换一款。 The product is not for this kind of applicant.')
  }
  if (asking.amountFen < terms.minFen || asking.amountFen > terms.maxFen) {
    throw invalidField(
      '/amountFen',
      'amount_out_of_range',
      `这款产品的金额是 ${terms.minFen / 100n} 元至 ${terms.maxFen / 100n} 元。 The amount is outside what this product lends.`,
    )
  }
  if (asking.termMonths < terms.minMonths || asking.termMonths > terms.maxMonths) {
    throw invalidField(
      '/termMonths',
      'term_out_of_range',
      `这款产品的期限是 ${terms.minMonths} 至 ${terms.maxMonths} 个月。 The term is outside what this product offers.`,
    )
  }
  if (!terms.purposes.includes(asking.purpose)) {
    throw invalidField('/purpose', 'purpose_not_supported', '这款产品不支持该用途。 The product does not lend for this purpose.')
  }
  const application: Application = {
    subjectId,
    id: applicationId,
    lenderId: consent.lenderId,
    productId: product,
    productVersion,
    consentId: consent.id,
    status: 'submitted',
    amountFen: asking.amountFen,
    termMonths: asking.termMonths,
    purpose: asking.purpose,
    submittedAt: now,
    answerDue: addWorkingDays(civilDateOf(now), FIRST_ANSWER_WORKING_DAYS),
    decision: null,
    decidedBy: null,
    endedAt: null,
    acceptedAt: null,
    revision: 1,
  }
  await insertApplication(ctx.db, application)
  await announce(ctx, application)
  await emit(ctx, 'application.submitted', { lenderId: application.lenderId, applicationId: application.id, consentId: consent.id, productId: product })
  return application
}

export async function applicationsOf(ctx: Context, subjectId: string): Promise<Application[]> {
  return listApplications(ctx.db, subjectId)
}

/** @throws Fault not_found */
export async function readApplication(ctx: Context, subjectId: string, id: string): Promise<Application> {
  const application = await findApplication(ctx.db, subjectId, id)
  if (!application) throw notFound()
  return application
}

/**
 * Takes an application back, and with it the consent that was given for it: its purpose has ended.
 * @throws Fault not_found, conflict `illegal_transition`
 */
export async function withdrawApplication(ctx: Context, subjectId: string, actorId: string, id: string): Promise<Application> {
  const application = await readApplication(ctx, subjectId, id)
  const status = stepApplication(application.status, 'withdraw')
  const consent = await currentConsent(ctx, subjectId, application.consentId)
  if (consent.status === 'granted' || consent.status === 'paused')
    await revokeConsent(ctx, subjectId, consent.id, { actorId, why: 'application_withdrawn', reason: 'application_withdrawn' })
  return end(ctx, application, 'withdraw', { status, decision: null, decidedBy: null, endedAt: ctx.clock.now() })
}

/**
 * Takes the offer a lender approved. What was consented to in one go for other lenders as well is taken back with it, and
 * so are the applications still open there, unless the subject set it otherwise.
 * @throws Fault not_found, conflict `no_offer`
 */
export async function acceptOffer(ctx: Context, subjectId: string, actorId: string, id: string): Promise<Application> {
  const { consentId } = await readApplication(ctx, subjectId, id)
  const accepted = await acceptApplication(ctx.db, subjectId, id, ctx.clock.now())
  if (!accepted)
    throw new Fault('conflict', 'no_offer', '这笔申请没有可接受的批复，或者已经接受过了。请刷新后再看。 There is no offer to take, or it was taken.')
  const current = await currentConsent(ctx, subjectId, consentId)
  for (const { applicationId } of await settleBundle(ctx, subjectId, current.id, actorId)) {
    const other = applicationId === null ? null : await findApplication(ctx.db, subjectId, applicationId)
    if (other?.status === 'submitted') await end(ctx, other, 'withdraw', { status: 'withdrawn', decision: null, decidedBy: null, endedAt: ctx.clock.now() })
  }
  await announce(ctx, accepted)
  return accepted
}

/** The application in a lender's queue; another lender's looks like none. */
async function inQueue(ctx: Context, lenderId: string, applicationId: string): Promise<Application> {
  const row = await findQueueRow(ctx.db, lenderId, applicationId)
  if (!row) throw notFound()
  return readApplication(ctx, row.subjectId, applicationId)
}

/** @throws Fault not_found */
export async function readCase(ctx: Context, lenderId: string, applicationId: string): Promise<Application> {
  return inQueue(ctx, lenderId, applicationId)
}

/** A lender's own case, as far as a request for a further consent needs it. @throws Fault not_found */
export async function customerCase(ctx: Context, lenderId: string, applicationId: string): Promise<CustomerCase> {
  const { subjectId, productId, productVersion, status } = await inQueue(ctx, lenderId, applicationId)
  return { subjectId, product: { id: productId, version: productVersion }, isApproved: status === 'approved' }
}

/**
 * The consented profile of one case: goes through the one door out.
 * @param under a further consent of the same application (after the loan, for its renewal); the application's own unless told
 */
export async function discloseCase(ctx: Context, gateway: Gateway, lenderId: string, actorId: string, applicationId: string, under?: string) {
  const application = await inQueue(ctx, lenderId, applicationId)
  const { id: consentId } = await currentConsent(ctx, application.subjectId, under ?? application.consentId)
  const request = { subjectId: application.subjectId, consentId, lenderId, applicationId, actorId }
  const disclosure = await discloseTo(ctx, request, gateway)
  const terms = await termsOfVersion(ctx, application.productId, application.productVersion)
  return { application, terms, ...disclosure }
}

/** @throws Fault not_found, conflict `illegal_transition`, invalid: see `decide` */
export async function decideApplication(ctx: Context, lenderId: string, actorId: string, applicationId: string, input: DecisionInput): Promise<Application> {
  const application = await inQueue(ctx, lenderId, applicationId)
  const event = input.outcome === 'approved' ? 'approve' : 'decline'
  const status = stepApplication(application.status, event)
  const decision = decide(input, application)
  return end(ctx, application, event, { status, decision, decidedBy: actorId, endedAt: ctx.clock.now() })
}

async function end(
  ctx: Context,
  application: Application,
  event: 'withdraw' | 'approve' | 'decline',
  change: Parameters<typeof endApplication>[3],
): Promise<Application> {
  const ended = await endApplication(ctx.db, application, 'submitted', change)
  // Somebody else ended it between our reading and our writing: the edge table says why that is refused.
  if (!ended) {
    const now = await readApplication(ctx, application.subjectId, application.id)
    stepApplication(now.status, event)
    throw new Error(`application ${application.id} is ${now.status} but could not ${event}`)
  }
  // Approved, it has guarantors still; else what they gave was for a loan that will not be.
  const guarantors = [...new Set((await listGuarantors(ctx.db, ended.subjectId, ended.id)).map(({ guarantorId }) => guarantorId))].sort()
  if (event !== 'approve') for (const guarantorId of guarantors) await endGuarantee(ctx, guarantorId, ended.id)
  await announce(ctx, ended)
  await announceEnd(ctx, ended, guarantors)
  return ended
}

/** What somebody was asked, or gave, as guarantor of an application ends with the ground for it. Why the ground is gone stays with the borrower. */
export async function endGuarantee(ctx: Context, guarantorId: string, applicationId: string): Promise<void> {
  await endBound(ctx, guarantorId, applicationId, 'GUARANTEE', 'guarantee_ended')
}

const CHANGED = 'application.changed'

async function announce(ctx: Context, { subjectId, id, revision }: Application): Promise<void> {
  await emit(ctx, CHANGED, { subjectId, applicationId: id, revision })
}

/** How it ended, for whoever learns from outcomes; what was decided is in no event. */
async function announceEnd(
  ctx: Context,
  { subjectId, id, lenderId, productId, productVersion, status, submittedAt, endedAt }: Application,
  guarantors: readonly string[],
): Promise<void> {
  await emit(ctx, status === 'withdrawn' ? 'application.withdrawn' : 'application.decided', {
    ...{ subjectId, applicationId: id, lenderId, productId, productVersion, outcome: status },
    ...{ submittedAt: submittedAt.toISOString(), endedAt: endedAt!.toISOString() },
    // Of whom something may have been shown for it as well.
    guarantors: [...guarantors],
  })
}

/** Keeps each lender's queue in step with the applications made to it. */
export const loanJobs: JobHandlers = {
  [CHANGED]: async (ctx, payload) => {
    const { subjectId, applicationId } = payload as { subjectId: Canonical; applicationId: Canonical }
    const application = await findApplication(ctx.db, String(subjectId), String(applicationId))
    if (!application) throw new Error(`application ${String(applicationId)} is announced but not there`)
    const terms = await termsOfVersion(ctx, application.productId, application.productVersion)
    const { lenderId, productId, status, amountFen, termMonths, purpose, submittedAt, answerDue, revision } = application
    const row: QueueRow = {
      lenderId,
      applicationId: application.id,
      subjectId: application.subjectId,
      productId,
      productName: terms.name,
      status,
      amountFen,
      termMonths,
      purpose,
      submittedAt,
      answerDue,
      revision,
    }
    await upsertQueueRow(ctx.db, row)
  },
}
