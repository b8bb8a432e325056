import { createHash, createHmac } from 'node:crypto'
import { ageOf, isSameText, UNIX_SECONDS, unixSeconds } from './signature.ts'

/**
 * Signed requests between two systems that share a secret, for offices that have no OAuth. The signature is
 * HMAC-SHA256, in lower-case hex, over six lines joined by `\n`:
 *
 *     METHOD · /path as sent · query sorted by name · unix seconds · nonce · SHA-256 of the body in hex
 *
 * The query is not decoded: it is cut at `&`, sorted by the text before `=`, and parameters of one name keep their order.
 */
export interface SignedParts {
  method: string
  url: string | URL
  /** Exactly the bytes that travel; empty for none. */
  body: Uint8Array
}

export const SIGNATURE_HEADERS = {
  key: 'X-Suixin-Key',
  timestamp: 'X-Suixin-Timestamp',
  nonce: 'X-Suixin-Nonce',
  signature: 'X-Suixin-Signature',
} as const

/** RFC 2104 §3 discourages keys shorter than the hash; below 128 bits they can be guessed. */
const SHORTEST_SECRET_BYTES = 16

const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/
/** No line break may be smuggled into the signed lines. */
const NONCE = /^[A-Za-z0-9_-]{16,64}$/

/**
 * @param nonce 16–64 letters of base64url, new for every request
 * @returns the four headers to set
 * @throws TypeError when key id, nonce or secret could not be verified anywhere
 */
export function signRequest(parts: SignedParts, key: { id: string; secret: string | Uint8Array }, at: Date, nonce: string): Record<string, string> {
  if (!KEY_ID.test(key.id) || !NONCE.test(nonce) || !isStrong(key.secret)) throw new TypeError('signRequest: key id, nonce or secret is malformed')
  const timestamp = String(unixSeconds(at))
  return {
    [SIGNATURE_HEADERS.key]: key.id,
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.nonce]: nonce,
    [SIGNATURE_HEADERS.signature]: signatureOf(parts, key.secret, timestamp, nonce),
  }
}

export type SignedRequestVerdict =
  | { ok: true; keyId: string; nonce: string; at: Date }
  /** `missing`: a header is absent, sent twice or unreadable. */
  | { ok: false; why: 'missing' | 'unknown_key' | 'skewed' | 'bad_signature' }

/**
 * A nonce is good for ten minutes; that it was not seen before is for the caller to remember.
 * @param secretOf undefined for a key id that is not, or no longer, good
 */
export function verifyRequestSignature(
  parts: SignedParts & { headers: Headers },
  secretOf: (keyId: string) => string | Uint8Array | undefined,
  now: Date,
): SignedRequestVerdict {
  // A header sent twice arrives joined by a comma, which none of these patterns takes.
  const keyId = readHeader(parts.headers, SIGNATURE_HEADERS.key, KEY_ID)
  const timestamp = readHeader(parts.headers, SIGNATURE_HEADERS.timestamp, UNIX_SECONDS)
  const nonce = readHeader(parts.headers, SIGNATURE_HEADERS.nonce, NONCE)
  const signature = readHeader(parts.headers, SIGNATURE_HEADERS.signature, /^[^,\s]+$/)
  if (keyId === null || timestamp === null || nonce === null || signature === null) return { ok: false, why: 'missing' }
  const secret = secretOf(keyId)
  if (secret === undefined || !isStrong(secret)) return { ok: false, why: 'unknown_key' }
  if (ageOf(timestamp, now) !== 'fresh') return { ok: false, why: 'skewed' }
  const isRight = isSameText(signature, signatureOf(parts, secret, timestamp, nonce))
  return isRight ? { ok: true, keyId, nonce, at: new Date(Number(timestamp) * 1000) } : { ok: false, why: 'bad_signature' }
}

function signatureOf({ method, url, body }: SignedParts, secret: string | Uint8Array, timestamp: string, nonce: string): string {
  const { pathname, search } = new URL(url)
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const lines = [method.toUpperCase(), pathname, sortedQuery(search), timestamp, nonce, bodyHash]
  return createHmac('sha256', secret).update(lines.join('\n')).digest('hex')
}

function sortedQuery(search: string): string {
  const pairs = search
    .slice(1)
    .split('&')
    .map((pair): [name: string, pair: string] => [pair.split('=', 1)[0] ?? '', pair])
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, pair]) => pair)
    .join('&')
}

function readHeader(headers: Headers, name: string, pattern: RegExp): string | null {
  const value = headers.get(name)
  return value !== null && pattern.test(value) ? value : null
}

function isStrong(secret: string | Uint8Array): boolean {
  return (typeof secret === 'string' ? new TextEncoder().encode(secret).length : secret.length) >= SHORTEST_SECRET_BYTES
}
