import { sql } from 'drizzle-orm'
import { HttpResponse } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import type { Context } from '../../../src/platform/context.ts'
import { type Db, rowsOf as query } from '../../../src/platform/db/client.ts'
import { schedulePulls } from '../../../src/sources/channels/jobs.ts'
import { pullFeed } from '../../../src/sources/channels/service/pull.ts'
import { registerSources } from '../../../src/sources/model.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'
import { gzTest, HARDWARE, type Played, playedOffice, rowsOf } from './played-source.ts'

const register = registerSources([...feeds.sources, gzTest])
const PULL = '/api/v1/feeds/gz-test/listed/pull'
const FEED = { source: 'gz-test', record: 'listed', actorId: null }

let app: TestApp
let operator: TestClient
let office: Played
beforeAll(async () => {
  office = playedOffice()
  // One app for the file; each test tells the office anew what to do.
  const outside = { send: (request: Request) => office.connections.outside.send(request) }
  app = await testApp('pglite', { app: { sources: register, connections: { ...office.connections, outside } } })
})
afterAll(() => app.close())
beforeEach(async () => {
  office = playedOffice()
  await app.database.db.execute(sql`truncate feed_states, feed_breakers, feed_runs, feed_coverage, records, quarantine, intake_refusals`)
  operator = await app.signIn('operator')
})

const context = (db: Db = app.database.db): Context => ({ db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'pull-test' })
const pull = async () => must(await operator.post(PULL), 201).body
const listed = async (): Promise<number> =>
  Number((await query<{ n: number }>(app.database.db, sql`select count(*) as n from records where source = 'gz-test'`))[0]!.n)
// biome-ignore lint/suspicious/noExplicitAny: an answer, looked into
const health = async (): Promise<any> => {
  const { items } = must(await operator.get('/api/v1/feeds'), 200).body
  const source = items.find((one: { source: string }) => one.source === 'gz-test')
  return { ...source, ...source.records.find((one: { record: string }) => one.record === 'listed') }
}
const html = () => new HttpResponse('<!doctype html><h1>请登录</h1>', { headers: { 'content-type': 'text/html' } })
const halfBody = () =>
  new HttpResponse(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"data":[{"统一社会'))
        controller.error(new Error('cut'))
      },
    }),
  )

describe('a round', () => {
  test('takes every page in and counts what came', async () => {
    office.pages = [rowsOf(3), rowsOf(3, 3), [...rowsOf(1, 6), { 统一社会信用代码: 'no code', 评价年度: 2025, 等级: '绿' }]]
    expect(await pull()).toMatchObject({ outcome: 'ok', rows: 8, accepted: 7, duplicate: 0, quarantined: 1, pages: 3, tries: 3, failure: null })
    expect(office.asked).toEqual(['/list', '/list?cursor=1', '/list?cursor=2'])
    expect(office.tokensFetched).toBe(1)
    expect(await health()).toMatchObject({ connected: true, lastRows: 8, usualRows: null, lastGoodOn: '2026-11-23', lastOutcome: 'ok', alarms: [] })
  })

  test('fetched again is known already', async () => {
    office.pages = [rowsOf(3), rowsOf(2, 3)]
    await pull()
    expect(await pull()).toMatchObject({ rows: 5, accepted: 0, duplicate: 5 })
    expect(await listed()).toBe(5)
  })

  test('in which the source repeats a page doubles nothing', async () => {
    office.pages = [rowsOf(3), rowsOf(3), rowsOf(2, 3)]
    expect(await pull()).toMatchObject({ outcome: 'ok', rows: 8, accepted: 5, duplicate: 3 })
  })

  test('refuses by itself a row that holds others, or a number whose digits are lost', async () => {
    const [sound] = rowsOf(1)
    office.pages = [[sound!, { ...sound, 等级: { 值: '绿' } }, { ...sound, 统一社会信用代码: 914401990000000000 }]]
    expect(await pull()).toMatchObject({ rows: 3, accepted: 1, quarantined: 2 })
  })

  test('whose token runs out under way goes on with a new one', async () => {
    office.pages = [rowsOf(2), rowsOf(2, 2)]
    office.instead = (request) => {
      if (request.url.includes('cursor=1') && office.tokensFetched === 1) office.goodTokens.clear()
      return undefined
    }
    expect(await pull()).toMatchObject({ outcome: 'ok', rows: 4, accepted: 4 })
    expect(office.tokensFetched).toBe(2)
  })
})

describe('a source that', () => {
  test.each([
    ['is down', () => HttpResponse.error(), 'failed', 'network', 3],
    ['answers 503', () => HttpResponse.json({}, { status: 503 }), 'failed', 'status_503', 3],
    [
      'is slow',
      () => new Promise<Response>((resolve) => setTimeout(() => resolve(HttpResponse.json({ data: [], nextCursor: null })), 200)),
      'failed',
      'timeout',
      3,
    ],
    ['breaks off in mid-answer', halfBody, 'failed', 'truncated', 3],
    ['answers with a page of HTML', html, 'wrong', 'not_json', 1],
    ['answers in another shape', () => HttpResponse.json({ rows: [] }), 'wrong', 'wrong_shape', 1],
    ['sends rows without a required column', () => HttpResponse.json({ data: [{ 名称: '甲' }], nextCursor: null }), 'wrong', 'missing_columns', 1],
    ['sends rows without any', () => HttpResponse.json({ data: [{}], nextCursor: null }), 'wrong', 'no_header', 1],
  ])('%s takes nothing away and is told of by name', async (_, answer, outcome, failure, tries) => {
    office.pages = [rowsOf(4)]
    await pull()
    office.instead = answer
    expect(await pull()).toMatchObject({ outcome, failure, rows: 0, tries, batchIds: [] })
    expect(await listed()).toBe(4)
    const after = await health()
    expect(after).toMatchObject({ lastRows: 4, lastFailure: failure, lastGoodOn: '2026-11-23' })
    expect(after.alarms.includes('wrong_shape')).toBe(outcome === 'wrong')
  })

  test('answers with nothing where something is usual raises an alarm, and deletes nothing', async () => {
    office.pages = [rowsOf(4)]
    await pull()
    office.pages = [[]]
    expect(await pull()).toMatchObject({ outcome: 'empty', rows: 0 })
    expect(await health()).toMatchObject({ lastRows: 0, usualRows: 4, alarms: ['no_rows'] })
    await pull()
    expect((await health()).alarms, 'a dead feed does not become a usual one').toEqual(['no_rows'])
    expect(await listed()).toBe(4)
  })

  test('sends half of what is usual raises an alarm; one row more does not', async () => {
    office.pages = [rowsOf(8)]
    await pull()
    office.pages = [rowsOf(5)]
    await pull()
    expect(await health()).toMatchObject({ lastRows: 5, usualRows: 8, alarms: [] })
    // Usual is now (4 × 8 + 5) / 5 = 7.
    office.pages = [rowsOf(3)]
    await pull()
    expect(await health()).toMatchObject({ lastRows: 3, usualRows: 7, alarms: ['half_rows'] })
  })

  test('has nothing and never had is merely empty', async () => {
    office.pages = [[]]
    expect((await pull()).outcome).toBe('empty')
    expect((await health()).alarms).toEqual([])
  })

  test.each([
    ['to itself', (at: string | null) => at ?? '1'],
    ['to the page before', (at: string | null) => (at === '1' ? '2' : '1')],
  ])('leads from a page %s is left, with what it sent', async (_, nextOf) => {
    office.instead = (request) => {
      if (request.url.includes('token')) return undefined
      return HttpResponse.json({ data: rowsOf(2), nextCursor: nextOf(new URL(request.url).searchParams.get('cursor')) })
    }
    expect(await pull()).toMatchObject({ outcome: 'failed', failure: 'loop', accepted: 2 })
    expect(office.asked.length).toBeLessThan(5)
    office.instead = null
    office.pages = [rowsOf(3)]
    expect(await pull(), 'the next run begins anew').toMatchObject({ outcome: 'ok', rows: 3, accepted: 1 })
  })

  test('no longer knows our cursor is asked from the beginning next time', async () => {
    office.pages = [rowsOf(2), rowsOf(2, 2)]
    office.instead = (request) => (request.url.includes('cursor') ? HttpResponse.json({}, { status: 503 }) : undefined)
    await pull()
    office.instead = (request) => (request.url.includes('cursor') ? HttpResponse.json({}, { status: 400 }) : undefined)
    expect(await pull()).toMatchObject({ outcome: 'failed', failure: 'status_400' })
    office.instead = null
    expect(await pull()).toMatchObject({ outcome: 'ok', rows: 4 })
  })
})

describe('a crash', () => {
  test.each([1, 2, 3])('at page %i loses nothing and doubles nothing: the next run goes on behind the last page', async (page) => {
    office.pages = [rowsOf(3), rowsOf(3, 3), rowsOf(3, 6)]
    const dying = dyingAt(app.database.db, page)
    await expect(pullFeed(context(dying), register, office.connections, FEED)).rejects.toThrow('the process died')
    expect(await listed()).toBe((page - 1) * 3)
    expect((await health()).lastGoodOn, 'half a list says nothing about those it has not named').toBeNull()

    must(await operator.post(PULL), 409, 'pull_under_way')
    app.advance(181)
    office.asked = []
    const resumed = await pull()
    expect(resumed).toMatchObject({ outcome: 'ok', accepted: 9 - (page - 1) * 3, duplicate: 0 })
    expect(office.asked[0]).toBe(page === 1 ? '/list' : `/list?cursor=${page - 1}`)
    expect(await listed()).toBe(9)
    expect(await health(), 'the whole round is counted').toMatchObject({ lastRows: 9, alarms: [] })
  })

  test('leaves counts that are true of what was taken in', async () => {
    office.pages = [rowsOf(3), rowsOf(3, 3)]
    await pullFeed(context(dyingAt(app.database.db, 2)), register, office.connections, FEED).catch(() => undefined)
    const [run] = must(await operator.get('/api/v1/feeds/runs?source=gz-test'), 200).body.items
    expect(run).toMatchObject({ outcome: null, finishedAt: null, rows: 3, accepted: 3, pages: 1 })
  })
})

/** A database that is gone from the n-th page on, as for a process that was killed. The first transaction takes the lease. */
function dyingAt(db: Db, page: number): Db {
  let transactions = 0
  return new Proxy(db, {
    get(target, name, receiver) {
      if (name !== 'transaction') return Reflect.get(target, name, receiver)
      return (work: (tx: Db) => Promise<unknown>) =>
        transactions++ >= page ? Promise.reject(new Error('the process died')) : (target.transaction as (w: typeof work) => Promise<unknown>)(work)
    },
  })
}

describe('the breaker', () => {
  test('opens after five failures, lets one probe out when its time has come, and closes with it', async () => {
    office.pages = [rowsOf(2)]
    office.instead = () => HttpResponse.error()
    for (let i = 0; i < 5; i++) expect((await pull()).failure).toBe('network')
    expect((await health()).alarms).toEqual(['breaker_open'])
    const asked = office.asked.length
    expect(await pull()).toMatchObject({ outcome: 'skipped', failure: 'breaker_open', tries: 0 })
    expect(office.asked.length, 'nobody is asked').toBe(asked)

    app.advance(61)
    expect((await pull()).failure).toBe('network')
    expect((await pull()).outcome, 'a failed probe waits twice as long').toBe('skipped')
    app.advance(121)
    office.instead = null
    expect((await pull()).outcome).toBe('ok')
    expect(await health()).toMatchObject({ breaker: { state: 'closed', failures: 0 }, alarms: [] })
  })

  test('takes a refusal for an answer: the source is there', async () => {
    office.instead = () => HttpResponse.json({}, { status: 403 })
    for (let i = 0; i < 7; i++) expect((await pull()).failure).toBe('status_403')
    expect((await health()).breaker.state).toBe('closed')
  })
})

describe('the profile', () => {
  test('keeps the last good value with its day while the source is down, and says when it has grown old', async () => {
    office.pages = [[{ 统一社会信用代码: HARDWARE, 评价年度: 2025, 等级: '红' }]]
    await pull()
    office.instead = () => HttpResponse.error()
    await pull()
    const firm = await app.signIn('firm-hardware')
    const path = `/api/v1/subjects/${await subjectOf(firm)}/profile`
    const grade = async (day: string) => {
      const { sections } = must(await firm.get(`${path}?asOf=${day}`), 200).body
      return sections.flatMap((s: { entries: { attribute: string }[] }) => s.entries).find((e: { attribute: string }) => e.attribute === 'environmentGrade')
    }
    expect(await grade('2026-11-23')).toMatchObject({ value: '红', asOf: '2026-09-30', freshness: 'fresh', from: { source: 'gz-test' } })
    expect(await grade('2028-11-23')).toMatchObject({ value: '红', asOf: '2026-09-30', freshness: 'stale', from: { source: 'gz-test' } })
  })
})

describe('the clock', () => {
  test('has each due channel fetched once, by whoever comes first', async () => {
    office.pages = [rowsOf(2)]
    const both = await Promise.all([schedulePulls(context(), register, office.connections), schedulePulls(context(), register, office.connections)])
    expect(both.flatMap(({ runs }) => runs).map(({ outcome }) => outcome)).toEqual(['ok'])
    expect(both.flatMap(({ broken }) => broken)).toEqual([])
    expect((await schedulePulls(context(), register, office.connections)).runs).toEqual([])
    app.advance(3600)
    expect((await schedulePulls(context(), register, office.connections)).runs).toHaveLength(1)
  })

  test('leaves a source that is not connected alone, and the health page says so', async () => {
    const none = { ...office.connections, endpointOf: () => null }
    expect(await schedulePulls(context(), register, none)).toEqual({ runs: [], broken: [] })
    const { items } = must(await operator.get('/api/v1/feeds'), 200).body
    expect(items.find((one: { source: string }) => one.source === 'gz-credit')).toMatchObject({ connected: false })
    must(await operator.post('/api/v1/feeds/gz-credit/penalty/pull'), 409, 'source_not_connected')
  })
})

describe('who may', () => {
  test('pull is the operator, of channels that are there', async () => {
    must(await operator.post('/api/v1/feeds/gz-test/asked/pull'), 404)
    must(await operator.post('/api/v1/feeds/nobody/listed/pull'), 404)
    must(await operator.post(PULL, undefined, { key: null }), 400, 'idempotency_key_required')
    must(await (await app.signIn('regulator')).post(PULL), 403)
    must(await (await app.signIn('firm-hardware')).post(PULL), 403)
  })

  test('look are operator and regulator', async () => {
    must(await (await app.signIn('regulator')).get('/api/v1/feeds'), 200)
    for (const path of ['/api/v1/feeds', '/api/v1/feeds/runs']) must(await (await app.signIn('bank-a-viewer')).get(path), 403)
  })

  test('one key is one run', async () => {
    office.pages = [rowsOf(2)]
    const first = must(await operator.post(PULL, undefined, { key: 'one-pull' }), 201)
    const asked = office.asked.length
    const second = must(await operator.post(PULL, undefined, { key: 'one-pull' }), 201)
    expect(second.body).toEqual(first.body)
    expect(office.asked.length).toBe(asked)
  })
})
