/** What a lender's machines are told of. An event names things by their ids and says nothing of anybody: what it is about is read through the API, under its rules. */
export const EVENT_TYPES = [
  ...(['consent.granted', 'consent.paused', 'consent.resumed', 'consent.revoked', 'consent.expired', 'consent.superseded'] as const),
  // The answer to a request of the lender's own: no; a yes is `consent.granted`.
  ...(['consent.denied'] as const),
  ...(['recall.issued', 'recall.lifted'] as const),
  ...(['application.submitted', 'application.withdrawn', 'application.decided'] as const),
  ...(['deletion.requested'] as const),
  'test.ping',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** The ids an event may carry, and the day by which something is due; whatever else its cause wrote down stays here. */
export const EVENT_IDS = ['consentId', 'applicationId', 'recallId', 'productId', 'deletionId', 'dueOn'] as const
export type EventIds = Partial<Record<(typeof EVENT_IDS)[number], string>>

export function idsOf(payload: Readonly<Record<string, unknown>>): EventIds {
  const ids: EventIds = {}
  for (const name of EVENT_IDS) {
    const value = payload[name]
    if (typeof value === 'string') ids[name] = value
  }
  return ids
}
