import type { JobHandler, JobHandlers } from '../platform/jobs/service.ts'
import { EVENT_DAYS, EVENT_TYPES, type EventType } from './model.ts'
import { recordEvent } from './service/events.ts'
import { deleteEvents } from './store.ts'

export const DELIVERIES_SWEEP = 'deliveries.sweep'

/** What is announced under an event's own name, with `lenderId` and the ids it is about, is told to that lender's machines. */
export const lenderEventJobs: Readonly<Record<Exclude<EventType, 'test.ping'>, JobHandler>> = Object.fromEntries(
  EVENT_TYPES.filter((type) => type !== 'test.ping').map((type): [string, JobHandler] => [
    type,
    async (ctx, payload) => void (await recordEvent(ctx, type, payload as Record<string, unknown>)),
  ]),
) as never

/** `deliveries.sweep`, once a day: events past their thirty days go, with their deliveries. */
export const deliveryJobs: JobHandlers = {
  [DELIVERIES_SWEEP]: async (ctx) => deleteEvents(ctx.db, new Date(ctx.clock.now().getTime() - EVENT_DAYS * 86_400_000)),
}
