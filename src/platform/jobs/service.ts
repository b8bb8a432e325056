import type { Context } from '../context.ts'
import type { Canonical } from '../kernel/canonical.ts'
import { civilDateOf } from '../kernel/time.ts'
import { insertJob, insertJobOnce, leaseDueJobs, markDone, markFailed } from './store.ts'

/** Does one job's work inside the transaction that also marks it done; must bear being run again. */
export type JobHandler = (ctx: Context, payload: Canonical) => Promise<void>
export type JobHandlers = Readonly<Record<string, JobHandler>>

const LEASE_MS = 30_000
const RETRY_MS = [1_000, 5_000, 30_000, 300_000, 3_600_000] as const

/** Writes an event beside the change it tells of: both commit or neither does. */
export async function emit(ctx: Context, kind: string, payload: Canonical): Promise<void> {
  await insertJob(ctx, kind, payload)
}

/** Announces what is to be done once a civil day, whoever asks and however often. */
export async function emitDaily(ctx: Context, kinds: readonly string[]): Promise<void> {
  const day = civilDateOf(ctx.clock.now())
  for (const kind of kinds) await insertJobOnce(ctx, `${kind}@${day}`, kind, {})
}

/** Announces something under a name of its own: whoever else announces it under the same name adds nothing. */
export async function emitOnce(ctx: Context, name: string, kind: string): Promise<void> {
  await insertJobOnce(ctx, name, kind, {})
}

/**
 * Runs everything that is due, oldest first, until nothing is.
 * @param except kinds left for another time: somebody who waits for an answer does not wait for them
 * @returns how many jobs were done
 */
export async function drain(ctx: Context, handlers: JobHandlers, most = 1_000, except: readonly string[] = []): Promise<number> {
  let done = 0
  while (done < most) {
    const leased = await leaseDueJobs(ctx, 20, LEASE_MS, except)
    if (leased.length === 0) return done
    for (const job of leased) {
      const handler = handlers[job.kind]
      try {
        if (!handler) throw new Error(`no handler for ${job.kind}`)
        await ctx.db.transaction(async (tx) => {
          const inner = { ...ctx, db: tx }
          await handler(inner, job.payload)
          await markDone(inner, job.id)
        })
        done++
      } catch (error) {
        const wait = RETRY_MS[job.attempts]
        await markFailed(ctx, job, String(error), wait === undefined ? null : new Date(ctx.clock.now().getTime() + wait))
      }
      await giveWay()
    }
  }
  return done
}

/**
 * An embedded database answers within the process: awaiting it turns no event loop, and requests would wait for the last
 * of a thousand jobs before their first byte was read.
 */
function giveWay(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
