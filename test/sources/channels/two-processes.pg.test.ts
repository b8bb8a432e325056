import { sql } from 'drizzle-orm'
import { HttpResponse } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import type { Context } from '../../../src/platform/context.ts'
import { rowsOf as query } from '../../../src/platform/db/client.ts'
import { schedulePulls } from '../../../src/sources/channels/jobs.ts'
import { callerOf } from '../../../src/sources/channels/service/caller.ts'
import { pullFeed } from '../../../src/sources/channels/service/pull.ts'
import { registerSources } from '../../../src/sources/model.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'
import { gzTest, type Played, playedOffice, rowsOf } from './played-source.ts'

const register = registerSources([...feeds.sources, gzTest])
const FEED = { source: 'gz-test', record: 'listed', actorId: null }

let app: TestApp
let office: Played
beforeAll(async () => {
  app = await testApp('postgres', { connections: 24 })
})
afterAll(() => app.close())
beforeEach(async () => {
  office = playedOffice()
  await app.database.db.execute(sql`truncate feed_states, feed_breakers, feed_runs`)
  await app.database.db.execute(sql`delete from records where source = 'gz-test'`)
})

/** Each as a process of its own would have it: nothing in common but the database. */
const context = (): Context => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'process' })
const records = async () => Number((await query<{ n: number }>(app.database.db, sql`select count(*) as n from records where source = 'gz-test'`))[0]!.n)

describe('several processes', () => {
  test('fetch a due channel once', async () => {
    office.pages = [rowsOf(20), rowsOf(20, 20)]
    const all = await Promise.all(Array.from({ length: 6 }, () => schedulePulls(context(), register, office.connections)))
    expect(all.flatMap(({ broken }) => broken)).toEqual([])
    expect(all.flatMap(({ runs }) => runs)).toMatchObject([{ outcome: 'ok', rows: 40, accepted: 40 }])
    expect(office.asked).toEqual(['/list', '/list?cursor=1'])
  })

  test('send one probe between them once the breaker’s time has come', async () => {
    office.instead = () => HttpResponse.error()
    const endpoint = office.connections.endpointOf('gz-test')!
    const ask = () => callerOf(context(), office.connections, { source: 'gz-test', endpoint, auth: null }).ask({ method: 'GET', path: '/list' })
    const together = await Promise.all(Array.from({ length: 8 }, ask))
    expect(together.map((one) => !one.ok && one.failure)).toEqual(Array(8).fill('network'))
    expect(await ask()).toMatchObject({ outcome: 'skipped' })

    app.advance(61)
    office.asked = []
    const probing = await Promise.all(Array.from({ length: 8 }, ask))
    expect(probing.filter((one) => !one.ok && one.failure === 'network')).toHaveLength(1)
    expect(probing.filter((one) => !one.ok && one.failure === 'breaker_open')).toHaveLength(7)
    // One probe is three tries.
    expect(office.asked).toHaveLength(3)
  })

  test('of which one is overtaken while it waits: the late one moves nothing and doubles nothing', async () => {
    office.pages = [rowsOf(5), rowsOf(5, 5)]
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let first = true
    office.instead = async (request) => {
      if (!request.url.includes('cursor=1') || !first) return undefined
      first = false
      await held
      return undefined
    }
    const slow = pullFeed(context(), register, { ...office.connections, timeoutMs: 10_000 }, FEED)
    while (first) await new Promise((resolve) => setTimeout(resolve, 5))
    app.advance(181)
    const overtaking = await pullFeed(context(), register, office.connections, FEED)
    expect(overtaking).toMatchObject({ outcome: 'ok', rows: 5, accepted: 5 })
    letGo()
    expect(await slow).toMatchObject({ outcome: 'failed', failure: 'overtaken', rows: 5, accepted: 5 })
    expect(await records()).toBe(10)
    const [state] = await query<object>(app.database.db, sql`select cursor, last_rows, last_outcome from feed_states`)
    expect(state).toEqual({ cursor: null, last_rows: 10, last_outcome: 'ok' })
  })
})
