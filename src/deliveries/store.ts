import { and, asc, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../platform/db/client.ts'
import type { BreakerState } from '../platform/outside/breaker.ts'
import type { EventType } from './event-type.ts'
import type { Attempt, Delivery, DeliveryStatus, LenderEvent, Secret, WebhookStatus } from './model.ts'
import { deliveries, deliveryAttempts, lenderEvents, webhooks } from './tables.ts'

export interface Webhook {
  id: string
  lenderId: string
  clientId: string
  url: string
  types: EventType[]
  secrets: Secret[]
  status: WebhookStatus
  /** `gone`: the receiver answered 410. */
  disabledWhy: string | null
  breaker: BreakerState
  /** While the breaker holds calls back. */
  notBefore: Date | null
  createdBy: string
  createdAt: Date
}

export async function insertWebhook(db: Db, webhook: Webhook): Promise<void> {
  await db.insert(webhooks).values(webhook)
}

/** Another lender's webhook is none; a closed one is gone. */
export async function findWebhook(db: Db, lenderId: string, id: string, lock = false): Promise<Webhook | null> {
  const query = db
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.lenderId, lenderId), eq(webhooks.id, id)))
  const [row] = await (lock ? query.for('update') : query)
  return row ?? null
}

export async function listWebhooks(db: Db, lenderId: string): Promise<Webhook[]> {
  return db.select().from(webhooks).where(eq(webhooks.lenderId, lenderId)).orderBy(asc(webhooks.id)).limit(200)
}

/** Those that an event of this type goes to: open, and of a client that is. Two rooms' tables in one statement. */
export async function listReceivers(db: Db, lenderId: string, type: EventType): Promise<{ id: string }[]> {
  return rowsOf(
    db,
    sql`
      select w.id from webhooks w join clients c on c.id = w.client_id and c.closed_at is null
      where w.lender_id = ${lenderId} and w.status = 'enabled' and w.types @> ${JSON.stringify([type])}::jsonb order by w.id`,
  )
}

export async function updateWebhook(
  db: Db,
  id: string,
  change: Partial<{
    url: string
    types: EventType[]
    status: WebhookStatus
    disabledWhy: string | null
    secrets: Secret[]
    breaker: BreakerState
    notBefore: Date | null
  }>,
): Promise<void> {
  await db.update(webhooks).set(change).where(eq(webhooks.id, id))
}

/** Under the row lock, so that of two outcomes at one moment neither is forgotten. */
export async function lockBreaker(db: Db, id: string): Promise<BreakerState> {
  const [row] = await db.select({ breaker: webhooks.breaker }).from(webhooks).where(eq(webhooks.id, id)).for('update')
  return row!.breaker
}

/**
 * Writes an event at the next place of its lender. Places are given out one after the other, each with its commit: a reader
 * who has seen a place has seen all before it.
 */
export async function insertEvent(db: Db, event: Omit<LenderEvent, 'place'>): Promise<LenderEvent> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`events ${event.lenderId}`}, 0))`)
  const [row] = await db
    .insert(lenderEvents)
    .values({ ...event, place: sql`(select coalesce(max(place), 0) + 1 from lender_events where lender_id = ${event.lenderId})` })
    .returning()
  return row!
}

export async function findEvent(db: Db, lenderId: string, id: string, since: Date): Promise<LenderEvent | null> {
  const [row] = await db
    .select()
    .from(lenderEvents)
    .where(and(eq(lenderEvents.lenderId, lenderId), eq(lenderEvents.id, id), gt(lenderEvents.at, since)))
  return row ?? null
}

export interface EventQuery {
  lenderId: string
  type?: EventType | undefined
  since: Date
  after: number
}

/** Oldest first: so a reader goes on where it stopped. */
export async function listEvents(db: Db, { lenderId, type, since, after }: EventQuery, limit: number): Promise<LenderEvent[]> {
  const chosen = and(
    eq(lenderEvents.lenderId, lenderId),
    gt(lenderEvents.place, after),
    gt(lenderEvents.at, since),
    type === undefined ? undefined : eq(lenderEvents.type, type),
  )
  return db.select().from(lenderEvents).where(chosen).orderBy(asc(lenderEvents.place)).limit(limit)
}

export async function deleteEvents(db: Db, before: Date): Promise<void> {
  await db.delete(lenderEvents).where(lt(lenderEvents.at, before))
}

export async function insertDeliveries(db: Db, rows: readonly Delivery[]): Promise<void> {
  if (rows.length > 0) await db.insert(deliveries).values([...rows])
}

export async function findDelivery(db: Db, lenderId: string, id: string): Promise<Delivery | null> {
  const [row] = await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.lenderId, lenderId), eq(deliveries.id, id)))
  return row ?? null
}

export interface DeliveryQuery {
  lenderId: string
  status?: DeliveryStatus | undefined
  webhookId?: string | undefined
  eventId?: string | undefined
  before: string | null
}

export interface ListedDelivery extends Delivery {
  type: EventType
  attempts: Attempt[]
}

/** Newest first, each with how it went. */
export async function listDeliveries(db: Db, query: DeliveryQuery, limit: number): Promise<ListedDelivery[]> {
  const { lenderId, status, webhookId, eventId, before } = query
  const rows = await db
    .select({ delivery: deliveries, type: lenderEvents.type })
    .from(deliveries)
    .innerJoin(lenderEvents, eq(lenderEvents.id, deliveries.eventId))
    .where(
      and(
        eq(deliveries.lenderId, lenderId),
        status === undefined ? undefined : eq(deliveries.status, status),
        webhookId === undefined ? undefined : eq(deliveries.webhookId, webhookId),
        eventId === undefined ? undefined : eq(deliveries.eventId, eventId),
        before === null ? undefined : lt(deliveries.id, before),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(limit)
  const ids = rows.map(({ delivery }) => delivery.id)
  const attempts =
    ids.length === 0 ? [] : await db.select().from(deliveryAttempts).where(inArray(deliveryAttempts.deliveryId, ids)).orderBy(asc(deliveryAttempts.n))
  return rows.map(({ delivery, type }) => ({ ...delivery, type, attempts: attempts.filter(({ deliveryId }) => deliveryId === delivery.id) }))
}

/** A delivery that is due, with what it takes to send it. */
export interface DueDelivery {
  id: string
  eventId: string
  webhookId: string
  url: string
  secrets: Secret[]
  body: string
  breaker: BreakerState
}

/**
 * Deliveries that are due, by turns among their receivers so that none waits behind another's; those that other workers
 * have in hand are passed over. Rows stay locked until the caller's transaction ends.
 */
export async function lockDueDeliveries(db: Db, now: Date, most: number, mostOfOne: number): Promise<DueDelivery[]> {
  const at = now.toISOString()
  return rowsOf<DueDelivery>(
    db,
    sql`
      with due as (
        select d.id, row_number() over (partition by d.webhook_id order by d.next_at, d.id) as turn
        from deliveries d join webhooks w on w.id = d.webhook_id
        where d.status = 'pending' and d.next_at <= ${at}::timestamptz and (d.leased_until is null or d.leased_until <= ${at}::timestamptz)
          and w.status = 'enabled' and (w.not_before is null or w.not_before <= ${at}::timestamptz))
      select d.id, d.event_id as "eventId", d.webhook_id as "webhookId", w.url, w.secrets, e.body, w.breaker
      from deliveries d join due on due.id = d.id join webhooks w on w.id = d.webhook_id join lender_events e on e.id = d.event_id
      where due.turn <= ${mostOfOne} and d.status = 'pending' and (d.leased_until is null or d.leased_until <= ${at}::timestamptz)
      order by due.turn, d.next_at, d.id limit ${most} for update of d skip locked`,
  )
}

export async function leaseDeliveries(db: Db, ids: readonly string[], until: Date): Promise<void> {
  if (ids.length > 0)
    await db
      .update(deliveries)
      .set({ leasedUntil: until })
      .where(inArray(deliveries.id, [...ids]))
}

/**
 * Writes how a try went, where this worker still has it in hand.
 * @param judge tells from the number of tries what becomes of it
 */
export async function settleDelivery(
  db: Db,
  id: string,
  leasedUntil: Date,
  judge: (row: Delivery) => Pick<Delivery, 'status' | 'nextAt' | 'endedAt'>,
  attempt: Omit<Attempt, 'deliveryId' | 'n'>,
): Promise<boolean> {
  const mine = and(eq(deliveries.id, id), eq(deliveries.status, 'pending'), eq(deliveries.leasedUntil, leasedUntil))
  const [row] = await db.select().from(deliveries).where(mine).for('update')
  if (!row) return false
  const tried = row.tried + 1
  await db
    .update(deliveries)
    .set({ ...judge({ ...row, tried }), tried, leasedUntil: null })
    .where(eq(deliveries.id, id))
  await db.insert(deliveryAttempts).values({ ...attempt, deliveryId: id, n: tried })
  return true
}

/** What waits for a receiver that will take nothing any more. */
export async function endDeliveriesOf(db: Db, webhookId: string, at: Date): Promise<void> {
  const waiting = and(eq(deliveries.webhookId, webhookId), eq(deliveries.status, 'pending'), or(isNull(deliveries.leasedUntil), lt(deliveries.leasedUntil, at)))
  await db.update(deliveries).set({ status: 'dead', nextAt: null, endedAt: at }).where(waiting)
}

/** @returns false where it is no dead letter */
export async function reviveDelivery(db: Db, id: string, now: Date): Promise<boolean> {
  const revived = await db
    .update(deliveries)
    .set({ status: 'pending', since: now, nextAt: now, leasedUntil: null, endedAt: null })
    .where(and(eq(deliveries.id, id), eq(deliveries.status, 'dead')))
    .returning({ id: deliveries.id })
  return revived.length > 0
}
