import type { OpenAPIHono } from '@hono/zod-openapi'
import { type Principal, principalFrom, requireLender, requireStepUp } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect, effectAfter } from '../platform/http/effect.ts'
import { etagOf, requireMatch, resource } from '../platform/http/etag.ts'
import { IdempotencyHeader, IfMatchHeader, json, jsonBody, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type Rim, type RimEnv } from '../platform/http/rim.ts'
import { invalidField } from '../platform/kernel/fault.ts'
import { idOf, pageLimit, safeText, z } from '../platform/kernel/schema.ts'
import {
  DeliveryList,
  DeliveryPage,
  DeliveryView,
  EventPage,
  EventView,
  RotateRequest,
  WebhookChange,
  WebhookList,
  WebhookRequest,
  WebhookView,
  WebhookWithSecret,
} from './contract.ts'
import { DELIVERY_STATUSES, type Delivery, EVENT_TYPES, type LenderEvent, liveSecrets, type Resolver } from './model.ts'
import { deliveriesOf, eventsOf, readDelivery, readEvent, replayEvent, retryDelivery, sendTest } from './service/events.ts'
import {
  changeWebhook,
  closeWebhook,
  createWebhook,
  enableWebhook,
  type Hand,
  lookUpTarget,
  readWebhook,
  rotateSecret,
  type Webhook,
  webhooksOf,
} from './service/webhooks.ts'

export interface DeliveryPorts {
  /** `host:port`s that webhooks may go to though they are private: WEBHOOK_ALLOW. */
  allow: readonly string[]
  /** Where a name leads; it is asked before a webhook is sent there. */
  resolve: Resolver
}

const WebhookParam = z.object({ id: idOf('webhook') })
const EventParam = z.object({ id: idOf('event') })
const DeliveryParam = z.object({ id: idOf('delivery') })
const READ = { signedIn: true, scope: 'events.read' } as const
const MANAGE = { signedIn: true, scope: 'webhooks.write' } as const

export function deliveryRoutes(ports: DeliveryPorts): OpenAPIHono<RimEnv> {
  const router = createRouter()
  mountWebhooks(router, ports)
  mountEvents(router)
  mountDeliveries(router)
  return router
}

function mountWebhooks(router: OpenAPIHono<RimEnv>, ports: DeliveryPorts): void {
  const { allow } = ports
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/webhooks',
        operationId: 'listWebhooks',
        tags: ['webhooks'],
        summary: 'Where your events are sent',
        responses: { 200: json(WebhookList, 'At most 200, oldest first') },
      },
      MANAGE,
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const ctx = contextOf(c)
      personal(c)
      return c.json({ items: (await webhooksOf(ctx, lenderId)).map((webhook) => webhookView(ctx, webhook)) })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/webhooks/{id}',
        operationId: 'readWebhook',
        tags: ['webhooks'],
        summary: 'One webhook; its secrets are told only when they are made',
        request: { params: WebhookParam },
        responses: { 200: json(WebhookView, 'The webhook') },
      },
      MANAGE,
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const ctx = contextOf(c)
      return resource(c, webhookView(ctx, await readWebhook(ctx, lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/webhooks',
        operationId: 'createWebhook',
        tags: ['webhooks'],
        summary: 'Have events sent to an address of yours, signed as Standard Webhooks',
        request: { headers: IdempotencyHeader, body: jsonBody(WebhookRequest) },
        responses: { 201: json(WebhookWithSecret, 'Registered; keep the secret: it is not told again') },
      },
      { ...MANAGE, effect: true },
    ),
    async (c) => {
      const hand = manager(c)
      const { clientId = hand.clientId, url, types } = c.req.valid('json')
      if (clientId === undefined || (hand.clientId !== undefined && clientId !== hand.clientId))
        throw invalidField('/clientId', 'unknown_client', '请写明属于您的哪个客户端。 Say which of your clients it belongs to.')
      const lookUp = () => lookUpTarget(url, ports)
      return effectAfter(c, 'createWebhook', await c.req.text(), lookUp, async (ctx) => {
        const { webhook, secret } = await createWebhook(ctx, hand, { clientId, url, types }, allow)
        return { status: 201, body: webhookView(ctx, webhook), once: { secret }, headers: { Location: `/api/v1/webhooks/${webhook.id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/webhooks/{id}/rotate',
        operationId: 'rotateWebhookSecret',
        tags: ['webhooks'],
        summary: 'Make a new secret; the one before it signs as well for a while',
        request: { params: WebhookParam, headers: IdempotencyHeader, body: jsonBody(RotateRequest) },
        responses: { 200: json(WebhookWithSecret, 'The new secret, told this once') },
      },
      { ...MANAGE, effect: true },
    ),
    async (c) => {
      const hand = manager(c)
      const { id } = c.req.valid('param')
      await readWebhook(contextOf(c), hand.lenderId, id)
      return effect(c, 'rotateWebhookSecret', await c.req.text(), async (ctx) => {
        const { webhook, secret } = await rotateSecret(ctx, hand, id, c.req.valid('json').overlapHours)
        return { status: 200, body: webhookView(ctx, webhook), once: { secret } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'patch',
        path: '/api/v1/webhooks/{id}',
        operationId: 'changeWebhook',
        tags: ['webhooks'],
        summary: 'Send to another address or other types from now on; the secret stays',
        request: { params: WebhookParam, headers: IfMatchHeader, body: jsonBody(WebhookChange) },
        responses: { 200: json(WebhookView, 'The webhook as it is now') },
      },
      { ...MANAGE, change: true },
    ),
    async (c) => {
      const hand = manager(c)
      const { id } = c.req.valid('param')
      const ctx = contextOf(c)
      const change = c.req.valid('json')
      const isSeen = (inner: Context) => (now: Webhook) => requireMatch(c, etagOf(webhookView(inner, now)))
      if (change.url !== undefined) {
        isSeen(ctx)(await readWebhook(ctx, hand.lenderId, id))
        await lookUpTarget(change.url, ports)
      }
      const webhook = await ctx.db.transaction((tx) => {
        const inner = { ...ctx, db: tx }
        return changeWebhook(inner, hand, id, change, allow, isSeen(inner))
      })
      return resource(c, webhookView(ctx, webhook))
    },
  )

  const step = (verb: string, operationId: string, summary: string, done: string, act: (ctx: Context, hand: Hand, id: string) => Promise<Webhook>) =>
    mount(
      router,
      operation(
        {
          method: 'post',
          path: `/api/v1/webhooks/{id}/${verb}`,
          operationId,
          tags: ['webhooks'],
          summary,
          request: { params: WebhookParam, headers: IdempotencyHeader },
          responses: { 200: json(WebhookView, done) },
        },
        { ...MANAGE, effect: true },
      ),
      async (c) => {
        const hand = manager(c)
        const { id } = c.req.valid('param')
        await readWebhook(contextOf(c), hand.lenderId, id)
        return effect(c, operationId, await c.req.text(), async (ctx) => ({ status: 200, body: webhookView(ctx, await act(ctx, hand, id)) }))
      },
    )
  step('enable', 'enableWebhook', 'Send again to an address that had said it was gone', 'Enabled', enableWebhook)
  step('close', 'closeWebhook', 'Send nothing there any more, for good; what was waiting becomes dead letters', 'Closed', closeWebhook)

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/webhooks/{id}/test',
        operationId: 'testWebhook',
        tags: ['webhooks'],
        summary: 'Send a test.ping there',
        request: { params: WebhookParam, headers: IdempotencyHeader },
        responses: { 201: json(EventView, 'The event; how it went stands in the deliveries') },
      },
      { ...MANAGE, effect: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { id } = c.req.valid('param')
      await readWebhook(contextOf(c), lenderId, id)
      return effect(c, 'testWebhook', await c.req.text(), async (ctx) => ({ status: 201, body: eventView(await sendTest(ctx, lenderId, id)) }))
    },
  )
}

function mountEvents(router: OpenAPIHono<RimEnv>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/events',
        operationId: 'listEvents',
        tags: ['webhooks'],
        summary: 'Your events of the last 30 days, oldest first: whoever keeps the cursor misses none',
        request: { query: z.object({ type: z.enum(EVENT_TYPES).optional(), cursor: safeText(512).optional(), limit: pageLimit }) },
        responses: { 200: json(EventPage, 'A page of events') },
      },
      READ,
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { type, cursor, limit } = c.req.valid('query')
      const list = `events ${lenderId}`
      const after = Number(readCursor(c.get('secret'), list, cursor) ?? '0')
      const rows = await eventsOf(contextOf(c), lenderId, type, after, limit + 1)
      const items = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: items.map(eventView),
        nextCursor: signCursor(c.get('secret'), list, String(items.at(-1)?.place ?? after)),
        more: rows.length > limit,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/events/{id}',
        operationId: 'readEvent',
        tags: ['webhooks'],
        summary: 'One event',
        request: { params: EventParam },
        responses: { 200: json(EventView, 'The event') },
      },
      READ,
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      return resource(c, eventView(await readEvent(contextOf(c), lenderId, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/events/{id}/replay',
        operationId: 'replayEvent',
        tags: ['webhooks'],
        summary: 'Send an event again, under its own id, to all that take its type today',
        request: { params: EventParam, headers: IdempotencyHeader },
        responses: { 200: json(DeliveryList, 'Its new deliveries') },
      },
      { ...READ, effect: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { id } = c.req.valid('param')
      await readEvent(contextOf(c), lenderId, id)
      return effect(c, 'replayEvent', await c.req.text(), async (ctx) => ({
        status: 200,
        body: { items: (await replayEvent(ctx, lenderId, id)).map(deliveryView) },
      }))
    },
  )
}

function mountDeliveries(router: OpenAPIHono<RimEnv>): void {
  const query = z.object({
    status: z.enum(DELIVERY_STATUSES).optional(),
    webhookId: idOf('webhook').optional(),
    eventId: idOf('event').optional(),
    cursor: safeText(512).optional(),
    limit: pageLimit,
  })
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/deliveries',
        operationId: 'listDeliveries',
        tags: ['webhooks'],
        summary: 'What was sent where, and how each try went; `status=dead` are the dead letters',
        request: { query },
        responses: { 200: json(DeliveryPage, 'A page of deliveries, newest first') },
      },
      READ,
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { cursor, limit, ...chosen } = c.req.valid('query')
      const list = `deliveries ${lenderId}`
      const rows = await deliveriesOf(contextOf(c), { lenderId, ...chosen, before: readCursor(c.get('secret'), list, cursor) }, limit + 1)
      const items = rows.slice(0, limit)
      personal(c)
      return c.json({
        items: items.map((row) => ({
          ...deliveryView(row),
          type: row.type,
          attempts: row.attempts.map(({ n, at, status, failure, detail }) => ({ n, at: at.toISOString(), status, failure, detail })),
        })),
        nextCursor: rows.length > limit ? signCursor(c.get('secret'), list, items.at(-1)!.id) : null,
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/deliveries/{id}/retry',
        operationId: 'retryDelivery',
        tags: ['webhooks'],
        summary: 'Try a dead letter again, for three days more',
        request: { params: DeliveryParam, headers: IdempotencyHeader },
        responses: { 200: json(DeliveryView, 'Waiting to be sent') },
      },
      { ...READ, effect: true },
    ),
    async (c) => {
      const { lenderId } = requireLender(principalFrom(c))
      const { id } = c.req.valid('param')
      await readDelivery(contextOf(c), lenderId, id)
      return effect(c, 'retryDelivery', await c.req.text(), async (ctx) => ({ status: 200, body: deliveryView(await retryDelivery(ctx, lenderId, id)) }))
    },
  )
}

/** Where events go is an approver's matter, or that of a machine whose token says so. */
function manager(c: Rim): { lenderId: string; userId: string; clientId?: string } {
  const principal: Principal & { clientId?: string } = principalFrom(c)
  const { lenderId } = requireLender(principal, principal.clientId === undefined ? 'lender_approver' : undefined)
  if (principal.clientId === undefined) requireStepUp(principal)
  return { lenderId, userId: principal.userId, ...(principal.clientId === undefined ? {} : { clientId: principal.clientId }) }
}

function webhookView(ctx: Context, { id, clientId, url, types, status, disabledWhy, secrets, breaker, notBefore, createdAt }: Webhook): WebhookView {
  return {
    ...{ id, clientId, url, types, status, disabledWhy },
    secrets: liveSecrets(secrets, ctx.clock.now()).map((secret) => ({ createdAt: secret.createdAt, endsAt: secret.endsAt })),
    failuresInARow: breaker.failures,
    heldUntil: notBefore?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}

function eventView({ body, place }: LenderEvent): EventView {
  return { ...(JSON.parse(body) as Omit<EventView, 'place'>), place }
}

function deliveryView({ id, eventId, webhookId, status, tried, nextAt, createdAt, endedAt }: Delivery) {
  return {
    ...{ id, eventId, webhookId, status, tried },
    ...{ nextAt: nextAt?.toISOString() ?? null, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  }
}
