import type { JobHandlers } from '../platform/jobs/service.ts'
import { insertJob } from '../platform/jobs/store.ts'
import { addDays, civilDateOf, startOf } from '../platform/kernel/time.ts'
import { runTermOn } from './run-term.ts'
import { deleteInputs, retireRuns } from './store.ts'

export const RUNS_SWEEP = 'matching.sweep'

const AT_ONCE = 5_000
const NEXT_STEP_MS = 1_000

/** `matching.sweep`, once a day: runs past their term let go of what they were made from, a part at a time until none is left. */
export const runJobs: JobHandlers = {
  [RUNS_SWEEP]: async (ctx) => {
    const today = civilDateOf(ctx.clock.now())
    const before = startOf(addDays(today, -runTermOn(today).days))
    const retired = await retireRuns(ctx.db, before, AT_ONCE)
    if (retired === AT_ONCE) await insertJob(ctx, RUNS_SWEEP, {}, new Date(ctx.clock.now().getTime() + NEXT_STEP_MS))
    else await deleteInputs(ctx.db, before)
  },
}
