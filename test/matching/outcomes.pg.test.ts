import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countDay, deficitsOn } from '../../src/matching/exposure/service.ts'
import type { OutcomeEvent } from '../../src/matching/outcomes/model.ts'
import { fitOutcomes, learnOutcome, outcomesOn } from '../../src/matching/outcomes/service.ts'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { must, NEED, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
let ctx: Context
let event: OutcomeEvent
beforeAll(async () => {
  app = await testApp('postgres')
  ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'outcomes-test' }
  const firm = await app.signIn('firm-hardware')
  const subjectId = await subjectOf(firm)
  const product = await productNamed(firm, '示例税易贷')
  event = {
    ...{ subjectId, applicationId: 'app_0', lenderId: product.lenderId, productId: product.id, productVersion: product.version, outcome: 'approved' },
    ...{ submittedAt: '2026-11-23T02:00:00.000Z', endedAt: '2026-11-23T03:00:00.000Z' },
  }
  must(await firm.post('/api/v1/matches', { subjectId, ...NEED }), 201)
})
afterAll(() => app.close())

/** Each in a transaction of its own, as the job runner does it. */
function toldAtOnce(events: readonly OutcomeEvent[]): Promise<unknown> {
  return Promise.all(events.map((e) => ctx.db.transaction((tx) => learnOutcome({ ...ctx, db: tx }, e))))
}

test('outcomes told at once are each counted once, in one cell', async () => {
  const eight = Array.from({ length: 8 }, (_, i): OutcomeEvent => ({ ...event, applicationId: `app_${i}`, outcome: i % 4 === 0 ? 'declined' : 'approved' }))
  await toldAtOnce([...eight, ...eight, ...eight])
  expect(await rowsOf(ctx.db, sql`select approved, declined from outcome_counts`)).toEqual([{ approved: 6, declined: 2 }])
})

test('a night fits them, on both engines in whole numbers', async () => {
  await fitOutcomes(ctx)
  const { likelihood, clocks } = await outcomesOn(ctx, '2026-11-23')
  expect(likelihood.counts).toEqual([{ lenderId: event.lenderId, productId: event.productId, segment: 'enterprise/over_3y', approved: 6, declined: 2 }])
  expect(clocks).toEqual([{ lenderId: event.lenderId, answers: 8, missed: 0 }])
})

test('a stored answer is counted as it was ranked', async () => {
  await countDay(ctx, '2026-11-23')
  const [run] = await rowsOf<{ result: { offers: { rank: number | null; status: string; lenderId: string }[] } }>(ctx.db, sql`select result from match_runs`)
  const eligible = run!.result.offers.filter(({ status }) => status === 'eligible')
  const top = eligible.filter(({ rank }) => rank! <= 3).map(({ lenderId }) => lenderId)
  const rows = await rowsOf<{ lender: string; shown: number }>(ctx.db, sql`select lender_id as lender, shown_places as shown from exposure_daily`)
  expect(new Set(rows.map(({ lender }) => lender))).toEqual(new Set(eligible.map(({ lenderId }) => lenderId)))
  for (const { lender, shown } of rows) expect(shown).toBe(top.filter((id) => id === lender).length)
  const deficits = await deficitsOn(ctx, '2026-11-24')
  expect(Math.abs(Object.values(deficits).reduce((sum, bp) => sum + bp, 0))).toBeLessThanOrEqual(rows.length)
  for (const id of new Set(top)) expect(deficits[id]).toBeLessThan(0)
})
