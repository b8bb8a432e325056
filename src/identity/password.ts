/** The stored forms of a password hash; the hashing itself is work and lies with the hashers. */
export interface ScryptParameters {
  /** log2 of N */
  logN: number
  r: number
  p: number
}

/** OWASP password storage cheat sheet: N = 2^15, r = 8, p = 3 needs 32 MiB, which a Worker has; see decision 0003. */
export const SCRYPT: ScryptParameters = { logN: 15, r: 8, p: 3 }

/** The same sheet's first advice: 19 MiB, two passes, one lane. */
export const ARGON2ID = { memoryKib: 19_456, passes: 2, lanes: 1 } as const

/** Stands in for the hash of somebody who has no password. */
export const NO_PASSWORD = 'none'

export const HASH_KINDS = ['argon2id', 'scrypt'] as const
export type HashKind = (typeof HASH_KINDS)[number]

/** `scrypt$15$8$3$salt$hash`, base64url. */
export function formatScrypt({ logN, r, p }: ScryptParameters, salt: Uint8Array, hash: Uint8Array): string {
  return ['scrypt', logN, r, p, Buffer.from(salt).toString('base64url'), Buffer.from(hash).toString('base64url')].join('$')
}

export function parseScrypt(stored: string): { parameters: ScryptParameters; salt: Buffer; hash: Buffer } | null {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{40,})$/.exec(stored)
  if (!match) return null
  return {
    parameters: { logN: Number(match[1]), r: Number(match[2]), p: Number(match[3]) },
    salt: Buffer.from(match[4]!, 'base64url'),
    hash: Buffer.from(match[5]!, 'base64url'),
  }
}

/** @returns null for what is no hash: nobody signs in with it */
export function hashKind(stored: string): HashKind | null {
  return /^\$argon2id\$/.test(stored) ? 'argon2id' : parseScrypt(stored) ? 'scrypt' : null
}

/** Was it made as passwords are hashed today? If not, the next right password is hashed anew. */
export function isCurrentHash(stored: string, kind: HashKind): boolean {
  if (kind === 'argon2id') return stored.startsWith(`$argon2id$v=19$m=${ARGON2ID.memoryKib},t=${ARGON2ID.passes},p=${ARGON2ID.lanes}$`)
  const parsed = parseScrypt(stored)
  return parsed !== null && parsed.parameters.logN === SCRYPT.logN && parsed.parameters.r === SCRYPT.r && parsed.parameters.p === SCRYPT.p
}
