import { PURPOSE_CODES } from '../consent/model.ts'
import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { DELIVERY_STATUSES, EVENT_TYPES } from './model.ts'

const RECEIVABLE = EVENT_TYPES.filter((type) => type !== 'test.ping')

export const WebhookRequest = z
  .object({
    clientId: idOf('client').optional().openapi({ description: 'Whose it is; a machine may leave it out: its own' }),
    url: safeText(1_000, 1).openapi({ description: 'https, on a public name or address', example: 'https://hooks.bank.example/suixin' }),
    types: z.array(z.enum(RECEIVABLE)).min(1).max(RECEIVABLE.length),
  })
  .openapi('WebhookRequest')
export const WebhookChange = z
  .object({ url: safeText(1_000, 1).optional(), types: z.array(z.enum(RECEIVABLE)).min(1).max(RECEIVABLE.length).optional() })
  .refine(({ url, types }) => url !== undefined || types !== undefined, { message: 'url 和 types 至少填一个。 Give url, types or both.' })
  .openapi('WebhookChange', { description: 'What is left out stays' })
export const RotateRequest = z
  .object({ overlapHours: int(0, 72).default(24).openapi({ description: 'For how long the secret before it signs as well; 0 after a leak' }) })
  .openapi('RotateRequest')

export const WebhookView = z
  .object({
    id: idOf('webhook'),
    clientId: idOf('client'),
    url: z.string().max(1_000),
    types: z.array(z.enum(EVENT_TYPES)),
    status: z.enum(['enabled', 'disabled', 'closed']),
    disabledWhy: z.string().max(60).nullable().openapi({ description: 'gone: the receiver answered 410' }),
    /** Newest first. */
    secrets: z.array(z.object({ createdAt: instantOut, endsAt: instantOut.nullable() })),
    failuresInARow: countOut,
    heldUntil: instantOut.nullable().openapi({ description: 'Left alone until then, after too many failures in a row' }),
    createdAt: instantOut,
  })
  .openapi('Webhook')
export type WebhookView = z.infer<typeof WebhookView>
export const WebhookList = z.object({ items: z.array(WebhookView) }).openapi('WebhookList')
export type WebhookList = z.infer<typeof WebhookList>
export const WebhookWithSecret = WebhookView.extend({
  secret: z.string().max(100).nullable().openapi({ description: 'whsec_…, told once: a replayed answer says null' }),
}).openapi('WebhookWithSecret')

const eventId = idOf('event')
const anyId = z.string().max(40)
export const EventView = z
  .object({
    id: eventId,
    type: z.enum(EVENT_TYPES),
    timestamp: instantOut,
    data: z.object({
      ...{ consentId: anyId.optional(), applicationId: anyId.optional(), recallId: anyId.optional(), productId: anyId.optional() },
      guarantorId: anyId.optional(),
      purpose: z.enum(PURPOSE_CODES).optional().openapi({ description: 'consent.*: what it is for' }),
      deletionId: anyId.optional(),
      dueOn: civilDate.optional().openapi({ description: 'deletion.requested: the last day for the attestation' }),
    }),
    checkpoint: z.string().max(20_000).nullable().openapi({ description: 'The log’s head when the event was written: a signed note' }),
    place: int(1, Number.MAX_SAFE_INTEGER).openapi({ description: 'Of your events, without a gap' }),
  })
  .openapi('LenderEvent')
export type EventView = z.infer<typeof EventView>
export const EventPage = pageOf(EventView)
  .extend({ nextCursor: z.string().max(512).openapi({ description: 'Always there: keep it and ask again with it for what came since' }), more: z.boolean() })
  .openapi('LenderEventPage')
export type EventPage = z.infer<typeof EventPage>

export const DeliveryView = z
  .object({
    id: idOf('delivery'),
    eventId,
    webhookId: idOf('webhook'),
    status: z.enum(DELIVERY_STATUSES).openapi({ description: 'dead: given up after three days, or its receiver is gone; it can be tried again' }),
    tried: countOut,
    nextAt: instantOut.nullable(),
    createdAt: instantOut,
    endedAt: instantOut.nullable(),
  })
  .openapi('Delivery')
const attempt = z.object({
  n: countOut,
  at: instantOut,
  status: int(0, 999).nullable(),
  failure: z.enum(['timeout', 'network', 'status', 'redirect', 'target_refused', 'closed']).nullable(),
  detail: z.string().max(200),
})
export const ListedDelivery = DeliveryView.extend({ type: z.enum(EVENT_TYPES), attempts: z.array(attempt) }).openapi('ListedDelivery')
export type ListedDelivery = z.infer<typeof ListedDelivery>
export const DeliveryPage = pageOf(ListedDelivery).openapi('DeliveryPage')
export type DeliveryPage = z.infer<typeof DeliveryPage>
export const DeliveryList = z.object({ items: z.array(DeliveryView) }).openapi('DeliveryList')
