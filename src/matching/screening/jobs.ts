import { emit, type JobHandlers } from '../../platform/jobs/service.ts'
import type { CatalogueItem } from '../../sources/model.ts'
import { WALK, walkPage } from './service/batch.ts'
import { markBatch, REWRITTEN, refreshDue, sweepPage } from './service/refresh.ts'

const MARK = 'screening.mark'
const REFRESH = 'screening.refresh'
const SWEEP = 'screening.sweep'
const DAILY = 'screening.daily'
const SWEPT = 'screening.swept'

/** Long work of nobody's request. Each is done a page a job, whose results and successor commit together: a kill costs one page. */
export const SCREENING_JOBS = [MARK, REFRESH, SWEEP, DAILY, WALK] as const
/** Once a day, since profiles age by themselves. */
export const SCREENING_DAILY = DAILY

/**
 * `records.taken` {batchId} marks whom the records are about and writes those rows anew · `screening.daily` writes all of
 * them · `screening.walk` {lenderId, batchId} carries a lender's batch on. It tells of rows written anew
 * (`screening.rewritten` {subjectIds}) and of all of them (`screening.swept`); who wants to know takes the handler's place.
 */
export function screeningJobs({ catalogue }: { catalogue: readonly CatalogueItem[] }): JobHandlers {
  return {
    [REWRITTEN]: async () => {},
    [SWEPT]: async () => {},
    'records.taken': async (ctx, payload) => {
      const { batchId } = payload as { batchId: string }
      await emit(ctx, MARK, { batchId, fromRow: 0 })
    },
    [MARK]: async (ctx, payload) => {
      const { batchId, fromRow } = payload as { batchId: string; fromRow: number }
      const next = await markBatch(ctx, batchId, fromRow)
      await (next === null ? emit(ctx, REFRESH, {}) : emit(ctx, MARK, { batchId, fromRow: next }))
    },
    [REFRESH]: async (ctx) => {
      if (await refreshDue(ctx, catalogue)) await emit(ctx, REFRESH, {})
    },
    [DAILY]: async (ctx) => emit(ctx, SWEEP, { after: null }),
    [SWEEP]: async (ctx, payload) => {
      const { after } = payload as { after: string | null }
      const next = await sweepPage(ctx, catalogue, after)
      await (next === null ? emit(ctx, SWEPT, {}) : emit(ctx, SWEEP, { after: next }))
    },
    [WALK]: async (ctx, payload) => {
      const { lenderId, batchId } = payload as { lenderId: string; batchId: string }
      if (await walkPage(ctx, catalogue, { lenderId, batchId })) await emit(ctx, WALK, { lenderId, batchId })
    },
  }
}
