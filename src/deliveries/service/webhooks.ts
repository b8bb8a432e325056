import { writeEntry } from '../../log/index.ts'
import { readClient } from '../../machines/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault, invalidField, notFound } from '../../platform/kernel/fault.ts'
import { CLOSED_BREAKER } from '../../platform/outside/breaker.ts'
import { isAddress, isPublicAddress } from '../address.ts'
import { type EventType, judgeTarget, liveSecrets, type Resolver, type Secret, type TargetFlaw, webhookHash } from '../model.ts'
import { endDeliveriesOf, findWebhook, insertWebhook, listWebhooks, updateWebhook, type Webhook } from '../store.ts'

const TARGET_FLAWS: Readonly<Record<TargetFlaw, string>> = {
  unreadable: '这不是有效的网址。 It is no URL.',
  not_https: '接收地址须以 https:// 开头。 The URL must be https.',
  credentials: '网址里不要写用户名和密码。 Leave user name and password out of the URL.',
  fragment: '网址里不要带 # 片段。 Leave the fragment out of the URL.',
  private_address: '接收地址须是公网地址，不能是本机、内网、链路本地或元数据地址。 The address must be a public one.',
  reserved_port: '端口须是 443，或者 1024 以上。 The port must be 443, or 1024 and above.',
  private_name: '接收地址须是公网域名。 The host must be a public name.',
}

export type { Webhook } from '../store.ts'

/** Who of which lender does it. */
export interface Hand {
  lenderId: string
  userId: string
}

export interface NewWebhook {
  clientId: string
  url: string
  types: readonly EventType[]
}

/** As the URL stands, before any name is looked up. @param allow `host:port`s that may be private: WEBHOOK_ALLOW */
function checkTarget(url: string, allow: readonly string[]): void {
  const judged = judgeTarget(url, allow)
  if (!judged.ok) throw targetFault(judged.why)
}

/**
 * What the name of a URL leads to at this moment. A name may lead elsewhere an instant later: whoever sends looks again, and is
 * what keeps a private network private; this tells a lender at once. A Worker asks over HTTPS, and refuses as unresolved what it gets no
 * answer for. Waits for a network: never within a transaction.
 * @throws Fault invalid: what is wrong with the URL, `target_private_address` where any address is none of the world's,
 *   `target_unresolved` where the name leads nowhere
 */
export async function lookUpTarget(url: string, { allow, resolve }: { allow: readonly string[]; resolve: Resolver }): Promise<void> {
  const judged = judgeTarget(url, allow)
  if (!judged.ok) throw targetFault(judged.why)
  const { host, allowed } = judged.target
  if (allowed || isAddress(host)) return
  const addresses = await resolve(host).catch((): readonly string[] => [])
  if (addresses === null) return
  if (addresses.length === 0)
    throw invalidField(
      '/url',
      'target_unresolved',
      '这个域名现在查不到地址，请核对拼写，或等解析生效后再登记。 The name does not resolve; check it, or register it once it does.',
    )
  // One private address among public ones is a trap, not an alternative.
  if (!addresses.every(isPublicAddress)) throw targetFault('private_address')
}

/** Time for a name while trying: a machine without a network waits for its resolver far longer. */
const TRYING_MS = 1_500

/** For trying, where there may be no network: a name that nobody answers for is taken as it stands, and one kept for examples (RFC 2606) is not asked for. */
export function whileTrying(resolve: Resolver): Resolver {
  return async (host) => {
    if (/(^|\.)example(\.(com|net|org))?$/.test(host)) return null
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), TRYING_MS)
    })
    const found = await Promise.race([resolve(host).catch(() => null), late])
    clearTimeout(timer)
    return found === null || found.length === 0 ? null : found
  }
}

function targetFault(why: TargetFlaw): Fault {
  return invalidField('/url', `target_${why}`, TARGET_FLAWS[why])
}

/**
 * @returns the webhook and its secret, which is told this once
 * @throws Fault invalid naming what is wrong with the URL or the client
 */
export async function createWebhook(
  ctx: Context,
  hand: Hand,
  { clientId, url, types }: NewWebhook,
  allow: readonly string[],
): Promise<{ webhook: Webhook; secret: string }> {
  checkTarget(url, allow)
  const client = await readClient(ctx, hand.lenderId, clientId).catch(() => null)
  if (!client || client.closedAt) throw invalidField('/clientId', 'unknown_client', '没有这个在用的客户端。 There is no such open client.')
  const id = ctx.ids.next('webhook')
  const { secret, kept } = await newSecret(ctx, id, 1)
  const webhook: Webhook = {
    ...{ id, lenderId: hand.lenderId, clientId, url, types: [...new Set(types)], secrets: [kept], status: 'enabled', disabledWhy: null },
    ...{ breaker: { ...CLOSED_BREAKER }, notBefore: null, createdBy: hand.userId, createdAt: ctx.clock.now() },
  }
  await insertWebhook(ctx.db, webhook)
  await writeDown(ctx, webhook, hand, 'webhook.registered', 'registered')
  return { webhook, secret }
}

/** @throws Fault not_found, also for another lender's */
export async function readWebhook(ctx: Context, lenderId: string, id: string): Promise<Webhook> {
  const webhook = await findWebhook(ctx.db, lenderId, id)
  if (!webhook) throw notFound()
  return webhook
}

export async function webhooksOf(ctx: Context, lenderId: string): Promise<Webhook[]> {
  return listWebhooks(ctx.db, lenderId)
}

/**
 * A new secret; the one before it goes on for so many hours, and both sign meanwhile. Never more than two.
 * @throws Fault not_found, conflict `webhook_closed`
 */
export async function rotateSecret(ctx: Context, hand: Hand, id: string, overlapHours: number): Promise<{ webhook: Webhook; secret: string }> {
  const webhook = await openWebhook(ctx, hand.lenderId, id)
  const now = ctx.clock.now()
  const ends = new Date(now.getTime() + overlapHours * 3_600_000).toISOString()
  const before = liveSecrets(webhook.secrets, now)[0]!
  const { secret, kept } = await newSecret(ctx, id, webhook.secrets.length + 1)
  const secrets = [...(overlapHours === 0 ? [] : [{ ...before, endsAt: ends }]), kept]
  await updateWebhook(ctx.db, id, { secrets })
  await writeDown(ctx, webhook, hand, 'webhook.changed', 'secret_rotated')
  return { webhook: { ...webhook, secrets }, secret }
}

/**
 * Sends to another address, or other types, from now on: what waits goes there too. Its id and its secrets stay, and the
 * failures of the old address are none of the new one.
 * @param seen told what it is now, under its lock: throws where the caller has not seen that
 * @throws Fault not_found, conflict `webhook_closed`, invalid naming what is wrong with the URL
 */
export async function changeWebhook(
  ctx: Context,
  hand: Hand,
  id: string,
  { url, types }: { url?: string | undefined; types?: readonly EventType[] | undefined },
  allow: readonly string[],
  seen: (now: Webhook) => void,
): Promise<Webhook> {
  const webhook = await openWebhook(ctx, hand.lenderId, id)
  seen(webhook)
  if (url !== undefined) checkTarget(url, allow)
  const moved = url === undefined || url === webhook.url ? {} : { url, breaker: { ...CLOSED_BREAKER }, notBefore: null }
  const change = { ...moved, ...(types === undefined ? {} : { types: [...new Set(types)] }) }
  await updateWebhook(ctx.db, id, change)
  const changed = { ...webhook, ...change }
  await writeDown(ctx, changed, hand, 'webhook.changed', 'url' in moved ? 'address_changed' : 'types_changed')
  return changed
}

/**
 * Takes deliveries again, after its receiver said that it was gone.
 * @throws Fault not_found, conflict `webhook_closed`
 */
export async function enableWebhook(ctx: Context, hand: Hand, id: string): Promise<Webhook> {
  const webhook = await openWebhook(ctx, hand.lenderId, id)
  await updateWebhook(ctx.db, id, { status: 'enabled', disabledWhy: null, breaker: { ...CLOSED_BREAKER }, notBefore: null })
  await writeDown(ctx, webhook, hand, 'webhook.changed', 'enabled')
  return readWebhook(ctx, hand.lenderId, id)
}

/**
 * For good: nothing is sent to it any more, and its secrets are forgotten.
 * @throws Fault not_found, conflict `webhook_closed`
 */
export async function closeWebhook(ctx: Context, hand: Hand, id: string): Promise<Webhook> {
  const webhook = await openWebhook(ctx, hand.lenderId, id)
  await updateWebhook(ctx.db, id, { status: 'closed', secrets: [] })
  await endDeliveriesOf(ctx.db, id, ctx.clock.now())
  await writeDown(ctx, webhook, hand, 'webhook.closed', 'closed')
  return readWebhook(ctx, hand.lenderId, id)
}

/** No subject is concerned: the lender stands in its place, as for its machines. */
async function writeDown(ctx: Context, webhook: Webhook, hand: Hand, kind: 'webhook.registered' | 'webhook.changed' | 'webhook.closed', why: string) {
  const about = { subjectId: webhook.lenderId, consentId: webhook.id, artefactHash: webhookHash(webhook), lenderId: webhook.lenderId }
  await writeEntry(ctx, { kind, ...about, actorId: hand.userId, fields: [], readNo: 0, why })
}

async function openWebhook(ctx: Context, lenderId: string, id: string): Promise<Webhook> {
  const webhook = await findWebhook(ctx.db, lenderId, id, true)
  if (!webhook) throw notFound()
  if (webhook.status === 'closed') throw new Fault('conflict', 'webhook_closed', '这个接收地址已关闭，请另行登记。 The webhook is closed; register another.')
  return webhook
}

/** 32 bytes, as Standard Webhooks writes them: `whsec_` and base64. */
async function newSecret(ctx: Context, webhookId: string, n: number): Promise<{ secret: string; kept: Secret }> {
  const name = `webhook ${webhookId} ${ctx.clock.now().toISOString()} ${n}`
  const secret = `whsec_${Buffer.from(ctx.master.fresh(name)).toString('base64')}`
  return { secret, kept: { wrapped: await ctx.master.wrap(Buffer.from(secret, 'ascii')), createdAt: ctx.clock.now().toISOString(), endsAt: null } }
}

/** As they sign, newest first. */
export async function openSecrets(ctx: Context, secrets: readonly Secret[]): Promise<string[]> {
  const live = liveSecrets(secrets, ctx.clock.now())
  return Promise.all(live.map(async ({ wrapped }) => Buffer.from(await ctx.master.unwrap(wrapped)).toString('ascii')))
}
