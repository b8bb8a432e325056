import type { JobHandlers } from '../platform/jobs/service.ts'
import { deleteRefusals, deleteStaleProofs } from './store.ts'

export const MACHINES_SWEEP = 'machines.sweep'

/** Four times what the developers' page shows. */
const REFUSALS_KEPT_MS = 28 * 86_400_000

/** `machines.sweep`, once a day: proofs too old to be used and old refusals are forgotten. */
export const machineJobs: JobHandlers = {
  [MACHINES_SWEEP]: async (ctx) => {
    const now = ctx.clock.now()
    await deleteStaleProofs(ctx.db, now)
    await deleteRefusals(ctx.db, new Date(now.getTime() - REFUSALS_KEPT_MS))
  },
}
