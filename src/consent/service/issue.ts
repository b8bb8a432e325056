import { institutionNamed } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { emit } from '../../platform/jobs/service.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import type { Keyring } from '../../platform/outside/signing.ts'
import { commitOf } from '../../vault/index.ts'
import { ARTEFACT_TYPE, type Artefact, artefactBytes, type ProxyAct, sha256Hex } from '../artefact.ts'
import type { DataCatalogue, Terms } from '../bounds.ts'
import { legalTextOf } from '../legal-text.ts'
import type { Consent } from '../model.ts'
import { writeOfConsent } from './write-down.ts'

const DAY_MS = 86_400_000

/** What issuing needs from outside the room: what may be asked for, and the platform's key. */
export interface Issuing {
  catalogue: DataCatalogue
  signing: Keyring
}

export interface SubjectOfConsent {
  id: string
  kind: string
  /** Credit code or household number; only its HMAC goes into the artefact. */
  code: string
}

export interface Issue {
  id: string
  subject: SubjectOfConsent
  grantor: Artefact['grantor']
  proxy: ProxyAct | null
  lender: { id: string; name: string }
  terms: Terms
  binding: Artefact['binding']
  /** Runs no longer than to here, however many days it says. */
  until?: Date
  /** The artefact that this one takes the place of. */
  replaces?: { rev: number; hash: string }
  status: 'granted' | 'provisional'
  answerBy?: Date
  bundle?: { id: string; settles: boolean }
}

/** Composes an artefact, hashes and signs it. Nothing is written. */
export async function issueConsent(ctx: Context, { catalogue, signing }: Issuing, issue: Issue): Promise<Consent> {
  const { subject, terms, lender, replaces, status } = issue
  const { template } = terms
  const now = ctx.clock.now()
  const at = now.toISOString()
  const validTo = new Date(Math.min(now.getTime() + terms.validDays * DAY_MS, issue.until?.getTime() ?? Number.POSITIVE_INFINITY))
  const { textId, version, lang, sha256, notice } = legalTextOf(template.code, civilDateOf(now))
  const artefact: Artefact = {
    v: 'xyd-consent/1',
    id: issue.id,
    rev: (replaces?.rev ?? 0) + 1,
    supersedes: replaces?.hash ?? null,
    subject: { kind: subject.kind, ref: subject.id, commit: await commitOf(ctx, subject.id, subject.code) },
    grantor: issue.grantor,
    proxy: issue.proxy,
    // No lender has told us a contact or a machine client for its consents yet, and none may pass data on.
    grantee: { lender: lender.id, clientId: null, name: lender.name, contact: null, onward: [] },
    purpose: { code: template.code, templateId: template.id, text: template.text },
    binding: issue.binding,
    data: terms.data.map(({ category, lookbackMonths }) => ({
      category,
      fields: [...catalogue[category]!.fields].sort(),
      lookback: `P${lookbackMonths}M`,
      sensitive: catalogue[category]!.sensitive,
      separateConsentAt: catalogue[category]!.sensitive ? at : null,
    })),
    access: { fetch: template.fetch, perWindow: template.perWindow, total: terms.reads },
    validity: { from: at, to: validTo.toISOString() },
    retention: { deleteAfter: terms.deleteAfter, trigger: template.trigger },
    legal: { textId, version, lang, sha256, notice },
    issued: { at, kid: await signing.signingKid() },
  }
  const bytes = artefactBytes(artefact)
  return {
    ...{ subjectId: subject.id, id: issue.id, lenderId: lender.id, applicationId: artefact.binding.application, purpose: template.code, status, artefact },
    ...{ hash: sha256Hex(bytes), signatures: { platform: (await signing.signDetached(ARTEFACT_TYPE, bytes)).jws } },
    ...{
      readsUsed: 0,
      validTo,
      grantedAt: status === 'granted' ? now : null,
      answerBy: issue.answerBy ?? null,
      pausedAt: null,
      endedAt: null,
      endReason: null,
    },
    ...{ bundleId: issue.bundle?.id ?? null, bundleSettles: issue.bundle?.settles ?? false },
    ...{ village: issue.proxy?.village ?? null, confirmation: null, replacedBy: null },
  }
}

export function fieldsOf({ artefact }: Consent): string[] {
  return artefact.data.flatMap(({ fields }) => fields)
}

/** Writes down that reads are open from here on, and tells whoever listens. */
export async function openReads(ctx: Context, consent: Consent, actorId: string, why: string): Promise<void> {
  await writeOfConsent(ctx, consent, 'consent.granted', actorId, { fields: fieldsOf(consent), why })
  await tell(ctx, 'consent.granted', consent)
}

/** What happened to a consent, for whoever has to be told; committed with it. */
export const CONSENT_EVENTS = [
  ...(['consent.granted', 'consent.denied'] as const),
  ...(['consent.paused', 'consent.resumed', 'consent.revoked', 'consent.expired', 'consent.superseded'] as const),
] as const
type Told = Pick<Consent, 'subjectId' | 'id' | 'lenderId' | 'applicationId' | 'purpose'>

export async function tell(ctx: Context, event: (typeof CONSENT_EVENTS)[number], { subjectId, id, lenderId, applicationId, purpose }: Told): Promise<void> {
  await emit(ctx, event, { subjectId, consentId: id, lenderId, applicationId, purpose })
}

export async function lenderNamed(ctx: Context, lenderId: string): Promise<{ id: string; name: string }> {
  const institution = await institutionNamed(ctx, lenderId)
  if (!institution) throw new Error(`lender ${lenderId} is gone`)
  return { id: lenderId, name: institution.name }
}
