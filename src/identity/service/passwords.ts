import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { formatScrypt, type HashKind, hashKind, isCurrentHash, parseScrypt, SCRYPT, type ScryptParameters } from '../password.ts'
import { hasOtherHashes, replacePasswordHash, type UserRow } from '../store/people.ts'

/** One way to keep passwords. argon2id is native code: the door of a runtime that can carry it hands it in. */
export interface Hasher {
  kind: HashKind
  hash(password: string): Promise<string>
  verify(password: string, stored: string): Promise<boolean>
}

export const scryptHasher: Hasher = {
  kind: 'scrypt',
  async hash(password) {
    const salt = randomBytes(16)
    return formatScrypt(SCRYPT, salt, await derive(password, salt, SCRYPT))
  },
  async verify(password, stored) {
    const parsed = parseScrypt(stored)
    return parsed !== null && timingSafeEqual(await derive(password, parsed.salt, parsed.parameters), parsed.hash)
  },
}

function derive(password: string, salt: Buffer, { logN, r, p }: ScryptParameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, { N: 2 ** logN, r, p, maxmem: 64 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** Verified against where there is nothing to verify, so that every refusal takes the same time. */
const decoys = new Map<HashKind, Promise<string>>()

/**
 * Is this the person's password? The same work is done for a person that does not exist, has no password, or has one of a
 * kind that this runtime cannot check: one verification of the first hasher's kind and, while older hashes are stored at
 * all, one of each other.
 *
 * @param hashers the first makes new hashes; a right password that was hashed otherwise is hashed anew by it
 */
export async function isPassword(ctx: Context, hashers: readonly Hasher[], user: UserRow | null, password: string): Promise<boolean> {
  const [first] = hashers
  if (!first) throw new Error('no hasher was handed in')
  const stored = user?.passwordHash ?? ''
  const kind = hashKind(stored)
  const others = await hasOtherHashes(ctx.db, first.kind === 'argon2id' ? '$argon2id$' : 'scrypt$')
  let right = false
  for (const hasher of others ? hashers : [first]) {
    const decoy = decoys.get(hasher.kind) ?? hasher.hash('decoy')
    decoys.set(hasher.kind, decoy)
    const isTheirs = hasher.kind === kind
    if ((await hasher.verify(password, isTheirs ? stored : await decoy)) && isTheirs) right = true
  }
  if (right && user && !isCurrentHash(stored, first.kind)) await replacePasswordHash(ctx.db, user.id, stored, await first.hash(password))
  return right
}
