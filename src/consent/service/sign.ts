import { type Site, verifyAssertionOver } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault, invalidField, notFound } from '../../platform/kernel/fault.ts'
import type { SubjectSignature } from '../artefact.ts'
import type { Consent } from '../model.ts'
import { lockConsent, updateConsent } from '../store.ts'
import { asOfNow } from './grant.ts'

/**
 * Puts the subject's own passkey under an artefact: an assertion whose challenge is its hash. Once, while it lives; it
 * opens nothing and closes nothing, but nobody can say later that the account was not at hand.
 * @throws Fault not_found; conflict `consent_ended`, `consent_signed`; invalid `passkey_…`, `challenge_unknown`, `foreign_…`
 */
export async function signConsent(
  ctx: Context,
  subjectId: string,
  id: string,
  { userId, assertion, site }: { userId: string; assertion: SubjectSignature['assertion']; site: Site },
): Promise<Consent> {
  const stored = await lockConsent(ctx.db, subjectId, id)
  if (!stored) throw notFound()
  const now = ctx.clock.now()
  const consent = asOfNow(stored, now)
  const { signatures } = consent
  if (signatures === null || !['provisional', 'granted', 'paused'].includes(consent.status))
    throw new Fault('conflict', 'consent_ended', '这份授权已经结束，不能再签名。 The consent has ended; there is nothing to sign.')
  if (signatures.subject) throw new Fault('conflict', 'consent_signed', '这份授权已经签过名。 The consent has been signed.')
  const verdict = await verifyAssertionOver(ctx, userId, consent.hash, assertion, site)
  if (verdict !== true)
    throw invalidField(
      '/assertion',
      verdict,
      '通行密钥的签名不能验证：须由您本人的钥匙、在本站、对这份授权签名。 The passkey’s signature over this consent does not hold.',
    )
  const signed = { ...signatures, subject: { by: userId, at: now.toISOString(), assertion } }
  await updateConsent(ctx.db, consent, { signatures: signed })
  return { ...consent, signatures: signed }
}
