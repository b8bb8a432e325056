import { systemClock } from '../chance.ts'
import type { Clock } from '../kernel/time.ts'
import { type Answer, type CallFailure, failed, readJson } from './answer.ts'
import { backOffMs, retryAfterMs } from './back-off.ts'
import type { Outside } from './outside.ts'

export interface CallMeans {
  outside: Outside
  sleep(ms: number): Promise<void>
  /** From 0 up to 1. */
  random(): number
  /** Measures a `Retry-After` date when the answer bears no `Date`. Default: the system's. */
  clock?: Clock
}

export interface CallPolicy {
  /** For one try, from the first byte sent to the last byte of the body. Default 5,000. */
  timeoutMs?: number
  /** All tries together, the first included. A request that must not be made twice says 1. Default 3. */
  tries?: number
  /** Back-off with full jitter: base (default 200) doubled for every try, up to the cap (default 5,000). */
  baseWaitMs?: number
  maxWaitMs?: number
  /** A source that asks for a longer pause than this is left alone (`busy`). Default 10,000. */
  maxRetryAfterMs?: number
  /** Of the body after decompression, counted while reading. Default 32 MiB. */
  maxBytes?: number
}

type Rules = Required<CallPolicy>

/** A rule given as `undefined` is a rule not given. */
function rulesOf(policy: CallPolicy): Rules {
  const { timeoutMs = 5_000, tries = 3, baseWaitMs = 200, maxWaitMs = 5_000, maxRetryAfterMs = 10_000, maxBytes = 32 * 1024 * 1024 } = policy
  return { timeoutMs, tries, baseWaitMs, maxWaitMs, maxRetryAfterMs, maxBytes }
}

export type CallResult =
  | {
      ok: true
      status: number
      /** Parsed JSON, whole and of any shape: the caller checks it. `null` for 204 and 205, which have no body. */
      body: unknown
      bytes: number
      tries: number
    }
  | {
      ok: false
      failure: CallFailure
      /** null when no answer arrived. */
      status: number | null
      /** For the operator, at most 200 characters: never a URL, a header's value or any of the body. */
      detail: string
      tries: number
      /** With `busy` only: how long the source asked to be left alone. */
      retryAfterMs?: number
    }

/** The server's trouble, not the request's: the same request may succeed a moment later. */
const WORTH_ANOTHER_TRY = new Set([429, 500, 502, 503, 504])

/**
 * Asks an outside system for JSON. Whatever it does – nothing, half an answer, a login page, a redirect – comes back as
 * a value, and a body is handed over whole or not at all.
 *
 * Tried again: no connection, a connection cut in mid-body, a time-out, 429, 500, 502, 503, 504.
 * @param makeRequest called for each try (from 1), since bodies are read once and signatures carry the time; what it
 *   throws is thrown on. The request's own signal and redirect mode are replaced.
 */
export async function callOutside(
  means: CallMeans,
  makeRequest: (attempt: number) => Request | Promise<Request>,
  policy: CallPolicy = {},
): Promise<CallResult> {
  const rules = rulesOf(policy)
  for (let tries = 1; ; tries++) {
    const answer = await tryOnce(means, await makeRequest(tries), rules)
    if (answer.ok) return { ...answer, tries }
    const { again, pauseMs, ...failure } = answer
    if (pauseMs !== null && pauseMs > rules.maxRetryAfterMs) {
      const detail = `status ${failure.status}: asks to be left alone for ${Math.ceil(pauseMs / 1000)} s`
      return { ...failure, failure: 'busy', detail, tries, retryAfterMs: pauseMs }
    }
    if (!again || tries >= rules.tries) return { ...failure, tries }
    await means.sleep(Math.max(pauseMs ?? 0, backOffMs(tries, rules.baseWaitMs, rules.maxWaitMs, means.random())))
  }
}

/** One try within its time. The clock runs until the last byte: headers that come fast say nothing of a body that never ends. */
async function tryOnce(means: CallMeans, request: Request, rules: Rules): Promise<Answer> {
  const controller = new AbortController()
  const sent = new Request(request, { signal: controller.signal, redirect: 'manual' })
  let timer: ReturnType<typeof setTimeout> | undefined
  // Raced, not only aborted: a played outside need not heed the signal.
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve(failed('timeout', null, `no complete answer within ${rules.timeoutMs} ms`, { again: true }))
      controller.abort()
    }, rules.timeoutMs)
  })
  try {
    return await Promise.race([exchange(means, sent, rules), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Never rejects: it may lose the race, and nobody would hear it. */
async function exchange(means: CallMeans, request: Request, rules: Rules): Promise<Answer> {
  let response: Response
  try {
    response = await means.outside.send(request)
  } catch (error) {
    return failed('network', null, `no answer${codeOf(error)}`, { again: true })
  }
  const { status, type } = response
  if (type === 'error') return failed('network', null, 'no answer', { again: true })
  if (response.ok && !request.signal.aborted) return readJson(response, request.signal, rules.maxBytes)

  // Nothing of a refusal is read: it is no data, and an error page may repeat what was sent.
  response.body?.cancel().catch(() => undefined)
  if (type === 'opaqueredirect') return failed('redirect', null, 'redirects elsewhere; redirects are not followed')
  // 304 answers a conditional request; it sends nobody elsewhere.
  if (status >= 300 && status < 400 && status !== 304) return failed('redirect', status, `status ${status} redirects elsewhere; redirects are not followed`)
  const again = WORTH_ANOTHER_TRY.has(status)
  return failed('status', status, `status ${status}`, { again, pauseMs: again ? retryAfterMs(response.headers, (means.clock ?? systemClock).now()) : null })
}

/** `ECONNREFUSED` and its like; messages are left out, since they repeat addresses. */
function codeOf(error: unknown): string {
  const codes = [error, error instanceof Error ? error.cause : null].map((at) => (at as { code?: unknown } | null)?.code)
  const code = codes.find((each) => typeof each === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(each))
  return code === undefined ? '' : ` (${code})`
}
