import type { Context } from '../context.ts'
import { Fault } from '../kernel/fault.ts'
import { countAttempt, forgetAttempts } from './store.ts'

/**
 * Counts one attempt under `key` in a fixed window kept in the database, so that every process and Worker counts together.
 * @throws Fault too_many with Retry-After once `limit` attempts were made in the window
 */
export async function throttle({ db, clock }: Context, key: string, limit: number, windowSeconds: number): Promise<void> {
  const now = clock.now()
  const { count, windowStart } = await countAttempt(db, key, now, windowSeconds)
  if (count <= limit) return
  const wait = Math.max(1, Math.ceil((windowStart.getTime() + windowSeconds * 1000 - now.getTime()) / 1000))
  throw new Fault('too_many', 'too_many_attempts', `尝试次数过多，请 ${Math.ceil(wait / 60)} 分钟后再试。 Too many attempts; try again later.`, {
    retryAfterSeconds: wait,
  })
}

/** Forgets the count, after a success. */
export async function forgive({ db }: Context, key: string): Promise<void> {
  await forgetAttempts(db, key)
}
