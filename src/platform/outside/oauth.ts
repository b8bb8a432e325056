import type { Clock } from '../kernel/time.ts'
import { type CallMeans, type CallPolicy, type CallResult, callOutside } from './call.ts'

export interface TokenEndpoint {
  tokenUrl: string
  clientId: string
  clientSecret: string
  /** Space separated. */
  scope?: string
  /** Where the source's document promises a lifetime and the answer leaves `expires_in` out (RFC 6749 §5.1). Default 300. */
  lifetimeSeconds?: number
}

export type TokenResult = { ok: true; token: string } | Extract<CallResult, { ok: false }>

export interface Tokens {
  /** A bearer token that lives for half a minute more at least, unless the endpoint grants shorter ones. */
  current(): Promise<TokenResult>
  /**
   * `callOutside` with the token in `Authorization`. A 401 fetches one new token and asks once more. What goes wrong at
   * the token endpoint is this call's failure, and its detail begins with `token endpoint: `.
   */
  call(makeRequest: (attempt: number) => Request | Promise<Request>, policy?: CallPolicy): Promise<CallResult>
}

/** A token is not used in its last seconds: it has to arrive alive. */
const MARGIN_MS = 30_000

/**
 * OAuth 2.0 client credentials (RFC 6749 §4.4): one token for all callers, fetched once however many want it at once.
 * On workerd a request cannot wait for another's I/O: make one of these per request or scheduled run.
 */
export function createTokens(means: CallMeans & { clock: Clock }, endpoint: TokenEndpoint, policy?: CallPolicy): Tokens {
  let held: { token: string; usableUntilMs: number } | null = null
  let underWay: Promise<TokenResult> | null = null

  async function fetchToken(): Promise<TokenResult> {
    // Counted from before the call, so that a slow answer never lengthens a token's life.
    const askedAtMs = means.clock.now().getTime()
    const result = await callOutside(means, () => tokenRequest(endpoint), policy)
    if (!result.ok) return { ...result, detail: `token endpoint: ${result.detail}` }
    const grant = readGrant(result.body, endpoint.lifetimeSeconds ?? 300)
    if (!grant) {
      return { ok: false, failure: 'not_json', status: result.status, detail: 'token endpoint: the answer holds no bearer token', tries: result.tries }
    }
    held = { token: grant.token, usableUntilMs: askedAtMs + grant.lifetimeMs - MARGIN_MS }
    return { ok: true, token: grant.token }
  }

  async function current(): Promise<TokenResult> {
    if (held && means.clock.now().getTime() < held.usableUntilMs) return { ok: true, token: held.token }
    underWay ??= fetchToken().finally(() => {
      underWay = null
    })
    return underWay
  }

  return {
    current,
    async call(makeRequest, callPolicy) {
      for (let round = 1; ; round++) {
        const grant = await current()
        if (!grant.ok) return grant
        const result = await callOutside(means, async (attempt) => withBearer(await makeRequest(attempt), grant.token), callPolicy)
        if (result.ok || result.status !== 401 || round === 2) return result
        // Another caller may have met the same 401 and fetched a new one already: that one is kept.
        if (held?.token === grant.token) held = null
      }
    },
  }
}

function withBearer(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`)
  return request
}

function tokenRequest({ tokenUrl, clientId, clientSecret, scope }: TokenEndpoint): Request {
  // RFC 6749 §2.3.1: id and secret are form-encoded before they are joined, or a colon in one would shift the border.
  const credentials = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`)
  return new Request(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}`, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }).toString(),
  })
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** RFC 6749 §5.1; `expires_in` as text is wrong and common. The token's letters are those of RFC 6750 §2.1. */
function readGrant(body: unknown, lifetimeSeconds: number): { token: string; lifetimeMs: number } | null {
  if (typeof body !== 'object' || body === null) return null
  const { access_token: token, token_type: type, expires_in: expiresIn = lifetimeSeconds } = body as Record<string, unknown>
  if (typeof token !== 'string' || !/^[A-Za-z0-9._~+/-]+=*$/.test(token)) return null
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return null
  const seconds = typeof expiresIn === 'string' && /^\d{1,10}$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return null
  return { token, lifetimeMs: seconds * 1000 }
}
