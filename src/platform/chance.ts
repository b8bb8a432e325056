import { createHash, randomBytes } from 'node:crypto'
import { formatId, type Ids } from './kernel/id.ts'
import type { Clock } from './kernel/time.ts'

export const systemClock: Clock = { now: () => new Date() }

export function randomIds(clock: Clock): Ids {
  return { next: (kind) => formatId(kind, clock.now().getTime(), randomBytes(10)) }
}

/** Ids that repeat: the n-th id after a reset depends on the seed, n and the clock alone. */
export function seededIds(clock: Clock): Ids & { reset(seed: string): void } {
  let seed = ''
  let n = 0
  return {
    reset: (next) => {
      seed = next
      n = 0
    },
    next: (kind) => formatId(kind, clock.now().getTime(), createHash('sha256').update(`${seed} ${n++}`).digest()),
  }
}

/** The same key for the same name in every test: what is sealed and written down repeats to the byte. */
export function seededKey(name: string): Uint8Array {
  return createHash('sha256').update(`a key for tests: ${name}`).digest()
}

/** A clock that stands still until it is told otherwise. */
export function heldClock(start: Date): Clock & { set(to: Date): void } {
  let now = start
  return {
    now: () => new Date(now),
    set: (to) => {
      now = to
    },
  }
}
