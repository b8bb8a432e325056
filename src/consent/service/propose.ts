import type { Context } from '../../platform/context.ts'
import { checkEvidence } from '../../platform/kernel/evidence.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import type { Artefact, Mandate, ProxyAct } from '../artefact.ts'
import { type ConsentRequest, termsOf } from '../bounds.ts'
import { ANSWER_HOURS, stepConsent } from '../lifecycle.ts'
import type { Confirmation, Consent } from '../model.ts'
import { COOLING_OFF_HOURS, checkCallBack, checkProposal, checkSecondOfficer } from '../proxy.ts'
import { findInquiry, findProposal, insertConsent, listProposals, lockConsent, updateConsent } from '../store.ts'
import { followInquiry } from './follow.ts'
import { asOfNow, type Hand, type Target } from './grant.ts'
import { answerInquiry, bindingOf, readInquiry } from './inquire.ts'
import { fieldsOf, type Issuing, issueConsent, lenderNamed, openReads, type SubjectOfConsent, tell } from './issue.ts'
import { grantorOf, hasGuardian } from './standing.ts'
import { writeOfConsent } from './write-down.ts'

const HOUR_MS = 3_600_000

/** What an officer has before them when acting for a household. */
export interface Papers {
  mandate: Mandate
  method: ProxyAct['method']
  /** SHA-256 of the recording or of the signed sheet. */
  evidenceSha256: string
  witness: ProxyAct['witness']
}

export interface Officer {
  userId: string
  /** 12-digit code of the village they serve. */
  village: string
}

export interface Proposing extends ConsentRequest {
  subject: SubjectOfConsent
  papers: Papers
  officer: Officer
  /** A product on offer, for a household that applies; or the request of a lender that is answered. */
  to: { target: Target } | { inquiryId: string }
}

/**
 * An officer of the household's own village proposes a consent by mandate. Nothing is read under it until the household
 * itself, or a second officer after the cooling-off, confirms.
 * @throws Fault invalid, see `checkProposal`, `checkEvidence` and `termsOf`; forbidden `guardian_required`, `mandate_out_of_scope`,
 *   `mandate_out_of_term`; not_found, conflict `illegal_transition` for a request that was answered
 */
export async function proposeConsent(ctx: Context, issuing: Issuing, { subject, papers, officer, to, ...request }: Proposing): Promise<Consent> {
  const now = ctx.clock.now()
  const day = civilDateOf(now)
  const inquired = 'inquiryId' in to ? await readInquiry(ctx, subject.id, to.inquiryId) : null
  const purpose = inquired?.purpose ?? request.purpose
  const { mandate, method, evidenceSha256, witness } = papers
  checkProposal({ purpose, mandate, method, witnessed: witness !== null }, day)
  checkEvidence({ '/mandate/sha256': mandate.sha256, '/evidenceSha256': evidenceSha256, '/witness/sha256': witness?.sha256 })
  if (await hasGuardian(ctx, subject.id))
    throw new Fault('forbidden', 'guardian_required', '这位权利人已登记监护人，须由监护人同意（《民法典》第二十三条）。 Its guardian has to agree.')
  const coolingOffUntil = new Date(now.getTime() + COOLING_OFF_HOURS * HOUR_MS)
  const answered = inquired === null ? null : await answerInquiry(ctx, issuing.catalogue, subject.id, inquired.id, 'propose', request)
  const terms = answered?.terms ?? termsOf(request, issuing.catalogue, day)
  const grantor: Artefact['grantor'] = { ref: subject.id, role: 'self', assurance: 'in_person', evidence: [{ what: 'mandate', sha256: mandate.sha256 }] }
  const consent = await issueConsent(ctx, issuing, {
    ...{ id: answered?.inquiry.id ?? ctx.ids.next('consent'), subject, grantor, terms, status: 'provisional' },
    answerBy: new Date(now.getTime() + ANSWER_HOURS * HOUR_MS),
    proxy: {
      ...{ officer: officer.userId, village: officer.village, mandate, method, evidenceSha256, witness },
      coolingOffUntil: coolingOffUntil.toISOString(),
    },
    ...('target' in to
      ? {
          lender: to.target.lender,
          binding: { product: to.target.product.id, productVersion: to.target.product.version, application: ctx.ids.next('application') },
        }
      : { lender: await lenderNamed(ctx, answered!.inquiry.lenderId), binding: bindingOf(answered!.inquiry) }),
  })
  await insertConsent(ctx.db, consent)
  await writeOfConsent(ctx, consent, 'consent.provisional', officer.userId, { fields: fieldsOf(consent), why: 'village_officer' })
  return consent
}

/**
 * The household itself, signed in, agrees to what an officer proposed for it.
 * @throws Fault not_found, conflict `illegal_transition`, forbidden `guardian_required`
 */
export async function confirmOwn(ctx: Context, subjectId: string, id: string, by: Hand): Promise<Consent> {
  const { consent, now } = await hold(ctx, subjectId, id)
  const status = stepConsent(consent.status, 'confirm')
  // An officer who also has the household's account would be confirming itself.
  refuseSameHand(consent, by.userId)
  await grantorOf(ctx, subjectId, by, consent.purpose)
  return confirm(ctx, consent, status, now, { by: 'subject', actorId: by.userId, at: now.toISOString(), callBackSha256: null }, `confirmed ${by.assurance}`)
}

/**
 * Another officer of the village called back after the cooling-off.
 * @param callBackSha256 of the record of the call
 * @throws Fault not_found, conflict `illegal_transition`, `cooling_off`; forbidden `second_person_required`; invalid, see `checkCallBack`
 */
export async function confirmSecond(ctx: Context, id: string, officer: Officer, callBackSha256: string): Promise<Consent> {
  const found = await findProposal(ctx.db, officer.village, id)
  if (!found) throw notFound()
  const { consent, now } = await hold(ctx, found.subjectId, id)
  const status = stepConsent(consent.status, 'confirm')
  const { proxy } = consent.artefact
  checkSecondOfficer({ officer: proxy!.officer, coolingOffUntil: new Date(proxy!.coolingOffUntil) }, officer.userId, now)
  checkCallBack(callBackSha256, proxy!.evidenceSha256)
  const confirmation: Confirmation = { by: 'second_officer', actorId: officer.userId, at: now.toISOString(), callBackSha256 }
  return confirm(ctx, consent, status, now, confirmation, 'confirmed second_officer')
}

/**
 * The household says no.
 * @throws Fault not_found, conflict `illegal_transition`
 */
export async function denyProposal(ctx: Context, subjectId: string, id: string, { actorId, reason }: { actorId: string; reason: string }): Promise<Consent> {
  const { consent, now } = await hold(ctx, subjectId, id)
  const change = { status: stepConsent(consent.status, 'deny'), endedAt: now, endReason: reason }
  await updateConsent(ctx.db, consent, change)
  await followInquiry(ctx, consent, 'denied', now)
  await writeOfConsent(ctx, consent, 'consent.denied', actorId, { why: 'subject_request' })
  // A lender that had not asked knows of no proposal, and is told of none.
  if (await findInquiry(ctx.db, subjectId, id)) await tell(ctx, 'consent.denied', consent)
  return { ...consent, ...change }
}

/** What officers of a village proposed, newest first. */
export async function proposalsOf(ctx: Context, village: string): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listProposals(ctx.db, village)).map((consent) => asOfNow(consent, now))
}

async function hold(ctx: Context, subjectId: string, id: string): Promise<{ consent: Consent; now: Date }> {
  const consent = await lockConsent(ctx.db, subjectId, id)
  if (!consent) throw notFound()
  const now = ctx.clock.now()
  return { consent: asOfNow(consent, now), now }
}

function refuseSameHand({ artefact }: Consent, userId: string): void {
  if (artefact.proxy?.officer === userId)
    throw new Fault('forbidden', 'second_person_required', '代办的人不能自己确认。 Somebody else than the officer has to confirm.')
}

async function confirm(ctx: Context, consent: Consent, status: Consent['status'], now: Date, confirmation: Confirmation, why: string): Promise<Consent> {
  const change = { status, grantedAt: now, confirmation }
  await updateConsent(ctx.db, consent, change)
  await followInquiry(ctx, consent, 'granted', now)
  const confirmed = { ...consent, ...change }
  await openReads(ctx, confirmed, confirmation.actorId, why)
  return confirmed
}
