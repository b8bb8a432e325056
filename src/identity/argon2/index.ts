/** argon2id for the Node door alone: native code, which a Worker cannot carry. */
import { hash, verify } from '@node-rs/argon2'
import { ARGON2ID, hashKind } from '../password.ts'
import type { Hasher } from '../service/passwords.ts'

/** `Algorithm.Argon2id`: the package exports it as a const enum, which cannot be imported by name here. */
const ID = 2

export const argon2idHasher: Hasher = {
  kind: 'argon2id',
  hash: (password) =>
    hash(password.normalize('NFC'), { algorithm: ID, memoryCost: ARGON2ID.memoryKib, timeCost: ARGON2ID.passes, parallelism: ARGON2ID.lanes }),
  verify: async (password, stored) => hashKind(stored) === 'argon2id' && verify(stored, password.normalize('NFC')),
}
