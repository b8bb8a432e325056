import type { Context } from '../platform/context.ts'
import { type LogKeeper, withSealing } from './service/keeper.ts'

const EVERY_MS = 1_000

/**
 * Seals every second for as long as the process lives. A run that fails is told and tried again: how long entries wait is
 * measured elsewhere, and closes disclosure.
 * @param contextOf read each time, since a worn pool is replaced
 * @returns ends it, once the run that is under way is done
 */
export function keepSealing(contextOf: () => Context, keeper: LogKeeper, tell: (error: unknown) => void): () => Promise<void> {
  let running: Promise<unknown> | null = null
  const timer = setInterval(() => {
    // A run that takes longer than a second seals for the next one too.
    running ??= Promise.resolve(keeper.seal?.(withSealing(contextOf(), keeper)))
      .catch(tell)
      .finally(() => {
        running = null
      })
  }, EVERY_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}
