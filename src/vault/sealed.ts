/** What is derived from a subject's key, and the shape of a sealed text. Pure: the key is handed in. */
import { createHmac } from 'node:crypto'

/** What is sealed begins so, and nothing else does: a text that happens to is sealed like any other. */
const MARK = 'sealed:1:'

export function isSealed(text: unknown): text is string {
  return typeof text === 'string' && text.startsWith(MARK)
}

export function sealedText(bytes: Uint8Array): string {
  return MARK + Buffer.from(bytes).toString('base64url')
}

/** @throws Error where the text is not sealed */
export function sealedBytes(text: string): Buffer {
  if (!isSealed(text)) throw new Error('Not a sealed text.')
  return Buffer.from(text.slice(MARK.length), 'base64url')
}

/** 128 bits, hex. */
export const PSEUDONYM_LETTERS = 32

/** Stands in a leaf for a subject whose key is gone. */
export const ERASED_PSEUDONYM = 'erased'

/** Each use has a key of its own, so that knowing one says nothing of the others. */
export interface DerivedKeys {
  pseudonym: string
  commit: Buffer
  mac: Buffer
}

export function derivedKeys(key: Uint8Array): DerivedKeys {
  return { pseudonym: derive(key, 'pseudonym').toString('hex').slice(0, PSEUDONYM_LETTERS), commit: derive(key, 'commit'), mac: derive(key, 'mac') }
}

/** HMAC-SHA256, hex. */
export function macHex(key: Uint8Array, content: string | Uint8Array): string {
  return createHmac('sha256', key).update(content).digest('hex')
}

function derive(key: Uint8Array, use: string): Buffer {
  return createHmac('sha256', key).update(`suixin/${use}`).digest()
}
