/**
 * The way out to lenders' receivers on Node: the name is looked up once, every address it has must be a public one, and the
 * connection goes to the very address that was checked – a name that answers otherwise a moment later changes nothing.
 */
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { isAddress, isPublicAddress } from './address.ts'
import { judgeStatus } from './service/fetch-sender.ts'
import { MOST_ANSWER_BYTES, SEND_TIMEOUT_MS, type Sending, type Sent, type WebhookSender } from './service/send.ts'
import { judgeTarget, type Target } from './target.ts'

export interface NodeSenderMeans {
  /** `host:port`s that may be private and without TLS. */
  allow: readonly string[]
  /** All addresses of a name. */
  resolve?(host: string): Promise<readonly string[]>
  /** Certificates to trust beside the system's: a receiver's own authority. */
  ca?: string
  /** Where a connection to an address really goes: for tests, which have no public address. */
  wire?(to: { address: string; port: number }): { address: string; port: number }
}

export function nodeSender(means: NodeSenderMeans): WebhookSender {
  const { allow, resolve = addressesOf } = means
  return {
    post(sending) {
      const ends = Date.now() + SEND_TIMEOUT_MS
      const stop = new AbortController()
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<Sent>((done) => {
        timer = setTimeout(() => {
          done(failed('timeout', `no answer within ${SEND_TIMEOUT_MS} ms`))
          stop.abort()
        }, ends - Date.now())
      })
      return Promise.race([exchange(), late]).finally(() => clearTimeout(timer))

      async function exchange(): Promise<Sent> {
        const judged = judgeTarget(sending.url, allow)
        if (!judged.ok) return failed('target_refused', judged.why)
        const address = await checkedAddress(judged.target, resolve)
        if (typeof address !== 'string') return address
        return stop.signal.aborted ? failed('timeout', 'too late') : send(judged.target, address, sending, stop.signal, means)
      }
    },
  }
}

/** By the system's own resolver. @throws Error where it gives no answer */
export async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
}

async function checkedAddress({ host, allowed }: Target, resolve: (host: string) => Promise<readonly string[]>): Promise<string | Sent> {
  let addresses: readonly string[]
  try {
    addresses = isAddress(host) ? [host] : await resolve(host)
  } catch (error) {
    return failed('network', `the name does not resolve${codeOf(error)}`)
  }
  const [first] = addresses
  if (first === undefined) return failed('network', 'the name has no address')
  // One private address among public ones is a trap, not an alternative.
  if (!allowed && !addresses.every(isPublicAddress)) return failed('target_refused', 'private_address')
  return first
}

function send({ url, host }: Target, address: string, { headers, body }: Sending, signal: AbortSignal, { ca, wire }: NodeSenderMeans): Promise<Sent> {
  const tls = url.protocol === 'https:'
  const to = { address, port: url.port === '' ? (tls ? 443 : 80) : Number(url.port) }
  const goes = wire?.(to) ?? to
  const options: RequestOptions = {
    ...{ method: 'POST', host: goes.address, port: goes.port, path: `${url.pathname}${url.search}`, agent: false, signal },
    headers: { ...headers, host: url.host, 'content-length': body.length },
    // The certificate must be of the name in the URL, whatever address stands behind it.
    ...(tls ? { servername: isAddress(host) ? '' : host, ...(ca === undefined ? {} : { ca }) } : {}),
  }
  return new Promise((done) => {
    const outgoing = (tls ? request : plainRequest)(options, (response) => {
      void judgeAnswer(response).then(done)
    })
    outgoing.on('error', (error) => done(failed('network', `no answer${codeOf(error)}`)))
    outgoing.end(body)
  })
}

/** Reads to the end, or as far as is allowed; the status alone decides. */
function judgeAnswer(response: IncomingMessage): Promise<Sent> {
  const sent = judgeStatus(
    response.statusCode ?? 0,
    new Headers(Object.entries(response.headers).filter((h): h is [string, string] => typeof h[1] === 'string')),
  )
  return new Promise((done) => {
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_ANSWER_BYTES) response.destroy()
    })
    response.on('error', () => done(sent))
    response.on('close', () => done(sent))
  })
}

function failed(failure: 'timeout' | 'network' | 'target_refused', detail: string): Sent {
  return { ok: false, status: null, failure, detail, pauseMs: null }
}

/** `ECONNREFUSED` and its like; messages are left out, since they repeat addresses. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,50}$/.test(code) ? ` (${code})` : ''
}
