import { createServer as createPlain, type RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeSender } from '../../src/deliveries/feed.ts'
import { selfSigned } from './certificate.ts'

const HOST = 'hooks.bank.example'
const PUBLIC = '93.184.216.34'
const { key, cert } = selfSigned([HOST])
const body = new TextEncoder().encode('{"type":"test.ping"}')

let answer: RequestListener = (_request, response) => void response.writeHead(204).end()
let seen: { host: string | undefined; body: string; path: string | undefined }[] = []
let server: Server
let port: number
beforeAll(async () => {
  server = createServer({ key, cert }, (request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => {
      seen.push({ host: request.headers.host, body: text, path: request.url })
      answer(request, response)
    })
  }) as unknown as Server
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((done) => server.close(done)))

/** A sender whose names resolve as told and whose public addresses lead to our receiver. */
function senderWith({ addresses = [[PUBLIC]], ca = cert }: { addresses?: string[][]; ca?: string } = {}) {
  const asked: string[] = []
  const connected: string[] = []
  const sender = nodeSender({
    allow: [],
    ca,
    resolve: async (host) => {
      asked.push(host)
      return addresses[Math.min(asked.length - 1, addresses.length - 1)]!
    },
    wire: (to) => {
      connected.push(`${to.address}:${to.port}`)
      return { address: '127.0.0.1', port }
    },
  })
  const post = (url = `https://${HOST}/suixin?x=1`) => sender.post({ url, headers: { 'webhook-id': 'evt_1' }, body })
  return { post, asked, connected }
}

describe('over TLS', () => {
  test('the body arrives whole, under the name in the URL', async () => {
    seen = []
    answer = (_q, s) => void s.writeHead(202).end('taken')
    const { post, connected } = senderWith()
    expect(await post()).toEqual({ ok: true, status: 202 })
    expect(seen).toEqual([{ host: HOST, body: '{"type":"test.ping"}', path: '/suixin?x=1' }])
    expect(connected).toEqual([`${PUBLIC}:443`])
  })

  test('a certificate of another name, or of nobody known, is no receiver', async () => {
    expect(await senderWith().post('https://other.bank.example/')).toMatchObject({ ok: false, failure: 'network', detail: expect.stringContaining('CERT') })
    const { post } = senderWith({ ca: selfSigned([HOST]).cert })
    expect(await post()).toMatchObject({ ok: false, failure: 'network' })
  })
})

describe('a name', () => {
  test('is looked up once, and the connection goes to the address that was checked: a second answer is never asked for', async () => {
    const rebinding = senderWith({ addresses: [[PUBLIC], ['127.0.0.1']] })
    answer = (_q, s) => void s.writeHead(204).end()
    expect(await rebinding.post()).toEqual({ ok: true, status: 204 })
    expect(rebinding.asked).toEqual([HOST])
    expect(rebinding.connected).toEqual([`${PUBLIC}:443`])
    // The next delivery looks it up anew, and meets the private address before it connects.
    expect(await rebinding.post()).toMatchObject({ ok: false, failure: 'target_refused', detail: 'private_address' })
    expect(rebinding.connected).toHaveLength(1)
  })

  test.each([['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['::1'], ['::ffff:127.0.0.1'], ['fd00::1'], ['100.64.1.1'], ['0.0.0.0']])(
    'that leads to %s is not connected to, alone or among public ones',
    async (address) => {
      for (const addresses of [[address], [PUBLIC, address]]) {
        const { post, connected } = senderWith({ addresses: [addresses] })
        expect(await post()).toMatchObject({ ok: false, failure: 'target_refused' })
        expect(connected).toEqual([])
      }
    },
  )

  test('that does not resolve is a failure of the network', async () => {
    const sender = nodeSender({ allow: [], resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })) })
    expect(await sender.post({ url: `https://${HOST}/`, headers: {}, body })).toMatchObject({
      failure: 'network',
      detail: expect.stringContaining('ENOTFOUND'),
    })
    const none = nodeSender({ allow: [], resolve: async () => [] })
    expect(await none.post({ url: `https://${HOST}/`, headers: {}, body })).toMatchObject({ failure: 'network' })
  })
})

describe('an answer', () => {
  test.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    seen = []
    answer = (_q, s) => void s.writeHead(status, { location: 'https://127.0.0.1/' }).end()
    expect(await senderWith().post()).toMatchObject({ ok: false, status, failure: 'redirect' })
    expect(seen).toHaveLength(1)
  })

  test('of 429 with Retry-After says for how long', async () => {
    answer = (_q, s) => void s.writeHead(429, { 'retry-after': '120' }).end()
    expect(await senderWith().post()).toMatchObject({ ok: false, status: 429, failure: 'status', pauseMs: 120_000 })
  })

  test('without an end is hung up on behind 64 KiB; its status counts', async () => {
    let written = 0
    const closed = new Promise<void>((done) => {
      answer = (_q, s) => {
        s.writeHead(200)
        const timer = setInterval(() => {
          written += 32 * 1024
          s.write(Buffer.alloc(32 * 1024))
        }, 1)
        s.on('close', () => {
          clearInterval(timer)
          done()
        })
      }
    })
    expect(await senderWith().post()).toEqual({ ok: true, status: 200 })
    await closed
    expect(written).toBeLessThan(8 * 1024 * 1024)
  })

  test('that never comes is given up after five seconds', async () => {
    answer = () => {}
    const began = Date.now()
    expect(await senderWith().post()).toMatchObject({ ok: false, status: null, failure: 'timeout' })
    expect(Date.now() - began).toBeGreaterThanOrEqual(4_900)
    expect(Date.now() - began).toBeLessThan(7_000)
  })
})

test('the allow-list opens one host and port, without TLS, and nothing beside it', async () => {
  const plain = createPlain((_q, s) => void s.writeHead(204).end()) as unknown as Server
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
  const at = (plain.address() as AddressInfo).port
  const sender = nodeSender({ allow: [`127.0.0.1:${at}`] })
  expect(await sender.post({ url: `http://127.0.0.1:${at}/`, headers: {}, body })).toEqual({ ok: true, status: 204 })
  expect(await sender.post({ url: `http://127.0.0.1:${at + 1}/`, headers: {}, body })).toMatchObject({ failure: 'target_refused' })
  await new Promise((done) => plain.close(done))
})
