import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { rowsOf as query } from '../../../src/platform/db/client.ts'
import { signWebhook } from '../../../src/platform/outside/webhook-signature.ts'
import { registerSources } from '../../../src/sources/model.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { type Answer, type TestApp, testApp } from '../../support/test-app.ts'
import { gzTest, HARDWARE, playedOffice, rowsOf, WEBHOOK_SECRET } from './played-source.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite', { app: { sources: registerSources([...feeds.sources, gzTest]), connections: playedOffice().connections } })
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.database.db.execute(sql`truncate feed_events, intake_refusals, throttle`)
})

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const event = (n = 1) => ({ record: 'listed', data: rowsOf(n, 500) })
let ids = 0

interface Sent {
  id?: string
  body?: Uint8Array
  /** What was signed, where it is something else. */
  signed?: Uint8Array
  at?: Date
  secret?: string
  headers?: Record<string, string>
  source?: string
}

function send({
  id = `evt-${++ids}`,
  body = bytes(event()),
  signed = body,
  at = app.mode.clock.now(),
  secret = WEBHOOK_SECRET,
  headers,
  source = 'gz-test',
}: Sent = {}): Promise<Answer> {
  const signature = signWebhook({ id, at, body: signed, secrets: [secret] })
  return app.nobody.post(`/api/v1/feeds/${source}/events`, body, { key: null, headers: { 'content-type': 'application/json', ...signature, ...headers } })
}

const count = async (table: string): Promise<number> =>
  Number((await query<{ n: number }>(app.database.db, sql.raw(`select count(*) as n from ${table}`)))[0]!.n)
const refusals = () =>
  query<{ source: string; way: string; code: string; sha256: string }>(app.database.db, sql`select source, way, code, sha256 from intake_refusals order by id`)
/** What was turned away, and how often within each minute. */
const counted = () =>
  query<{ source: string; code: string; times: number }>(app.database.db, sql`select source, code, times from intake_refusals order by at, source, code`)

describe('a sound event', () => {
  test('is taken in at once and stands in the profile', async () => {
    const body = bytes({ record: 'listed', data: [{ 统一社会信用代码: HARDWARE, 评价年度: 2025, 等级: '黄' }] })
    const answer = must(await send({ id: 'evt-profile', body }), 200)
    expect(answer.body).toMatchObject({ eventId: 'evt-profile', source: 'gz-test', record: 'listed', received: 1, accepted: 1, duplicate: 0, quarantined: 0 })
    const firm = await app.signIn('firm-hardware')
    const { sections } = must(await firm.get(`/api/v1/subjects/${await subjectOf(firm)}/profile`), 200).body
    const entries = sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries)
    expect(entries.find((e: { attribute: string }) => e.attribute === 'environmentGrade')).toMatchObject({ value: '黄', from: { source: 'gz-test' } })
  })

  test('says nothing about those it does not name: the feed as a whole is not received', async () => {
    must(await send({ body: bytes(event(2)) }), 200)
    const rows = await query(app.database.db, sql`select 1 from feed_coverage where source = 'gz-test'`)
    expect(rows).toEqual([])
  })

  test('sent again answers as the first time and changes nothing', async () => {
    const first = must(await send({ id: 'evt-again', body: bytes(event(3)) }), 200)
    const before = await app.digest()
    app.advance(60)
    const second = must(await send({ id: 'evt-again', body: bytes(event(3)) }), 200)
    expect(second.body).toEqual(first.body)
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    expect(await app.digest()).toBe(before)
  })

  test('from several hands at once is one', async () => {
    const batches = await count('import_batches')
    const answers = await Promise.all(Array.from({ length: 4 }, () => send({ id: 'evt-race', body: bytes(event(5)) })))
    for (const answer of answers) expect(must(answer, 200).body).toEqual(answers[0]!.body)
    expect(await count('import_batches')).toBe(batches + 1)
  })

  test('with rows that cannot be read keeps them aside and takes the others', async () => {
    const body = bytes({ record: 'listed', data: [...rowsOf(1, 900), { 统一社会信用代码: 'x', 评价年度: 2025, 等级: '绿' }] })
    expect(must(await send({ body }), 200).body).toMatchObject({ received: 2, accepted: 1, quarantined: 1 })
  })

  test('may be without rows', async () => {
    expect(must(await send({ body: bytes({ record: 'listed', data: [] }) }), 200).body).toMatchObject({ received: 0, batchId: null })
  })
})

describe('refused and written down, with nothing taken in:', () => {
  const stale = (seconds: number) => new Date(app.mode.clock.now().getTime() + seconds * 1000)
  const other = `whsec_${btoa('another secret of 24 bytes!')}`

  test.each<[string, () => Sent, number, string]>([
    ['another secret', () => ({ secret: other }), 401, 'webhook_bad_signature'],
    ['a body changed on the way', () => ({ body: bytes(event(2)), signed: bytes(event(1)) }), 401, 'webhook_bad_signature'],
    ['a space more', () => ({ body: bytes(`${JSON.stringify(event())} `), signed: bytes(event()) }), 401, 'webhook_bad_signature'],
    ['an id that was not signed', () => ({ headers: { 'webhook-id': 'evt-mine' } }), 401, 'webhook_bad_signature'],
    ['no signature', () => ({ headers: { 'webhook-signature': '' } }), 401, 'webhook_missing_header'],
    ['a clock five minutes and a second behind', () => ({ at: stale(-301) }), 401, 'webhook_too_old'],
    ['a clock five minutes and a second ahead', () => ({ at: stale(301) }), 401, 'webhook_too_new'],
    ['no JSON', () => ({ body: bytes('<event/>') }), 422, 'event_unreadable'],
    ['broken UTF-8', () => ({ body: Uint8Array.from([0x7b, 0xff, 0x7d]) }), 422, 'event_unreadable'],
    ['a member named twice', () => ({ body: bytes(JSON.stringify(event()).replace('{', '{"record":"listed",')) }), 422, 'event_unreadable'],
    ['a byte order mark', () => ({ body: bytes(`\ufeff${JSON.stringify(event())}`) }), 422, 'event_unreadable'],
    ['null', () => ({ body: bytes('null') }), 422, 'event_unreadable'],
    ['another contract', () => ({ body: bytes({ type: 'penalty.made' }) }), 422, 'event_unreadable'],
    ['a record nobody knows', () => ({ body: bytes({ ...event(), record: 'nothing' }) }), 422, 'unknown_record'],
    ['a record outside the catalogue', () => ({ body: bytes({ ...event(), record: 'uncatalogued' }) }), 422, 'not_in_catalogue'],
    ['rows without a required column', () => ({ body: bytes({ record: 'listed', data: [{ 企业名称: '甲' }] }) }), 422, 'missing_columns'],
  ])('%s', async (_, sent, status, code) => {
    const before = [await count('records'), await count('import_batches')]
    must(await send(sent()), status, code)
    expect(await refusals()).toEqual([{ source: 'gz-test', way: 'push', code, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    expect([await count('records'), await count('import_batches')]).toEqual(before)
    expect(await count('feed_events')).toBe(0)
  })

  test.each([-300, 300])('a clock %i seconds off is good enough', async (seconds) => {
    must(await send({ at: stale(seconds) }), 200)
  })

  test('an id used before with another body', async () => {
    must(await send({ id: 'evt-twice', body: bytes(event(1)) }), 200)
    must(await send({ id: 'evt-twice', body: bytes(event(2)) }), 409, 'event_id_reused')
    expect(await counted()).toEqual([{ source: 'gz-test', code: 'event_id_reused', times: 1 }])
    expect(await count('feed_events')).toBe(1)
  })

  test('a refused event may be sent again once it is right', async () => {
    must(await send({ id: 'evt-mended', body: bytes('{') }), 422)
    must(await send({ id: 'evt-mended' }), 200)
  })
})

describe('the door', () => {
  test('is not there for a source without a push channel, without a line, or unknown', async () => {
    for (const source of ['gz-tax', 'credit-china', 'nobody', 'No%20Body']) must(await send({ source }), 404, 'not_found')
    expect((await counted()).map(({ source }) => source)).not.toContain('nobody')
  })

  test('takes 64 KiB and not a byte more', async () => {
    const sound = bytes(event())
    const padded = (size: number) => Uint8Array.from({ length: size }, (_, i) => sound[i] ?? 0x20)
    must(await send({ body: padded(64 * 1024) }), 200)
    must(await send({ body: padded(64 * 1024 + 1) }), 413, 'body_too_large')
    expect(await counted()).toEqual([{ source: 'gz-test', code: 'body_too_large', times: 1 }])
  })

  test('stops writing forgeries down after sixty a minute, and still takes what is sound', async () => {
    const forged = { secret: `whsec_${btoa('another secret of 24 bytes!')}` }
    for (let i = 0; i < 60; i++) must(await send(forged), 401)
    must(await send(forged), 429, 'too_many_attempts')
    expect(await counted()).toEqual([{ source: 'gz-test', code: 'webhook_bad_signature', times: 60 }])
    must(await send(), 200)
  })
})

describe('a flood', () => {
  const huge = new Uint8Array(64 * 1024 + 1)

  test('of made-up sources, oversized bodies and reused ids is a row for each source and reason in a minute, with how many came', async () => {
    must(await send({ id: 'evt-flood', body: bytes(event(1)) }), 200)
    for (let i = 0; i < 12; i++) {
      must(await send({ source: `made-up-${'abcdefghijkl'[i]}` }), 404)
      must(await send({ body: huge }), 413)
      must(await send({ id: 'evt-flood', body: bytes(event(2)) }), 409)
      must(await send({ source: `made-up-${'abcdefghijkl'[i]}`, body: huge }), 413)
      must(await send({ source: 'gz-tax' }), 404)
    }
    const expected = [
      { source: '?', code: 'unknown_source', times: 24 },
      { source: 'gz-tax', code: 'no_push_channel', times: 12 },
      { source: 'gz-test', code: 'body_too_large', times: 12 },
      { source: 'gz-test', code: 'event_id_reused', times: 12 },
    ]
    expect(await counted()).toEqual(expected)
  })

  test('that goes on is a row more a minute, and the operator sees how many and until when', async () => {
    const first = app.mode.clock.now().toISOString()
    must(await send({ body: huge }), 413)
    app.advance(5)
    must(await send({ body: huge }), 413)
    app.advance(60)
    must(await send({ body: huge }), 413)
    const operator = await app.signIn('operator')
    const { items } = must(await operator.get('/api/v1/refusals'), 200).body
    const told = { source: 'gz-test', record: '?', way: 'push', code: 'body_too_large' }
    expect(items).toHaveLength(2)
    expect(items).toMatchObject([
      { ...told, times: 1, lastAt: null },
      { ...told, times: 2, at: first, lastAt: new Date(Date.parse(first) + 5_000).toISOString() },
    ])
  })

  test('from many hands at once is counted whole', async () => {
    await Promise.all(Array.from({ length: 20 }, () => send({ source: 'nobody' })))
    expect(await counted()).toEqual([{ source: '?', code: 'unknown_source', times: 20 }])
  })
})
