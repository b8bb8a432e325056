/** Base 64 as RFC 4648 §4 writes it: every value has exactly one text, and no other text is read. */

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for anything that encodeBase64 would not have written: spaces, missing padding, loose bits at the end */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
  const binary = atob(text)
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  return btoa(binary) === text ? bytes : null
}
