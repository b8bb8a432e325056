import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import type { Assurance } from '../artefact.ts'
import { type ConsentRequest, type Terms, termsOf } from '../bounds.ts'
import { effectiveStatus } from '../lifecycle.ts'
import type { Consent } from '../model.ts'
import { findConsent, insertConsent, listConsents, lockConsent } from '../store.ts'
import { type Issuing, issueConsent, openReads, type SubjectOfConsent } from './issue.ts'
import { grantorOf } from './standing.ts'

/** Who ticks, and how sure we are of them. */
export interface Hand {
  userId: string
  assurance: Assurance
  /** Throws unless this person showed a short while ago who they are; asked of whoever acts for somebody else. */
  prove?: () => void
}

export interface Target {
  lender: { id: string; name: string }
  product: { id: string; version: number }
}

export interface Grant extends ConsentRequest, Target {
  subject: SubjectOfConsent
  by: Hand
}

/**
 * The subject gives one lender a consent for one application, whose id is fixed here so that the artefact can name it; a
 * precheck comes before any.
 * @throws Fault invalid, see `termsOf`; forbidden, see `checkGrantor`
 */
export async function grantConsent(ctx: Context, issuing: Issuing, grant: Grant): Promise<Consent> {
  const terms = termsOf(grant, issuing.catalogue, civilDateOf(ctx.clock.now()))
  return giveTo(ctx, issuing, grant, terms, grant)
}

/**
 * The same consent to several lenders in one go: an artefact each, revocable alone.
 * @param settles accepting one lender's offer takes the others back
 * @throws as `grantConsent`
 */
export async function grantBundle(
  ctx: Context,
  issuing: Issuing,
  { targets, settles, ...grant }: Omit<Grant, keyof Target> & { targets: readonly Target[]; settles: boolean },
): Promise<{ bundleId: string; consents: Consent[] }> {
  const terms = termsOf(grant, issuing.catalogue, civilDateOf(ctx.clock.now()))
  const bundleId = ctx.ids.next('bundle')
  const consents: Consent[] = []
  for (const target of targets) consents.push(await giveTo(ctx, issuing, grant, terms, target, { id: bundleId, settles }))
  return { bundleId, consents }
}

async function giveTo(
  ctx: Context,
  issuing: Issuing,
  { subject, by }: Pick<Grant, 'subject' | 'by'>,
  terms: Terms,
  { lender, product }: Target,
  bundle?: { id: string; settles: boolean },
): Promise<Consent> {
  const { template } = terms
  const grantor = await grantorOf(ctx, subject.id, by, template.code)
  const id = ctx.ids.next('consent')
  const application = template.bound ? ctx.ids.next('application') : null
  const binding = { product: product.id, productVersion: product.version, application }
  const consent = await issueConsent(ctx, issuing, {
    ...{ id, subject, grantor, proxy: null, lender, terms, binding, status: 'granted' },
    ...(bundle && { bundle }),
  })
  await insertConsent(ctx.db, consent)
  await openReads(ctx, consent, by.userId, template.code)
  return consent
}

/** As it stands at this moment, whether or not a job has written its end yet. */
export function asOfNow(consent: Consent, now: Date): Consent {
  return { ...consent, status: effectiveStatus(consent.status, consent.validTo, now, consent.answerBy) }
}

/** @throws Fault not_found */
export async function readConsent(ctx: Context, subjectId: string, id: string): Promise<Consent> {
  const consent = await findConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  return asOfNow(consent, ctx.clock.now())
}

/** The consent under its row lock, for work that must not cross a revoke; null when there is none. */
export async function holdConsent(ctx: Context, subjectId: string, id: string): Promise<Consent | null> {
  return lockConsent(ctx.db, subjectId, id)
}

/**
 * The consent an application is read under today: what took the place of the one it was made with, and that one where
 * nothing did.
 * @throws Fault not_found
 */
export async function currentConsent(ctx: Context, subjectId: string, id: string): Promise<Consent> {
  const consent = await readConsent(ctx, subjectId, id)
  return consent.replacedBy === null ? consent : currentConsent(ctx, subjectId, consent.replacedBy)
}

export async function consentsOf(ctx: Context, subjectId: string): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listConsents(ctx.db, subjectId)).map((consent) => asOfNow(consent, now))
}
