import { retryAfterMs } from '../../platform/outside/back-off.ts'
import { judgeTarget } from '../model.ts'
import { SEND_TIMEOUT_MS, type WebhookSender } from './send.ts'

/**
 * Through the runtime's own `fetch`, for Workers: they cannot choose the address to connect to, and their network reaches
 * none of ours. What the URL says is judged; what its name resolves to is Cloudflare's to keep public. On Node use `nodeSender`.
 */
export function fetchSender(allow: readonly string[]): WebhookSender {
  return {
    async post({ url, headers, body }) {
      const judged = judgeTarget(url, allow)
      if (!judged.ok) return { ok: false, status: null, failure: 'target_refused', detail: judged.why, pauseMs: null }
      const signal = AbortSignal.timeout(SEND_TIMEOUT_MS)
      try {
        const response = await fetch(judged.target.url, { method: 'POST', headers, body: body as BodyInit, redirect: 'manual', signal })
        response.body?.cancel().catch(() => undefined)
        return judgeStatus(response.status, response.headers)
      } catch {
        const failure = signal.aborted ? 'timeout' : 'network'
        return { ok: false, status: null, failure, detail: failure === 'timeout' ? `no answer within ${SEND_TIMEOUT_MS} ms` : 'no answer', pauseMs: null }
      }
    },
  }
}

/** Any 2xx is taken; nobody is followed elsewhere. */
export function judgeStatus(status: number, headers: Headers): Awaited<ReturnType<WebhookSender['post']>> {
  if (status >= 200 && status < 300) return { ok: true, status }
  if (status >= 300 && status < 400) return { ok: false, status, failure: 'redirect', detail: `status ${status}: redirects are not followed`, pauseMs: null }
  // A runtime that hides where a redirect leads answers 0.
  if (status === 0) return { ok: false, status: null, failure: 'redirect', detail: 'redirects are not followed', pauseMs: null }
  return { ok: false, status, failure: 'status', detail: `status ${status}`, pauseMs: retryAfterMs(headers, new Date(Date.now())) }
}
