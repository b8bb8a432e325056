import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepOffered } from '../../../src/matching/openings/service/offered.ts'
import { beginRound, walkOn } from '../../../src/matching/openings/service/rounds.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
import { must } from '../../journeys/errand.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'
import {
  type City,
  cityOf,
  firstLookTellsNothing,
  newAndRelaxedProductsAreTold,
  pausedProductIsNotTold,
  readNoticeStaysRead,
  repairedPenaltyTellsOnce,
  replaysTellNothing,
  settingUpTellsNothing,
} from './story.ts'

let app: TestApp
let city: City
let fewPenalties = ''
beforeAll(async () => {
  app = await testApp('pglite')
  city = await cityOf(app)
}, 60_000)
afterAll(() => app.close())

describe('products that open', () => {
  it('are told to nobody while a city is set up', () => settingUpTellsNothing(city), 60_000)
  it('are told to nobody at the first nightly look', () => firstLookTellsNothing(city), 60_000)
  it('are told once when a penalty was repaired, with its number', async () => {
    fewPenalties = await repairedPenaltyTellsOnce(city)
  }, 60_000)
  it('are not told again when the same work is done again, nor the next night', () => replaysTellNothing(city), 60_000)
  it('are told when they are new and when the lender asks for less', () => newAndRelaxedProductsAreTold(city), 60_000)
  it('are not told while paused, nor again afterwards', () => pausedProductIsNotTold(city, fewPenalties), 60_000)
  it('are read once and for all', () => readNoticeStaysRead(city, fewPenalties))

  it('stand on the firm’s home page with the reason until it says that it knows', async () => {
    const news = await city.publish('示例上页贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 3 }] })
    await city.drain()
    const page = async () => must(await city.catering.get('/firm'), 200).body as string
    expect(await page()).toContain('新开放的产品')
    expect(await page()).toContain('<h3>示例上页贷</h3><p>新产品上架，它的条件您都符合</p>')
    expect(await page()).toContain('href="/firm/need"')
    const form = { body: '_key=once', headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } }
    expect(must(await city.catering.send('POST', `/firm/openings/${news}/read`, form), 303).headers.get('location')).toBe('/firm')
    expect(await page()).not.toContain('示例上页贷')
    must(await city.catering.send('POST', '/firm/openings/prd_01jd7w9k8m0000000000000000/read', form), 404)
    // Another day's records are no place for today's news.
    expect(must(await city.catering.get('/firm?asOf=2026-05-01'), 200).body).not.toContain('新开放的产品')
  })

  it('stand on the household’s home page', async () => {
    const farmer = await app.signIn('farmer')
    expect(must(await farmer.get('/farmer'), 200).body).not.toContain('新开放的产品')
    await city.publish('示例农户贷', { audience: ['household'], criteria: [{ attr: 'kind', op: '=', value: 'household' }] })
    await city.drain()
    const body = must(await farmer.get('/farmer'), 200).body
    expect(body).toContain('<h3>示例农户贷</h3><p>新产品上架，它的条件您都符合</p>')
    expect(body).toContain('href="/farmer/need"')
  })

  it('are told to nobody who cannot sign in', async () => {
    const strangers = sql`select n.subject_id from opening_notices n where not exists (select 1 from users u where u.subject_id = n.subject_id)`
    expect(await rowsOf(app.database.db, strangers)).toEqual([])
  })
})

describe('a walk over everybody', () => {
  const offeredNow = keepOffered()
  const ctx = () => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' })
  const notices = () => rowsOf(app.database.db, sql`select subject_id, product_id, cause, sentence from opening_notices order by 1, 2`)

  async function walk(span: number, dieAt: number | null): Promise<number> {
    const round = (await beginRound(ctx(), offeredNow, true))!
    let after: string | null = ''
    let steps = 0
    while (after !== null) {
      const from: string = after
      const step = () => app.database.db.transaction((tx) => walkOn({ ...ctx(), db: tx }, offeredNow, { round, after: from }, span))
      if (steps === dieAt) {
        const died = app.database.db.transaction(async (tx) => {
          await walkOn({ ...ctx(), db: tx }, offeredNow, { round, after: from }, span)
          throw new Error('killed')
        })
        await expect(died).rejects.toThrow('killed')
      }
      after = await step()
      steps++
    }
    return steps
  }

  it('that is killed between and within spans ends where one in a single span does', async () => {
    const ends: unknown[] = []
    for (const [span, dieAt] of [
      [1_000, null],
      [7, 3],
    ] as const) {
      await app.database.db.execute(sql`delete from opening_notices`)
      await app.database.db.execute(sql`update openings set open = decode(repeat('00', length(open)), 'hex'), closures = '[]'`)
      // Nothing was open on products that are on offer in other versions: everything is decided again.
      await app.database.db.execute(sql`update openings set facts = json_build_object('layout', 0, 'values', '[]'::json, 'knownOn', '[]'::json)`)
      const steps = await walk(span, dieAt)
      expect(steps).toBeGreaterThan(span === 7 ? 5 : 0)
      ends.push({ openings: await city.openings(), notices: await notices() })
    }
    expect(ends[1]).toEqual(ends[0])
    expect((ends[0] as { notices: unknown[] }).notices.length).toBeGreaterThan(5)
  }, 60_000)

  it('gives way to a later one', async () => {
    const first = (await beginRound(ctx(), offeredNow, true))!
    expect(await walkOn(ctx(), offeredNow, { round: first, after: '' }, 5)).not.toBeNull()
    await beginRound(ctx(), offeredNow, true)
    expect(await walkOn(ctx(), offeredNow, { round: first, after: '' }, 5)).toBeNull()
  })

  it('is not begun by a change after which the same is on offer', async () => {
    expect(await beginRound(ctx(), offeredNow, false)).toBeNull()
  })

  it('ends by dropping the catalogues that nobody’s bits are counted by, a day after they were made', async () => {
    await city.drain()
    const hashes = async () => (await rowsOf<{ hash: string }>(app.database.db, sql`select hash from opening_catalogues order by hash`)).map(({ hash }) => hash)
    const used = await rowsOf<{ hash: string }>(app.database.db, sql`select distinct catalogue_hash as hash from openings order by 1`)
    await app.database.db.execute(
      sql`insert into opening_catalogues values ('spent', '[]', now() - interval '10 years'), ('new', '[]', now() + interval '10 years')`,
    )
    await walk(1_000, null)
    const left = await hashes()
    expect(left).toContain('new')
    expect(left).not.toContain('spent')
    expect(left).toEqual(expect.arrayContaining(used.map(({ hash }) => hash)))
  }, 60_000)
})
