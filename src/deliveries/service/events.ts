import { latestCheckpoint } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { type EventIds, type EventType, eventBody, idsOf } from '../event-type.ts'
import { type Delivery, EVENT_DAYS, type LenderEvent } from '../model.ts'
import {
  type DeliveryQuery,
  findDelivery,
  findEvent,
  findWebhook,
  insertDeliveries,
  insertEvent,
  type ListedDelivery,
  listDeliveries,
  listEvents,
  listReceivers,
  reviveDelivery,
} from '../store.ts'

/**
 * Writes down what a lender is to be told, and a delivery for each of its receivers, in the caller's transaction.
 * @param payload of the job that its cause announced: the lender's id and the ids it is about; the rest goes no further
 */
export async function recordEvent(ctx: Context, type: EventType, payload: Readonly<Record<string, unknown>>): Promise<LenderEvent> {
  const { lenderId } = payload
  if (typeof lenderId !== 'string') throw new Error(`${type} was announced without its lender`)
  const event = await writeEvent(ctx, lenderId, type, idsOf(payload))
  await deliver(
    ctx,
    event,
    (await listReceivers(ctx.db, lenderId, type)).map(({ id }) => id),
  )
  return event
}

/**
 * An event of its own for one receiver, whatever types it takes.
 * @throws Fault not_found, conflict `webhook_not_enabled`
 */
export async function sendTest(ctx: Context, lenderId: string, webhookId: string): Promise<LenderEvent> {
  const webhook = await findWebhook(ctx.db, lenderId, webhookId)
  if (!webhook) throw notFound()
  if (webhook.status !== 'enabled') throw notEnabled()
  const event = await writeEvent(ctx, lenderId, 'test.ping', {})
  await deliver(ctx, event, [webhookId])
  return event
}

async function writeEvent(ctx: Context, lenderId: string, type: EventType, ids: EventIds): Promise<LenderEvent> {
  const [id, at] = [ctx.ids.next('event'), ctx.clock.now()]
  const checkpoint = (await latestCheckpoint(ctx))?.note ?? null
  const body = eventBody({ id, type, at, ids, checkpoint })
  return insertEvent(ctx.db, { id, lenderId, type, ids, body, at })
}

async function deliver(ctx: Context, event: LenderEvent, webhookIds: readonly string[]): Promise<Delivery[]> {
  const now = ctx.clock.now()
  const rows = webhookIds.map((webhookId): Delivery => {
    const about = { id: ctx.ids.next('delivery'), lenderId: event.lenderId, eventId: event.id, webhookId }
    return { ...about, status: 'pending', tried: 0, since: now, nextAt: now, leasedUntil: null, createdAt: now, endedAt: null }
  })
  await insertDeliveries(ctx.db, rows)
  return rows
}

/** Oldest first, of the last thirty days. */
export async function eventsOf(ctx: Context, lenderId: string, type: EventType | undefined, after: number, limit: number): Promise<LenderEvent[]> {
  return listEvents(ctx.db, { lenderId, type, after, since: since(ctx) }, limit)
}

/** @throws Fault not_found, also for another lender's, and after thirty days */
export async function readEvent(ctx: Context, lenderId: string, id: string): Promise<LenderEvent> {
  const event = await findEvent(ctx.db, lenderId, id, since(ctx))
  if (!event) throw notFound()
  return event
}

/**
 * Sends an event again, under its own id, to all that take its type today.
 * @throws Fault not_found, conflict `no_receiver`
 */
export async function replayEvent(ctx: Context, lenderId: string, id: string): Promise<Delivery[]> {
  const event = await readEvent(ctx, lenderId, id)
  const receivers = await listReceivers(ctx.db, lenderId, event.type)
  if (receivers.length === 0)
    throw new Fault('conflict', 'no_receiver', '没有接收这类事件的地址，请先登记一个。 No webhook takes events of this type; register one.')
  return deliver(
    ctx,
    event,
    receivers.map((receiver) => receiver.id),
  )
}

export async function deliveriesOf(ctx: Context, query: DeliveryQuery, limit: number): Promise<ListedDelivery[]> {
  return listDeliveries(ctx.db, query, limit)
}

/** @throws Fault not_found */
export async function readDelivery(ctx: Context, lenderId: string, id: string): Promise<Delivery> {
  const delivery = await findDelivery(ctx.db, lenderId, id)
  if (!delivery) throw notFound()
  return delivery
}

/**
 * Tries a dead letter again, for three days more.
 * @throws Fault not_found, conflict `delivery_not_dead`, `webhook_not_enabled`
 */
export async function retryDelivery(ctx: Context, lenderId: string, id: string): Promise<Delivery> {
  const delivery = await readDelivery(ctx, lenderId, id)
  if ((await findWebhook(ctx.db, lenderId, delivery.webhookId))?.status !== 'enabled') throw notEnabled()
  if (!(await reviveDelivery(ctx.db, id, ctx.clock.now())))
    throw new Fault('conflict', 'delivery_not_dead', '只有失败的投递可以重发；正在投递的请稍候。 Only a dead letter can be tried again.')
  return readDelivery(ctx, lenderId, id)
}

function notEnabled(): Fault {
  return new Fault('conflict', 'webhook_not_enabled', '接收地址已停用，请先重新启用。 The webhook is not enabled; enable it first.')
}

function since(ctx: Context): Date {
  return new Date(ctx.clock.now().getTime() - EVENT_DAYS * 86_400_000)
}
