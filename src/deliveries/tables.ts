import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { clients } from '../machines/tables.ts'
import { instant, json } from '../platform/db/columns.ts'
import type { BreakerState } from '../platform/outside/breaker.ts'
import type { EventIds, EventType } from './event-type.ts'
import type { DeliveryStatus, Secret, SendFailure, WebhookStatus } from './model.ts'

export const webhooks = pgTable(
  'webhooks',
  {
    id: text().primaryKey(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    clientId: text()
      .notNull()
      .references(() => clients.id),
    url: text().notNull(),
    types: json<EventType[]>().notNull(),
    /** Oldest first, wrapped by the master key. */
    secrets: json<Secret[]>().notNull(),
    status: text().$type<WebhookStatus>().notNull(),
    disabledWhy: text(),
    breaker: json<BreakerState>().notNull(),
    notBefore: instant(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('webhooks_lender').on(t.lenderId, t.id)],
)

/** Ids and no facts. Written by the job that the cause's own transaction announced. */
export const lenderEvents = pgTable(
  'lender_events',
  {
    id: text().primaryKey(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    place: bigint({ mode: 'number' }).notNull(),
    type: text().$type<EventType>().notNull(),
    ids: json<EventIds>().notNull(),
    body: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [uniqueIndex('lender_events_place').on(t.lenderId, t.place), index('lender_events_at').on(t.at)],
)

export const deliveries = pgTable(
  'deliveries',
  {
    id: text().primaryKey(),
    lenderId: text().notNull(),
    eventId: text()
      .notNull()
      .references(() => lenderEvents.id, { onDelete: 'cascade' }),
    webhookId: text()
      .notNull()
      .references(() => webhooks.id),
    status: text().$type<DeliveryStatus>().notNull(),
    tried: integer().notNull(),
    since: instant().notNull(),
    nextAt: instant(),
    leasedUntil: instant(),
    createdAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [
    index('deliveries_due').on(t.webhookId, t.nextAt, t.id).where(sql`${t.status} = 'pending'`),
    index('deliveries_lender').on(t.lenderId, t.id),
    index('deliveries_event').on(t.eventId),
  ],
)

export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    deliveryId: text()
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    at: instant().notNull(),
    status: integer(),
    failure: text().$type<SendFailure>(),
    detail: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.n] })],
)
