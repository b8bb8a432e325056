import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { CompactSign, decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyFor, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { ORIGIN, type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { ASSERTION_TYPE, askToken, assertionOf, type KeyPair, keyPair, type Machine, machine, now, proofOf, signedIn } from './machine.ts'

let app: TestApp
let approver: TestClient
let key: KeyPair
let clientId: string
beforeAll(async () => {
  app = await testApp('pglite')
  approver = await app.signIn('bank-a-approver')
  key = await keyPair()
  const registered = await approver.post('/api/v1/clients', { name: '甲行风控系统', scopes: ['cases.read', 'profiles.read'], keys: [key.jwk] })
  clientId = must(registered, 201).body.id
})
afterAll(() => app.close())

const formWith = (assertion: string) => ({ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion })
const tokenProof = (change: object = {}, by = key) => proofOf(app, by, { method: 'POST', path: '/oauth/token', ...change })
const ask = async (claims: object = {}, header: object = {}, by = key) =>
  askToken(app, formWith(await assertionOf(app, clientId, by, claims, header)), await tokenProof())

describe('a token', () => {
  test('is for ten minutes, of the DPoP kind, and bound to the key of the proof', async () => {
    const { body, headers } = must(await ask(), 200)
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 600, scope: 'cases.read profiles.read' })
    expect(headers.get('cache-control')).toBe('no-store')
    expect([headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual(['"token";q=120;w=60', expect.stringMatching(/^"token";r=1[01]\d;t=60$/)])
    expect(decodeJwt(body.access_token)).toMatchObject({
      iss: ORIGIN,
      aud: ORIGIN,
      sub: clientId,
      client_id: clientId,
      exp: now(app) + 600,
      cnf: { jkt: key.kid },
    })
  })

  test.each([
    ['the token endpoint', `${ORIGIN}/oauth/token`],
    ['a list of it alone', [`${ORIGIN}/oauth/token`]],
  ])('is given for an assertion to %s', async (_, aud) => {
    must(await ask({ aud }), 200)
  })

  test('is given for an assertion that ended four seconds ago: clocks differ', async () => {
    must(await ask({ iat: now(app) - 200, exp: now(app) - 4 }), 200)
  })

  test('has fewer scopes where fewer are asked, and none that the client lacks', async () => {
    const asked = async (scope: string) => askToken(app, { ...formWith(await assertionOf(app, clientId, key)), scope }, await tokenProof())
    expect(must(await asked('profiles.read'), 200).body.scope).toBe('profiles.read')
    for (const scope of ['decisions.write', 'cases.read decisions.write', 'cases.read  profiles.read', 'everything'])
      expect(must(await asked(scope), 400, 'scope_not_granted').body.error).toBe('invalid_scope')
  })

  test.each(['ES256', 'RS256'])('is given to a client that signs by %s', async (alg) => {
    const pair = await keyPair(alg)
    const { body } = must(await approver.post('/api/v1/clients', { name: alg, scopes: ['cases.read'], keys: [pair.jwk] }), 201)
    const client = await signedIn(app, body.id, pair)
    must(await client.get('/api/v1/lender/applications'), 200)
  })
})

describe('an assertion is refused, by name, and no token comes of it:', () => {
  const unsigned = (header: object, claims: object) => [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const sound = () => ({ iss: clientId, sub: clientId, aud: `${ORIGIN}/oauth/token`, iat: now(app), exp: now(app) + 60, jti: 'a jti' })
  const hs256 = (secret: string | Buffer) => {
    const text = unsigned({ alg: 'HS256', kid: key.kid }, sound())
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const pem = () => createPublicKey({ key: key.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' })

  test.each<[string, () => Promise<string> | string, string]>([
    ['alg none without a signature', () => `${unsigned({ alg: 'none' }, sound())}.`, 'assertion_algorithm'],
    [
      'alg none with the signature of another',
      async () => `${unsigned({ alg: 'none' }, sound())}.${(await assertionOf(app, clientId, key)).split('.')[2]}`,
      'assertion_algorithm',
    ],
    ['HS256 with the public key as the secret', () => hs256(pem()), 'assertion_algorithm'],
    ['HS256 with the raw public key', () => hs256(Buffer.from(key.jwk.x!, 'base64url')), 'assertion_algorithm'],
    [
      'another algorithm’s name over this key',
      () =>
        assertionOf(app, clientId, key, {}, { alg: 'EdDSA' }).then((t) =>
          t.replace(/^[^.]+/, Buffer.from(JSON.stringify({ alg: 'ES256', kid: key.kid })).toString('base64url')),
        ),
      'unknown_key',
    ],
    ['a foreign key under our kid', async () => assertionOf(app, clientId, { ...(await keyPair()), kid: key.kid }), 'assertion_signature'],
    ['a foreign key under its own kid', async () => assertionOf(app, clientId, await keyPair()), 'unknown_key'],
    [
      'a foreign key brought along',
      async () => {
        const foreign = await keyPair()
        return assertionOf(app, clientId, { ...foreign, kid: key.kid }, {}, { jwk: foreign.jwk })
      },
      'assertion_header',
    ],
    ['an address to fetch a key from', () => assertionOf(app, clientId, key, {}, { jku: 'https://evil.example/keys' }), 'assertion_header'],
    [
      'a claim changed after signing',
      async () => {
        const [h, , s] = (await assertionOf(app, clientId, key)).split('.')
        return `${h}.${Buffer.from(JSON.stringify({ ...sound(), exp: now(app) + 61 })).toString('base64url')}.${s}`
      },
      'assertion_signature',
    ],
    ['expired by five seconds', () => assertionOf(app, clientId, key, { iat: now(app) - 200, exp: now(app) - 5 }), 'assertion_expired'],
    ['without an end', () => assertionOf(app, clientId, key, { exp: undefined }), 'assertion_expired'],
    ['with an end in words', () => assertionOf(app, clientId, key, { exp: 'tomorrow' }), 'assertion_expired'],
    ['good for five minutes and a second', () => assertionOf(app, clientId, key, { exp: now(app) + 301 }), 'assertion_too_long_lived'],
    ['good for an hour without saying since when', () => assertionOf(app, clientId, key, { iat: undefined, exp: now(app) + 3600 }), 'assertion_too_long_lived'],
    ['made more than a minute in the future', () => assertionOf(app, clientId, key, { iat: now(app) + 61 }), 'assertion_not_yet_valid'],
    ['not before a time to come', () => assertionOf(app, clientId, key, { nbf: now(app) + 61 }), 'assertion_not_yet_valid'],
    ['for another server', () => assertionOf(app, clientId, key, { aud: 'https://other.example/oauth/token' }), 'assertion_audience'],
    ['for our server, without the path of its token endpoint', () => assertionOf(app, clientId, key, { aud: ORIGIN }), 'assertion_audience'],
    ['for our server in a list of one', () => assertionOf(app, clientId, key, { aud: [ORIGIN] }), 'assertion_audience'],
    ['for our token endpoint with a slash behind it', () => assertionOf(app, clientId, key, { aud: `${ORIGIN}/oauth/token/` }), 'assertion_audience'],
    [
      'for two servers, one of them us',
      () => assertionOf(app, clientId, key, { aud: [`${ORIGIN}/oauth/token`, 'https://other.example'] }),
      'assertion_audience',
    ],
    ['for nobody', () => assertionOf(app, clientId, key, { aud: undefined }), 'assertion_audience'],
    ['issued by another than its subject', () => assertionOf(app, clientId, key, { iss: 'cli_01jd7w9k8m0000000000000000' }), 'assertion_subject'],
    ['of a client nobody knows', () => assertionOf(app, 'cli_01jd7w9k8m0000000000000000', key), 'unknown_client'],
    ['of a client that cannot be', () => assertionOf(app, 'a\0b', key), 'unknown_client'],
    [
      'signed, with its end named twice',
      () => {
        const claims = JSON.stringify(sound()).replace('"exp"', `"exp":${now(app) + 3600},"exp"`)
        return new CompactSign(new TextEncoder().encode(claims)).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey)
      },
      'assertion_unreadable',
    ],
    ['without a jti', () => assertionOf(app, clientId, key, { jti: undefined }), 'assertion_jti_missing'],
    ['with a jti of 256 letters', () => assertionOf(app, clientId, key, { jti: 'x'.repeat(256) }), 'assertion_jti_missing'],
    ['no JWT', () => 'x', 'assertion_unreadable'],
    ['four parts', () => 'e30.e30.e30.e30', 'assertion_unreadable'],
    ['a megabyte', () => 'x'.repeat(5_000), 'client_assertion_malformed'],
  ])('%s', async (_, make, why) => {
    const before = await app.digest()
    const answer = await askToken(app, formWith(await make()), await tokenProof())
    expect(answer.body).toMatchObject({ error: why.endsWith('_malformed') ? 'invalid_request' : 'invalid_client', code: why })
    expect(answer.status).toBe(why.endsWith('_malformed') ? 400 : 401)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(answer.body).not.toHaveProperty('access_token')
    expect(await app.digest()).toBe(before)
  })

  test('the same one a second time', async () => {
    const assertion = await assertionOf(app, clientId, key)
    must(await askToken(app, formWith(assertion), await tokenProof()), 200)
    must(await askToken(app, formWith(assertion), await tokenProof()), 401, 'assertion_replayed')
  })

  test('another with the jti of one that was used', async () => {
    must(await ask({ jti: 'twice' }), 200)
    must(await ask({ jti: 'twice', exp: now(app) + 100 }), 401, 'assertion_replayed')
  })

  test('one that names another client than the form does', async () => {
    const form = { ...formWith(await assertionOf(app, clientId, key)), client_id: 'cli_01jd7w9k8m0000000000000000' }
    must(await askToken(app, form, await tokenProof()), 401, 'client_mismatch')
  })

  test('and its developers read what it was', async () => {
    await ask({ aud: 'https://other.example' })
    const { refusals } = must(await approver.get(`/api/v1/clients/${clientId}`), 200).body
    const kinds = refusals.map(({ why }: { why: string }) => why)
    expect(kinds).toContain('assertion_audience')
    expect(kinds).toContain('assertion_replayed')
  })

  test('and the operator reads all of them, those of nobody we know and those too large to be read among them', async () => {
    await askToken(app, formWith('x'.repeat(5_000)), await tokenProof())
    must(await ask({ aud: 'https://other.example' }), 401)
    const { items } = must(await (await app.signIn('operator')).get('/api/v1/token-refusals'), 200).body
    const of = (client: string | null) => items.filter((item: { clientId: string | null }) => item.clientId === client)
    expect(of(clientId).map(({ why }: { why: string }) => why)).toEqual(
      expect.arrayContaining(['assertion_signature', 'assertion_expired', 'assertion_replayed']),
    )
    expect(of(clientId)[0]).toMatchObject({ clientName: expect.any(String), lenderId: expect.stringMatching(/^ins_/), count: expect.any(Number) })
    expect(of(null).map(({ why }: { why: string }) => why)).toEqual(expect.arrayContaining(['unknown_client', 'client_assertion_malformed']))
    must(await approver.get('/api/v1/token-refusals'), 403, 'role_required')
  })
})

test.each<[string, Record<string, string>, string, string]>([
  ['another grant', { grant_type: 'password' }, 'unsupported_grant_type', 'grant_type'],
  ['no grant', { grant_type: '' }, 'invalid_request', 'grant_type'],
  ['a secret in place of an assertion', { client_assertion: '', client_secret: 'x' }, 'invalid_client', 'assertion_missing'],
  [
    'an assertion of another kind',
    { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
    'invalid_client',
    'assertion_missing',
  ],
])('%s is refused as RFC 6749 says', async (_, change, error, code) => {
  const { body } = await askToken(app, { ...formWith(await assertionOf(app, clientId, key)), ...change }, await tokenProof())
  expect(body).toMatchObject({ error, code })
})

test('a parameter sent twice is refused', async () => {
  const form = new URLSearchParams(formWith(await assertionOf(app, clientId, key)))
  form.append('grant_type', 'client_credentials')
  const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop: await tokenProof() }
  expect((await app.nobody.post('/oauth/token', form.toString(), { key: null, headers })).body).toMatchObject({
    error: 'invalid_request',
    code: 'grant_type_malformed',
  })
})

describe('a proof is refused at the token endpoint:', () => {
  test.each<[string, () => Promise<string | null>, string]>([
    ['none', async () => null, 'proof_missing'],
    ['for another method', () => tokenProof({ method: 'GET' }), 'proof_method'],
    ['for another address', () => tokenProof({ path: '/oauth/other' }), 'proof_target'],
    ['for another server', () => tokenProof({ claims: { htu: 'https://evil.example/oauth/token' } }), 'proof_target'],
    ['a minute and a second old', () => tokenProof({ claims: { iat: now(app) - 61 } }), 'proof_stale'],
    ['of another kind of text', () => tokenProof({ header: { typ: 'JWT' } }), 'proof_header'],
    ['with a private key in it', async () => tokenProof({ header: { jwk: { ...key.jwk, d: key.jwk.x } } }), 'proof_key'],
    ['signed by another key than it shows', async () => tokenProof({ header: { jwk: (await keyPair()).jwk } }), 'proof_signature'],
    ['without a jti', () => tokenProof({ claims: { jti: undefined } }), 'proof_jti_missing'],
  ])('%s', async (_, make, why) => {
    const answer = await askToken(app, formWith(await assertionOf(app, clientId, key)), await make())
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: 'invalid_dpop_proof', code: why })
  })

  test('the same one a second time, and the assertion beside it stays unused', async () => {
    const proof = await tokenProof()
    must(await askToken(app, formWith(await assertionOf(app, clientId, key)), proof), 200)
    const assertion = await assertionOf(app, clientId, key)
    must(await askToken(app, formWith(assertion), proof), 400, 'proof_replayed')
    must(await askToken(app, formWith(assertion), await tokenProof()), 200)
  })
})

describe('a request with a token', () => {
  let bot: Machine
  const QUEUE = '/api/v1/lender/applications'
  beforeAll(async () => {
    bot = await machine(app, ['cases.read', 'events.read'])
  })
  const sendWith = (headers: Record<string, string>) => app.nobody.get(QUEUE, { headers })
  const proof = (change: object = {}, by = bot.key) => proofOf(app, by, { method: 'GET', path: QUEUE, token: bot.token, ...change })

  test('is let in', async () => {
    must(await bot.get(QUEUE), 200)
    must(await bot.get(`${QUEUE}?limit=1`), 200)
  })

  test.each<[string, () => Promise<Record<string, string>>, string, string]>([
    ['without a proof', async () => ({ authorization: `DPoP ${bot.token}` }), 'invalid_dpop_proof', 'proof_missing'],
    [
      'with a proof for another method',
      async () => ({ authorization: `DPoP ${bot.token}`, dpop: await proof({ method: 'POST' }) }),
      'invalid_dpop_proof',
      'proof_method',
    ],
    [
      'with a proof for another address',
      async () => ({ authorization: `DPoP ${bot.token}`, dpop: await proof({ path: '/api/v1/lender/recalls' }) }),
      'invalid_dpop_proof',
      'proof_target',
    ],
    [
      'with a proof for another token',
      async () => ({ authorization: `DPoP ${bot.token}`, dpop: await proof({ token: 'another' }) }),
      'invalid_dpop_proof',
      'proof_token',
    ],
    [
      'with a proof that names no token',
      async () => ({ authorization: `DPoP ${bot.token}`, dpop: await proof({ token: undefined }) }),
      'invalid_dpop_proof',
      'proof_token',
    ],
    [
      'with the proof of a thief',
      async () => ({ authorization: `DPoP ${bot.token}`, dpop: await proof({}, await keyPair()) }),
      'invalid_token',
      'token_of_another_key',
    ],
    [
      'with the token of another client',
      async () => ({ authorization: `DPoP ${(await machine(app, ['cases.read'], { approver: 'bank-b-approver' })).token}`, dpop: await proof() }),
      'invalid_dpop_proof',
      'proof_token',
    ],
    [
      'with a token that was changed',
      async () => ({ authorization: `DPoP ${bot.token.slice(0, -2)}AA`, dpop: await proof({ token: `${bot.token.slice(0, -2)}AA` }) }),
      'invalid_token',
      'token_signature',
    ],
    [
      'with an assertion in place of a token',
      async () => {
        const t = await assertionOf(app, bot.clientId, bot.key)
        return { authorization: `DPoP ${t}`, dpop: await proof({ token: t }) }
      },
      'invalid_token',
      'token_type',
    ],
  ])('%s is 401 and says why', async (_, headers, code, why) => {
    const answer = await sendWith(await headers())
    must(answer, 401, code)
    expect(answer.body.errors[0].code).toBe(why)
    expect(answer.headers.get('www-authenticate')).toContain(`error="${code}"`)
  })

  test('as a bearer is 401', async () => {
    must(await sendWith({ authorization: `Bearer ${bot.token}` }), 401, 'invalid_token')
  })

  test('under a proof that was used is 401', async () => {
    const used = { authorization: `DPoP ${bot.token}`, dpop: await proof() }
    must(await sendWith(used), 200)
    const again = must(await sendWith(used), 401, 'invalid_dpop_proof')
    expect(again.body.errors[0].code).toBe('proof_replayed')
  })

  test('does what its scopes say and nothing else', async () => {
    must(await bot.get('/api/v1/lender/recalls'), 200)
    must(await bot.get('/api/v1/lender/applications/app_00000000000000000000000000/profile'), 403, 'scope_missing')
    must(await bot.post('/api/v1/lender/applications/app_00000000000000000000000000/decision', { outcome: 'approved' }), 403, 'scope_missing')
    for (const path of ['/api/v1/me', '/api/v1/lender/batches', '/api/v1/clients', '/api/v1/consents']) must(await bot.get(path), 403, 'people_only')
    must(await bot.post('/api/v1/products', {}), 403, 'people_only')
    // What is open to everyone shows it no more than everyone.
    must(await bot.get('/api/v1/products?status=draft'), 401)
    must(await bot.get('/api/v1/products'), 200)
  })

  test('of a client that was closed meanwhile is 401, and it gets no new one', async () => {
    const closing = await machine(app, ['cases.read'])
    must(await closing.get(QUEUE), 200)
    must(await approver.post(`/api/v1/clients/${closing.clientId}/close`), 200)
    expect(must(await closing.get(QUEUE), 401, 'invalid_token').body.errors[0].code).toBe('client_closed')
    const form = formWith(await assertionOf(app, closing.clientId, closing.key))
    must(await askToken(app, form, await tokenProof({}, closing.key)), 401, 'client_closed')
    must(await approver.post(`/api/v1/clients/${closing.clientId}/close`), 409, 'client_closed')
  })

  test('looks at a case under the client’s name, which the firm reads', async () => {
    const firm = await app.signIn('firm-hardware')
    const { id: productId } = await productNamed(firm, '示例税易贷')
    const { applicationId } = await applyFor(firm, productId)
    const reader = await machine(app, ['cases.read', 'profiles.read'], { name: '甲行自动审批' })
    must(await reader.get(`/api/v1/lender/applications/${applicationId}/profile`), 200)
    const { items } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/access-log?limit=1`), 200).body
    expect(items[0]).toMatchObject({ kind: 'read.released', actorName: '甲行自动审批' })
    const other = await machine(app, ['cases.read', 'profiles.read'], { approver: 'bank-b-approver' })
    must(await other.get(`/api/v1/lender/applications/${applicationId}/profile`), 404)
  })

  test('that has run out is 401', async () => {
    app.advance(601)
    expect(must(await bot.get(QUEUE), 401, 'invalid_token').body.errors[0].code).toBe('token_expired')
  })
})

describe('keys', () => {
  test('are turned over without a gap: two live ones, then the old one ends', async () => {
    const [first, second, third] = [await keyPair(), await keyPair('ES256'), await keyPair()]
    const { id } = must(await approver.post('/api/v1/clients', { name: '轮换', scopes: ['cases.read'], keys: [first.jwk] }), 201).body
    must(await approver.post(`/api/v1/clients/${id}/keys/retire`, { kid: first.kid }), 409, 'last_key')
    must(await approver.post(`/api/v1/clients/${id}/keys`, { key: second.jwk }), 201)
    must(await approver.post(`/api/v1/clients/${id}/keys`, { key: second.jwk }), 409, 'key_known')
    must(await approver.post(`/api/v1/clients/${id}/keys`, { key: third.jwk }), 409, 'two_keys_live')
    await signedIn(app, id, first)
    await signedIn(app, id, second)
    must(await approver.post(`/api/v1/clients/${id}/keys/retire`, { kid: first.kid }), 200)
    await signedIn(app, id, second)
    const late = await askToken(app, formWith(await assertionOf(app, id, first)), await tokenProof())
    must(late, 401, 'unknown_key')
    // A key that was taken out of use does not come back.
    must(await approver.post(`/api/v1/clients/${id}/keys`, { key: first.jwk }), 409, 'key_known')
  })

  test('that are private are refused and nowhere kept', async () => {
    const d = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
    const answer = must(await approver.post('/api/v1/clients', { name: '误传', scopes: ['cases.read'], keys: [d] }), 422, 'key_private_key')
    expect(answer.body.errors[0].pointer).toBe('/keys/0')
    expect(JSON.stringify(answer.body)).not.toContain(d.d)
  })

  test('that lie on no curve are refused', async () => {
    const off = { kty: 'EC', crv: 'P-256', x: Buffer.alloc(32, 1).toString('base64url'), y: Buffer.alloc(32, 2).toString('base64url') }
    must(await approver.post('/api/v1/clients', { name: '不在曲线上', scopes: ['cases.read'], keys: [off] }), 422, 'key_unreadable')
  })

  test('are an approver’s matter, and each change stands in the log', async () => {
    const viewer = await app.signIn('bank-a-viewer')
    must(await viewer.post('/api/v1/clients', { name: 'x', scopes: ['cases.read'], keys: [(await keyPair()).jwk] }), 403, 'approver_only')
    const { items } = must(await (await app.signIn('auditor')).get('/api/v1/audit/events?limit=100'), 200).body
    const kinds = items.map(({ kind }: { kind: string }) => kind)
    for (const kind of ['client.registered', 'client.keys_changed', 'client.closed']) expect(kinds).toContain(kind)
  })
})

test('the metadata of RFC 8414 say where and how', async () => {
  const { body } = must(await app.nobody.get('/.well-known/oauth-authorization-server'), 200)
  expect(body).toMatchObject({ issuer: ORIGIN, token_endpoint: `${ORIGIN}/oauth/token`, token_endpoint_auth_methods_supported: ['private_key_jwt'] })
  expect(body.token_endpoint_auth_signing_alg_values_supported).not.toContain('none')
  must(await app.nobody.get(new URL(body.jwks_uri).pathname), 200)
})
