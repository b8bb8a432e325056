/** A compact JWS (RFC 7515 §7.1) read without believing it: what it says of itself, before any key is touched. */
import { flawOfJsonBytes } from '../platform/kernel/json-text.ts'
import { ALGORITHMS, type Algorithm } from './jwk.ts'

export interface SignedText {
  alg: Algorithm
  typ: string | null
  kid: string | null
  /** Of a proof that brings its key along. */
  jwk: unknown
  claims: Record<string, unknown>
}

/** An assertion is some hundred bytes, a proof with an RSA key below two thousand. */
const MOST_LETTERS = 4_096
const HEADER_MEMBERS = ['alg', 'typ', 'kid', 'jwk']

/** `crit` and addresses to fetch keys from are refused with every other member that nobody here understands. */
export type TextFlaw = 'unreadable' | 'algorithm' | 'header'

export function readSignedText(text: string): { ok: true; signed: SignedText } | { ok: false; why: TextFlaw } {
  const parts = text.split('.')
  if (text.length > MOST_LETTERS || parts.length !== 3 || !parts.slice(0, 2).every(isBase64url)) return { ok: false, why: 'unreadable' }
  const [header, claims] = [memberOf(parts[0]!), memberOf(parts[1]!)]
  if (!header || !claims) return { ok: false, why: 'unreadable' }
  // Before the rest: `none` comes without a signature.
  const alg = header.alg === 'Ed25519' ? 'EdDSA' : header.alg
  if (!(ALGORITHMS as readonly unknown[]).includes(alg)) return { ok: false, why: 'algorithm' }
  if (!isBase64url(parts[2]!)) return { ok: false, why: 'unreadable' }
  if (Object.keys(header).some((name) => !HEADER_MEMBERS.includes(name))) return { ok: false, why: 'header' }
  const { typ = null, kid = null, jwk } = header
  if ((typ !== null && typeof typ !== 'string') || (kid !== null && typeof kid !== 'string')) return { ok: false, why: 'header' }
  return { ok: true, signed: { alg: alg as Algorithm, typ, kid, jwk, claims } }
}

function memberOf(part: string): Record<string, unknown> | null {
  try {
    const bytes = Buffer.from(part, 'base64url')
    // RFC 7515 §4, RFC 7519 §4: a name stands once, or nobody can say which of two was signed for.
    if (flawOfJsonBytes(bytes)) return null
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** RFC 4648 lets the last letter of a part vary: only its one spelling is taken, so that one text has one form. */
function isBase64url(part: string): boolean {
  return /^[\w-]+$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part
}
