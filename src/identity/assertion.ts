import { createHash } from 'node:crypto'

/** Why a passkey's answer was not taken. */
export type PasskeyFlaw =
  | 'passkey_invalid' // unreadable, or the signature is wrong
  | 'passkey_unknown' // no such passkey, or another person's
  | 'passkey_counter' // the authenticator counts backwards: a copy is about
  | 'passkey_unverified' // its owner was not verified
  | 'challenge_unknown' // never asked, asked for another purpose, too long ago, or answered already
  | 'foreign_origin' // made on another site's page
  | 'foreign_site' // made for another site's name

/** Where a passkey must have been used. */
export interface Site {
  /** Scheme, host and port. */
  origin: string
  /** The host alone: what passkeys are bound to. */
  rpId: string
}

export function siteOf(origin: string): Site {
  return { origin, rpId: new URL(origin).hostname }
}

/** What an authenticator says beside its signature (WebAuthn 5.8.1 and 6.1). */
export interface Said {
  type: string
  challenge: string
  origin: string
  /** Present for an assertion: of a registration it lies inside CBOR, which the verifier reads. */
  data: { rpIdHash: string; userVerified: boolean; counter: number } | null
}

/** @returns null for what no authenticator writes */
export function readSaid(clientDataJSON: string, authenticatorData?: string): Said | null {
  let client: unknown
  try {
    client = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
  } catch {
    return null
  }
  const { type, challenge, origin } = (client ?? {}) as Record<string, unknown>
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') return null
  if (authenticatorData === undefined) return { type, challenge, origin, data: null }
  const bytes = Buffer.from(authenticatorData, 'base64url')
  if (bytes.length < 37) return null
  const data = { rpIdHash: bytes.subarray(0, 32).toString('hex'), userVerified: (bytes[32]! & 0x04) !== 0, counter: bytes.readUInt32BE(33) }
  return { type, challenge, origin, data }
}

/** What can be seen before any signature is checked, named. */
export function saidFlaw(said: Said | null, site: Site, type: 'webauthn.get' | 'webauthn.create'): PasskeyFlaw | null {
  if (said === null || said.type !== type) return 'passkey_invalid'
  if (said.origin !== site.origin) return 'foreign_origin'
  if (said.data === null) return null
  if (said.data.rpIdHash !== createHash('sha256').update(site.rpId).digest('hex')) return 'foreign_site'
  return said.data.userVerified ? null : 'passkey_unverified'
}
