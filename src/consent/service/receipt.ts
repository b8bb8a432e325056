import { entriesOfConsent, type LogKind, type LogRow } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { type Keyring, type SignatureFlaw, verifyDetached } from '../../platform/outside/signing.ts'
import { ARTEFACT_TYPE, type Artefact, type ArtefactSignatures, artefactBytes } from '../artefact.ts'
import { type ArtefactFlaw, readArtefact } from '../artefact-shape.ts'
import type { Consent } from '../model.ts'
import { findConsentOfLender, listConsentsOfLender } from '../store.ts'
import { asOfNow, readConsent } from './grant.ts'
import { writeOfConsent } from './write-down.ts'

/** The kinds of entry that move a consent from one status to the next. */
const LIFE_KINDS: readonly LogKind[] = [
  ...(['consent.requested', 'consent.denied', 'consent.lapsed', 'consent.provisional', 'consent.granted', 'consent.paused', 'consent.resumed'] as const),
  ...(['consent.superseded', 'consent.revoked', 'consent.expired', 'consent.consumed'] as const),
]

/** Every step of a consent's life as the log has it, oldest first: the reads are in the access log. */
export async function consentLifeOf(ctx: Context, subjectId: string, id: string): Promise<LogRow[]> {
  return entriesOfConsent(ctx, subjectId, id, LIFE_KINDS)
}

export interface Receipt {
  consent: Consent
  life: LogRow[]
  /** Does the platform's signature still hold over the bytes kept? null for the first consents, which have none. */
  verified: boolean | null
}

/**
 * The receipt for the subject itself.
 * @throws Fault not_found
 */
export async function receiptOf(ctx: Context, signing: Keyring, subjectId: string, id: string): Promise<Receipt> {
  return compose(ctx, signing, await readConsent(ctx, subjectId, id))
}

/**
 * The receipt for the lender that relies on it: that it was opened is written down.
 * @throws Fault not_found for any other lender
 */
export async function showReceipt(ctx: Context, signing: Keyring, lenderId: string, id: string, actorId: string): Promise<Receipt> {
  const consent = await findConsentOfLender(ctx.db, lenderId, id)
  if (!consent) throw notFound()
  await writeOfConsent(ctx, consent, 'receipt.viewed', actorId, { why: 'lender' })
  return compose(ctx, signing, asOfNow(consent, ctx.clock.now()))
}

async function compose(ctx: Context, signing: Keyring, consent: Consent): Promise<Receipt> {
  const { signatures, artefact } = consent
  const verified = signatures && (await verifyDetached(signatures.platform, ARTEFACT_TYPE, artefactBytes(artefact), await signing.published())).ok
  return { consent, life: await consentLifeOf(ctx, consent.subjectId, consent.id), verified }
}

export type VerifiedArtefact =
  | { ok: true; artefact: Artefact; hash: string; kid: string }
  | { ok: false; why: ArtefactFlaw | SignatureFlaw | 'kid'; at: string }

/**
 * Is this the artefact the platform issued: canonical, complete, within its template, and signed by one of these keys?
 * @param text the artefact's bytes as they were kept
 * @param keys as published: `/.well-known/jwks.json`
 */
export async function verifyArtefact(text: string, sig: ArtefactSignatures, keys: unknown): Promise<VerifiedArtefact> {
  const read = readArtefact(text)
  if (!read.ok) return read
  const signed = await verifyDetached(sig.platform, ARTEFACT_TYPE, text, keys)
  if (!signed.ok) return { ...signed, at: '/sig/platform' }
  // The artefact names its key: another of ours may not stand in for it.
  if (read.artefact.issued.kid !== signed.kid) return { ok: false, why: 'kid', at: '/issued/kid' }
  return { ok: true, artefact: read.artefact, hash: read.hash, kid: signed.kid }
}

/** The consents a lender relies on, newest first; `before` is the id of the last one already seen. */
export async function consentsOfLender(ctx: Context, lenderId: string, limit: number, before: string | null): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listConsentsOfLender(ctx.db, lenderId, limit, before)).map((consent) => asOfNow(consent, now))
}
