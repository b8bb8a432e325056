import type { JobHandlers } from '../../platform/jobs/service.ts'
import { insertJob } from '../../platform/jobs/store.ts'
import { addDays, civilDateOf, startOf } from '../../platform/kernel/time.ts'
import { keptDaysOn } from './kept-days.ts'
import { deleteBefore, SWEPT, type Swept } from './store.ts'

export const SOURCES_SWEEP = 'sources.sweep'

/** Rows of one sort that go in one job. */
const AT_ONCE = 10_000
const NEXT_STEP_MS = 1_000

/** `sources.sweep`, once a day: traces of intake past their days are deleted, a part at a time until none is left. */
export const retentionJobs: JobHandlers = {
  [SOURCES_SWEEP]: async (ctx) => {
    const today = civilDateOf(ctx.clock.now())
    const days = keptDaysOn(today)
    let isMore = false
    for (const what of Object.keys(SWEPT) as Swept[]) {
      const gone = await deleteBefore(ctx.db, what, startOf(addDays(today, -days[what])), AT_ONCE)
      isMore ||= gone === AT_ONCE
    }
    if (isMore) await insertJob(ctx, SOURCES_SWEEP, {}, new Date(ctx.clock.now().getTime() + NEXT_STEP_MS))
  },
}
