import type { Context } from '../platform/context.ts'
import { emit, type JobHandlers } from '../platform/jobs/service.ts'
import { type LogKeeper, withSealing } from './service/keeper.ts'
import { beginSweep, type SweepPlace, sweepOn } from './service/sweep.ts'

const EVERY_MS = 1_000

/** Holds the whole log as it is kept against itself, a step a transaction. */
export const LOG_SWEEP = 'log.sweep'
const LOG_SWEEP_STEP = 'log.sweep.step'
export const LOG_SWEEPS = [LOG_SWEEP, LOG_SWEEP_STEP] as const

export const logJobs: JobHandlers = {
  [LOG_SWEEP]: async (ctx) => goOn(ctx, await beginSweep(ctx)),
  [LOG_SWEEP_STEP]: async (ctx, payload) => {
    const { beganAt, ...place } = payload as unknown as Omit<SweepPlace, 'beganAt'> & { beganAt: string }
    await goOn(ctx, await sweepOn(ctx, { ...place, beganAt: new Date(beganAt) }))
  },
}

async function goOn(ctx: Context, place: SweepPlace | null): Promise<void> {
  if (place !== null) await emit(ctx, LOG_SWEEP_STEP, { ...place, beganAt: place.beganAt.toISOString() })
}

/**
 * Seals every second for as long as the process lives. A run that fails is told and tried again: how long entries wait is
 * measured elsewhere, and closes disclosure.
 * @param contextOf read each time, since a worn pool is replaced
 * @returns ends it, once the run that is under way is done
 */
export function keepSealing(contextOf: () => Context, keeper: LogKeeper, tell: (error: unknown) => void): () => Promise<void> {
  const told = new Map<string, unknown>()
  const attest = async (ctx: Context) => {
    // A witness that stays away is told of once.
    for (const [name, outcome] of (await keeper.attest?.(ctx)) ?? []) {
      if (outcome !== 'signed' && told.get(name) !== outcome) tell(new Error(`Witness ${name} has not signed: ${outcome}.`))
      told.set(name, outcome)
    }
  }
  const sealing = oneAtATime(async () => keeper.seal?.(withSealing(contextOf(), keeper)), tell)
  // Beside the sealing, not behind it: a slow witness delays nobody's place in the tree.
  const attesting = oneAtATime(() => attest(contextOf()), tell)
  const timer = setInterval(() => {
    sealing.start()
    if (keeper.attest) attesting.start()
  }, EVERY_MS)
  return async () => {
    clearInterval(timer)
    await Promise.all([sealing.done(), attesting.done()])
  }
}

/** What takes longer than a second does the next second's work too. */
function oneAtATime(work: () => Promise<unknown>, tell: (error: unknown) => void): { start(): void; done(): Promise<unknown> } {
  let running: Promise<unknown> | null = null
  return {
    start() {
      running ??= work()
        .catch(tell)
        .finally(() => {
          running = null
        })
    },
    done: async () => running,
  }
}
