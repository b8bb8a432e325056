/** Timestamped Ed25519 cosignatures, c2sp.org/tlog-cosignature: a witness says when it saw this tree as the newest. */
import { parseCheckpoint } from './checkpoint.ts'
import { demandEd25519, demandName, demandVerifierKey, ed25519Check, keyIdOf, type NoteSigner, type NoteVerifier } from './note-key.ts'

export const COSIGNATURE = 0x04
const SIGNATURE_BYTES = 8 + 64

/**
 * @param seconds since 1970, whole
 * @throws RangeError for a time that is none, a bad name or key; `sign` rejects when the text is no checkpoint
 */
export function cosignatureSigner(name: string, privateKey: CryptoKey, publicKey: Uint8Array, seconds: number): NoteSigner {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`${seconds} is no POSIX time`)
  return {
    name,
    keyId: keyIdOf(demandName(name), COSIGNATURE, demandEd25519(publicKey)),
    async sign(text) {
      const message = messageOf(text, seconds)
      if (message === null) throw new RangeError('Only a checkpoint is cosigned')
      const signature = new Uint8Array(SIGNATURE_BYTES)
      new DataView(signature.buffer).setBigUint64(0, BigInt(seconds))
      signature.set(new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message)), 8)
      return signature
    },
  }
}

/** @throws RangeError when this is no verifier key of a cosigner (type 0x04) */
export function cosignatureVerifier(verifierKey: string): NoteVerifier {
  const { name, keyId, publicKey } = demandVerifierKey(verifierKey, COSIGNATURE)
  const check = ed25519Check(publicKey)
  return {
    name,
    keyId,
    async verify(text, signature) {
      const seconds = cosignatureTime(signature)
      const message = seconds === null ? null : messageOf(text, seconds)
      return message !== null && check(message, signature.subarray(8))
    },
  }
}

/** @returns seconds since 1970; null when these bytes are no cosignature. Believe it only once the signature is verified. */
export function cosignatureTime(signature: Uint8Array): number | null {
  if (signature.length !== SIGNATURE_BYTES) return null
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
  return Number.isSafeInteger(seconds) ? seconds : null
}

/** The whole text is signed, extension lines too; it says nothing about those. */
function messageOf(text: Uint8Array, seconds: number): Uint8Array<ArrayBuffer> | null {
  const checkpoint = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)
  if (typeof parseCheckpoint(checkpoint) === 'string') return null
  return new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${checkpoint}`)
}
