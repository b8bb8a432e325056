import type { Context } from '../../platform/context.ts'
import { type BreakerState, mayCall, stepBreaker } from '../../platform/outside/breaker.ts'
import { signWebhook } from '../../platform/outside/webhook-signature.ts'
import type { SendFailure } from '../model.ts'
import { nextTry } from '../schedule.ts'
import { type DueDelivery, endDeliveriesOf, leaseDeliveries, lockBreaker, lockDueDeliveries, settleDelivery, updateWebhook } from '../store.ts'
import { openSecrets } from './webhooks.ts'

export interface Sending {
  url: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** What became of one try; the answer's body is never kept. */
export type Sent =
  | { ok: true; status: number }
  | { ok: false; status: number | null; failure: Exclude<SendFailure, 'closed'>; detail: string; pauseMs: number | null }

/** The way out to a lender's receiver. On Node it holds itself to the address it has checked; a Worker's network does that by itself. */
export interface WebhookSender {
  /** Never rejects; within SEND_TIMEOUT_MS. */
  post(sending: Sending): Promise<Sent>
}

export const SEND_TIMEOUT_MS = 5_000
/** Of an answer no more is read: it says nothing to us but its status. */
export const MOST_ANSWER_BYTES = 64 * 1024

export interface SendMeans {
  sender: WebhookSender
  /** From 0 up to 1. */
  random(): number
}

const AT_ONCE = 20
const OF_ONE_AT_ONCE = 4
/** Longer than a try can take: a worker that dies leaves its deliveries to the others. */
const LEASE_MS = 30_000

/**
 * Sends what is due, a handful to each receiver at a time, until nothing is. Many processes may do so at once.
 * @returns how many tries were made
 */
export async function sendDue(ctx: Context, means: SendMeans, most = 500): Promise<number> {
  let tries = 0
  while (tries < most) {
    const leasedUntil = new Date(ctx.clock.now().getTime() + LEASE_MS)
    const batch = await ctx.db.transaction((tx) => leaseBatch({ ...ctx, db: tx }, leasedUntil))
    if (batch.length === 0) return tries
    await Promise.all(batch.map((due) => tryOne(ctx, means, due, leasedUntil)))
    tries += batch.length
  }
  return tries
}

async function leaseBatch(ctx: Context, until: Date): Promise<DueDelivery[]> {
  const due = await lockDueDeliveries(ctx.db, ctx.clock.now(), AT_ONCE, OF_ONE_AT_ONCE)
  const taken: DueDelivery[] = []
  const probed = new Set<string>()
  for (const delivery of due) {
    if (delivery.breaker.state === 'closed') taken.push(delivery)
    else if (!probed.has(delivery.webhookId)) {
      probed.add(delivery.webhookId)
      if (await takeProbe(ctx, delivery.webhookId)) taken.push(delivery)
    }
  }
  await leaseDeliveries(
    ctx.db,
    taken.map(({ id }) => id),
    until,
  )
  return taken
}

/** A receiver that failed often is asked by one delivery at a time, of all workers together. */
async function takeProbe(ctx: Context, webhookId: string): Promise<boolean> {
  const now = ctx.clock.now()
  const answer = mayCall(await lockBreaker(ctx.db, webhookId), now)
  if (!answer.allowed) return false
  await updateWebhook(ctx.db, webhookId, { breaker: answer.state, notBefore: heldUntil(answer.state, now) })
  return true
}

async function tryOne(ctx: Context, { sender, random }: SendMeans, due: DueDelivery, leasedUntil: Date): Promise<void> {
  const body = new TextEncoder().encode(due.body)
  const at = ctx.clock.now()
  const secrets = await openSecrets(ctx, due.secrets)
  const headers = { 'content-type': 'application/json', 'user-agent': 'suixin-webhooks/1', ...signWebhook({ id: due.eventId, at, body, secrets }) }
  const sent = await sender.post({ url: due.url, headers, body })
  await ctx.db.transaction((tx) => settle({ ...ctx, db: tx }, due, leasedUntil, sent, random()))
}

/** RFC 9110 §15.5.11: whoever was there will not be again. */
const GONE = 410

async function settle(ctx: Context, due: DueDelivery, leasedUntil: Date, sent: Sent, chance: number): Promise<void> {
  const now = ctx.clock.now()
  const isGone = sent.status === GONE
  const attempt = { at: now, status: sent.status, failure: sent.ok ? null : sent.failure, detail: sent.ok ? '' : sent.detail.slice(0, 200) }
  const mine = await settleDelivery(
    ctx.db,
    due.id,
    leasedUntil,
    ({ tried, since }) => {
      if (sent.ok) return { status: 'delivered', nextAt: null, endedAt: now }
      const nextAt = isGone ? null : nextTry({ tried, since, now, chance, pauseMs: sent.pauseMs })
      return nextAt ? { status: 'pending', nextAt, endedAt: null } : { status: 'dead', nextAt: null, endedAt: now }
    },
    attempt,
  )
  if (!mine) return
  const breaker = stepBreaker(await lockBreaker(ctx.db, due.webhookId), sent.ok || isGone ? 'success' : 'failure', now)
  await updateWebhook(ctx.db, due.webhookId, { breaker, notBefore: heldUntil(breaker, now) })
  if (isGone) {
    await updateWebhook(ctx.db, due.webhookId, { status: 'disabled', disabledWhy: 'gone' })
    await endDeliveriesOf(ctx.db, due.webhookId, now)
  }
}

/** Until when a receiver is left alone; null when it is not. */
function heldUntil(breaker: BreakerState, now: Date): Date | null {
  if (breaker.state === 'closed') return null
  const answer = mayCall(breaker, now)
  return answer.allowed ? null : answer.retryAt
}
