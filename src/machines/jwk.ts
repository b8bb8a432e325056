/**
 * Public keys as lenders hand them in (RFC 7517, 7518 §6, 8037 §2), brought to their required members: what else a JWK
 * can carry – names, chains, addresses to fetch things from – is dropped and never followed.
 */
import { createHash } from 'node:crypto'

/** The algorithms of signatures that are taken; a key belongs to one of them, whatever a header says. */
export const ALGORITHMS = ['EdDSA', 'ES256', 'RS256'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

export type PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string } | { kty: 'EC'; crv: 'P-256'; x: string; y: string } | { kty: 'RSA'; n: string; e: string }

export interface VerifyingKey {
  /** RFC 7638 thumbprint: a key is known by itself and not by a name somebody gave it. */
  kid: string
  alg: Algorithm
  jwk: PublicJwk
}

/** `private_key`: it holds a secret, which must be taken as known to others from now on. */
export type KeyFlaw = 'unreadable' | 'private_key' | 'unsupported' | 'too_short' | 'wrong_use'

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
/** RFC 7518 §3.3 asks for 2048 bits or more; beyond 4096 verifying is work that an attacker could order. */
const RSA_BYTES = { least: 256, most: 512 }

export function readPublicJwk(value: unknown): { ok: true; key: VerifyingKey } | { ok: false; why: KeyFlaw } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, why: 'unreadable' }
  const given = value as Record<string, unknown>
  // Own members only: what a prototype says is in no JSON.
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(given, name))) return { ok: false, why: 'private_key' }
  const bare = bareOf(given)
  if (typeof bare === 'string') return { ok: false, why: bare }
  const alg = bare.kty === 'OKP' ? 'EdDSA' : bare.kty === 'EC' ? 'ES256' : 'RS256'
  if (!isForVerifying(given, alg)) return { ok: false, why: 'wrong_use' }
  return { ok: true, key: { kid: thumbprintOf(bare), alg, jwk: bare } }
}

function bareOf({ kty, crv, x, y, n, e }: Record<string, unknown>): PublicJwk | KeyFlaw {
  if (kty === 'OKP' && crv === 'Ed25519') return isOctets(x, 32) ? { kty, crv, x } : 'unreadable'
  if (kty === 'EC' && crv === 'P-256') return isOctets(x, 32) && isOctets(y, 32) ? { kty, crv, x, y } : 'unreadable'
  if (kty === 'RSA') {
    const [modulus, exponent] = [octetsOf(n), octetsOf(e)]
    if (!modulus || !exponent) return 'unreadable'
    // RFC 7518 §6.3.1.1: no leading zero octets. The top bit is set where the length is what it seems.
    if (modulus[0]! < 0x80 || modulus.length < RSA_BYTES.least) return 'too_short'
    // 65537 is what everybody uses; a small or even exponent is a mistake or a trap.
    if (modulus.length > RSA_BYTES.most || e !== 'AQAB') return 'unsupported'
    return { kty, n: n as string, e }
  }
  return typeof kty === 'string' ? 'unsupported' : 'unreadable'
}

function isForVerifying({ use, alg, key_ops: operations }: Record<string, unknown>, own: Algorithm): boolean {
  // RFC 9864 names Ed25519 itself; it is the same signature.
  const algFits = alg === undefined || alg === own || (own === 'EdDSA' && alg === 'Ed25519')
  const opsFit = operations === undefined || (Array.isArray(operations) && operations.every((op) => op === 'verify'))
  return algFits && opsFit && (use === undefined || use === 'sig')
}

/** RFC 7638 §3: the required members in order, hashed. */
export function thumbprintOf(jwk: PublicJwk): string {
  const members = jwk.kty === 'RSA' ? { e: jwk.e, kty: jwk.kty, n: jwk.n } : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, ...(jwk.kty === 'EC' ? { y: jwk.y } : {}) }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

function isOctets(text: unknown, length: number): text is string {
  return octetsOf(text)?.length === length
}

/** base64url in its one spelling. */
function octetsOf(text: unknown): Buffer | null {
  if (typeof text !== 'string' || text.length > 1_000 || !/^[\w-]+$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}
