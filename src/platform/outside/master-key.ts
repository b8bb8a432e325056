/**
 * The key above all keys: it wraps each subject's own, and opens what it wrapped. Held here in the process by AES-256-GCM;
 * a key service (国密 SM4, or a machine that never lets its key go) offers the same four verbs and stands in its place.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

export interface MasterKey {
  /** @returns text that names the key it was wrapped under */
  wrap(bytes: Uint8Array): Promise<string>
  /** @throws Error with a sentence for the operator: made under a key that is not here, or tampered with */
  unwrap(text: string): Promise<Uint8Array>
  /** Is it wrapped under the key in use, or under one that is on its way out? */
  isCurrent(text: string): boolean
  /** 32 new bytes for `name`'s own key: by chance, or where a test repeats itself by the name alone. */
  fresh(name: string): Uint8Array
}

interface NamedKey {
  id: string
  key: Buffer
}

const KEY = /^(?:([A-Za-z0-9-]{1,16}):)?([A-Za-z0-9_-]{43})$/

/**
 * @param text MASTER_KEY: 32 bytes base64url, or several parted by commas, each with an id before a colon; the first wraps,
 *   all of them unwrap, so that one can be put before another and the old one taken out once nothing is wrapped under it.
 * @param fresh where new keys come from; chance unless told
 * @throws Error with a sentence for the operator
 */
export function masterKey(text: string, fresh: MasterKey['fresh'] = () => randomBytes(32)): MasterKey {
  const keys = text.split(',').map((part) => namedKey(part.trim()))
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw badKey('two of its keys go by one id')
  // A key that first stood alone wrapped under its digest, whatever it is called once another stands before it.
  const byId = new Map([...keys.map(({ key }) => [digestId(key), key] as const), ...keys.map(({ id, key }) => [id, key] as const)])
  const current = keys[0]!
  return {
    fresh,
    isCurrent: (wrapped) => wrapped.startsWith(`${current.id}.`),
    wrap: async (bytes) => `${current.id}.${encipher(current.key, bytes, current.id).toString('base64url')}`,
    async unwrap(wrapped) {
      const [id = '', body = ''] = wrapped.split('.')
      const key = byId.get(id)
      if (!key) throw new Error(`What is wrapped under the master key "${id}" cannot be opened: MASTER_KEY no longer holds it.`)
      return decipher(key, Buffer.from(body, 'base64url'), id)
    },
  }
}

/** A new master key as text, for a machine that keeps it beside its data. */
export function makeMasterKey(): string {
  return randomBytes(32).toString('base64url')
}

function namedKey(part: string): NamedKey {
  const [, id, text] = KEY.exec(part) ?? []
  const key = Buffer.from(text ?? '', 'base64url')
  if (text === undefined || key.length !== 32 || key.toString('base64url') !== text) throw badKey('a key is not 32 bytes of base64url')
  return { id: id ?? digestId(key), key }
}

function digestId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function badKey(why: string): Error {
  return new Error(`MASTER_KEY cannot be used: ${why}. Make one with: openssl rand 32 | basenc --base64url | tr -d = ; several: new:KEY,old:KEY`)
}

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM with the nonce taken from the content (as in RFC 5297, HMAC-SHA256 in place of CMAC): no nonce can come twice
 * with two contents, so nothing depends on chance. What it shows is only whether one holder has the same text twice.
 * @param about bound to the content: the same bytes under another name do not open
 */
export function encipher(key: Uint8Array, bytes: Uint8Array, about: string): Buffer {
  const { nonce, content } = usesOf(key)
  const iv = hmac(nonce, about, '\0', bytes).subarray(0, IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', content, iv).setAAD(Buffer.from(about, 'utf8'))
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** Made once for a key and gone with it: an import seals thousands of texts under a few hundred keys. */
const uses = new WeakMap<Uint8Array, { nonce: Buffer; content: Buffer }>()

function usesOf(key: Uint8Array): { nonce: Buffer; content: Buffer } {
  let made = uses.get(key)
  if (made === undefined) {
    made = { nonce: hmac(key, 'nonce'), content: hmac(key, 'content') }
    uses.set(key, made)
  }
  return made
}

/** @throws Error where the bytes, the key or the name are not those of `encipher` */
export function decipher(key: Uint8Array, sealed: Uint8Array, about: string): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new Error('Too short to be sealed.')
  const opener = createDecipheriv('aes-256-gcm', usesOf(key).content, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  opener.setAAD(Buffer.from(about, 'utf8'))
  opener.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  return Buffer.concat([opener.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), opener.final()])
}

export function hmac(key: Uint8Array, ...parts: (Uint8Array | string)[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
