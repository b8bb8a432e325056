import { createHash } from 'node:crypto'
import { profileBytes } from './merge.ts'
import type { Profile } from './profile.ts'

/** SHA-256, hex, of a profile's canonical bytes: what a run names its input by, and a bureau what it has leave for. */
export function profileHash(profile: Profile): string {
  return createHash('sha256').update(profileBytes(profile)).digest('hex')
}
