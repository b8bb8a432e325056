import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identify } from '../../src/identity/index.ts'
import { exposureRoutes } from '../../src/matching/exposure/routes.ts'
import { countDay, deficitsOn, exposuresOn } from '../../src/matching/exposure/service.ts'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { problemResponse } from '../../src/platform/http/problem.ts'
import { createRouter } from '../../src/platform/http/rim.ts'
import type { Fault } from '../../src/platform/kernel/fault.ts'
import { startOf } from '../../src/platform/kernel/time.ts'
import { seal } from '../../src/vault/index.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

/** The day before the test city's clock. */
const DAY = '2026-11-22'
const TODAY = '2026-11-23'

let app: TestApp
let ctx: Context
let subjects: string[]
let lenders: string[]
beforeAll(async () => {
  app = await testApp('pglite')
  ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'exposure-test' }
  subjects = (await rowsOf<{ id: string }>(ctx.db, sql`select id from subjects order by id`)).map(({ id }) => id)
  lenders = (await rowsOf<{ id: string }>(ctx.db, sql`select id from institutions where kind = 'lender' order by code`)).map(({ id }) => id)
  await ctx.db.execute(sql`delete from match_runs`)
})
afterAll(() => app.close())

interface Shown {
  lenderId: string
  status?: string
  paused?: object | null
}

/** An answer as it is stored, reduced to what is counted. */
async function answered(subjectId: string, at: Date, shown: readonly Shown[], id = ctx.ids.next('match'), sealed = false): Promise<void> {
  let rank = 0
  const offers = shown.map(({ lenderId, status = 'eligible', paused = null }) => ({ lenderId, status, paused, rank: status === 'eligible' ? ++rank : null }))
  const text = JSON.stringify({ offers })
  const lying = sealed ? JSON.stringify(await seal(ctx, subjectId, text)) : text
  await ctx.db.execute(sql`
    insert into match_runs (subject_id, id, profile_hash, policy_version, result, created_at)
    values (${subjectId}, ${id}, '', '2026-11', ${lying}::jsonb, ${at.toISOString()}::timestamptz)`)
}

const at = (hours: number) => new Date(startOf(DAY).getTime() + hours * 3_600_000)
const rows = () =>
  rowsOf<Record<string, unknown>>(
    ctx.db,
    sql`select lender_id as lender, appearances, shown_places as shown, fair_places_bp as fair from exposure_daily where day = ${DAY}::date order by lender_id`,
  )

describe('a day that is over', () => {
  test('is counted: the last answer of each subject, lenders and not products, what can be had at once', async () => {
    const [a, b, c] = lenders as [string, string, string]
    // Asked again at noon: only that answer counts. A has two of three top places, B one; two lenders share three places.
    await answered(subjects[0]!, at(9), [{ lenderId: c }], undefined, true)
    await answered(subjects[0]!, at(12), [{ lenderId: a }, { lenderId: a }, { lenderId: b }, { lenderId: a }], undefined, true)
    // C's quota is full, so nobody could have been shown but A: one place, and it is A's.
    await answered(subjects[1]!, at(0), [{ lenderId: a }, { lenderId: c, paused: { until: '2026-12-01', sentence: '' } }, { lenderId: b, status: 'unknown' }])
    // Three lenders, the fourth offer is no top place.
    await answered(subjects[2]!, at(23), [{ lenderId: b }, { lenderId: b }, { lenderId: c }, { lenderId: a }])
    // Other days.
    await answered(subjects[3]!, at(-1), [{ lenderId: c }])
    await answered(subjects[3]!, at(24), [{ lenderId: c }])
    await countDay(ctx, DAY)
    expect(new Map((await rows()).map(({ lender, ...row }) => [lender, row]))).toEqual(
      new Map([
        [a, { appearances: 3, shown: 3, fair: 15_000 + 10_000 + 10_000 }],
        [b, { appearances: 2, shown: 3, fair: 15_000 + 10_000 }],
        [c, { appearances: 1, shown: 1, fair: 10_000 }],
      ]),
    )
  })

  test('is counted once: an answer that comes to light later changes nothing', async () => {
    const before = await rows()
    await answered(subjects[4]!, at(13), [{ lenderId: lenders[0]! }])
    await countDay(ctx, DAY)
    expect(await rows()).toEqual(before)
  })

  test('makes deficits that the next 28 days rank by, and none after', async () => {
    const deficits = await deficitsOn(ctx, TODAY)
    // Of seven places A had three and should have had 3.5; B had three instead of 2.5; C its one.
    expect(lenders.slice(0, 3).map((id) => deficits[id])).toEqual([5000 - 4286, 3571 - 4286, 1429 - 1429])
    expect(Object.keys(await deficitsOn(ctx, '2026-12-20')).length).toBe(3)
    expect(await deficitsOn(ctx, '2026-12-21')).toEqual({})
    expect(await deficitsOn(ctx, DAY)).toEqual({})
  })

  test('of many answers gives what reckoning by hand gives', async () => {
    await ctx.db.execute(sql`delete from match_runs`)
    await ctx.db.execute(sql`delete from exposure_daily`)
    const expected = new Map<string, { appearances: number; shown: number; fair: number }>()
    for (const [i, subjectId] of subjects.entries()) {
      const shown = Array.from({ length: (i * 7) % 6 }, (_, k) => ({
        lenderId: lenders[(i * 3 + k * k) % lenders.length]!,
        paused: (i + k) % 5 === 4 ? { until: '2026-12-01', sentence: '' } : null,
      }))
      // Whose quota is full stands last.
      shown.sort((a, b) => Number(a.paused !== null) - Number(b.paused !== null))
      // Every third lies sealed, as a natural person's does.
      await answered(subjectId, at(1 + (i % 20)), shown, undefined, i % 3 === 0)
      const open = shown.filter(({ paused }) => paused === null).map(({ lenderId }) => lenderId)
      const distinct = [...new Set(open)]
      for (const lenderId of distinct) {
        const so = expected.get(lenderId) ?? { appearances: 0, shown: 0, fair: 0 }
        const top = open.slice(0, 3)
        const fair = Math.round((10_000 * top.length) / distinct.length)
        expected.set(lenderId, { appearances: so.appearances + 1, shown: so.shown + top.filter((id) => id === lenderId).length, fair: so.fair + fair })
      }
    }
    await countDay(ctx, DAY)
    expect(new Map((await rows()).map(({ lender, ...row }) => [lender, row]))).toEqual(expected)
    const { exposures } = await exposuresOn(ctx, TODAY)
    expect(Math.abs(exposures.reduce((sum, { deficitBp }) => sum + deficitBp, 0))).toBeLessThanOrEqual(exposures.length)
  })
})

describe('the report', () => {
  /** The route alone, on the city's database and sessions. */
  async function report(
    client: TestClient,
  ): Promise<{ status: number; body: { code?: string; from: string; to: string; items: { lenderId: string; appearances: number | null }[] } }> {
    const router = createRouter()
    router.use(async (c, next) => {
      c.set('requestId', 'exposure-test')
      c.set('context', ctx)
      c.set('caller', null)
      await next()
    })
    router.use(identify({ sessionClock: ctx.clock, needsFactor: false }))
    router.route('/', exposureRoutes())
    router.onError((error) => problemResponse(error as Fault, 'exposure-test'))
    const answer = await router.request('/api/v1/lender/exposure', { headers: client.cookie === '' ? {} : { cookie: client.cookie } })
    return { status: answer.status, body: (await answer.json()) as never }
  }

  test('shows a lender its own share and the operator and the regulator everybody’s', async () => {
    const own = await report(await app.signIn('bank-a-viewer'))
    expect(own.status).toBe(200)
    expect(own.body).toMatchObject({ from: '2026-10-26', to: DAY })
    expect(own.body.items.map(({ lenderId }) => lenderId)).toEqual([await lenderOf('bank-a-viewer')])
    for (const name of ['operator', 'regulator']) {
      const all = await report(await app.signIn(name))
      expect(all.body.items.map(({ lenderId }) => lenderId).sort()).toEqual((await rows()).map(({ lender }) => lender))
      for (const { appearances } of all.body.items) expect(appearances).toBeGreaterThan(0)
    }
  })

  test('is for nobody else', async () => {
    for (const name of ['firm-hardware', 'farmer', 'auditor', 'officer']) expect((await report(await app.signIn(name))).status).toBe(403)
    expect((await report(app.nobody)).status).toBe(401)
  })

  test('tells a lender of fewer than ten answers nothing but that', async () => {
    await ctx.db.execute(sql`update exposure_daily set appearances = 9`)
    const { body } = await report(await app.signIn('bank-b-viewer'))
    expect(body.items).toMatchObject([{ appearances: null, shownPlaces: null, deficitBp: null, sentence: '能申请的场合不到 10 次，不单独公布' }])
    await ctx.db.execute(sql`delete from exposure_daily`)
    expect((await report(await app.signIn('bank-b-viewer'))).body.items).toMatchObject([{ appearances: null }])
  })

  async function lenderOf(username: string): Promise<string> {
    const [row] = await rowsOf<{ id: string }>(ctx.db, sql`select institution_id as id from users where username = ${username}`)
    return row!.id
  }
})
