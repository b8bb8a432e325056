import type { MiddlewareHandler } from 'hono'
import type { Context } from '../context.ts'
import { Fault } from '../kernel/fault.ts'
import { rateLimitHeaders } from './problem.ts'
import type { RimEnv } from './rim.ts'
import { countAttempt, forgetAttempts, returnAttempt } from './store.ts'

/**
 * Counts one attempt under `key` in a fixed window kept in the database, so that every process and Worker counts together.
 * The policy is called after the first word of the key.
 * @throws Fault too_many with Retry-After and the RateLimit headers once `limit` attempts were made in the window
 */
export async function throttle({ db, clock, onAllowance }: Context, key: string, limit: number, windowSeconds: number): Promise<void> {
  const now = clock.now()
  const { count, windowStart } = await countAttempt(db, key, now, windowSeconds)
  const resetSeconds = Math.max(1, Math.ceil((windowStart.getTime() + windowSeconds * 1000 - now.getTime()) / 1000))
  const policy = /^[a-z-]+/.exec(key)?.[0] ?? 'requests'
  const allowance = { policy, limit, windowSeconds, remaining: Math.max(0, limit - count), resetSeconds }
  onAllowance?.(allowance)
  if (count <= limit) return
  throw new Fault('too_many', 'too_many_attempts', `尝试次数过多，请 ${Math.ceil(resetSeconds / 60)} 分钟后再试。 Too many attempts; try again later.`, {
    retryAfterSeconds: resetSeconds,
    allowance,
  })
}

/** Says on the answer, granted or refused, what is left of the limit that is nearest. */
export const tellAllowances: MiddlewareHandler<RimEnv> = async (c, next) => {
  await next()
  // What is not there answers the same whether or not it got as far as being counted.
  if (c.res.status === 404) return
  const [nearest] = c.get('allowances').sort((a, b) => a.remaining - b.remaining)
  if (nearest && !c.res.headers.has('RateLimit')) for (const [name, value] of Object.entries(rateLimitHeaders(nearest))) c.res.headers.set(name, value)
}

/** Forgets the count, after a success. */
export async function forgive({ db }: Context, key: string): Promise<void> {
  await forgetAttempts(db, key)
}

/** Takes one attempt back: it was no failure, but it does not excuse the others. */
export async function uncount({ db }: Context, key: string): Promise<void> {
  await returnAttempt(db, key)
}
