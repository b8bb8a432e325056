import { canonicalJson } from '../platform/kernel/canonical.ts'

/** What a lender's machines are told of. An event names things by their ids and says nothing of anybody: what it is about is read through the API, under its rules. */
export const EVENT_TYPES = [
  ...(['consent.granted', 'consent.paused', 'consent.resumed', 'consent.revoked', 'consent.expired', 'consent.superseded'] as const),
  // The answer to a request of the lender's own: no; a yes is `consent.granted`.
  ...(['consent.denied'] as const),
  ...(['recall.issued', 'recall.lifted'] as const),
  ...(['application.submitted', 'application.withdrawn', 'application.decided'] as const),
  // The applicant named somebody who may be asked for a consent.
  ...(['guarantor.named'] as const),
  ...(['deletion.requested'] as const),
  'test.ping',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** The ids an event may carry, what a consent is for, and the day by which something is due; whatever else its cause wrote down stays here. */
export const EVENT_IDS = ['consentId', 'purpose', 'applicationId', 'guarantorId', 'recallId', 'productId', 'deletionId', 'dueOn'] as const
export type EventIds = Partial<Record<(typeof EVENT_IDS)[number], string>>

export function idsOf(payload: Readonly<Record<string, unknown>>): EventIds {
  const ids: EventIds = {}
  for (const name of EVENT_IDS) {
    const value = payload[name]
    if (typeof value === 'string') ids[name] = value
  }
  return ids
}

/** An event as it is sent and read: the same bytes at every try. `checkpoint`: the log's head as it stood when it was written. */
export function eventBody(event: { id: string; type: EventType; at: Date; ids: EventIds; checkpoint: string | null }): string {
  const { id, type, at, ids, checkpoint } = event
  return canonicalJson({ id, type, timestamp: at.toISOString(), data: { ...ids }, checkpoint })
}
