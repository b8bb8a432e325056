import type { JobHandlers } from '../../platform/jobs/service.ts'
import type { Canonical } from '../../platform/kernel/canonical.ts'
import { addDays, civilDateOf } from '../../platform/kernel/time.ts'
import { countDay } from './service.ts'

/** Once a day, after midnight in Guangzhou: counts the day before, or the day it is told. */
export const EXPOSURE_DAILY = 'exposure.count'

export const exposureJobs: JobHandlers = {
  [EXPOSURE_DAILY]: async (ctx, payload) => countDay(ctx, dayIn(payload) ?? addDays(civilDateOf(ctx.clock.now()), -1)),
}

function dayIn(payload: Canonical): string | null {
  const day = (payload as { day?: unknown } | null)?.day
  return typeof day === 'string' ? day : null
}
