/**
 * What the platform says under its own name: compact JWS (RFC 7515) by Ed25519 (RFC 8037), each kind of statement with a
 * `typ` of its own (RFC 8725 §3.11), so that one can never be passed off as another.
 */
import { CompactSign, calculateJwkThumbprint, compactVerify, exportJWK, generateKeyPair, importJWK, importPKCS8, type JWK } from 'jose'
import { Fault } from '../kernel/fault.ts'

/** The one algorithm: asymmetric and without a parameter to get wrong. */
const ALGORITHM = 'EdDSA'
/** A statement is some hundred bytes; nothing longer is looked at. */
const MOST_LETTERS = 4_096

/** A public key as it is published: RFC 8037, its `kid` the RFC 7638 thumbprint. */
export interface PublicKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

export interface KeySet {
  keys: PublicKey[]
}

export interface Keyring {
  /**
   * @param type the `typ` of the header
   * @param payload bytes to sign as they are: canonical JSON
   * @throws Fault unavailable `signing_key_missing`
   */
  sign(type: string, payload: string): Promise<{ jws: string; kid: string }>
  /**
   * The same with the payload left out (RFC 7515, appendix F): `header..signature`, for what is kept beside its own bytes.
   * @throws Fault unavailable `signing_key_missing`
   */
  signDetached(type: string, payload: string): Promise<{ jws: string; kid: string }>
  /**
   * The key that signs now, for what names its key before it is signed.
   * @throws Fault unavailable `signing_key_missing`
   */
  signingKid(): Promise<string>
  /** The key in use first, then those that only verify what was signed earlier. */
  published(): Promise<KeySet>
}

/**
 * @param text SIGNING_KEY: an Ed25519 private JWK, the text of a PKCS #8 PEM, or a JWK Set whose first key signs while the
 *   others, private or public, stay published: a key that was rotated out. Absent: nothing is signed.
 * It is read at first use; what is wrong with it is then an Error with a sentence for the operator.
 */
export function keyring(text?: string): Keyring {
  // The keys and not the promise of them: on workerd one request does not wait for another's.
  let held: Held | null = null
  const keys = async () => {
    held ??= await readKeys(text)
    return held
  }
  const signer = async () => {
    const { signer: key, published } = await keys()
    if (key === null) throw missingKey()
    return { key, kid: published[0]!.kid }
  }
  const sign = async (type: string, payload: string) => {
    const { key, kid } = await signer()
    const bytes = new TextEncoder().encode(payload)
    return { jws: await new CompactSign(bytes).setProtectedHeader({ alg: ALGORITHM, kid, typ: type }).sign(key), kid }
  }
  return {
    sign,
    async signDetached(type, payload) {
      const { jws, kid } = await sign(type, payload)
      const [header, , signature] = jws.split('.')
      return { jws: `${header}..${signature}`, kid }
    },
    signingKid: async () => (await signer()).kid,
    published: async () => ({ keys: [...(await keys()).published] }),
  }
}

/** A new private JWK as text, for a machine that keeps its key beside its data. */
export async function makeSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true })
  return JSON.stringify(await exportJWK(privateKey))
}

type SigningKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>

interface Held {
  signer: SigningKey | null
  published: readonly PublicKey[]
}

async function readKeys(text: string | undefined): Promise<Held> {
  if (text === undefined || text.trim() === '') return { signer: null, published: [] }
  return readEd25519(text, 'SIGNING_KEY')
}

/**
 * @param text in the forms of `keyring`
 * @param name of the setting it stands in, for the operator
 * @throws Error with a sentence for the operator
 */
export async function readEd25519(text: string, name: string): Promise<{ signer: SigningKey; published: readonly PublicKey[] }> {
  const badKey = (why: string) => unusableKey(name, why)
  const [first, ...others] = await jwksFrom(text.trim(), badKey)
  if (!first || !isOkp(first) || typeof first.d !== 'string') throw badKey('its first key is no Ed25519 private key')
  const published = await Promise.all([first, ...others].map((key) => publicPart(key, badKey)))
  const signer = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: first.x!, d: first.d }, ALGORITHM).catch(() => {
    throw badKey('its private key cannot be read')
  })
  // x and d could belong to two keys: what would then be signed, nobody could verify. Node sees it by itself; others need not.
  const trial = await new CompactSign(new Uint8Array(1)).setProtectedHeader({ alg: ALGORITHM }).sign(signer as SigningKey)
  const fits = await compactVerify(trial, await importJWK({ ...published[0]! }, ALGORITHM)).then(
    () => true,
    () => false,
  )
  if (!fits) throw badKey('its public part belongs to another key')
  return { signer: signer as SigningKey, published }
}

type BadKey = (why: string) => Error

async function jwksFrom(text: string, badKey: BadKey): Promise<JWK[]> {
  if (text.startsWith('-----BEGIN PRIVATE KEY-----')) {
    const key = await importPKCS8(text, ALGORITHM, { extractable: true }).catch(() => {
      throw badKey('the PEM holds no Ed25519 key')
    })
    return [await exportJWK(key)]
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw badKey('it is neither JSON nor a PEM')
  }
  const keys = typeof parsed === 'object' && parsed !== null && 'keys' in parsed ? parsed.keys : [parsed]
  if (!Array.isArray(keys) || keys.length === 0) throw badKey('the set holds no key')
  return keys as JWK[]
}

function isOkp(key: unknown): key is JWK & { x: string } {
  if (typeof key !== 'object' || key === null) return false
  const { kty, crv, x } = key as JWK
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && /^[\w-]{43}$/.test(x)
}

async function publicPart(key: JWK, badKey: BadKey): Promise<PublicKey> {
  if (!isOkp(key)) throw badKey('one of its keys is no Ed25519 key')
  const bare = { kty: 'OKP', crv: 'Ed25519', x: key.x } as const
  return { ...bare, kid: await calculateJwkThumbprint(bare), alg: ALGORITHM, use: 'sig' }
}

function unusableKey(name: string, why: string): Error {
  return new Error(`${name} cannot be used: ${why}. Give an Ed25519 private JWK, a PKCS #8 PEM (openssl genpkey -algorithm ed25519), or a JWK Set.`)
}

function missingKey(): Fault {
  return new Fault(
    'unavailable',
    'signing_key_missing',
    '平台还没有配置签名钥匙，现在不能办理授权或证明；您的数据没有变动，请联系平台运营。 No signing key is configured (SIGNING_KEY); nothing was issued.',
  )
}

/** Why a text is no statement of the holder of these keys. */
export type SignatureFlaw = 'unreadable' | 'algorithm' | 'type' | 'unknown_key' | 'signature'

export type Opened = { ok: true; kid: string; payload: Record<string, unknown> } | { ok: false; why: SignatureFlaw }

/** The `typ` a text claims, read without believing it; null where it is no JWS. Says who is to judge it. */
export function typeOf(text: string): string | null {
  const typ = headerOf(text)?.typ
  return typeof typ === 'string' ? typ : null
}

/**
 * Opens a statement: everything in it is known before a key is touched. The key is the one of that `kid` in the set
 * handed in, never one the text brings along or points at.
 * @param keys as published; a key whose `kid` is not its own thumbprint counts as absent
 */
export async function openSigned(text: string, type: string, keys: unknown): Promise<Opened> {
  const key = await judgeHeader(headerOf(text), type, keys)
  if (typeof key === 'string') return { ok: false, why: key }
  try {
    const { payload } = await compactVerify(text, await importJWK(key, ALGORITHM), { algorithms: [ALGORITHM] })
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return isRecord(value) ? { ok: true, kid: key.kid!, payload: value } : { ok: false, why: 'unreadable' }
  } catch {
    return { ok: false, why: 'signature' }
  }
}

/**
 * Checks a detached statement, `header..signature`, over bytes that are held beside it.
 * @param payload the very text that was signed; it may be longer than a statement that carries its own
 */
export async function verifyDetached(
  jws: string,
  type: string,
  payload: string,
  keys: unknown,
): Promise<{ ok: true; kid: string } | { ok: false; why: SignatureFlaw }> {
  const [header, none, signature, ...more] = jws.length > MOST_LETTERS ? [] : jws.split('.')
  if (!header || none !== '' || !signature || more.length > 0 || !isBase64url(header) || !isBase64url(signature)) return { ok: false, why: 'unreadable' }
  const key = await judgeHeader(parseHeader(header), type, keys)
  if (typeof key === 'string') return { ok: false, why: key }
  const whole = `${header}.${Buffer.from(payload, 'utf8').toString('base64url')}.${signature}`
  return compactVerify(whole, await importJWK(key, ALGORITHM), { algorithms: [ALGORITHM] }).then(
    () => ({ ok: true, kid: key.kid! }) as const,
    () => ({ ok: false, why: 'signature' }) as const,
  )
}

/** The key that is to be tried, or why none is: all of it is known before a key is touched. */
async function judgeHeader(header: Record<string, unknown> | null, type: string, keys: unknown): Promise<JWK | SignatureFlaw> {
  if (header === null) return 'unreadable'
  if (header.alg !== ALGORITHM) return 'algorithm'
  // Neither `crit` nor a key of its own: what we sign has these three members.
  if (Object.keys(header).sort().join() !== 'alg,kid,typ' || header.typ !== type) return 'type'
  return (await keyNamed(header.kid, keys)) ?? 'unknown_key'
}

async function keyNamed(kid: unknown, keys: unknown): Promise<JWK | null> {
  const list = isRecord(keys) && Array.isArray(keys.keys) ? (keys.keys as unknown[]) : []
  for (const key of list) {
    if (!isOkp(key) || key.kid !== kid) continue
    const bare = { kty: 'OKP', crv: 'Ed25519', x: key.x }
    if ((await calculateJwkThumbprint(bare)) === kid) return { ...bare, kid }
  }
  return null
}

/** Three parts of base64url, each in its one spelling: RFC 4648 lets the last letter of a part vary otherwise. */
function headerOf(text: string): Record<string, unknown> | null {
  const parts = text.split('.')
  if (text.length > MOST_LETTERS || parts.length !== 3 || !parts.every(isBase64url)) return null
  return parseHeader(parts[0]!)
}

function parseHeader(part: string): Record<string, unknown> | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isRecord(header) ? header : null
  } catch {
    return null
  }
}

function isBase64url(part: string): boolean {
  return /^[\w-]+$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
