import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grant, must, NEED, subjectOf } from '../journeys/errand.ts'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'
import { type Json, type Operation, OWNERS, operationsOf, PEOPLE, POLICY, request, type Stage, setStage } from './operations.ts'

let app: TestApp
let stage: Stage
let operations: Operation[]
beforeAll(async () => {
  app = await testApp('pglite')
  stage = await setStage(app)
  operations = await operationsOf(app)
})
afterAll(() => app.close())

/** A sentence in Chinese, and one in English behind it. */
const BILINGUAL = /\p{Script=Han}[\s\S]* [A-Z][a-z]/u

const firm = () => stage.clients['firm-hardware']
const bank = () => stage.clients['bank-a-viewer']

describe('the document', () => {
  /** The document itself cannot well be in the document. */
  const NOT_DESCRIBED = ['GET /openapi.json']

  test('describes every route that can be reached, and no other', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`)
    const reachable = [...new Set(app.mode.routes().map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`))]
    expect(reachable.filter((route) => !NOT_DESCRIBED.includes(route)).sort()).toEqual(described.sort())
  })

  test('gives every operation its own id, its security and the errors it can answer', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
    for (const { id, method, security, responses, parameters } of operations) {
      const has = (status: number) => expect(Object.keys(responses), `${id} ${status}`).toContain(String(status))
      const { roles, scope } = POLICY[id]!
      const signedIn = roles !== 'everyone' && roles !== 'webhook' && id !== 'readProduct'
      expect(security, id).toEqual(roles === 'webhook' ? [{ webhook: [] }] : signedIn ? [{ session: [] }, ...(scope ? [{ machine: [scope] }] : [])] : [])
      for (const status of [400, 422, 503, ...(signedIn ? [401, 403, 404] : []), ...(method === 'GET' ? [] : [403, 413, 415])]) has(status)
      if (parameters.some(({ name }) => name === 'idempotency-key')) has(409)
      if (parameters.some(({ name }) => name === 'if-match')) for (const status of [412, 428]) has(status)
      for (const [status, answer] of Object.entries(responses))
        if (Number(status) >= 400) expect(Object.keys(answer.content ?? {}), `${id} ${status}`).toContain('application/problem+json')
    }
  })

  test('asks for an Idempotency-Key on every POST with an effect', () => {
    const without = operations.filter((o) => o.method === 'POST' && !o.parameters.some((p) => p.name === 'idempotency-key' && p.required)).map(({ id }) => id)
    // Signing in and asking are no effects: each may be done twice without harm. A pushed event brings its own id.
    const harmless = ['annualRate', 'checkIdentifiers', 'countScreening', 'issueToken', 'matchSubject', 'quoteLoan', 'signIn', 'verifyProof', 'whatIf']
    // Ways in, and what shows a secret: an answer with a cookie, a code or a key is never kept to be given again.
    const waysIn = [
      'acceptInvitation',
      'arriveFromCityIdentity',
      'askPasskey',
      'departForCityIdentity',
      'finishSignIn',
      'signInByPasskey',
      'signOutElsewhere',
      'stepUp',
    ]
    const secrets = ['addPasskey', 'confirmTotp', 'offerPasskey', 'offerTotp', 'renewRecoveryCodes']
    expect(without.filter((id) => !id.startsWith('test')).sort()).toEqual([...harmless, ...waysIn, ...secrets, 'takeFeedEvent'].sort())
  })

  test('bounds every text and every number', async () => {
    const { body } = await app.nobody.get('/openapi.json')
    expect(unbounded(body)).toEqual([])
  })

  test.each([
    ['text without a length', { type: 'string' }, true],
    ['text that may be null', { type: ['string', 'null'] }, true],
    ['an integer with one bound', { type: 'integer', minimum: 0 }, true],
    ['text inside a list inside an object', { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } }, true],
    ['text with a pattern', { type: 'string', pattern: '^a$' }, false],
    ['an integer with both', { type: 'integer', minimum: 0, maximum: 1 }, false],
  ])('the check of bounds sees %s', (_, schema, found) => {
    const document = { paths: { '/': { get: { operationId: 'x', responses: { 200: { content: { 'application/json': { schema } } } } } } } }
    expect(unbounded(document).length > 0).toBe(found)
  })
})

function unbounded(document: Json): string[] {
  const found = new Set<string>()
  const walk = (schema: Json, at: string, seen: readonly string[]): void => {
    if (schema === null || typeof schema !== 'object') return
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)
      if (!seen.includes(name)) walk(document.components.schemas[name], name, [...seen, name])
      return
    }
    const types = [schema.type].flat()
    const has = (...keys: string[]) => keys.some((key) => schema[key] !== undefined)
    if (types.includes('string') && !has('maxLength', 'pattern', 'enum', 'format', 'const')) found.add(`${at}: string`)
    if (
      (types.includes('integer') || types.includes('number')) &&
      !has('enum', 'const') &&
      !(has('minimum', 'exclusiveMinimum') && has('maximum', 'exclusiveMaximum'))
    )
      found.add(`${at}: number`)
    for (const [key, value] of Object.entries(schema.properties ?? {})) walk(value, `${at}.${key}`, seen)
    for (const key of ['items', 'additionalProperties', 'not']) walk(schema[key], `${at}.${key}`, seen)
    for (const key of ['anyOf', 'oneOf', 'allOf']) for (const value of schema[key] ?? []) walk(value, at, seen)
  }
  for (const methods of Object.values<Json>(document.paths)) {
    for (const operation of Object.values<Json>(methods)) {
      for (const { name, schema } of operation.parameters ?? []) walk(schema, `${operation.operationId}?${name}`, [])
      for (const { schema } of Object.values<Json>(operation.requestBody?.content ?? {})) walk(schema, `${operation.operationId} body`, [])
      for (const [status, answer] of Object.entries<Json>(operation.responses))
        for (const { schema } of Object.values<Json>(answer.content ?? {})) walk(schema, `${operation.operationId} ${status}`, [])
    }
  }
  return [...found].sort()
}

describe('who may do what', () => {
  test('every operation has a row, and every row an operation', () => {
    expect(Object.keys(POLICY).sort()).toEqual(operations.map(({ id }) => id).sort())
    for (const { id, path } of operations) expect(POLICY[id]!.thing !== undefined, id).toBe(path.includes('{id}'))
  })

  test('without a session everything that needs one is 401', async () => {
    for (const operation of operations) {
      if (['everyone', 'webhook'].includes(String(POLICY[operation.id]!.roles)) || operation.id === 'readProduct') continue
      const answer = must(await request(app.nobody, operation, stage), 401, 'sign_in_required')
      expect(answer.headers.get('www-authenticate'), operation.id).toContain('Session')
      expect(answer.body.detail, operation.id).toMatch(BILINGUAL)
    }
    const forged = await app.nobody.get('/api/v1/me', { headers: { cookie: '__Host-suixin=forged' } })
    must(forged, 401)
  })

  test('a role that may not is told what the table says, before its request is looked at more closely', async () => {
    for (const operation of operations) {
      const { roles, others } = POLICY[operation.id]!
      if (typeof roles === 'string') continue
      for (const person of PEOPLE) {
        if (roles.includes(stage.roles[person])) continue
        const { status, body } = await request(stage.clients[person], operation, stage)
        expect(body.detail, `${operation.id} by ${person}`).toMatch(BILINGUAL)
        // A colleague without the authority knows the case: to them it is 403, not 404.
        const colleague = operation.id === 'decideApplication' && person === 'bank-a-viewer'
        expect(status, `${operation.id} by ${person}`).toBe(colleague ? 403 : others)
      }
    }
  })

  test('what is foreign answers as what does not exist, to every role, byte for byte', async () => {
    for (const operation of operations) {
      const { thing, seesAll = [], roles } = POLICY[operation.id]!
      if (!thing) continue
      const unknown = stage.things[thing].replace(/.{16}$/, '0000000000000000')
      for (const person of PEOPLE) {
        if (OWNERS[thing].includes(person) || seesAll.includes(stage.roles[person])) continue
        const client = stage.clients[person]
        const foreign = await request(client, operation, stage)
        const absent = await request(client, operation, stage, { id: unknown })
        const misshapen = await request(client, operation, stage, { id: 'no-such-thing' })
        // To a role that may not ask at all, the shape of an id is no secret.
        for (const other of foreign.status === 404 ? [absent, misshapen] : [absent]) {
          expect(bytesOf(other), `${operation.id} by ${person}`).toBe(bytesOf(foreign))
          expect([...other.headers.keys()], `${operation.id} by ${person}`).toEqual([...foreign.headers.keys()])
        }
        if ((roles as readonly string[]).includes(stage.roles[person])) expect(foreign.status, `${operation.id} by ${person}`).toBe(404)
      }
    }
  })

  test('the owner is let in', async () => {
    for (const operation of operations) {
      const { thing, roles } = POLICY[operation.id]!
      // What ends the thing is shown by the journeys.
      if (
        !thing ||
        [
          'withdrawApplication',
          // What moves a guarantor is shown step by step: test/loans/guarantors.test.ts.
          ...['nameGuarantor', 'withdrawGuarantor', 'discloseGuarantor'],
          'revokeConsent',
          'decideApplication',
          'publishProduct',
          'submitProduct',
          'pauseProduct',
          'cancelBatch',
          // One look, and it is consumed: test/loans/precheck.test.ts.
          'disclosePrecheck',
        ].includes(operation.id)
      )
        continue
      // What moves a consent is shown step by step: test/consent/steps.test.ts.
      if (['request', 'proposal'].includes(thing) || operation.id === 'acceptOffer' || (thing === 'consent' && operation.method === 'POST')) continue
      if (['addClientKey', 'retireClientKey', 'closeClient'].includes(operation.id)) continue
      if (['closeWebhook', 'testWebhook', 'replayEvent', 'retryDelivery'].includes(operation.id)) continue
      if (
        [
          'acknowledgeRecall',
          'answerRecall',
          'attestDeletion',
          'eraseSubject',
          'answerBreakGlass',
          'readBreakGlass',
          'replayQuarantinedRow',
          'dismissQuarantinedRow',
        ].includes(operation.id)
      )
        continue
      // Their answers depend on a source: test/sources/channels/answers.test.ts.
      if (['querySource', 'presentCode'].includes(operation.id)) continue
      for (const person of OWNERS[thing]) {
        if (!(roles as readonly string[]).includes(stage.roles[person])) continue
        expect((await request(stage.clients[person], operation, stage)).status, `${operation.id} by ${person}`).toBe(200)
      }
    }
  })

  test('a subject id in a body is as foreign as one in a path', async () => {
    const others = await subjectOf(stage.clients['firm-catering'])
    const unknown = others.replace(/.{16}$/, '0000000000000000')
    const grantFor = (subjectId: string) => firm().post('/api/v1/consents', { subjectId, productId: stage.productId, data: [{ category: 'tax' }] })
    const matchFor = (subjectId: string) => firm().post('/api/v1/matches', { subjectId, ...NEED })
    for (const ask of [grantFor, matchFor]) {
      const foreign = must(await ask(others), 404, 'not_found')
      expect(bytesOf(await ask(unknown))).toBe(bytesOf(foreign))
    }
    const foreignConsent = await stage.clients['firm-catering'].post('/api/v1/applications', { consentId: stage.spareConsentId, ...NEED })
    const unknownConsent = await stage.clients['firm-catering'].post('/api/v1/applications', {
      consentId: stage.spareConsentId.replace(/.{16}$/, '0000000000000000'),
      ...NEED,
    })
    must(foreignConsent, 422, 'unknown_consent')
    expect(bytesOf(unknownConsent)).toBe(bytesOf(foreignConsent))
    const code = (text: string) => firm().get(`/api/v1/subjects?code=${text}`)
    expect(bytesOf(await code('91440199MADEM0B386'))).toBe(bytesOf(await code('91440199MA5PM33Y4K')))
  })
})

function bytesOf({ status, body }: { status: number; body: Json }): string {
  return JSON.stringify({ status, body: { ...body, requestId: '' } })
}

describe('a refusal', () => {
  test('is a problem with a stable code, a sentence, the request id and pointers', async () => {
    const { body, headers } = must(await firm().post('/api/v1/matches', { subjectId: stage.subjectId, amountFen: '-1', termMonths: 0, purpose: 'gold' }), 422)
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(body).toMatchObject({ type: 'urn:suixin:problem:invalid_request', title: 'Unprocessable Content', status: 422, code: 'invalid_request' })
    expect(body.requestId).toBe(headers.get('x-request-id'))
    expect(body.errors.map((e: Json) => e.pointer).sort()).toEqual(['/amountFen', '/purpose', '/termMonths'])
    expect(Object.keys(body).sort()).toEqual(['code', 'detail', 'errors', 'requestId', 'status', 'title', 'type'])
  })

  test.each([
    ['an unknown path', 'GET', '/api/v1/nowhere', 404],
    ['an unknown path below an id', 'GET', '/api/v1/subjects/x/y/z', 404],
    ['another method', 'PATCH', '/api/v1/products', 404],
    ['a method of one’s own', 'BREW', '/api/v1/products', 404],
  ])('%s is one too', async (_, method, path, status) => {
    must(await app.nobody.send(method, path), status, 'not_found')
  })
})

describe('X-Request-Id', () => {
  test.each(['abcdefgh', 'a'.repeat(64), 'A1._~-xyz'])('%s is echoed', async (id) => {
    expect((await app.nobody.get('/api/v1/decline-reasons', { headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id)
  })
  test.each(['short12', 'a'.repeat(65), 'with space', 'quote"quote', 'semi;colon', '<script>'])('%s is replaced', async (id) => {
    const { headers } = await app.nobody.get('/api/v1/decline-reasons', { headers: { 'x-request-id': id } })
    expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-z]{26}$/)
  })
  test('goes into the log entry and the app’s own log, with the route’s template and no id', async () => {
    await bank().get(`/api/v1/lender/applications/${stage.things.application}/profile`, { headers: { 'x-request-id': 'traced-look' } })
    const { items } = (await firm().get(`/api/v1/subjects/${stage.subjectId}/access-log?limit=1`)).body
    expect(items[0]).toMatchObject({ kind: 'read.released', requestId: 'traced-look' })
    const line = app.log.find(({ requestId }) => requestId === 'traced-look')
    expect(line).toMatchObject({ route: '/api/v1/lender/applications/:id/profile', status: 200 })
    expect(JSON.stringify(line)).not.toContain(stage.things.application)
  })
})

describe('Idempotency-Key', () => {
  const granting = (data = [{ category: 'tax' }]) => ({ subjectId: stage.subjectId, productId: stage.productId, data })
  const post = (key: string | null, body: unknown = granting()) => firm().post('/api/v1/consents', body, { key })

  test('is required: 1 to 255 visible characters', async () => {
    for (const key of [null, '', 'with space', 'k'.repeat(256)]) must(await post(key), 400, 'idempotency_key_required')
    must(await post('k'.repeat(255)), 201)
  })
  test('gives the first answer again and says so', async () => {
    const first = must(await post('again'), 201)
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    const before = await app.digest()
    const second = must(await post('again'), 201)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(await app.digest()).toBe(before)
  })
  test('belongs to one body, one person and one operation', async () => {
    must(await post('scoped'), 201)
    must(await post('scoped', granting([{ category: 'carbon' }])), 422, 'idempotency_key_reused')
    const other = stage.clients['firm-catering']
    must(await other.post('/api/v1/consents', { ...granting(), subjectId: await subjectOf(other) }, { key: 'scoped' }), 201)
    const { id } = (await post('scoped')).body
    expect(must(await firm().post(`/api/v1/consents/${id}/revoke`, {}, { key: 'scoped' }), 200).headers.has('idempotency-replayed')).toBe(false)
  })
  test('may be used again after a refusal, with a mended body', async () => {
    must(await post('mended', granting([{ category: 'gold' }])), 422)
    must(await post('mended'), 201)
  })
})

describe('ETag', () => {
  test('stands on single resources and spares a second reading', async () => {
    for (const path of [`/api/v1/subjects/${stage.subjectId}`, `/api/v1/consents/${stage.things.consent}`, `/api/v1/products/${stage.productId}`]) {
      const first = must(await firm().get(path), 200)
      const etag = first.headers.get('etag')!
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = must(await firm().get(path, { headers: { 'if-none-match': given } }), 304)
        expect(again.body, given).toBeNull()
      }
      must(await firm().get(path, { headers: { 'if-none-match': '"other"' } }), 200)
    }
  })
})

describe('a cursor', () => {
  test('walks a list once, is signed, and fits no other list', async () => {
    const operator = stage.clients.operator
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = must(await operator.get(`/api/v1/subjects?limit=7${cursor ? `&cursor=${cursor}` : ''}`), 200) as { body: Json }
      seen.push(...body.items.map((s: Json) => s.id))
      cursor = body.nextCursor
    }
    expect(seen.length).toBeGreaterThan(14)
    expect(new Set(seen).size).toBe(seen.length)

    const page = must(await operator.get('/api/v1/subjects?limit=7'), 200).body.nextCursor as string
    const [place, signature] = page.split('.')
    const flipped = `${place!.slice(0, -1)}${place!.endsWith('A') ? 'B' : 'A'}.${signature}`
    for (const bad of [flipped, `${place}.`, place!, `${page}.x`, `${page}A`, 'x', '.']) {
      expect(must(await operator.get(`/api/v1/subjects?cursor=${encodeURIComponent(bad)}`), 422, 'bad_cursor').body.errors[0].pointer).toBe('?cursor')
    }
    must(await operator.get(`/api/v1/imports?cursor=${page}`), 422, 'bad_cursor')
    const ours = must(await firm().get(`/api/v1/subjects/${stage.subjectId}/access-log?limit=1`), 200).body.nextCursor
    const catering = stage.clients['firm-catering']
    must(await catering.get(`/api/v1/subjects/${await subjectOf(catering)}/access-log?cursor=${ours}`), 422, 'bad_cursor')
    must(await stage.clients.auditor.get(`/api/v1/audit/events?cursor=${ours}`), 422, 'bad_cursor')
  })
  test.each(['0', '101', '-1', '1.5', '1e1', '', ' ', 'ten'])('with limit=%s the page is refused', async (limit) => {
    expect(must(await stage.clients.operator.get(`/api/v1/subjects?limit=${limit}`), 422).body.errors[0].pointer).toBe('?limit')
  })
})

describe('a body', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'application/vnd.api+json'])(
    'announced as %s is 415',
    async (type) => {
      must(await firm().post('/api/v1/matches', '{}', { headers: { 'content-type': type } }), 415, 'json_required')
    },
  )
  test('of 64 KiB is read, of one byte more is not', async () => {
    const padded = (bytes: number) => {
      const body = { subjectId: stage.subjectId, ...NEED }
      return JSON.stringify(body).padEnd(bytes, ' ')
    }
    const send = (bytes: number) => firm().post('/api/v1/matches', padded(bytes), { headers: { 'content-type': 'application/json' } })
    must(await send(64 * 1024), 201)
    must(await send(64 * 1024 + 1), 413, 'body_too_large')
  })
})

describe('headers of every answer', () => {
  test('forbid sniffing, framing and foreign scripts, on pages and on the API', async () => {
    for (const path of ['/', '/api/v1/products', '/api/v1/nowhere', '/healthz', '/openapi.json']) {
      const { headers } = await app.nobody.get(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy'), path).toMatch(/default-src 'none'/)
      expect(headers.get('content-security-policy'), path).not.toMatch(/unsafe|\*/)
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
      expect(headers.get('strict-transport-security'), path).toMatch(/max-age=\d{8}/)
      expect(headers.get('referrer-policy'), path).toBe('same-origin')
      expect(headers.get('x-powered-by'), path).toBeNull()
    }
  })
  test('keep what is about somebody out of caches', async () => {
    for (const operation of operations) {
      if (POLICY[operation.id]!.roles === 'everyone' || operation.method !== 'GET') continue
      for (const person of PEOPLE) {
        const answer = await request(stage.clients[person], operation, stage)
        expect(answer.headers.get('cache-control'), `${operation.id} by ${person}`).toMatch(/^(no-store|private, no-cache)$/)
      }
    }
    const drafts = must(await bank().get('/api/v1/products?status=draft'), 200)
    expect(drafts.body.items.length).toBeGreaterThan(0)
    expect(drafts.headers.get('cache-control')).toBe('no-store')
  })
  test('the session’s cookie is for this host, over TLS, out of reach of scripts', async () => {
    const { headers } = await app.nobody.post('/api/v1/sessions', { username: 'auditor', password: 'suixin-demo-2026' }, { key: null })
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-suixin=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('a request from another site', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: ORIGIN }, 200],
    [{ origin: ORIGIN }, 200],
    [{}, 200],
  ] as [Record<string, string>, number][])('with %j answers %i', async (headers, status) => {
    must(await app.nobody.post('/api/v1/identifiers/check', { codes: ['x'] }, { headers }), status, status === 403 ? 'cross_site' : undefined)
  })
  test('may read what is public, and signs nobody out', async () => {
    must(await app.nobody.get('/api/v1/products', { headers: { 'sec-fetch-site': 'cross-site' } }), 200)
    const there = await app.signIn('regulator')
    must(await there.send('DELETE', '/api/v1/sessions', { headers: { 'sec-fetch-site': 'cross-site' } }), 403, 'cross_site')
    must(await there.get('/api/v1/me'), 200)
    must(await there.send('DELETE', '/api/v1/sessions'), 204)
    must(await there.get('/api/v1/me'), 401)
  })
})

describe('guessing a password', () => {
  test('is stopped at the eleventh attempt, for a while, whatever the spelling of the name', async () => {
    const guess = (username: string, password = 'wrong') => app.nobody.post('/api/v1/sessions', { username, password }, { key: null })
    for (let i = 0; i < 10; i++) must(await guess(i % 2 ? 'Officer' : 'officer'), 401, 'bad_credentials')
    const stopped = must(await guess('officer', 'suixin-demo-2026'), 429, 'too_many_attempts')
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    app.advance(901)
    must(await guess('officer', 'suixin-demo-2026'), 201)
  })
  test('an unknown name is answered as a wrong password', async () => {
    const unknown = await app.nobody.post('/api/v1/sessions', { username: 'nobody-here', password: 'x' }, { key: null })
    const wrong = await app.nobody.post('/api/v1/sessions', { username: 'regulator', password: 'x' }, { key: null })
    expect(bytesOf(unknown)).toBe(bytesOf(wrong))
  })
})

describe('test mode', () => {
  test('refuses to start with NODE_ENV=production', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'suixin-refused-'))
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const { DATABASE_URL: _, ...env } = process.env
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/node.ts'], {
      cwd: root,
      env: { ...env, APP_MODE: 'test', NODE_ENV: 'production', PORT: '0', DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    rmSync(dataDir, { recursive: true, force: true })
    expect(said).toContain('APP_MODE=test')
    expect(said).toContain('NODE_ENV=production')
    expect(code).toBe(1)
  }, 30_000)

  test('same seed and same requests give the same ids and the same digest', async () => {
    const run = async () => {
      await app.reset()
      const client = await app.signIn('firm-hardware')
      const consent = must(await grant(client, stage.productId), 201).body
      return { consent, digest: await app.digest() }
    }
    const first = await run()
    expect(await run()).toEqual(first)
  })
})
