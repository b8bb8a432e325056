/** The stored form of a password hash; the hashing itself is work and lives in the service. */
export interface ScryptParameters {
  /** log2 of N */
  logN: number
  r: number
  p: number
}

/** OWASP password storage cheat sheet: N = 2^15, r = 8, p = 3 needs 32 MiB, which a Worker has; see decision 0003. */
export const PASSWORD_PARAMETERS: ScryptParameters = { logN: 15, r: 8, p: 3 }

/** `scrypt$15$8$3$salt$hash`, base64url. */
export function formatPasswordHash({ logN, r, p }: ScryptParameters, salt: Uint8Array, hash: Uint8Array): string {
  return ['scrypt', logN, r, p, Buffer.from(salt).toString('base64url'), Buffer.from(hash).toString('base64url')].join('$')
}

export function parsePasswordHash(stored: string): { parameters: ScryptParameters; salt: Buffer; hash: Buffer } | null {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{40,})$/.exec(stored)
  if (!match) return null
  return {
    parameters: { logN: Number(match[1]), r: Number(match[2]), p: Number(match[3]) },
    salt: Buffer.from(match[4]!, 'base64url'),
    hash: Buffer.from(match[5]!, 'base64url'),
  }
}
