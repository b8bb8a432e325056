import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cityIdentity, registrarCommand, scryptHasher } from '../../src/identity/index.ts'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'
import { sweep } from './doorstep.ts'

/** A real OpenID provider on this machine; what passes between it and us can be bent on the way. */
let server: Server
let issuer: string
let app: TestApp
/** Signs as the provider does. */
let providerKey: CryptoKey
/** Bends the ID token that the provider gave; null leaves it. */
let bend: ((claims: JWTPayload) => Promise<string>) | null = null
/** Which client the app is. */
let asks: 'secret' | 'key' = 'secret'

const ES256 = async (kid: string) => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }
}

beforeAll(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [own, client] = [await ES256('city-1'), await ES256('suixin-1')]
  providerKey = (await importJWK(own, 'ES256')) as CryptoKey
  const { d: _, ...publicKey } = client
  const shared = {
    redirect_uris: [`${ORIGIN}/sign-in/city/back`],
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'ES256' as const,
  }
  const provider = new Provider(issuer, {
    clients: [
      { ...shared, client_id: 'suixin', client_secret: 'a secret of the client & more', token_endpoint_auth_method: 'client_secret_basic' },
      {
        ...shared,
        client_id: 'suixin-key',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [publicKey as never] },
      },
    ],
    jwks: { keys: [own as never] },
    cookies: { keys: ['a key for the provider’s own cookies'] },
    pkce: { required: () => true },
  })
  server.on('request', provider.callback())

  const bending: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    if (!bend || !String(input).endsWith('/token') || answer.status !== 200) return answer
    const body = (await answer.json()) as { id_token: string }
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1]!, 'base64url').toString()) as JWTPayload
    return Response.json({ ...body, id_token: await bend(claims) })
  }
  const secret = cityIdentity({ issuer, clientId: 'suixin', clientSecret: 'a secret of the client & more', fetch: bending })
  const key = cityIdentity({ issuer, clientId: 'suixin-key', privateKey: JSON.stringify(client), fetch: bending })
  const city = {
    get settings() {
      return asks === 'key' ? key.settings : secret.settings
    },
    provider: secret.provider,
  }
  app = await testApp('pglite', { signIn: { city } })
})
beforeEach(async () => {
  await sweep(app)
  // The provider lives by the machine's clock.
  app.mode.clock.set(new Date())
  bend = null
  asks = 'secret'
})
afterAll(async () => {
  await app.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** A browser at the provider: signs in there as `login` and agrees. @returns where the provider sends it back to */
async function atProvider(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  const visit = async (at: string, form?: Record<string, string>) => {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';')
      jar.set(pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1))
    }
    return answer
  }
  let at = url
  for (let steps = 0; steps < 12; steps++) {
    const answer = await visit(at)
    const location = answer.headers.get('location')
    if (location?.startsWith(ORIGIN)) return new URL(location)
    if (location) {
      at = new URL(location, at).href
      continue
    }
    const html = await answer.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1]
    if (!prompt) throw new Error(`the provider says ${answer.status} ${html.slice(0, 300)}`)
    const posted = await visit(at, prompt === 'login' ? { prompt, login, password: 'x' } : { prompt })
    at = new URL(posted.headers.get('location')!, at).href
    if (at.startsWith(ORIGIN)) return new URL(at)
  }
  throw new Error('the provider sends in circles')
}

async function depart(invitation?: string) {
  const answer = await app.nobody.post('/api/v1/city-identity/departures', invitation === undefined ? {} : { invitation })
  return { status: answer.status, url: answer.body.url as string, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

const arrive = (back: Record<string, string>, cookie: string) => app.nobody.post('/api/v1/city-identity/arrivals', back, { headers: { cookie } })

async function journey(login: string, invitation?: string) {
  const { url, cookie } = await depart(invitation)
  const back = Object.fromEntries((await atProvider(url, login)).searchParams)
  return { answer: await arrive(back, cookie), back, cookie }
}

async function invitationFor(username: string): Promise<string> {
  const lines: string[] = []
  const ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'cli' }
  const terminal = { out: (l: string) => void lines.push(l), err: (l: string) => void lines.push(l), readPassword: () => '', origin: '', hasher: scryptHasher }
  await registrarCommand(ctx, terminal, 'invite', ['--username', username])
  return /token=([\w-]+)/.exec(lines.join())![1]!
}

describe('the city’s identity', () => {
  test.each(['secret', 'key'] as const)('lets in whom an invitation tied to it, by a client with a %s, and nobody else', async (kind) => {
    asks = kind
    const stranger = await journey('citizen-7')
    expect([stranger.answer.status, stranger.answer.body.code]).toEqual([403, 'identity_unknown'])
    expect(stranger.answer.headers.getSetCookie()).toEqual([])
    const tied = await journey('citizen-7', await invitationFor('officer'))
    expect([tied.answer.status, tied.answer.body.username]).toEqual([201, 'officer'])
    const again = await journey('citizen-7')
    expect([again.answer.status, again.answer.body.username]).toEqual([201, 'officer'])
    expect((await journey('citizen-8')).answer.body.code).toBe('identity_unknown')
  })

  test('is never tied by a name or an address that looks alike', async () => {
    expect((await journey('officer')).answer.body.code).toBe('identity_unknown')
  })

  test('is tied to one account: a second invitation does not move it', async () => {
    await journey('citizen-7', await invitationFor('officer'))
    const second = await journey('citizen-9', await invitationFor('officer'))
    expect([second.answer.status, second.answer.body.code]).toEqual([409, 'identity_tied'])
    expect((await depart('no-such-invitation')).status).toBe(404)
  })

  test('does not go round the second factor', async () => {
    await journey('citizen-7', await invitationFor('operator'))
    const userId = (await (await app.signIn('operator')).get('/api/v1/me')).body.userId
    await app.database.db.execute(
      `insert into totp_keys (user_id, sealed_secret, created_at, confirmed_at, last_step) values ('${userId}', 'x', now(), now(), 0)`,
    )
    const { answer } = await journey('citizen-7')
    expect([answer.status, answer.body.pending]).toEqual([200, 'second_factor'])
  })
})

describe('what comes back', () => {
  beforeEach(async () => {
    expect((await journey('citizen-7', await invitationFor('officer'))).answer.status).toBe(201)
  })

  test('is good for once', async () => {
    const { back, cookie } = await journey('citizen-7')
    expect((await arrive(back, cookie)).body).toMatchObject({ status: 401, code: 'state_unknown' })
    // The code under a new state is known to the provider as used.
    const fresh = await depart()
    const state = new URL(fresh.url).searchParams.get('state')!
    expect((await arrive({ ...back, state }, fresh.cookie)).body.code).toBe('code_refused')
  })

  test('is good in the browser that left, for ten minutes', async () => {
    const { url, cookie } = await depart()
    const back = Object.fromEntries((await atProvider(url, 'citizen-7')).searchParams)
    expect((await arrive(back, '')).body.code).toBe('state_unknown')
    expect((await arrive(back, cookie)).body.code).toBe('state_unknown')
    const late = await depart()
    const answer = Object.fromEntries((await atProvider(late.url, 'citizen-7')).searchParams)
    app.advance(600)
    expect((await arrive(answer, late.cookie)).body.code).toBe('state_unknown')
  })

  test('names its issuer, which is ours', async () => {
    for (const iss of ['https://evil.example', '']) {
      const { url, cookie } = await depart()
      const { iss: _, ...back } = Object.fromEntries((await atProvider(url, 'citizen-7')).searchParams)
      expect((await arrive(iss === '' ? back : { ...back, iss }, cookie)).body.code).toBe('foreign_issuer')
    }
  })

  test('may be a refusal, and then says so', async () => {
    const { url, cookie } = await depart()
    const state = new URL(url).searchParams.get('state')!
    expect((await arrive({ state, error: 'access_denied', iss: issuer }, cookie)).body.code).toBe('city_identity_refused')
  })

  const signed = (claims: JWTPayload, header: { alg: string; kid?: string } = { alg: 'ES256', kid: 'city-1' }, key: CryptoKey | Uint8Array = providerKey) =>
    new SignJWT(claims).setProtectedHeader(header).sign(key)
  const unsigned = async (claims: JWTPayload) =>
    `${[{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`

  test.each<[string, string, (claims: JWTPayload) => Promise<string>]>([
    ['of another sign-in', 'id_token_nonce', (claims) => signed({ ...claims, nonce: 'another' })],
    ['without a nonce', 'id_token_invalid', ({ nonce: _, ...claims }) => signed(claims)],
    ['of another issuer', 'id_token_issuer', (claims) => signed({ ...claims, iss: 'https://evil.example' })],
    ['for another client', 'id_token_invalid', (claims) => signed({ ...claims, aud: 'another-client' })],
    ['for several, asked for by another', 'id_token_invalid', (claims) => signed({ ...claims, aud: ['suixin', 'other'], azp: 'other' })],
    ['for several, asked for by nobody', 'id_token_invalid', (claims) => signed({ ...claims, aud: ['suixin', 'other'] })],
    ['that has expired', 'id_token_expired', (claims) => signed({ ...claims, exp: Math.floor(Date.now() / 1000) - 120 })],
    ['that never expires', 'id_token_invalid', ({ exp: _, ...claims }) => signed(claims)],
    ['without a signature', 'id_token_invalid', unsigned],
    [
      'signed with what everybody knows',
      'id_token_invalid',
      (claims) => signed(claims, { alg: 'HS256', kid: 'city-1' }, new TextEncoder().encode('a secret of the client & more')),
    ],
    ['signed by another', 'id_token_invalid', async (claims) => signed(claims, { alg: 'ES256', kid: 'city-1' }, (await generateKeyPair('ES256')).privateKey)],
    ['by an unknown key', 'id_token_invalid', (claims) => signed(claims, { alg: 'ES256', kid: 'city-2' })],
    ['that is none', 'id_token_invalid', async () => 'a.b.c'],
  ])('with an ID token %s is refused as %s, and nobody is signed in', async (_, code, spoil) => {
    bend = spoil
    const { answer } = await journey('citizen-7')
    expect([answer.status, answer.body.code]).toEqual([401, code])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  test('with the ID token as it was signed is let in: the bending alone refuses nothing', async () => {
    bend = (claims) => signed(claims)
    expect((await journey('citizen-7')).answer.status).toBe(201)
  })
})

describe('a provider', () => {
  test('that is away costs the journey, not the answer', async () => {
    const away = await testApp('pglite', { signIn: { city: cityIdentity({ issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x' }) } })
    try {
      const answer = await away.nobody.post('/api/v1/city-identity/departures', {})
      expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'city_identity_away', '30'])
    } finally {
      await away.close()
    }
  })

  test('that speaks for another, or sends its readers over the open network, is not asked', async () => {
    const document = {
      issuer: 'https://id.example',
      authorization_endpoint: 'https://id.example/a',
      token_endpoint: 'https://id.example/t',
      jwks_uri: 'https://id.example/j',
    }
    const of = (body: object) => cityIdentity({ issuer: 'https://id.example', clientId: 'x', clientSecret: 'x', fetch: async () => Response.json(body) })
    expect(await of(document).provider(new Date())).toMatchObject({ tokenEndpoint: 'https://id.example/t' })
    for (const change of [{ issuer: 'https://evil.example' }, { token_endpoint: 'http://id.example/t' }, { jwks_uri: undefined }])
      await expect(of({ ...document, ...change }).provider(new Date())).rejects.toMatchObject({ code: 'city_identity_away' })
    expect(() => cityIdentity({ issuer: 'http://id.example', clientId: 'x', clientSecret: 'x' })).toThrow(/https/)
    expect(() => cityIdentity({ issuer: 'https://id.example', clientId: 'x' })).toThrow(/OIDC_CLIENT_SECRET or OIDC_PRIVATE_KEY/)
  })
})
