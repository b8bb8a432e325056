import { createHash } from 'node:crypto'
import type { Context } from '../../../platform/context.ts'
import type { Canonical } from '../../../platform/kernel/canonical.ts'
import { Fault, notFound } from '../../../platform/kernel/fault.ts'
import { flawOfJsonBytes } from '../../../platform/kernel/json-text.ts'
import { verifyWebhook } from '../../../platform/outside/webhook-signature.ts'
import type { PushChannel } from '../../channel.ts'
import { countEventRefusal, kindIn, takeDelivery } from '../../service.ts'
import type { SourceRegister } from '../../source.ts'
import { findEvent, insertEvent, keepOutcome } from '../store.ts'
import type { Connections } from './connections.ts'
import { deliveryOf } from './pull.ts'

export interface PushedEvent {
  source: string
  headers: Headers
  /** As they travelled: the signature is over these bytes. */
  body: Uint8Array
  /** Asked before a forgery is written down; may throw, and then nothing is. */
  beforeRefusal?(): Promise<void>
}

/** What came of one event; a repeated delivery gets the same. */
export interface EventOutcome {
  eventId: string
  source: string
  record: string
  batchId: string | null
  received: number
  accepted: number
  duplicate: number
  quarantined: number
}

export function pushChannelOf<F>({ sources }: SourceRegister<F>, source: string): PushChannel | null {
  const channels = sources.find(({ id }) => id === source)?.channels ?? []
  return channels.find((channel): channel is PushChannel => channel.way === 'push') ?? null
}

/**
 * Takes one event in: in one transaction with the row that remembers its id. What is forged, stale or unreadable is
 * written down as a refusal, without its content.
 * @throws Fault not_found where no event is expected; unauthenticated `webhook_<why>`; conflict `event_id_reused`;
 *   invalid `event_unreadable`, `not_in_catalogue`, `missing_columns` …
 */
export async function takeEvent<F>(
  ctx: Context,
  register: SourceRegister<F>,
  connections: Connections,
  { source, headers, body, beforeRefusal }: PushedEvent,
): Promise<{ outcome: EventOutcome; replayed: boolean }> {
  const channel = pushChannelOf(register, source)
  const endpoint = channel ? connections.endpointOf(source) : null
  if (!channel || !endpoint) {
    await countEventRefusal(ctx, strange(register, source))
    throw notFound()
  }
  const sha256 = createHash('sha256').update(body).digest('hex')
  const refuse = async (record: string, fault: Fault): Promise<never> => {
    await countEventRefusal(ctx, { source, record, code: fault.code, detail: fault.message, sha256 })
    throw fault
  }

  const verdict = verifyWebhook({ headers, body, secrets: endpoint.webhookSecrets, now: ctx.clock.now() })
  if (!verdict.ok) {
    await beforeRefusal?.()
    return refuse('', unverified(verdict.why))
  }
  const before = await findEvent(ctx.db, source, verdict.id)
  if (before) {
    if (before.bodySha256 !== sha256) return refuse('', idReused())
    return { outcome: sameBody(before, sha256), replayed: true }
  }
  const event = readEvent(channel, body)
  if ('wrong' in event) return refuse('', unreadable(event.wrong))

  try {
    const kind = kindIn(ctx, register, source, event.record)
    return await ctx.db.transaction(async (tx) => {
      const inner = { ...ctx, db: tx }
      const name = { source, eventId: verdict.id }
      if (!(await insertEvent(tx, { ...name, bodySha256: sha256, receivedAt: ctx.clock.now() }))) {
        // Another delivery of it was first by a hair, and has committed by now.
        return { outcome: sameBody((await findEvent(tx, source, verdict.id))!, sha256), replayed: true }
      }
      const delivery = { way: 'push', sha256, bytes: body.length, fileName: null, actorId: null, partial: true } as const
      const batch = event.rows.length === 0 ? null : await takeDelivery(inner, kind, { ...deliveryOf(event.rows), ...delivery })
      const { received = 0, accepted = 0, duplicate = 0, quarantined = 0 } = batch ?? {}
      const outcome: EventOutcome = { ...name, record: event.record, batchId: batch?.id ?? null, received, accepted, duplicate, quarantined }
      await keepOutcome(tx, source, verdict.id, { ...outcome })
      return { outcome, replayed: false }
    })
  } catch (error) {
    if (error instanceof Fault && (error.kind === 'invalid' || error.kind === 'too_large' || error.code === REUSED)) return refuse(event.record, error)
    throw error
  }
}

/** An event larger than its door: its body was not read, and no signature can be looked at. */
export async function countOversized<F>(ctx: Context, register: SourceRegister<F>, source: string): Promise<void> {
  const expected = pushChannelOf(register, source) !== null
  const oversized = { source, record: '', code: 'body_too_large', detail: '事件超过 64 KiB，没有读取。 The event is larger than 64 KiB.' }
  await countEventRefusal(ctx, expected ? oversized : strange(register, source))
}

/** Anybody can make up names of sources: they are counted together, under none. */
function strange<F>({ sources }: SourceRegister<F>, source: string): Parameters<typeof countEventRefusal>[1] {
  if (sources.some(({ id }) => id === source))
    return { source, record: '', code: 'no_push_channel', detail: '这个来源没有开通推送，事件未收下。 This source pushes no events.' }
  return { source: '?', record: '', code: 'unknown_source', detail: '推送来自没有登记的来源，事件未收下。 An event of an unknown source.' }
}

const REUSED = 'event_id_reused'

/** @throws Fault conflict `event_id_reused` */
function sameBody(before: { bodySha256: string; outcome: Canonical }, sha256: string): EventOutcome {
  if (before.bodySha256 !== sha256) throw idReused()
  return before.outcome as unknown as EventOutcome
}

function idReused(): Fault {
  return new Fault('conflict', REUSED, '这个 webhook-id 已用于另一个内容，请换一个。 This webhook-id came with another body; use a new one.')
}

function readEvent(channel: PushChannel, body: Uint8Array): ReturnType<PushChannel['read']> {
  const flaw = flawOfJsonBytes(body)
  if (flaw) return { wrong: 'name' in flaw ? `${flaw.why} at ${flaw.pointer.slice(0, 100) || '/'}` : flaw.why }
  try {
    return channel.read(JSON.parse(new TextDecoder().decode(body)) as unknown)
  } catch {
    return { wrong: 'the body is no JSON of this contract' }
  }
}

function unverified(why: string): Fault {
  return new Fault(
    'unauthenticated',
    `webhook_${why}`,
    `签名未通过（${why}），事件未收下。请检查密钥、时钟和签名内容。 The webhook signature does not hold (${why}); check secret, clock and signed bytes.`,
  )
}

function unreadable(wrong: string): Fault {
  return new Fault('invalid', 'event_unreadable', `事件内容与约定不符，未收下：${wrong.slice(0, 200)}。 The event does not fit its contract.`, {
    errors: [{ pointer: '/', code: 'event_unreadable', detail: wrong.slice(0, 200) }],
  })
}
