import { type Consent, consentsOf, grantConsent, type Issuing, pauseConsent, releaseRead, revokeConsent } from '../../consent/index.ts'
import { accountOfSubject, addUsers } from '../../identity/index.ts'
import { applicationsOf, apply, withdrawApplication } from '../../loans/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { type PublishedProduct, publishedProducts } from '../../products/index.ts'
import { findSubjectByCode, type Subject } from '../../subjects/index.ts'
import type { SandboxCase } from '../contract.ts'
import { ANSWERS, type MadeState, SCENARIOS } from './scenarios.ts'

const HOUR_MS = 3_600_000
/** A consent is for a day at least: one that ran out an hour ago was given a day before that. */
const EXPIRED_SINCE_MS = 25 * HOUR_MS
const MOST_READS = 20

interface Stage {
  scenario: string
  situation: string
  state: MadeState
  subject: Subject
}

async function stages(ctx: Context): Promise<Stage[]> {
  const found: Stage[] = []
  for (const { scenario, situation, code, made } of SCENARIOS) {
    const subject = made === undefined ? null : await findSubjectByCode(ctx, code)
    if (made !== undefined && subject) found.push({ scenario, situation, state: made, subject })
  }
  return found
}

/** The cases of this lender that are in their state now; those it has not had made, or that have moved on since, are missing. */
export async function casesOf(ctx: Context, lenderId: string): Promise<SandboxCase[]> {
  const cases: SandboxCase[] = []
  for (const stage of await stages(ctx)) {
    const consent = await standing(ctx, lenderId, stage)
    if (consent) cases.push(caseOf(stage, consent))
  }
  return cases
}

/**
 * Has one case made for each state a consent can be in, by the firms' own hands, and leaves alone what is there: asked
 * twice it makes nothing.
 * @param actorId of the lender, who reads the one that is read to its end
 * @throws Fault conflict `no_product` where the lender offers nothing to a firm
 */
export async function makeCases(ctx: Context, issuing: Issuing, lenderId: string, actorId: string): Promise<SandboxCase[]> {
  const product = (await publishedProducts(ctx)).find(
    ({ lender, terms, pausedUntil }) => lender.id === lenderId && pausedUntil === null && terms.audience.includes('enterprise'),
  )
  if (!product)
    throw new Fault('conflict', 'no_product', '贵机构还没有面向企业的在售产品，请先发布一款。 Publish a product for firms first; the cases are made under it.')
  for (const stage of await stages(ctx)) {
    if (!(await standing(ctx, lenderId, stage))) await make(ctx, issuing, product, stage, actorId)
  }
  return casesOf(ctx, lenderId)
}

async function standing(ctx: Context, lenderId: string, { subject, state }: Stage): Promise<Consent | undefined> {
  const open = new Set((await applicationsOf(ctx, subject.id)).filter(({ status }) => status === 'submitted').map(({ id }) => id))
  return (await consentsOf(ctx, subject.id)).find(
    (consent) => consent.lenderId === lenderId && consent.status === state && consent.applicationId !== null && open.has(consent.applicationId),
  )
}

async function make(ctx: Context, issuing: Issuing, product: PublishedProduct, { scenario, subject, state }: Stage, lenderActor: string): Promise<void> {
  const userId = await handOf(ctx, `sandbox-${scenario}`, subject)
  // What stands in the way has moved on: a read too many, a day too late.
  for (const { id, lenderId, status } of await applicationsOf(ctx, subject.id))
    if (lenderId === product.lender.id && status === 'submitted') await withdrawApplication(ctx, subject.id, userId, id)
  const clock = ctx.clock
  const then = state === 'expired' ? { ...ctx, clock: { now: () => new Date(clock.now().getTime() - EXPIRED_SINCE_MS) } } : ctx
  const { id: consentId, applicationId } = await grantConsent(then, issuing, {
    ...{ subject, lender: product.lender, product, purpose: 'UNDERWRITE', by: { userId, assurance: 'password' } },
    data: ['registration', 'tax'].map((category) => ({ category, separateConsent: true })),
    ...(state === 'expired' ? { validDays: 1 } : {}),
    reads: state === 'consumed' ? 1 : MOST_READS,
  })
  const { minFen, minMonths, purposes } = product.terms
  await apply(then, subject.id, { consentId, amountFen: minFen, termMonths: minMonths, purpose: purposes[0]! })
  if (state === 'paused') await pauseConsent(ctx, subject.id, consentId, userId)
  if (state === 'revoked') await revokeConsent(ctx, subject.id, consentId, { actorId: userId, why: 'subject_request', reason: '' })
  if (state === 'consumed')
    await releaseRead(ctx, { subjectId: subject.id, consentId, lenderId: product.lender.id, applicationId: applicationId!, actorId: lenderActor })
}

/** Who acts for the firm: named in what is written down, and cannot sign in. */
async function handOf(ctx: Context, username: string, { id, name }: Subject): Promise<string> {
  const known = await accountOfSubject(ctx, username, id)
  if (known) return known.userId
  const [userId] = await addUsers(ctx, [{ username, displayName: `${name}经办人`.slice(0, 60), role: 'firm', password: null, subjectId: id }])
  return userId!
}

function caseOf({ scenario, situation, state, subject: { code, name } }: Stage, { id, applicationId }: Consent): SandboxCase {
  const path = `/api/v1/lender/applications/${applicationId}/profile`
  return { scenario, code: code!, name: name ?? '', situation, consentId: id, applicationId: applicationId!, path, answer: ANSWERS[state] }
}
