/** The keys of notes, c2sp.org/signed-note: their names, their ids, and how they are handed round as text. */
import { decodeBase64, encodeBase64 } from './base64.ts'
import { sha256 } from './sha256.ts'

export interface NoteSigner {
  name: string
  /** First four bytes of a hash over name, type and key: tells keys apart, proves nothing. */
  keyId: number
  sign(text: Uint8Array): Promise<Uint8Array>
}

export interface NoteVerifier {
  name: string
  keyId: number
  verify(text: Uint8Array, signature: Uint8Array): Promise<boolean>
}

/** Plain Ed25519 over the text. */
export const ED25519 = 0x01

const NAME = /^[^\p{White_Space}+]+$/u

/** @param publicKey 32 bytes for the types 0x01 and 0x04 */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  const hash = sha256(Uint8Array.of(...new TextEncoder().encode(`${name}\n`), type, ...publicKey))
  return new DataView(hash.buffer).getUint32(0)
}

export interface VerifierKey {
  name: string
  keyId: number
  type: number
  publicKey: Uint8Array
}

/** @throws RangeError when the name is empty or holds a space or a plus */
export function formatVerifierKey(name: string, type: number, publicKey: Uint8Array): string {
  const keyId = keyIdOf(demandName(name), type, publicKey)
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${encodeBase64(Uint8Array.of(type, ...publicKey))}`
}

/** @returns null when the text is no verifier key, or its key id is not that of its name and key */
export function parseVerifierKey(text: string): VerifierKey | null {
  const [, name = '', hex = '', base64 = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const [type, ...key] = decodeBase64(base64) ?? []
  if (!NAME.test(name) || type === undefined || key.length === 0) return null
  const publicKey = Uint8Array.from(key)
  const keyId = keyIdOf(name, type, publicKey)
  return keyId === Number.parseInt(hex, 16) ? { name, keyId, type, publicKey } : null
}

/** @throws RangeError when the name will not do for a note, or the key has not 32 bytes */
export function ed25519Signer(name: string, privateKey: CryptoKey, publicKey: Uint8Array): NoteSigner {
  const keyId = keyIdOf(demandName(name), ED25519, demandEd25519(publicKey))
  return { name, keyId, sign: async (text) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(text))) }
}

/** @throws RangeError when this is no verifier key of plain Ed25519 */
export function ed25519Verifier(verifierKey: string): NoteVerifier {
  const { name, keyId, publicKey } = demandVerifierKey(verifierKey, ED25519)
  return { name, keyId, verify: ed25519Check(publicKey) }
}

/** Checks signatures by one key; the key is imported once, when it is first needed. */
export function ed25519Check(publicKey: Uint8Array): NoteVerifier['verify'] {
  let key: Promise<CryptoKey> | undefined
  return async (text, signature) => {
    key ??= crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
    // Asked here, because not every runtime answers a signature of another length with a plain no.
    return signature.length === 64 && crypto.subtle.verify('Ed25519', await key, new Uint8Array(signature), new Uint8Array(text))
  }
}

export function demandVerifierKey(text: string, type: number): VerifierKey {
  const key = parseVerifierKey(text)
  if (key?.type !== type) throw new RangeError(`Not a verifier key of type ${type}`)
  demandEd25519(key.publicKey)
  return key
}

export function demandName(name: string): string {
  if (!NAME.test(name) || !isWellFormed(name)) throw new RangeError('A key name has no space and no plus')
  return name
}

export function demandEd25519(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32) throw new RangeError('An Ed25519 public key has 32 bytes')
  return publicKey
}

/** Half of a surrogate pair has no UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
