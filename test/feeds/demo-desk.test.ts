import { readdir } from 'node:fs/promises'
import { getResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { demoOrigin } from '../../src/feeds/demo-city.ts'
import { answer, demoDesk } from '../../src/feeds/demo-desk.ts'
import { demoServers } from '../../src/feeds/demo-servers.ts'
import { byPages, SIGNED, WITH_TOKEN } from '../../src/feeds/usual-channels.ts'
import { signRequest } from '../../src/platform/outside/request-signature.ts'
import { playedCity, pulled, send, tokenOf } from './played-city.ts'

const ROWS = Array.from({ length: 501 }, (_, i) => ({ n: i }))

function desk(rows = ROWS) {
  const city = playedCity({ firms: 0 })
  const { token, list, open } = demoDesk({ source: 'courts', city })
  return { city, handlers: [token, list('oauth2', '/t', () => rows), list('signed', '/s', () => rows), open('post', '/o', ({ body }) => answer({ body }))] }
}

const withToken = byPages({ record: 'r', auth: WITH_TOKEN, everyMinutes: 60, path: '/t' })
const signed = byPages({ record: 'r', auth: SIGNED, everyMinutes: 60, path: '/s' })

async function refused(response: Response) {
  const { code, message } = (await response.json()) as { code: string; message: string }
  expect(message).toMatch(/\p{Script=Han}/u)
  return [response.status, code]
}

describe('a demo desk', () => {
  test.each([
    ['a token', withToken],
    ['a signature', signed],
  ])('gives all rows page by page for %s', async (_, channel) => {
    const { city, handlers } = desk()
    expect(await pulled(handlers, 'courts', channel, city.now())).toEqual(ROWS)
  })

  test.each([
    [500, null],
    [501, expect.any(String)],
  ])('of %i rows says that another page comes: %s', async (count, next) => {
    const { city, handlers } = desk(ROWS.slice(0, count))
    const response = await send(handlers, 'courts', { auth: SIGNED, at: city.now(), asked: signed.ask(null) })
    expect(signed.read(await response.json())).toMatchObject({ next })
  })

  test('refuses no token, a token of its own making and, from the tenth minute on, its own', async () => {
    const { city, handlers } = desk()
    const ask = (auth: typeof WITH_TOKEN | null, secret?: string) =>
      send(handlers, 'courts', { auth, at: city.now(), asked: withToken.ask(null), ...(secret === undefined ? {} : { secret }) })
    expect(await refused(await ask(null))).toEqual([401, 'token_missing'])
    expect(await refused(await ask(WITH_TOKEN, 'made-up'))).toEqual([401, 'token_unknown'])
    const token = await tokenOf(handlers, 'courts')
    city.putOn(599_999)
    expect((await ask(WITH_TOKEN, token)).status).toBe(200)
    city.putOn(1)
    expect(await refused(await ask(WITH_TOKEN, token))).toEqual([401, 'token_expired'])
  })

  test('gives no token for a wrong secret, nor for another grant', async () => {
    const { handlers } = desk()
    const ask = async (secret: string, body: string) => {
      const headers = { authorization: `Basic ${btoa(`suixin:${secret}`)}`, 'content-type': 'application/x-www-form-urlencoded' }
      return refused((await getResponse(handlers, new Request(`${demoOrigin('courts')}/oauth/token`, { method: 'POST', headers, body })))!)
    }
    expect(await ask('wrong', 'grant_type=client_credentials')).toEqual([401, 'invalid_client'])
    expect(await ask('demo-client-secret-courts', 'grant_type=password')).toEqual([400, 'unsupported_grant_type'])
  })

  test('refuses a request that is not signed, signed with another secret, signed long ago, or seen before', async () => {
    const { city, handlers } = desk()
    const asked = signed.ask(null)
    expect(await refused(await send(handlers, 'courts', { auth: null, at: city.now(), asked }))).toEqual([401, 'signature_missing'])
    const other = await send(handlers, 'courts', { auth: SIGNED, at: city.now(), asked, secret: 'another secret of some length' })
    expect(await refused(other)).toEqual([401, 'signature_bad_signature'])
    const old = await send(handlers, 'courts', { auth: SIGNED, at: new Date(city.now().getTime() - 301_000), asked })
    expect(await refused(old)).toEqual([401, 'signature_skewed'])

    const parts = { method: 'GET', url: `${demoOrigin('courts')}/s`, body: new Uint8Array() }
    const headers = signRequest(parts, { id: 'suixin', secret: 'demo-client-secret-courts' }, city.now(), 'one-nonce-used-twice')
    const twice = [await getResponse(handlers, new Request(parts.url, { headers })), await getResponse(handlers, new Request(parts.url, { headers }))]
    expect(twice[0]!.status).toBe(200)
    expect(await refused(twice[1]!)).toEqual([401, 'signature_replayed'])
  })

  test.each(['zzz', btoa('from:x'), '%E4%B8%AD'])('does not guess what the cursor %s means', async (cursor) => {
    const { city, handlers } = desk()
    expect(await refused(await send(handlers, 'courts', { auth: SIGNED, at: city.now(), asked: { method: 'GET', path: `/s?cursor=${cursor}` } }))).toEqual([
      400,
      'bad_cursor',
    ])
  })

  test('leaves open what is open, and reads the body there', async () => {
    const { city, handlers } = desk()
    const response = await send(handlers, 'courts', { auth: null, at: city.now(), asked: { method: 'POST', path: '/o', body: { a: 1 } } })
    expect(await response.json()).toEqual({ body: { a: 1 } })
  })
})

describe('a page', () => {
  test.each([
    [null],
    [{ nextCursor: null }],
    [{ data: 'x', nextCursor: null }],
    [{ data: [1], nextCursor: null }],
    [{ data: [[]], nextCursor: null }],
    [{ data: [], nextCursor: 3 }],
    [{ data: [], nextCursor: '' }],
    [{ data: [] }],
  ])('%j is none', (body) => {
    expect(signed.read(body)).toEqual({ wrong: expect.any(String) })
  })

  test('follows the cursor, whatever letters it has', () => {
    expect(signed.ask('a b&c')).toEqual({ method: 'GET', path: '/s?cursor=a%20b%26c' })
  })
})

test('every folder with a demo server is found without being named', async () => {
  const folders = await readdir(new URL('../../src/feeds', import.meta.url), { recursive: true })
  const played = await demoServers(playedCity({ firms: 3 }))
  for (const source of folders.flatMap((path) => /^([^/]+)\/demo-server.ts$/.exec(path)?.[1] ?? []))
    expect(
      played.filter(({ info }) => info.header.includes(demoOrigin(source))),
      source,
    ).not.toHaveLength(0)
})
