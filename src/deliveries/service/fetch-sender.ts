import { retryAfterMs } from '../../platform/outside/back-off.ts'
import { isAddress, isPublicAddress } from '../address.ts'
import { judgeTarget } from '../model.ts'
import { SEND_TIMEOUT_MS, type WebhookSender } from './send.ts'

const DNS_QUERY = 'https://cloudflare-dns.com/dns-query'
/** A and AAAA, by their numbers in DNS. */
const ADDRESS_TYPES = [1, 28]

/** All addresses of a name, asked over HTTPS of the network that will connect. @throws Error where it gives no answer */
export async function addressesOverHttps(host: string, signal = AbortSignal.timeout(SEND_TIMEOUT_MS)): Promise<string[]> {
  const answers = await Promise.all(
    ADDRESS_TYPES.map(async (type) => {
      const query = `${DNS_QUERY}?name=${encodeURIComponent(host)}&type=${type}`
      const response = await fetch(query, { headers: { accept: 'application/dns-json' }, redirect: 'manual', signal })
      if (!response.ok) throw new Error(`status ${response.status}`)
      const { Answer = [] } = (await response.json()) as { Answer?: { type: number; data: string }[] }
      return Answer.filter((answer) => answer.type === type).map(({ data }) => data)
    }),
  )
  return answers.flat()
}

/**
 * Through the runtime's own `fetch`, for Workers: they cannot choose the address to connect to. What the URL says is judged,
 * and a name of which any address is private – or that cannot be looked up – is refused. Between that look and the
 * connection the name may still answer otherwise: what is left then is that Cloudflare's network reaches none of ours.
 * On Node use `nodeSender`, which connects to the address it checked.
 */
export function fetchSender(allow: readonly string[]): WebhookSender {
  return {
    async post({ url, headers, body }) {
      const judged = judgeTarget(url, allow)
      if (!judged.ok) return { ok: false, status: null, failure: 'target_refused', detail: judged.why, pauseMs: null }
      const signal = AbortSignal.timeout(SEND_TIMEOUT_MS)
      try {
        const { host, allowed } = judged.target
        if (!allowed && !isAddress(host)) {
          const addresses = await addressesOverHttps(host, signal).catch(() => [])
          if (addresses.length === 0) return { ok: false, status: null, failure: 'network', detail: 'the name does not resolve', pauseMs: null }
          if (!addresses.every(isPublicAddress)) return { ok: false, status: null, failure: 'target_refused', detail: 'private_address', pauseMs: null }
        }
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
