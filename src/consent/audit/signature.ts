/**
 * The platform's signature over an artefact, checked with nothing but Web Crypto: a detached JWS (RFC 7515, appendix F) by
 * Ed25519 (RFC 8037). The second reading of what `platform/outside/signing.ts` signs; this one runs in a browser.
 */
import { decodeBase64, encodeBase64, isRecord, sha256 } from '../../log/audit/model.ts'

const TYPE = 'xyd-consent+jws'

/** Keys by their `kid`, which must be their RFC 7638 thumbprint; whatever is no Ed25519 key is left out. */
export async function keysIn(jwks: unknown): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>()
  const list: unknown[] = isRecord(jwks) && Array.isArray(jwks.keys) ? jwks.keys : []
  for (const key of list) {
    if (!isRecord(key) || key.kty !== 'OKP' || key.crv !== 'Ed25519' || typeof key.x !== 'string' || typeof key.kid !== 'string') continue
    const bytes = fromBase64url(key.x)
    if (bytes?.length !== 32) continue
    const thumbprint = toBase64url(sha256(new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`)))
    if (thumbprint === key.kid) keys.set(key.kid, await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']))
  }
  return keys
}

/** @param payload the artefact's canonical text */
export async function signatureHolds(jws: string, payload: string, keys: ReadonlyMap<string, CryptoKey>): Promise<boolean> {
  const [header = '', none, signature = '', ...more] = jws.length > 4_096 ? [] : jws.split('.')
  const key = none === '' && more.length === 0 ? keys.get(kidOf(header) ?? '') : undefined
  const bytes = fromBase64url(signature)
  if (!key || bytes?.length !== 64) return false
  const signed = new TextEncoder().encode(`${header}.${toBase64url(new TextEncoder().encode(payload))}`)
  return crypto.subtle.verify('Ed25519', key, bytes, signed)
}

/** null unless the header is the one we write: these three members, this algorithm, this type. */
function kidOf(part: string): string | null {
  const bytes = fromBase64url(part)
  if (bytes === null) return null
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (!isRecord(header) || Object.keys(header).sort().join() !== 'alg,kid,typ') return null
    return header.alg === 'EdDSA' && header.typ === TYPE && typeof header.kid === 'string' ? header.kid : null
  } catch {
    return null
  }
}

/** RFC 4648 §5 without padding, in its one spelling. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[\w-]*$/.test(text) ? decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4)) : null
}

function toBase64url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
