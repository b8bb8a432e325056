import type { Context } from '../platform/context.ts'
import type { JobHandlers } from '../platform/jobs/service.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { flagOverdue, requestDeletions } from './service/duties.ts'

/** Once a day, after midnight in Guangzhou: what ended without an event, and what is past its day. */
export const DELETIONS_SWEEP = 'deletions.sweep'

export const deletionJobs: JobHandlers = {
  [DELETIONS_SWEEP]: async (ctx) => {
    await requestDeletions(ctx)
    await flagOverdue(ctx)
  },
}

/** Events that tell of an end: of a consent, of an application. */
const ENDS = ['consent.revoked', 'consent.expired', 'consent.consumed', 'application.decided', 'application.withdrawn'] as const

/** The same handlers; behind those that hear of an end, its readers are asked at once and not only by the sweep. */
export function askingForDeletion(handlers: JobHandlers): JobHandlers {
  const asking = ENDS.map((kind) => {
    const handle = async (ctx: Context, payload: Canonical) => {
      await handlers[kind]?.(ctx, payload)
      const { subjectId, guarantors } = payload as { subjectId?: Canonical; guarantors?: Canonical }
      const subjects = [subjectId, ...(Array.isArray(guarantors) ? guarantors : [])]
      for (const id of subjects) if (typeof id === 'string') await requestDeletions(ctx, id)
    }
    return [kind, handle] as const
  })
  return { ...handlers, ...Object.fromEntries(asking), ...deletionJobs }
}
