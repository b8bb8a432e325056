import { emit, type JobHandlers } from '../../platform/jobs/service.ts'
import { keepOffered } from './service/offered.ts'
import { beginRound, refreshSome, walkOn } from './service/rounds.ts'

const CHANGED = 'screening.rewritten'
const SWEPT = 'screening.swept'
const PRODUCT = 'product.changed'
const WALK = 'openings.walk'

/** Nobody's request waits for these. Each is a span of subjects whose results and successor commit together. */
export const OPENING_JOBS = [CHANGED, SWEPT, PRODUCT, WALK] as const

/**
 * `screening.rewritten` {subjectIds} decides those subjects anew · `screening.swept`, once a night, and `product.changed`,
 * where something else is on offer now, begin a walk over everybody · `openings.walk` {round, after} carries it on.
 */
export function openingJobs(): JobHandlers {
  const offeredNow = keepOffered()
  const begin =
    (always: boolean): JobHandlers[string] =>
    async (ctx) => {
      const round = await beginRound(ctx, offeredNow, always)
      if (round !== null) await emit(ctx, WALK, { round, after: '' })
    }
  return {
    [CHANGED]: async (ctx, payload) => {
      const { subjectIds } = payload as { subjectIds: string[] }
      const left = await refreshSome(ctx, offeredNow, subjectIds)
      if (left.length > 0) await emit(ctx, CHANGED, { subjectIds: left })
    },
    [SWEPT]: begin(true),
    [PRODUCT]: begin(false),
    [WALK]: async (ctx, payload) => {
      const { round, after } = payload as { round: number; after: string }
      const next = await walkOn(ctx, offeredNow, { round, after })
      if (next !== null) await emit(ctx, WALK, { round, after: next })
    },
  }
}
