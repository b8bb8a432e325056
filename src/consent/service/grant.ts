import type { Context } from '../../platform/context.ts'
import { emit } from '../../platform/jobs/service.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { type Artefact, artefactHash, type ConsentRequest, checkRequest, type DataCatalogue, LEGAL_SHA256, LEGAL_TEXT, TEMPLATES } from '../artefact.ts'
import { effectiveStatus, stepConsent } from '../lifecycle.ts'
import type { Consent } from '../model.ts'
import { findConsent, insertConsent, listConsents, lockConsent, updateConsent } from '../store.ts'
import { writeOfConsent } from './write-down.ts'

const DAY_MS = 86_400_000

export interface Grant extends ConsentRequest {
  subject: { id: string; kind: string }
  lender: { id: string; name: string }
  product: { id: string; version: number }
  grantorId: string
}

/**
 * The subject gives one lender a consent for one application, whose id is fixed here so that the artefact can name it.
 * @throws Fault invalid, see `checkRequest`
 */
export async function grantConsent(ctx: Context, catalogue: DataCatalogue, grant: Grant): Promise<Consent> {
  checkRequest(grant, catalogue)
  const now = ctx.clock.now()
  const template = TEMPLATES[grant.purpose]
  const id = ctx.ids.next('consent')
  const validTo = new Date(now.getTime() + grant.validDays * DAY_MS)
  const artefact: Artefact = {
    v: 'xyd-consent/1',
    id,
    rev: 1,
    supersedes: null,
    subject: { kind: grant.subject.kind, ref: grant.subject.id },
    grantor: { ref: grant.grantorId, role: 'self', assurance: 'password' },
    proxy: null,
    grantee: { lender: grant.lender.id, name: grant.lender.name, onward: [] },
    purpose: { code: grant.purpose, templateId: template.id, text: template.text },
    binding: { product: grant.product.id, productVersion: grant.product.version, application: ctx.ids.next('application') },
    data: grant.data.map(({ category }) => ({
      category,
      fields: [...catalogue[category]!.fields].sort(),
      sensitive: catalogue[category]!.sensitive,
      separateConsentAt: catalogue[category]!.sensitive ? now.toISOString() : null,
    })),
    access: { total: grant.reads },
    validity: { from: now.toISOString(), to: validTo.toISOString() },
    retention: { deleteAfter: template.deleteAfter, trigger: 'decision' },
    legal: { textId: LEGAL_TEXT.textId, version: LEGAL_TEXT.version, lang: LEGAL_TEXT.lang, sha256: LEGAL_SHA256 },
    issued: { at: now.toISOString() },
  }
  const consent: Consent = {
    subjectId: grant.subject.id,
    id,
    lenderId: grant.lender.id,
    applicationId: artefact.binding.application,
    status: 'granted',
    artefact,
    hash: artefactHash(artefact),
    readsUsed: 0,
    validTo,
    grantedAt: now,
    endedAt: null,
    endReason: null,
  }
  await insertConsent(ctx.db, consent)
  await writeOfConsent(ctx, consent, 'consent.granted', grant.grantorId, { fields: artefact.data.flatMap((d) => d.fields), why: grant.purpose })
  return consent
}

/** @throws Fault not_found */
export async function readConsent(ctx: Context, subjectId: string, id: string): Promise<Consent> {
  const consent = await findConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  return { ...consent, status: effectiveStatus(consent.status, consent.validTo, ctx.clock.now()) }
}

/** The consent under its row lock, for work that must not cross a revoke; null when there is none. */
export async function holdConsent(ctx: Context, subjectId: string, id: string): Promise<Consent | null> {
  return lockConsent(ctx.db, subjectId, id)
}

export async function consentsOf(ctx: Context, subjectId: string): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listConsents(ctx.db, subjectId)).map((c) => ({ ...c, status: effectiveStatus(c.status, c.validTo, now) }))
}

/** Why a consent was taken back. The log is for ever and holds no personal data, so it gets the code and never the words. */
export interface Ending {
  actorId: string
  why: 'subject_request' | 'application_withdrawn'
  /** The subject's own words, or the code again. */
  reason: string
}

/**
 * Takes a consent back. Once this has committed, every read that starts later is refused.
 * @throws Fault not_found, conflict `illegal_transition` when it has ended already
 */
export async function revokeConsent(ctx: Context, subjectId: string, id: string, by: Ending): Promise<Consent> {
  const consent = await lockConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  const now = ctx.clock.now()
  const status = stepConsent(effectiveStatus(consent.status, consent.validTo, now), 'revoke')
  const change = { status, endedAt: now, endReason: by.reason }
  await updateConsent(ctx.db, consent, change)
  await writeOfConsent(ctx, consent, 'consent.revoked', by.actorId, { why: by.why })
  await emit(ctx, 'consent.revoked', { subjectId, consentId: id, lenderId: consent.lenderId, applicationId: consent.applicationId })
  return { ...consent, ...change }
}
