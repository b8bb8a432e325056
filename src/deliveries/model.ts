/** Events for lenders' machines, where they are sent, and how that went. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../platform/kernel/canonical.ts'
import type { EventIds, EventType } from './event-type.ts'

export { EVENT_TYPES, type EventType } from './event-type.ts'
export { judgeTarget, type Resolver, type TargetFlaw } from './target.ts'

/** How long an event can be read and sent again. */
export const EVENT_DAYS = 30

export interface LenderEvent {
  id: string
  lenderId: string
  /** Of this lender's events, without a gap: whoever has read up to a place has missed none before it. */
  place: number
  type: EventType
  ids: EventIds
  /** What is sent, byte for byte, however often. */
  body: string
  at: Date
}

/** Wrapped by the master key; `endsAt` once another has taken its place. */
export interface Secret {
  wrapped: string
  createdAt: string
  endsAt: string | null
}

export type WebhookStatus = 'enabled' | 'disabled' | 'closed'

/** Newest first; of two the older one goes on until its end, so that a receiver may hold either. */
export function liveSecrets(secrets: readonly Secret[], now: Date): Secret[] {
  return secrets.filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > now.getTime()).reverse()
}

/** What a log entry about a webhook names it by: where it goes and what is sent there; never a secret. */
export function webhookHash({
  id,
  lenderId,
  clientId,
  url,
  types,
}: {
  id: string
  lenderId: string
  clientId: string
  url: string
  types: readonly EventType[]
}): string {
  return createHash('sha256')
    .update(canonicalJson({ id, lender: lenderId, client: clientId, url, types: [...types].sort() }))
    .digest('hex')
}

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export interface Delivery {
  id: string
  lenderId: string
  eventId: string
  webhookId: string
  status: DeliveryStatus
  tried: number
  /** When the trying began, anew with each replay of a dead letter. */
  since: Date
  nextAt: Date | null
  leasedUntil: Date | null
  createdAt: Date
  endedAt: Date | null
}

export type SendFailure = 'timeout' | 'network' | 'status' | 'redirect' | 'target_refused' | 'closed'

export interface Attempt {
  deliveryId: string
  n: number
  at: Date
  status: number | null
  failure: SendFailure | null
  /** For the lender's developers: never the body of an answer. */
  detail: string
}
