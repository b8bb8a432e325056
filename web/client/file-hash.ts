/** SHA-256 of a paper as hex. The paper itself is kept by nobody here: it stays where it was signed. */
export async function sha256OfFile(file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A digest that came back in a hidden field, or nothing. */
export function digestIn(text: string): string | null {
  return /^[0-9a-f]{64}$/.test(text) ? text : null
}
