import type { JobHandlers } from '../../platform/jobs/service.ts'
import type { OutcomeEvent } from './model.ts'
import { fitOutcomes, learnOutcome } from './service.ts'

/** Once a day, after midnight in Guangzhou. */
export const OUTCOMES_DAILY = 'outcomes.fit'

/** They come from loans beside the change they tell of; nobody waits for what is learnt from them. */
export const OUTCOME_EVENTS = ['application.decided', 'application.withdrawn'] as const

const learn: JobHandlers[string] = async (ctx, payload) => learnOutcome(ctx, payload as unknown as OutcomeEvent)

export const outcomeJobs: JobHandlers = {
  'application.decided': learn,
  'application.withdrawn': learn,
  [OUTCOMES_DAILY]: async (ctx) => fitOutcomes(ctx),
}
