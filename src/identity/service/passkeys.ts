import { randomBytes } from 'node:crypto'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { type PasskeyFlaw, readSaid, type Site, saidFlaw } from '../assertion.ts'
import type { Assertion, Attestation } from '../contract.ts'
import type { Principal } from '../model.ts'
import { beginCeremony, endCeremony } from '../store/ceremonies.ts'
import { countPasskeyUse, deletePasskey, findPasskey, insertPasskey, listPasskeys, type PasskeyRow } from '../store/factors.ts'

const CHALLENGE_SECONDS = 300
/** EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257]
const PASSKEYS_EACH = 20

const credentialsOf = (rows: readonly PasskeyRow[]) =>
  rows.map(({ credentialId, transports }) => ({ type: 'public-key' as const, id: credentialId, transports }))

async function challengeFor(ctx: Context, kind: 'register' | 'assert', userId: string | null): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  const now = ctx.clock.now()
  await beginCeremony(ctx.db, challenge, now, { kind, userId, data: {}, expiresAt: new Date(now.getTime() + CHALLENGE_SECONDS * 1000) })
  return challenge
}

/** What a browser needs to make a passkey for this person. */
export async function offerPasskey(ctx: Context, site: Site, { userId, username, displayName }: Principal) {
  const rows = await listPasskeys(ctx.db, userId)
  if (rows.length >= PASSKEYS_EACH)
    throw new Fault('conflict', 'passkeys_full', `最多绑定 ${PASSKEYS_EACH} 个通行密钥，请先移除不用的。 Remove a passkey you no longer use first.`)
  return {
    challenge: await challengeFor(ctx, 'register', userId),
    rp: { id: site.rpId, name: '穗信 Suixin' },
    user: { id: Buffer.from(userId).toString('base64url'), name: username, displayName },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: CHALLENGE_SECONDS * 1000,
    attestation: 'none' as const,
    excludeCredentials: credentialsOf(rows),
    authenticatorSelection: { residentKey: 'preferred' as const, userVerification: 'required' as const },
  }
}

/** @throws Fault invalid with the flaw; conflict `passkey_present` */
export async function addPasskey(ctx: Context, site: Site, userId: string, label: string, attestation: Attestation): Promise<PasskeyRow> {
  const { id, response } = attestation
  const said = readSaid(response.clientDataJSON)
  const flaw = saidFlaw(said, site, 'webauthn.create')
  if (flaw || !said) throw refused(flaw ?? 'passkey_invalid', 'invalid')
  const asked = await endCeremony(ctx.db, said.challenge, 'register', ctx.clock.now())
  if (asked?.userId !== userId) throw refused('challenge_unknown', 'invalid')
  const { transports, ...signed } = response
  const verified = await verifyRegistrationResponse({
    response: { id, rawId: id, type: 'public-key', response: signed, clientExtensionResults: {} },
    expectedChallenge: said.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error: unknown) => ({ verified: false as const, said: String(error) }))
  if (!verified.verified) throw refused('said' in verified && /RP ID/i.test(verified.said) ? 'foreign_site' : 'passkey_invalid', 'invalid')
  const { credential } = verified.registrationInfo!
  const row: PasskeyRow = {
    ...{ id: ctx.ids.next('passkey'), userId, credentialId: credential.id, label, createdAt: ctx.clock.now(), lastUsedAt: null },
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: transports ?? [],
  }
  if (!(await insertPasskey(ctx.db, row))) throw new Fault('conflict', 'passkey_present', '这个通行密钥已经绑定过了。 This passkey is bound already.')
  return row
}

/** @param userId null: whoever's passkey it is, signs in by it */
export async function askAssertion(ctx: Context, site: Site, userId: string | null) {
  return {
    challenge: await challengeFor(ctx, 'assert', userId),
    rpId: site.rpId,
    timeout: CHALLENGE_SECONDS * 1000,
    userVerification: 'required' as const,
    allowCredentials: userId === null ? [] : credentialsOf(await listPasskeys(ctx.db, userId)),
  }
}

/**
 * @param userId whose it must be; null: anybody's
 * @returns whose it is
 * @throws Fault unauthenticated with the flaw as its code
 */
export async function takeAssertion(ctx: Context, site: Site, userId: string | null, assertion: Assertion): Promise<string> {
  const said = readSaid(assertion.response.clientDataJSON, assertion.response.authenticatorData)
  const flaw = saidFlaw(said, site, 'webauthn.get')
  if (flaw || !said) throw refused(flaw ?? 'passkey_invalid')
  const asked = await endCeremony(ctx.db, said.challenge, 'assert', ctx.clock.now())
  if (!asked || asked.userId !== userId) throw refused('challenge_unknown')
  const judged = await judgeAssertion(ctx, site, userId, said.challenge, assertion)
  if ('flaw' in judged) throw refused(judged.flaw)
  return judged.userId
}

/**
 * Did this person sign this hash with a passkey of theirs, on this site, with their finger or PIN? What makes the hash fresh is
 * the caller's business: nothing here remembers it.
 *
 * @param sha256Hex 64 hex digits; its bytes are the challenge
 * @returns true, or why not
 */
export async function verifyAssertionOver(ctx: Context, userId: string, sha256Hex: string, assertion: Assertion, site: Site): Promise<true | PasskeyFlaw> {
  if (!/^[0-9a-f]{64}$/.test(sha256Hex)) return 'challenge_unknown'
  const said = readSaid(assertion.response.clientDataJSON, assertion.response.authenticatorData)
  const flaw = saidFlaw(said, site, 'webauthn.get')
  if (flaw || !said) return flaw ?? 'passkey_invalid'
  const challenge = Buffer.from(sha256Hex, 'hex').toString('base64url')
  if (said.challenge !== challenge) return 'challenge_unknown'
  const judged = await judgeAssertion(ctx, site, userId, challenge, assertion)
  return 'flaw' in judged ? judged.flaw : true
}

async function judgeAssertion(
  ctx: Context,
  site: Site,
  userId: string | null,
  challenge: string,
  { id, response }: Assertion,
): Promise<{ flaw: PasskeyFlaw } | { userId: string }> {
  const row = await findPasskey(ctx.db, id)
  if (!row || (userId !== null && row.userId !== userId)) return { flaw: 'passkey_unknown' }
  const { userHandle, ...signed } = response
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== row.userId) return { flaw: 'passkey_unknown' }
  const verified = await verifyAuthenticationResponse({
    response: { id, rawId: id, type: 'public-key', response: signed, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    // The count is judged where it is written, so that two requests at once cannot both pass.
    credential: { id, publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')), counter: 0 },
    requireUserVerification: true,
  }).catch(() => null)
  if (!verified?.verified) return { flaw: 'passkey_invalid' }
  const counted = await countPasskeyUse(ctx.db, row.id, verified.authenticationInfo.newCounter, ctx.clock.now())
  return counted ? { userId: row.userId } : { flaw: 'passkey_counter' }
}

/** @throws Fault not_found for somebody else's, as for none */
export async function removePasskey(ctx: Context, userId: string, id: string): Promise<void> {
  if (!(await deletePasskey(ctx.db, userId, id))) throw notFound()
}

const SENTENCES: Readonly<Record<PasskeyFlaw, string>> = {
  passkey_invalid: '通行密钥的回应无法核对，请再试一次。 The passkey’s answer does not verify; try again.',
  passkey_unknown: '这个通行密钥没有绑定在这个账号上，请换一个，或用密码登录。 This passkey is not bound to the account.',
  passkey_counter: '这个通行密钥的计数倒退，可能被复制过。请换一种方式登录，并移除它。 This passkey may have been copied; remove it.',
  passkey_unverified: '通行密钥没有核实是您本人，请用指纹、面容或 PIN 解锁后再试。 Unlock the passkey with fingerprint, face or PIN.',
  challenge_unknown: '这次验证已经用过或超过五分钟，请重新开始。 This challenge was used or is too old; begin again.',
  foreign_origin: '这个回应是在别的网站上产生的，已拒绝。请回到本网站操作。 The answer was made on another site.',
  foreign_site: '这个通行密钥属于别的网站，已拒绝。 This passkey belongs to another site.',
}

function refused(flaw: PasskeyFlaw, kind: 'unauthenticated' | 'invalid' = 'unauthenticated'): Fault {
  return new Fault(kind, flaw, SENTENCES[flaw], kind === 'invalid' ? { errors: [{ pointer: '/attestation', code: flaw, detail: SENTENCES[flaw] }] } : {})
}
