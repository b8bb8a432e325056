import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** One key for each purpose, from the app's one secret: none of them can stand in for another. */
export function keyFor(secret: string, purpose: 'totp' | 'recovery' | 'device'): Buffer {
  return createHmac('sha256', secret).update(`suixin identity ${purpose} 1`).digest()
}

const NONCE = 12
const TAG = 16

/** AES-256-GCM: nonce, text and tag, base64url. @param owner bound in, so that a sealed text moved to another row does not open */
export function seal(key: Buffer, text: Uint8Array, owner: string): string {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** @returns null where the secret is another one today, or the text was touched */
export function open(key: Buffer, sealed: string, owner: string): Uint8Array | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < NONCE + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE))
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(bytes.length - TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, bytes.length - TAG)), decipher.final()])
  } catch {
    return null
  }
}
