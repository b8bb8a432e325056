import { emit, type JobHandlers } from '../platform/jobs/service.ts'
import { insertJob } from '../platform/jobs/store.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { addDays, civilDateOf } from '../platform/kernel/time.ts'
import type { Fact } from '../profiles/model.ts'
import type { SourceRegister } from '../sources/index.ts'
import { beginCheck, checkStep, keepDaily } from './service.ts'

/** The request that took a file in also runs what is due; the rest of a long check leaves it and goes on by the clock. */
const NEXT_STEP_MS = 1_000

/**
 * `records.taken` {batchId} asks for a check, in a job of its own so that its trouble stops nobody else's · `quality.check`
 * {batchId} begins it and does the first step · `quality.step` {batchId, afterRow} goes on · `quality.daily` {day?} keeps a
 * day's figures, yesterday's unless told.
 */
export function qualityJobs(register: SourceRegister<Fact>): JobHandlers {
  const step: JobHandlers[string] = async (ctx, payload) => {
    const { batchId, afterRow } = payload as { batchId: string; afterRow: number }
    const next = await checkStep(ctx, register, batchId, afterRow)
    if (next !== null) await insertJob(ctx, 'quality.step', { batchId, afterRow: next }, new Date(ctx.clock.now().getTime() + NEXT_STEP_MS))
  }
  return {
    'records.taken': async (ctx, payload) => {
      const { batchId } = payload as { batchId: string }
      await emit(ctx, 'quality.check', { batchId })
    },
    'quality.check': async (ctx, payload) => {
      const { batchId } = payload as { batchId: string }
      await beginCheck(ctx, batchId)
      await step(ctx, { batchId, afterRow: 0 })
    },
    'quality.step': step,
    'quality.daily': async (ctx, payload) => keepDaily(ctx, register, dayIn(payload) ?? addDays(civilDateOf(ctx.clock.now()), -1)),
  }
}

function dayIn(payload: Canonical): string | null {
  const day = (payload as { day?: unknown } | null)?.day
  return typeof day === 'string' ? day : null
}
