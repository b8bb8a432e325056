import { delay, HttpResponse, http, type JsonBodyType } from 'msw'
import { describe, expect, it } from 'vitest'
import { createTokens, type TokenEndpoint } from '../../../src/platform/outside/oauth.ts'
import { NOW, stagedMeans } from './staged-means.ts'

const TOKEN_URL = 'https://auth.example/token'
const API_URL = 'https://api.example/rows'
const ENDPOINT: TokenEndpoint = { tokenUrl: TOKEN_URL, clientId: 'suixin', clientSecret: 'canary-secret' }

/** A source that grants t1, t2, … and whose API takes the tokens `takes` names. */
function source({ grant, takes = () => true, endpoint = ENDPOINT }: Partial<Source> = {}) {
  let granted = 0
  const means = stagedMeans([
    http.post(TOKEN_URL, async ({ request }) => {
      const n = ++granted
      await delay(5)
      return grant ? grant(n, request) : HttpResponse.json({ access_token: `t${n}`, token_type: 'Bearer', expires_in: 3600 })
    }),
    http.get(API_URL, ({ request }) => {
      const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
      return takes(token) ? HttpResponse.json({ token }) : HttpResponse.json({}, { status: 401 })
    }),
  ])
  const tokens = createTokens(means, endpoint)
  const call = () => tokens.call(() => new Request(API_URL))
  const later = (seconds: number) => means.clock.set(new Date(NOW.getTime() + seconds * 1000))
  return { means, tokens, call, later, granted: () => granted }
}
interface Source {
  grant: (n: number, request: Request) => Response | Promise<Response>
  takes: (token: string) => boolean
  endpoint: TokenEndpoint
}

const answer = (body: JsonBodyType) => ({ grant: () => HttpResponse.json(body) })

describe('a token', () => {
  it('is asked for as RFC 6749 §4.4.2 shows', async () => {
    const { means, call } = source({ endpoint: { ...ENDPOINT, scope: 'records read' } })
    expect(await call()).toMatchObject({ ok: true, body: { token: 't1' } })
    const request = means.sent[0]!
    expect([request.method, request.url]).toEqual(['POST', TOKEN_URL])
    expect(request.headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    expect(await request.text()).toBe('grant_type=client_credentials&scope=records+read')
  })

  it.each([
    ['suixin', 'plain', 'suixin:plain'],
    ['a:b', 'c d&e=f%', 'a%3Ab:c+d%26e%3Df%25'],
    ['穗', 'é', '%E7%A9%97:%C3%A9'],
  ])('is asked for by %j with %j, form-encoded before they are joined (RFC 6749 §2.3.1)', async (clientId, clientSecret, joined) => {
    const { means, tokens } = source({ endpoint: { ...ENDPOINT, clientId, clientSecret } })
    await tokens.current()
    expect(atob(means.sent[0]!.headers.get('authorization')!.replace('Basic ', ''))).toBe(joined)
  })

  it('is kept until half a minute before it expires', async () => {
    const { call, later, granted } = source()
    await call()
    later(3569.999)
    expect(await call()).toMatchObject({ body: { token: 't1' } })
    expect(granted()).toBe(1)
    later(3570)
    expect(await call()).toMatchObject({ body: { token: 't2' } })
  })

  it('lives from when it was asked for, not from when the answer came', async () => {
    const { call, later, granted } = source({
      grant: (n) => {
        if (n === 1) later(100)
        return HttpResponse.json({ access_token: `t${n}`, token_type: 'bearer', expires_in: 130 })
      },
    })
    await call()
    await call()
    expect(granted()).toBe(2)
  })

  it('of less than half a minute is used once', async () => {
    const { call, granted } = source({ grant: (n) => HttpResponse.json({ access_token: `t${n}`, token_type: 'Bearer', expires_in: 30 }) })
    expect([await call(), await call()]).toMatchObject([{ body: { token: 't1' } }, { body: { token: 't2' } }])
    expect(granted()).toBe(2)
  })

  it.each([
    ['text', { expires_in: '600' }, undefined, 570],
    ['nothing', {}, undefined, 270],
    ['nothing, where the document promises 900', {}, 900, 870],
  ])('whose lifetime is given as %s is kept as long as that', async (_, lifetime, lifetimeSeconds, keptSeconds) => {
    const { call, later, granted } = source({
      endpoint: { ...ENDPOINT, lifetimeSeconds },
      ...answer({ access_token: 't', token_type: 'BEARER', ...lifetime }),
    })
    await call()
    later(keptSeconds - 0.001)
    await call()
    expect(granted()).toBe(1)
    later(keptSeconds)
    await call()
    expect(granted()).toBe(2)
  })

  it('is fetched once for all who want it at once', async () => {
    const { call, granted } = source()
    const results = await Promise.all(Array.from({ length: 20 }, call))
    expect(results.every((result) => result.ok)).toBe(true)
    expect(granted()).toBe(1)
  })
})

describe('a 401', () => {
  it('fetches one new token and asks once more', async () => {
    const { call, granted } = source({ takes: (token) => token === 't2' })
    expect(await call()).toMatchObject({ ok: true, body: { token: 't2' } })
    expect(granted()).toBe(2)
  })

  it('fetches one new token for all who meet it at once', async () => {
    const { call, granted } = source({ takes: (token) => token === 't2' })
    const results = await Promise.all(Array.from({ length: 20 }, call))
    expect(results.map((result) => result.ok && result.body)).toEqual(Array(20).fill({ token: 't2' }))
    expect(granted()).toBe(2)
  })

  it('is told when the new token is refused as well', async () => {
    const { call, means, granted } = source({ takes: () => false })
    expect(await call()).toMatchObject({ ok: false, failure: 'status', status: 401 })
    expect([granted(), means.sent.length]).toEqual([2, 4])
  })

  it('of one who comes late does not throw away the token that others have fetched since', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { tokens, means, call, granted } = source({ takes: (token) => token === 't2' })
    const send = means.outside.send
    let asked = 0
    means.outside.send = async (request) => {
      const response = await send(request)
      if (request.url === API_URL && ++asked === 1) await held
      return response
    }
    const late = call()
    while (asked === 0) await delay(1)
    await call()
    release()
    expect(await late).toMatchObject({ ok: true, body: { token: 't2' } })
    expect(await tokens.current()).toEqual({ ok: true, token: 't2' })
    expect(granted()).toBe(2)
  })
})

describe('a token endpoint in trouble', () => {
  it('is the call’s own failure, and the API is not asked', async () => {
    const { call, means, granted } = source({ grant: () => HttpResponse.json({}, { status: 503 }) })
    expect(await call()).toEqual({ ok: false, failure: 'status', status: 503, detail: 'token endpoint: status 503', tries: 3 })
    expect(granted()).toBe(3)
    expect(means.sent.every(({ url }) => url === TOKEN_URL)).toBe(true)
  })

  it('is asked once by all who wait for it, and again by whoever comes after', async () => {
    const { call, granted } = source({
      grant: (n) => (n <= 3 ? HttpResponse.error() : HttpResponse.json({ access_token: 'good', token_type: 'Bearer' })),
    })
    const results = await Promise.all([call(), call(), call()])
    expect(results.map((result) => !result.ok && result.failure)).toEqual(['network', 'network', 'network'])
    expect(granted()).toBe(3)
    expect(await call()).toMatchObject({ ok: true, body: { token: 'good' } })
  })

  it('refuses our secret: no second try, and the secret is not repeated', async () => {
    const { call, granted } = source({ grant: () => HttpResponse.json({ error: 'invalid_client', hint: 'canary-secret' }, { status: 401 }) })
    const result = await call()
    expect(result).toEqual({ ok: false, failure: 'status', status: 401, detail: 'token endpoint: status 401', tries: 1 })
    expect(granted()).toBe(1)
  })

  it.each<[string, JsonBodyType]>([
    ['no object', null],
    ['no token', { token_type: 'Bearer', expires_in: 60 }],
    ['an empty token', { access_token: '', token_type: 'Bearer' }],
    ['a token that would break the header', { access_token: 'a\r\nx: b', token_type: 'Bearer' }],
    ['another type of token', { access_token: 'a', token_type: 'mac' }],
    ['no type', { access_token: 'a' }],
    ['a lifetime that is none', { access_token: 'a', token_type: 'Bearer', expires_in: 'soon' }],
    ['a lifetime below nothing', { access_token: 'a', token_type: 'Bearer', expires_in: -1 }],
  ])('that answers %s has granted nothing', async (_, body) => {
    const { call, means } = source(answer(body))
    const result = await call()
    expect(result).toMatchObject({ ok: false, failure: 'not_json', detail: 'token endpoint: the answer holds no bearer token' })
    expect(means.sent.length).toBe(1)
  })
})
