import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { HttpResponse } from 'msw'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import type { Context } from '../../../src/platform/context.ts'
import { rowsOf as query } from '../../../src/platform/db/client.ts'
import { pullFeed } from '../../../src/sources/channels/service/pull.ts'
import { registerSources } from '../../../src/sources/model.ts'
import { must, subjectOf } from '../../journeys/errand.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'
import { gzTest, HARDWARE, type Played, playedOffice, rowsOf } from './played-source.ts'

const register = registerSources([...feeds.sources, gzTest])
const FEED = { source: 'gz-test', record: 'listed', actorId: null }

let app: TestApp
let office: Played
beforeAll(async () => {
  office = playedOffice()
  app = await testApp('postgres', { connections: 24, app: { connections: office.connections, sources: register } })
})
afterAll(() => app.close())

const context = (): Context => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'load' })
const number = async (text: ReturnType<typeof sql>) => Number((await query<{ n: number | string }>(app.database.db, text))[0]!.n)

/** Every way a source fails, by the next number of a seed. */
function troubles(seed: number): Played['instead'] {
  const dice = fc.sample(fc.integer({ min: 0, max: 9 }), { seed, numRuns: 400 })
  let at = 0
  return async () => {
    switch (dice[at++ % dice.length]) {
      case 0:
        return HttpResponse.error()
      case 1:
        return new HttpResponse('busy', { status: 503 })
      case 2:
        await new Promise((resolve) => setTimeout(resolve, 60))
        return undefined
      case 3:
        return HttpResponse.html('<h1>Maintenance</h1>')
      case 4:
        return HttpResponse.json({ data: [{ half: true }] })
      case 5:
        return new HttpResponse('{"data": [{"统一社会信用代码": "9144', { headers: { 'content-type': 'application/json' } })
      default:
        return undefined
    }
  }
}

test('a source that is down, slow, wrong, half and empty by turns, under load, loses nothing, doubles nothing and lies about nothing', async () => {
  const firm = await app.signIn('firm-hardware')
  const subjectId = await subjectOf(firm)
  const own = { 统一社会信用代码: HARDWARE, 评价年度: 2025, 等级: '蓝' }
  office.pages = [rowsOf(30), [...rowsOf(29, 30), own], rowsOf(30, 60), rowsOf(30, 90)]
  office.instead = troubles(20_261_123)

  let reading = true
  const said = new Set<string>()
  const read = async () => {
    while (reading) {
      const { body } = must(await firm.get(`/api/v1/subjects/${subjectId}/profile`), 200)
      const entry = body.sections
        .flatMap((s: { entries: { attribute: string }[] }) => s.entries)
        .find((e: { attribute: string }) => e.attribute === 'environmentGrade')
      said.add(`${entry.value} ${entry.asOf} ${entry.from?.source ?? ''}`)
    }
  }
  const readers = Array.from({ length: 6 }, read)
  const outcomes = new Map<string, number>()
  // Four pullers at a time, as four processes would, until the list was had as a whole.
  for (let round = 0; round < 60; round++) {
    app.advance(1_000)
    for (const run of await Promise.all(Array.from({ length: 4 }, () => pullFeed(context(), register, office.connections, FEED)))) {
      // null: another of the four was at it.
      const outcome = run?.outcome ?? 'held'
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    if ((await number(sql`select count(*) as n from records where source = 'gz-test'`)) === 120) break
  }
  // An empty answer at last: an alarm, never a deletion.
  office.instead = null
  office.pages = [[]]
  app.advance(4_000)
  await pullFeed(context(), register, office.connections, FEED)
  reading = false
  await Promise.all(readers)

  expect(outcomes.get('ok') ?? 0).toBeGreaterThan(0)
  expect([...outcomes.keys()].filter((o) => o !== 'ok' && o !== 'held').length, JSON.stringify([...outcomes])).toBeGreaterThan(0)
  expect(await number(sql`select count(*) as n from records where source = 'gz-test'`)).toBe(120)
  expect(await number(sql`select count(distinct subject_id) as n from records where source = 'gz-test'`)).toBe(120)
  expect(await number(sql`select count(*) as n from import_batches where source = 'gz-test' and received <> accepted + duplicate + quarantined`)).toBe(0)
  expect(await number(sql`select coalesce(sum(accepted), 0) as n from import_batches where source = 'gz-test'`)).toBe(120)
  // Readers saw the value of before or the new one, each with its own source and day, and nothing in between.
  const now = [...said].filter((one) => one.endsWith('gz-test'))
  expect(now).toEqual(['蓝 2026-09-30 gz-test'])
  expect(said.size).toBeLessThanOrEqual(2)
  // The health page tells of the empty answer, and the value stays with its day.
  const operator = await app.signIn('operator')
  const { body } = must(await operator.get('/api/v1/feeds'), 200)
  const listed = body.items.find((s: { source: string }) => s.source === 'gz-test').records.find((r: { record: string }) => r.record === 'listed')
  expect(listed.alarms).toEqual(['no_rows'])
}, 240_000)
