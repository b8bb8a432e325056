import type { Context } from '../../../platform/context.ts'
import { CLOSED_BREAKER, mayCall, stepBreaker } from '../../../platform/outside/breaker.ts'
import { type CallPolicy, type CallResult, callOutside } from '../../../platform/outside/call.ts'
import { createTokens } from '../../../platform/outside/oauth.ts'
import { signRequest } from '../../../platform/outside/request-signature.ts'
import type { ChannelAuth, OutgoingRequest } from '../../channel.ts'
import type { Endpoint } from '../endpoint.ts'
import { findBreaker, moveBreaker } from '../store.ts'
import type { Connections } from './connections.ts'

/** What one question to a source came to. `outcome` and `failure` go into the run as they are. */
export type Called =
  | { ok: true; body: unknown }
  | {
      ok: false
      /** skipped: the breaker is open, nobody was asked · wrong: a whole answer that is no JSON · failed: all else. */
      outcome: 'failed' | 'wrong' | 'skipped'
      /** `timeout`, `network`, `status_503`, `breaker_open`, … */
      failure: string
      detail: string
      /** The source understood and said no (4xx but 429). */
      refused: boolean
      retryAfterSeconds: number
    }

export interface Caller {
  ask(request: OutgoingRequest): Promise<Called>
  /** Requests sent so far, repetitions included. */
  tries(): number
}

const RETRY_AFTER_SECONDS = 60
/** Others who move the same breaker at the same moment; each round one of them gets through. */
const CONTENDERS = 20

/**
 * Asks one source for one run: through its breaker, with its credentials. Never inside a transaction. The token is
 * fetched once per run: on workerd a request cannot wait for another's I/O.
 * @param auth null for what is published to everybody, such as keys
 * @param patience where somebody waits for the answer, fewer tries and less patience than a feed's
 */
export function callerOf(
  ctx: Context,
  { outside, sleep, random, timeoutMs }: Connections,
  { source, endpoint, auth, patience = {} }: { source: string; endpoint: Endpoint; auth: ChannelAuth | null; patience?: CallPolicy },
): Caller {
  const means = { outside, sleep, random, clock: ctx.clock }
  const { clientId, clientSecret } = endpoint
  const policy = { ...patience, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
  const tokens = auth?.kind === 'oauth2' ? createTokens(means, { tokenUrl: urlAt(endpoint, auth.tokenPath), clientId, clientSecret }, policy) : null
  const signs = auth?.kind === 'signed'
  let tries = 0

  const send = (asked: OutgoingRequest): Promise<CallResult> => {
    const makeRequest = () => requestOf(ctx, endpoint, asked, signs)
    return tokens ? tokens.call(makeRequest, policy) : callOutside(means, makeRequest, policy)
  }

  return {
    tries: () => tries,
    async ask(asked) {
      const verdict = await letThrough(ctx, source)
      if (!verdict.allowed) {
        const waitSeconds = Math.max(1, Math.ceil((verdict.retryAt.getTime() - ctx.clock.now().getTime()) / 1000))
        const detail = `left alone until ${verdict.retryAt.toISOString()} after repeated failures`
        return { ok: false, outcome: 'skipped', failure: 'breaker_open', detail, refused: false, retryAfterSeconds: waitSeconds }
      }
      const result = await send(asked)
      tries += result.tries
      const refused = !result.ok && result.failure === 'status' && result.status !== null && result.status < 500 && result.status !== 429
      await noteAnswer(ctx, source, result.ok || refused ? 'success' : 'failure')
      if (result.ok) return { ok: true, body: result.body }
      const failure = result.failure === 'status' ? `status_${result.status}` : result.failure
      const outcome = result.failure === 'not_json' ? 'wrong' : 'failed'
      const waitMs = result.retryAfterMs ?? RETRY_AFTER_SECONDS * 1000
      return { ok: false, outcome, failure, detail: result.detail, refused, retryAfterSeconds: Math.min(3600, Math.max(1, Math.ceil(waitMs / 1000))) }
    },
  }
}

function urlAt({ origin }: Endpoint, path: string): string {
  const url = new URL(path, origin)
  // `//other.example/` is a path to the eye and another host to the parser.
  if (url.origin !== new URL(origin).origin) throw new Error('a channel asks outside its own endpoint')
  return url.href
}

function requestOf({ clock, ids }: Context, endpoint: Endpoint, { method, path, body }: OutgoingRequest, signs: boolean): Request {
  const url = urlAt(endpoint, path)
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = new Headers({ accept: 'application/json', ...(text === '' ? {} : { 'content-type': 'application/json' }) })
  if (signs) {
    const key = { id: endpoint.keyId ?? endpoint.clientId, secret: endpoint.clientSecret }
    const signature = signRequest({ method, url, body: new TextEncoder().encode(text) }, key, clock.now(), ids.next('request'))
    for (const [name, value] of Object.entries(signature)) headers.set(name, value)
  }
  return new Request(url, { method, headers, ...(text === '' ? {} : { body: text }) })
}

/** The state is written before the call goes out: of all processes one sends the probe. */
async function letThrough(ctx: Context, source: string): Promise<{ allowed: true } | { allowed: false; retryAt: Date }> {
  for (let round = 0; round < CONTENDERS; round++) {
    const held = await findBreaker(ctx.db, source)
    const before = held?.state ?? CLOSED_BREAKER
    const verdict = mayCall(before, ctx.clock.now())
    if (!verdict.allowed) return verdict
    if (verdict.state === before || (await moveBreaker(ctx.db, source, held, verdict.state))) return { allowed: true }
  }
  return { allowed: false, retryAt: new Date(ctx.clock.now().getTime() + 1000) }
}

async function noteAnswer(ctx: Context, source: string, event: 'success' | 'failure'): Promise<void> {
  for (let round = 0; round < CONTENDERS; round++) {
    const held = await findBreaker(ctx.db, source)
    const before = held?.state ?? CLOSED_BREAKER
    const after = stepBreaker(before, event, ctx.clock.now())
    const unchanged = after.state === before.state && after.failures === before.failures && after.openedAt === before.openedAt
    if (unchanged || (await moveBreaker(ctx.db, source, held, after))) return
  }
}
