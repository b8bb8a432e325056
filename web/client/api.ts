/**
 * The typed thin client of the pages. It calls the API in process as the signed-in user: the browser's cookie,
 * origin and request id go along, so a page can never see or do more than its reader's own API call could.
 */
import type { Problem } from './problem.ts'

/** @param reader the request of the person for whom the page asks */
export type Send = (request: Request, reader?: Request) => Promise<Response>

export type Answer<T> =
  | { ok: true; status: number; body: T; etag: string | null; cookies: readonly string[]; requestId: string | null }
  | { ok: false; problem: Problem }

export type Query = Readonly<Record<string, string | number | null | undefined>>

export interface Effect {
  /** Idempotency-Key, from the form's hidden field. */
  key?: string
  /** If-Match, from the form's hidden field. */
  etag?: string
}

export interface Api {
  get<T>(path: string, query?: Query): Promise<Answer<T>>
  post<T>(path: string, body: unknown, effect?: Effect): Promise<Answer<T>>
  put<T>(path: string, body: unknown, effect?: Effect): Promise<Answer<T>>
  /** What is left out stays. */
  patch<T>(path: string, body: unknown, effect?: Effect): Promise<Answer<T>>
  delete<T>(path: string, effect?: Effect): Promise<Answer<T>>
  /** A file as the whole body, as `POST /imports` takes it. */
  upload<T>(path: string, query: Query, file: Blob, effect?: Effect): Promise<Answer<T>>
}

/** Of the reader's request only these go on: identity, where it came from, and what ties log lines together. */
const FORWARDED = ['cookie', 'x-request-id', 'origin', 'sec-fetch-site', 'user-agent']

export function createApi(fetch: Send, request: Request): Api {
  async function call<T>(method: string, path: string, query: Query, body: { type: string; content: BodyInit } | null, effect: Effect): Promise<Answer<T>> {
    const url = new URL(path, request.url)
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value))
    }
    const headers = new Headers({ accept: 'application/json' })
    for (const name of FORWARDED) {
      const value = request.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    if (effect.key !== undefined) headers.set('idempotency-key', effect.key)
    if (effect.etag !== undefined) headers.set('if-match', effect.etag)
    if (body !== null) headers.set('content-type', body.type)
    return read<T>(await fetch(new Request(url, { method, headers, body: body?.content ?? null }), request))
  }
  const json = (value: unknown) => ({ type: 'application/json', content: JSON.stringify(value) })
  return {
    get: (path, query = {}) => call('GET', path, query, null, {}),
    post: (path, body, effect = {}) => call('POST', path, {}, json(body), effect),
    put: (path, body, effect = {}) => call('PUT', path, {}, json(body), effect),
    patch: (path, body, effect = {}) => call('PATCH', path, {}, json(body), effect),
    delete: (path, effect = {}) => call('DELETE', path, {}, null, effect),
    upload: (path, query, file, effect = {}) => call('POST', path, query, { type: file.type || 'application/octet-stream', content: file }, effect),
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text()
  const requestId = response.headers.get('x-request-id')
  if (response.ok) {
    return {
      ok: true,
      status: response.status,
      body: (text === '' ? null : JSON.parse(text)) as T,
      etag: response.headers.get('etag'),
      cookies: response.headers.getSetCookie(),
      requestId,
    }
  }
  return { ok: false, problem: problemOf(response, text, requestId) }
}

function problemOf(response: Response, text: string, requestId: string | null): Problem {
  const retry = Number(response.headers.get('retry-after') ?? Number.NaN)
  const base = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'unreadable_answer',
    detail: '',
    requestId: requestId ?? '',
    errors: [],
    retryAfterSeconds: Number.isFinite(retry) ? retry : null,
  }
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return base
  return { ...base, ...(JSON.parse(text) as Partial<Problem>), status: response.status }
}
