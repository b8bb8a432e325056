import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * A browser that signed in to an account before carries this, so that strangers who guess at the account cannot lock its owner
 * out: its attempts are counted by themselves (OWASP, Blocking Brute Force Attacks, "device cookies").
 * `nonce.issued.mac`; the mac binds it to one account.
 */
export const DEVICE_DAYS = 180

/** @param nonce at least 16 random bytes, base64url */
export function makeDeviceCookie(key: Uint8Array, username: string, nonce: string, now: Date): string {
  const issued = Math.floor(now.getTime() / 1000)
  return `${nonce}.${issued}.${macOf(key, username, nonce, issued)}`
}

/** @returns the nonce under which this device's attempts at this account are counted; null for a stranger */
export function readDeviceCookie(key: Uint8Array, username: string, cookie: string | undefined, now: Date): string | null {
  const match = /^([\w-]{22,64})\.(\d{1,12})\.([\w-]{43})$/.exec(cookie ?? '')
  if (!match) return null
  const [, nonce, issuedText, mac] = match as unknown as [string, string, string, string]
  const issued = Number(issuedText)
  const age = now.getTime() / 1000 - issued
  if (age < -60 || age > DEVICE_DAYS * 86_400) return null
  return timingSafeEqual(Buffer.from(macOf(key, username, nonce, issued)), Buffer.from(mac)) ? nonce : null
}

function macOf(key: Uint8Array, username: string, nonce: string, issued: number): string {
  return createHmac('sha256', key).update(`${nonce}\0${issued}\0${username.toLowerCase()}`).digest('base64url')
}
