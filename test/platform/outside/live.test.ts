import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type CallPolicy, callOutside } from '../../../src/platform/outside/call.ts'
import { liveOutside } from '../../../src/platform/outside/outside.ts'

/** A real server, which stands only as long as the work lasts. */
async function withServer<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await work(`http://127.0.0.1:${port}/`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const MEANS = { outside: liveOutside(), sleep: async () => {}, random: () => 0 }

function callLive(listener: RequestListener, policy: CallPolicy = {}) {
  return withServer(listener, (url) =>
    callOutside(MEANS, () => new Request(url, { method: 'POST', body: '{"q":1}' }), { tries: 2, timeoutMs: 2_000, ...policy }),
  )
}

describe('the network', () => {
  it('carries the request’s body on every try', async () => {
    const bodies: string[] = []
    const result = await callLive((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        bodies.push(body)
        response.writeHead(bodies.length === 1 ? 503 : 200).end('[1]')
      })
    })
    expect(result).toMatchObject({ ok: true, body: [1], tries: 2 })
    expect(bodies).toEqual(['{"q":1}', '{"q":1}'])
  })

  it('counts a compressed body by what is read, not by what travelled', async () => {
    const json = JSON.stringify({ text: '穗'.repeat(1_000) })
    const packed = gzipSync(json)
    const answer: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed)
    }
    expect(await callLive(answer)).toMatchObject({ ok: true, bytes: Buffer.byteLength(json) })
    expect(await callLive(answer, { maxBytes: packed.length + 1 })).toMatchObject({ ok: false, failure: 'too_large' })
  })

  it.each<[string, RequestListener]>([
    [
      'with a length',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{"rows":[]}', () => response.destroy())
      },
    ],
    [
      'in chunks, after what would be whole JSON',
      (_, response) => {
        response.writeHead(200).write('{"rows":[]}', () => response.destroy())
      },
    ],
  ])('hands over nothing of a body cut off %s', async (_, listener) => {
    expect(await callLive(listener)).toMatchObject({ ok: false, failure: 'truncated', status: 200, tries: 2 })
  })

  it('hands over nothing of a compressed body cut off where the connection tells nothing of it', async () => {
    // `fetch` in Node unpacks what is there and reports a good end, so that only the JSON shows the cut.
    const half = gzipSync('{"rows":[]}').subarray(0, 20)
    const result = await callLive((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': half.length }).end(half)
    })
    expect(result).toMatchObject({ ok: false, failure: 'not_json', status: 200 })
  })

  it('does not follow a redirect', async () => {
    let asked = 0
    const redirecting: RequestListener = (_, response) => {
      asked++
      response.writeHead(307, { location: '/elsewhere' }).end()
    }
    expect(await callLive(redirecting)).toMatchObject({ ok: false, failure: 'redirect', tries: 1 })
    expect(asked).toBe(1)
    // Not even for somebody who asks the way out for it.
    const response = await withServer(redirecting, (url) => liveOutside().send(new Request(url, { redirect: 'follow' })))
    expect([response.status, asked]).toEqual([307, 2])
  })

  it('closes the connection of a source that is too slow', async () => {
    let closed: () => void = () => {}
    const closing = new Promise<void>((resolve) => {
      closed = resolve
    })
    const result = await callLive(
      (request, response) => {
        request.socket.on('close', closed)
        response.writeHead(200).write('[')
      },
      { timeoutMs: 150, tries: 1 },
    )
    expect(result).toMatchObject({ ok: false, failure: 'timeout', status: null })
    await closing
  })

  it('says that nobody listens', async () => {
    const left = await withServer(
      () => {},
      async (url) => url,
    )
    const result = await callOutside(MEANS, () => new Request(left))
    expect(result).toEqual({ ok: false, failure: 'network', status: null, detail: 'no answer (ECONNREFUSED)', tries: 3 })
  })
})
