import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepOffered } from '../../../src/matching/openings/service/offered.ts'
import { beginRound, refreshSome, walkOn } from '../../../src/matching/openings/service/rounds.ts'
import { heldClock } from '../../../src/platform/chance.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
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
  app = await testApp('postgres', { connections: 12 })
  city = await cityOf(app)
}, 60_000)
afterAll(() => app.close())

describe('products that open, on PostgreSQL', () => {
  it('are told to nobody while a city is set up', () => settingUpTellsNothing(city), 60_000)
  it('are told to nobody at the first nightly look', () => firstLookTellsNothing(city), 60_000)
  it('are told once when a penalty was repaired, with its number', async () => {
    fewPenalties = await repairedPenaltyTellsOnce(city)
  }, 60_000)
  it('are not told again when the same work is done again, nor the next night', () => replaysTellNothing(city), 60_000)
  it('are told when they are new and when the lender asks for less', () => newAndRelaxedProductsAreTold(city), 60_000)
  it('are not told while paused, nor again afterwards', () => pausedProductIsNotTold(city, fewPenalties), 60_000)
  it('are read once and for all', () => readNoticeStaysRead(city, fewPenalties))

  it('are told once however many look at the subject at the same time, in whatever order', async () => {
    const { db } = app.database
    await db.execute(sql`delete from opening_notices`)
    // As if nothing had been open to the firm before, and nothing decided.
    await db.execute(sql`
      update openings set open = decode(repeat('00', length(open)), 'hex'), closures = '[]', facts = json_build_object('layout', 0, 'values', '[]'::json, 'knownOn', '[]'::json)
      where subject_id = ${city.cateringId}`)
    const before = await city.tellings()
    const racers = Array.from({ length: 10 }, (_, i) => {
      const ctx = { db, clock: heldClock(new Date(app.mode.clock.now().getTime() + i * 1_000)), ids: app.mode.ids, master: testMaster, requestId: `racer ${i}` }
      const offeredNow = keepOffered()
      return db.transaction(async (tx) => {
        if (i % 3 === 0) {
          const round = (await beginRound({ ...ctx, db: tx }, offeredNow, true))!
          await walkOn({ ...ctx, db: tx }, offeredNow, { round, after: '' }, 1_000)
        } else await refreshSome({ ...ctx, db: tx }, offeredNow, [city.cateringId])
      })
    })
    await Promise.all(racers)
    const told = await rowsOf<{ product_id: string }>(db, sql`select product_id from opening_notices where subject_id = ${city.cateringId}`)
    expect(told.length).toBeGreaterThan(1)
    expect(await city.tellings()).toBe(before + told.length)
  }, 60_000)
})
