/**
 * Statements of the platform, checked with nothing but Web Crypto: JWS in its compact form (RFC 7515), with its payload or
 * detached (appendix F), by Ed25519 (RFC 8037) or ES256 (RFC 7518 §3.4) and by nothing else. The second reading of what
 * `platform/outside/signing.ts` signs; this one runs in a browser.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { sha256 } from '../sha256.ts'
import { isRecord } from './dump.ts'

/** What a key may sign by: its own kind tells, never the text that is to be checked. */
const ALGORITHMS = {
  EdDSA: { key: 'Ed25519', check: 'Ed25519' },
  ES256: { key: { name: 'ECDSA', namedCurve: 'P-256' }, check: { name: 'ECDSA', hash: 'SHA-256' } },
} as const
type Algorithm = keyof typeof ALGORITHMS

export interface StatementKey {
  alg: Algorithm
  key: CryptoKey
}
/** By `kid`. */
export type StatementKeys = ReadonlyMap<string, StatementKey>

export type StatementFlaw = 'unreadable' | 'algorithm' | 'type' | 'unknown_key' | 'signature'

/** Both algorithms: 64 bytes, r and s of ES256 side by side. */
const SIGNATURE_BYTES = 64
const COORDINATE_BYTES = 32
/** A statement is some hundred bytes; nothing longer is looked at. */
const MOST_LETTERS = 4_096
const UTF8 = new TextEncoder()

/** Keys by their `kid`, which must be their RFC 7638 thumbprint; whatever signs by no algorithm of ours is left out. */
export async function keysIn(jwks: unknown): Promise<Map<string, StatementKey>> {
  const keys = new Map<string, StatementKey>()
  const list: unknown[] = isRecord(jwks) && Array.isArray(jwks.keys) ? jwks.keys : []
  for (const jwk of list) {
    const bare = isRecord(jwk) ? bareKey(jwk) : null
    if (bare === null || toBase64url(sha256(UTF8.encode(bare.thumbprinted))) !== bare.kid) continue
    try {
      keys.set(bare.kid, { alg: bare.alg, key: await crypto.subtle.importKey('raw', bare.bytes, ALGORITHMS[bare.alg].key, false, ['verify']) })
    } catch {
      // No point of the curve: as good as no key.
    }
  }
  return keys
}

function bareKey({ kty, crv, x, y, kid, alg, use }: Readonly<Record<string, unknown>>) {
  const given = alg ?? null
  const left = coordinate(x)
  if (typeof kid !== 'string' || left === null || (use !== undefined && use !== 'sig')) return null
  if (kty === 'OKP' && crv === 'Ed25519' && (given === null || given === 'EdDSA'))
    return { alg: 'EdDSA', kid, bytes: left, thumbprinted: `{"crv":"Ed25519","kty":"OKP","x":"${x}"}` } as const
  const right = coordinate(y)
  if (kty !== 'EC' || crv !== 'P-256' || right === null || (given !== null && given !== 'ES256')) return null
  const bytes = Uint8Array.of(4, ...left, ...right)
  return { alg: 'ES256', kid, bytes, thumbprinted: `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}` } as const
}

function coordinate(text: unknown): Uint8Array<ArrayBuffer> | null {
  const bytes = typeof text === 'string' ? fromBase64url(text) : null
  return bytes?.length === COORDINATE_BYTES ? bytes : null
}

interface ReadJws {
  header: Readonly<Record<string, unknown>>
  alg: Algorithm
  /** What was signed, and by what. */
  signed: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
  payload: Uint8Array
}

/** Its parts, believed in nothing yet: what is not signed, or by a shared secret, comes no further than here. */
function readJws(jws: string, payload: string | null): ReadJws | { why: 'unreadable' | 'algorithm' } {
  const parts = jws.length > MOST_LETTERS ? [] : jws.split('.')
  const [head = '', own = '', tail = ''] = parts
  const header = readHeader(head)
  const signature = fromBase64url(tail)
  const bytes = payload === null ? fromBase64url(own) : UTF8.encode(payload)
  if (parts.length !== 3 || header === null || !signature?.length || bytes === null || (own === '') !== (payload !== null)) return { why: 'unreadable' }
  const { alg } = header
  if (typeof alg !== 'string' || !Object.hasOwn(ALGORITHMS, alg)) return { why: 'algorithm' }
  const signed = UTF8.encode(`${head}.${payload === null ? own : toBase64url(bytes)}`)
  return { header, alg: alg as Algorithm, signed, signature, payload: bytes }
}

async function isSignedBy({ signed, signature }: ReadJws, { alg, key }: StatementKey): Promise<boolean> {
  return signature.length === SIGNATURE_BYTES && (await crypto.subtle.verify(ALGORITHMS[alg].check, key, signature, signed))
}

/**
 * Any JWS by one key that is held already, whatever it says of itself: the plain check of RFC 7515 §5.2.
 * @param payload of a detached one (appendix F): the very text that was signed; null where it carries its own
 * @returns the payload's bytes; `type` where its header asks for something nobody here understands (`crit`, §4.1.11, so also
 *   the unencoded payload of RFC 7797)
 */
export async function openJws(jws: string, key: StatementKey, payload: string | null = null): Promise<Uint8Array | { why: StatementFlaw }> {
  const read = readJws(jws, payload)
  if ('why' in read) return read
  if (read.alg !== key.alg) return { why: 'algorithm' }
  if (read.header.crit !== undefined) return { why: 'type' }
  return (await isSignedBy(read, key)) ? read.payload : { why: 'signature' }
}

/**
 * Everything in it is known before a key is touched: a header of exactly `alg`, `kid` and `typ`, an algorithm that is
 * allowed and is the key's own, the type that was asked for.
 * @param payload as of openJws
 * @returns the payload's bytes
 */
export async function openStatement(
  jws: string,
  type: string,
  keys: StatementKeys,
  payload: string | null = null,
): Promise<Uint8Array | { why: StatementFlaw }> {
  const read = readJws(jws, payload)
  if ('why' in read) return read
  const { typ, kid } = read.header
  // Neither `crit` nor a key of its own: what the platform signs has these three members.
  if (Object.keys(read.header).sort().join() !== 'alg,kid,typ' || typ !== type) return { why: 'type' }
  const known = keys.get(String(kid))
  if (!known) return { why: 'unknown_key' }
  if (known.alg !== read.alg) return { why: 'algorithm' }
  return (await isSignedBy(read, known)) ? read.payload : { why: 'signature' }
}

/** The `kid` a statement names, read without believing it; null where there is none. */
export function kidOf(jws: string): string | null {
  const kid = readHeader(jws.split('.', 1)[0]!)?.kid
  return typeof kid === 'string' ? kid : null
}

function readHeader(part: string): Readonly<Record<string, unknown>> | null {
  const bytes = part === '' ? null : fromBase64url(part)
  return bytes && parseRecord(bytes)
}

/** null unless the bytes are a JSON object. */
export function parseRecord(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** RFC 4648 §5 without padding, in its one spelling. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  return /^[\w-]*$/.test(text) ? decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4)) : null
}

export function toBase64url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
