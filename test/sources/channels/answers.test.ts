import { sql } from 'drizzle-orm'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { HttpResponse } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { rowsOf as query } from '../../../src/platform/db/client.ts'
import { registerSources } from '../../../src/sources/model.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { type Answer, type TestApp, type TestClient, testApp } from '../../support/test-app.ts'
import { CATERING, gzTest, HARDWARE, type Played, playedOffice } from './played-source.ts'

let app: TestApp
let firm: TestClient
let subjectId: string
let office: Played
beforeAll(async () => {
  office = playedOffice()
  const outside = { send: (request: Request) => office.connections.outside.send(request) }
  app = await testApp('pglite', { app: { sources: registerSources([...feeds.sources, gzTest]), connections: { ...office.connections, outside } } })
  firm = await app.signIn('firm-hardware')
  subjectId = await subjectOf(firm)
})
afterAll(() => app.close())
beforeEach(async () => {
  office = playedOffice()
  await app.database.db.execute(sql`truncate feed_breakers, feed_runs, quarantine, intake_refusals, throttle`)
  await app.database.db.execute(sql`delete from records where source = 'gz-test'`)
})

const rows = <T>(text: ReturnType<typeof sql>) => query<T>(app.database.db, text)
const own = (year = 2025, grade = '绿') => ({ 统一社会信用代码: HARDWARE, 评价年度: year, 等级: grade })
const foreign = { 统一社会信用代码: CATERING, 企业名称: '广州示例鲜达餐饮管理有限公司', 评价年度: 2025, 等级: '红' }
const runs = () => rows<{ id: string; way: string; outcome: string; failure: string | null; subject_id: string }>(sql`select * from feed_runs order by id`)
const refusals = () => rows<{ code: string; way: string; sha256: string | null }>(sql`select code, way, sha256 from intake_refusals`)
const kept = () => rows<{ issues: { code: string }[]; row: object }>(sql`select issues, "row" from quarantine order by row_no`)
const recordsAbout = async () =>
  (await rows<{ code: string }>(sql`select s.code from records r join subjects s on s.id = r.subject_id where r.source = 'gz-test' order by 1`)).map(
    ({ code }) => code,
  )

describe('a question about oneself', () => {
  const ask = (body: object = { source: 'gz-test', record: 'asked' }, key?: string): Promise<Answer> =>
    firm.post(`/api/v1/subjects/${subjectId}/queries`, body, key === undefined ? {} : { key })

  test('is asked with our reference of the authorisation and its answer taken in', async () => {
    office.answer = [own(2024), own(2025)]
    const { body } = must(await ask(), 201)
    expect(body).toMatchObject({ outcome: 'ok', rows: 2, accepted: 2, quarantined: 0, asOf: '2026-09-30' })
    expect(office.bodies).toEqual([{ code: HARDWARE, consentRef: body.run }])
    expect(await runs()).toMatchObject([{ id: body.run, way: 'query', outcome: 'ok', subject_id: subjectId }])
    expect(await recordsAbout()).toEqual([HARDWARE, HARDWARE])
  })

  test('that finds nothing is no error and no zero', async () => {
    expect(must(await ask(), 201).body).toMatchObject({ outcome: 'empty', rows: 0, accepted: 0, asOf: null, batchId: null })
  })

  test('under one key is asked once', async () => {
    office.answer = [own()]
    const first = must(await ask(undefined, 'one-question'), 201)
    const again = must(await ask(undefined, 'one-question'), 201)
    expect(again.body).toEqual(first.body)
    expect(office.bodies).toHaveLength(1)
    must(await ask({ source: 'gz-test', record: 'listed' }, 'one-question'), 422, 'idempotency_key_reused')
  })

  test('answered with somebody else’s row takes nothing of it, not even into quarantine', async () => {
    office.answer = [foreign, own(), { ...foreign, 等级: '不明' }, { 企业名称: '某人', 评价年度: 2025, 等级: '绿' }]
    expect(must(await ask(), 201).body).toMatchObject({ rows: 4, accepted: 1, quarantined: 3, asOf: '2026-09-30' })
    expect(await recordsAbout()).toEqual([HARDWARE])
    expect(await kept()).toMatchObject([1, 3, 4].map(() => ({ issues: [{ code: 'bad_code' }], row: {} })))
    expect((await kept()).every(({ row }) => Object.keys(row).length === 0)).toBe(true)
    expect(JSON.stringify(await kept())).not.toContain(CATERING)
  })

  test('keeps an own row that cannot be read, for the operator to mend', async () => {
    office.answer = [own(2025, '不明')]
    expect(must(await ask(), 201).body).toMatchObject({ accepted: 0, quarantined: 1 })
    expect(await kept()).toMatchObject([{ issues: [{ code: 'unknown_value' }], row: { 统一社会信用代码: HARDWARE } }])
  })

  test.each([
    ['down', () => HttpResponse.error(), 'source_unavailable', 'network'],
    ['refusing', () => HttpResponse.json({}, { status: 403 }), 'source_unavailable', 'status_403'],
    ['wrong', () => HttpResponse.json({ rows: [] }), 'source_wrong', 'wrong_shape'],
    ['wrong in its columns', () => HttpResponse.json({ data: [{ x: 1 }], nextCursor: null }), 'source_wrong', 'wrong_shape'],
    ['showing a page of HTML', () => new HttpResponse('<html>', { headers: { 'content-type': 'text/html' } }), 'source_wrong', 'not_json'],
  ])('to a source that is %s is 503 and kept as a run', async (_, instead, code, failure) => {
    office.instead = instead
    const { headers } = must(await ask(), 503, code)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await runs()).toMatchObject([{ failure }])
    office.instead = null
    office.answer = [own()]
    must(await ask(), 201)
  })

  test.each([
    [{ source: 'gz-test', record: 'listed' }, 422, 'no_query_channel'],
    [{ source: 'nobody', record: 'asked' }, 422, 'no_query_channel'],
    [{ source: 'gz-test' }, 422, 'invalid_request'],
  ])('as %j is refused', async (body, status, code) => {
    must(await ask(body), status, code)
    expect(await runs()).toEqual([])
  })

  test('is for the subject itself alone', async () => {
    const path = `/api/v1/subjects/${subjectId}/queries`
    for (const name of ['firm-catering', 'bank-a-viewer', 'operator', 'auditor'])
      must(await (await app.signIn(name)).post(path, { source: 'gz-test', record: 'asked' }), 404)
    must(await app.nobody.post(path, { source: 'gz-test', record: 'asked' }), 401)
    expect(office.bodies).toEqual([])
  })

  test('may be put thirty times an hour', async () => {
    for (let i = 0; i < 30; i++) must(await ask(), 201)
    must(await ask(), 429, 'too_many_attempts')
    expect(office.bodies).toHaveLength(30)
  })
})

describe('a code presented', async () => {
  const pair = await generateKeyPair('ES256')
  const edward = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const stranger = await generateKeyPair('ES256')
  const keys = {
    keys: [
      { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' },
      { ...(await exportJWK(edward.publicKey)), kid: 'k2', alg: 'EdDSA' },
    ],
  }
  beforeEach(() => {
    office.keys = keys
  })

  const now = () => Math.floor(app.mode.clock.now().getTime() / 1000)
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    ...{ iss: 'urn:test:office', aud: 'urn:suixin:platform', sub: HARDWARE, jti: 'c-1', iat: now(), exp: now() + 600, year: 2025, grade: '绿' },
    ...more,
  })
  const sign = (payload: JWTPayload, { kid = 'k1', alg = 'ES256', key = pair.privateKey }: { kid?: string; alg?: string; key?: CryptoKey } = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key)
  const present = (code: string, source = 'gz-test'): Promise<Answer> => firm.post(`/api/v1/subjects/${subjectId}/presentations`, { source, code })

  test('that is sound is a record; presented again it is the same record', async () => {
    const code = await sign(claims())
    expect(must(await present(code), 201).body).toMatchObject({ outcome: 'ok', rows: 1, accepted: 1, duplicate: 0, asOf: '2026-09-30' })
    expect(must(await present(code), 201).body).toMatchObject({ accepted: 0, duplicate: 1 })
    expect(await recordsAbout()).toEqual([HARDWARE])
    expect(await refusals()).toEqual([])
  })

  test('may be signed with EdDSA', async () => {
    expect(must(await present(await sign(claims(), { kid: 'k2', alg: 'EdDSA', key: edward.privateKey })), 201).body.accepted).toBe(1)
  })

  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const hmac = () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new TextEncoder().encode(JSON.stringify(keys.keys[0])))
  const altered = async () => {
    const [head, , signature] = (await sign(claims({ grade: '红' }))).split('.')
    return `${head}.${b64(claims())}.${signature}`
  }

  test.each<[string, () => Promise<string> | string, string]>([
    ['altered', altered, 'code_bad_signature'],
    ['signed by a stranger under the office’s key id', () => sign(claims(), { key: stranger.privateKey }), 'code_bad_signature'],
    ['signed with a key nobody published', () => sign(claims(), { kid: 'k9', key: stranger.privateKey }), 'code_unknown_key'],
    ['not signed at all', () => `${b64({ alg: 'none' })}.${b64(claims())}.`, 'code_algorithm'],
    ['signed with the public key as a shared secret', hmac, 'code_algorithm'],
    ['expired by a second', () => sign(claims({ iat: now() - 600, exp: now() })), 'code_expired'],
    ['dated two minutes ahead', () => sign(claims({ iat: now() + 120 })), 'code_not_yet_valid'],
    ['not yet in force', () => sign(claims({ nbf: now() + 120 })), 'code_not_yet_valid'],
    ['without an end', () => sign(claims({ exp: undefined })), 'code_claims'],
    ['issued by another office', () => sign(claims({ iss: 'urn:test:other' })), 'code_wrong_issuer'],
    ['meant for another platform', () => sign(claims({ aud: 'urn:other' })), 'code_wrong_audience'],
    ['of somebody else', () => sign(claims({ sub: CATERING })), 'holder_mismatch'],
    ['without its grade', () => sign(claims({ grade: undefined })), 'code_claims'],
    ['no code', () => 'hello', 'code_unreadable'],
    ['half a code', async () => (await sign(claims())).slice(0, 60), 'code_unreadable'],
  ])('that is %s is refused by name and written down', async (_, code, expected) => {
    const answer = must(await present(await code()), 422, expected)
    expect(answer.body.errors[0].pointer).toBe('/code')
    expect(await refusals()).toEqual([{ code: expected, way: 'present', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    expect(await recordsAbout()).toEqual([])
    expect(await kept()).toEqual([])
  })

  test('of up to 8 KiB is read, a longer one is not', async () => {
    const long = await sign(claims({ note: 'x'.repeat(5_600) }))
    expect(long.length).toBeLessThanOrEqual(8192)
    must(await present(long), 201)
    must(await present(await sign(claims({ note: 'x'.repeat(6_200) }))), 422, 'invalid_request')
  })

  test('one minute ahead of our clock is still good', async () => {
    must(await present(await sign(claims({ iat: now() + 60 }))), 201)
  })

  test('while the office’s keys are not to be had is 503, and no garbage makes us ask for them', async () => {
    office.instead = () => HttpResponse.error()
    must(await present(await sign(claims())), 503, 'source_unavailable')
    office.instead = () => HttpResponse.json({ jwks: [] })
    must(await present(await sign(claims())), 503, 'source_wrong')
    office.asked = []
    must(await present('a.b.c'), 422, 'code_unreadable')
    expect(office.asked).toEqual([])
  })

  test('to a source that issues none is refused', async () => {
    must(await present('a.b.c', 'samr'), 422, 'no_present_channel')
  })
})
