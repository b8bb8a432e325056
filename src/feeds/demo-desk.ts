import { HttpResponse, http, type RequestHandler } from 'msw'
import { verifyRequestSignature } from '../platform/outside/request-signature.ts'
import type { ChannelAuth, SentRow } from '../sources/model.ts'
import { type DemoCity, type DemoSubject, demoCredentials, demoOrigin } from './demo-city.ts'

/** What the desk hands to a reply: the address asked for and, of a POST, its JSON body (null where it is none). */
export interface Asked {
  url: URL
  body: unknown
}

export type Reply = (asked: Asked) => Response | Promise<Response>

/** What the demo servers of all sources share: who may ask, and how an answer and a refusal look. */
export interface DemoDesk {
  /** `POST /oauth/token`: client credentials (RFC 6749 §4.4), HTTP Basic, a token for ten minutes. */
  token: RequestHandler
  /** One address behind a bearer token or a signature. */
  guarded(auth: ChannelAuth['kind'], method: 'get' | 'post', path: string, reply: Reply): RequestHandler
  /** An address that gives its rows page by page; `rows` is asked anew for each page. */
  list(auth: ChannelAuth['kind'], path: string, rows: () => readonly SentRow[]): RequestHandler
  /**
   * An address asked about one subject on the number of its authorisation (consented-query); 403 without one. Of a code
   * it does not know it answers an empty list.
   */
  consented(path: string, rows: (subject: DemoSubject) => readonly SentRow[]): RequestHandler
  /** An address that asks for nothing: published keys, and what only the demo has. */
  open(method: 'get' | 'post', path: string, reply: Reply): RequestHandler
}

const TOKEN_SECONDS = 600
/** As long as a signature is good, the clock's tolerance either way. */
const NONCE_MS = 600_000
const PAGE_ROWS = 500
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

/** One desk per source and start: it remembers the tokens it gave and the nonces it saw, by the city's clock. */
export function demoDesk({ source, city }: { source: string; city: DemoCity }): DemoDesk {
  const origin = demoOrigin(source)
  const { clientId, clientSecret } = demoCredentials(source)
  const tokens = new Map<string, number>()
  const nonces = new Map<string, number>()
  const nowMs = () => city.now().getTime()

  function bearerFault(request: Request): Response | null {
    const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined) return refusal(401, 'token_missing', '缺少访问令牌，请先申请令牌。')
    const until = tokens.get(token)
    if (until === undefined) return refusal(401, 'token_unknown', '访问令牌无效，请重新申请。')
    return nowMs() < until ? null : refusal(401, 'token_expired', '访问令牌已过期，请重新申请。')
  }

  function signatureFault(request: Request, body: Uint8Array): Response | null {
    const parts = { method: request.method, url: request.url, headers: request.headers, body }
    const verdict = verifyRequestSignature(parts, (keyId) => (keyId === clientId ? clientSecret : undefined), city.now())
    if (!verdict.ok) return refusal(401, `signature_${verdict.why}`, SIGNATURE_FAULTS[verdict.why])
    forgetBefore(nonces, nowMs())
    if (nonces.has(verdict.nonce)) return refusal(401, 'signature_replayed', '请求已处理过：随机串重复。')
    nonces.set(verdict.nonce, nowMs() + NONCE_MS)
    return null
  }

  const answering = (reply: Reply, faultOf: (request: Request, body: Uint8Array) => Response | null) => {
    return async ({ request }: { request: Request }): Promise<Response> => {
      const body = new Uint8Array(await request.arrayBuffer())
      return faultOf(request, body) ?? reply({ url: new URL(request.url), body: parsed(body) })
    }
  }
  const guarded: DemoDesk['guarded'] = (auth, method, path, reply) =>
    http[method](`${origin}${path}`, answering(reply, auth === 'oauth2' ? bearerFault : signatureFault))

  return {
    token: http.post(`${origin}/oauth/token`, async ({ request }) => {
      if (request.headers.get('authorization') !== `Basic ${btoa(`${clientId}:${clientSecret}`)}`)
        return refusal(401, 'invalid_client', '客户端标识或密钥不正确。', { 'www-authenticate': 'Basic' })
      if (new URLSearchParams(await request.text()).get('grant_type') !== 'client_credentials')
        return refusal(400, 'unsupported_grant_type', '只支持 client_credentials。')
      forgetBefore(tokens, nowMs())
      const token = crypto.randomUUID()
      tokens.set(token, nowMs() + TOKEN_SECONDS * 1000)
      return answer({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS })
    }),
    guarded,
    list: (auth, path, rows) => guarded(auth, 'get', path, ({ url }) => pageOf(rows(), url)),
    consented: (path, rows) =>
      guarded('oauth2', 'post', path, ({ url, body }) => {
        const { 统一社会信用代码: code, 授权编号: consentRef } = (body ?? {}) as Record<string, unknown>
        if (typeof consentRef !== 'string' || consentRef === '') return refusal(403, 'consent_missing', '缺少主体的授权编号，不予查询。')
        const subject = city.subjects.find((each) => each.code === code)
        return pageOf(subject === undefined ? [] : rows(subject), url)
      }),
    open: (method, path, reply) =>
      http[method](
        `${origin}${path}`,
        answering(reply, () => null),
      ),
  }
}

const SIGNATURE_FAULTS = {
  missing: '缺少签名，或签名头不完整。',
  unknown_key: '签名所用的密钥未登记。',
  skewed: '请求时间与本系统相差超过五分钟。',
  bad_signature: '签名不正确。',
} as const

export function answer(body: object): Response {
  return HttpResponse.json(body, { headers: JSON_HEADERS })
}

export function refusal(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return HttpResponse.json({ code, message }, { status, headers: { ...JSON_HEADERS, ...headers } })
}

/** `{data, nextCursor}`: at most 500 rows from `?cursor=` on, fewer with `?limit=`; nextCursor is null on the last page. */
export function pageOf(rows: readonly SentRow[], url: URL): Response {
  const cursor = url.searchParams.get('cursor')
  const from = cursor === null ? 0 : placeOf(cursor)
  if (from === null) return refusal(400, 'bad_cursor', '游标无法识别，请从头查询。')
  const limit = url.searchParams.get('limit') ?? String(PAGE_ROWS)
  if (!/^[1-9]\d{0,3}$/.test(limit)) return refusal(400, 'bad_limit', '每页条数应为 1 到 500 的整数。')
  const to = from + Math.min(Number(limit), PAGE_ROWS)
  return answer({ data: rows.slice(from, to), nextCursor: to < rows.length ? btoa(`from:${to}`) : null })
}

function placeOf(cursor: string): number | null {
  try {
    const place = /^from:(\d{1,9})$/.exec(atob(cursor))?.[1]
    return place === undefined ? null : Number(place)
  } catch {
    return null
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return null
  }
}

function forgetBefore(held: Map<string, number>, nowMs: number): void {
  for (const [key, until] of held) if (until <= nowMs) held.delete(key)
}
