import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FEWEST_OUTCOMES_SHOWN, likelihoodsOf } from '../../src/matching/likelihood.ts'
import type { OutcomeEvent } from '../../src/matching/outcomes/model.ts'
import { fitOutcomes, learnOutcome, outcomesOn } from '../../src/matching/outcomes/service.ts'
import { countOutcome, insertOutcome } from '../../src/matching/outcomes/store.ts'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { TEST_START } from '../../src/test-mode.ts'
import { applyFor, must, productNamed, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

const DAY_SECONDS = 86_400

let app: TestApp
let ctx: Context
let firm: TestClient
let bank: TestClient
let product: { id: string; version: number; lenderId: string }
let subjectId: string
beforeAll(async () => {
  app = await testApp('pglite')
  ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'outcomes-test' }
  firm = await app.signIn('firm-hardware')
  bank = await app.signIn('bank-a-approver')
  product = await productNamed(firm, '示例税易贷')
  subjectId = await subjectOf(firm)
})
beforeEach(async () => {
  app.mode.clock.set(TEST_START)
  for (const table of ['outcomes', 'outcome_counts', 'outcome_models', 'jobs']) await ctx.db.execute(sql.raw(`delete from ${table}`))
})
afterAll(() => app.close())

async function drained(): Promise<void> {
  must(await app.nobody.post('/__test/outbox/drain'), 200)
}

function decided(applicationId: string, outcome: 'approved' | 'declined') {
  const terms = outcome === 'approved' ? { amountFen: '100000000', termMonths: 12, rateBp: 400 } : { reasons: ['tax_record'] }
  return bank.post(`/api/v1/lender/applications/${applicationId}/decision`, { outcome, reasons: [], note: '', ...terms })
}

function counts() {
  return rowsOf<Record<string, unknown>>(
    ctx.db,
    sql`select lender_id = ${product.lenderId} and product_id = ${product.id} as ours, segment, month::text, approved, declined, late, lapsed from outcome_counts order by segment, month`,
  )
}

const told = (over: Partial<OutcomeEvent> = {}): OutcomeEvent => ({
  ...{ subjectId, applicationId: 'app_1', lenderId: product.lenderId, productId: product.id, productVersion: product.version, outcome: 'approved' },
  ...{ submittedAt: '2026-11-23T02:00:00.000Z', endedAt: '2026-11-23T03:00:00.000Z' },
  ...over,
})

describe('an application that ends', () => {
  test('is counted under its lender, product, month and what the public register says of the applicant', async () => {
    const { applicationId } = await applyFor(firm, product.id)
    must(await decided(applicationId, 'declined'), 200)
    await drained()
    expect(await counts()).toEqual([{ ours: true, segment: 'enterprise/over_3y', month: '2026-11-01', approved: 0, declined: 1, late: 0, lapsed: 0 }])
    const [row] = await rowsOf(ctx.db, sql`select approved, late, predicted_bp as foretold from outcomes where application_id = ${applicationId}`)
    expect(row).toEqual({ approved: false, late: false, foretold: 5000 })
  })

  test('is counted once, however often it is told', async () => {
    for (let i = 0; i < 3; i++) await learnOutcome(ctx, told())
    expect((await counts()).map(({ approved, declined }) => [approved, declined])).toEqual([[1, 0]])
  })

  test('by being taken back says nothing of the lender', async () => {
    const { applicationId } = await applyFor(firm, product.id)
    must(await firm.post(`/api/v1/applications/${applicationId}/withdraw`), 200)
    await drained()
    expect((await counts()).map(({ approved, declined, late, lapsed }) => [approved, declined, late, lapsed])).toEqual([[0, 0, 0, 0]])
    await fitOutcomes(ctx)
    expect((await outcomesOn(ctx, '2026-11-23')).likelihood.counts).toEqual([])
  })

  test('by being taken back after the promised time is a missed clock of the lender', async () => {
    await learnOutcome(ctx, told({ outcome: 'withdrawn', endedAt: '2026-12-23T02:00:00.000Z' }))
    await learnOutcome(ctx, told({ applicationId: 'app_2', endedAt: '2026-12-23T02:00:00.000Z' }))
    await learnOutcome(ctx, told({ applicationId: 'app_3' }))
    app.advance(40 * DAY_SECONDS)
    await fitOutcomes(ctx)
    expect((await outcomesOn(ctx, '2027-01-02')).clocks).toEqual([{ lenderId: product.lenderId, answers: 3, missed: 2 }])
  })

  test('late on a fast product is judged by the hours of the version that was applied for', async () => {
    const [{ hours }] = (await rowsOf<{ hours: number }>(
      ctx.db,
      sql`select (terms->>'answerHours')::int as hours from product_versions where product_id = ${product.id} and version = ${product.version}`,
    )) as [{ hours: number }]
    const ended = (ms: number) => new Date(Date.parse('2026-11-23T02:00:00.000Z') + hours * 3_600_000 + ms).toISOString()
    await learnOutcome(ctx, told({ endedAt: ended(0) }))
    await learnOutcome(ctx, told({ applicationId: 'app_2', endedAt: ended(1) }))
    expect((await counts()).map(({ late }) => late)).toEqual([1])
  })
})

describe('what a day knows', () => {
  const seeded = async (approved: boolean, many: number, endedOn: string, name: string) => {
    for (let i = 0; i < many; i++) {
      const row = { subjectId, applicationId: `app_${name}_${i}`, lenderId: product.lenderId, productId: product.id, segment: 'enterprise/over_3y' }
      const full = { ...row, approved, late: false, endedOn, predictedBp: 5000 }
      if (await insertOutcome(ctx.db, full)) await countOutcome(ctx.db, full)
    }
  }
  const shown = async (day: string) =>
    likelihoodsOf((await outcomesOn(ctx, day)).likelihood).of({ lenderId: product.lenderId, productId: product.id, segment: 'enterprise/over_3y' })

  test('is fitted by night and stays as it is all day', async () => {
    await seeded(true, FEWEST_OUTCOMES_SHOWN - 1, '2026-11-20', 'a')
    await drained()
    expect(await shown('2026-11-23')).toMatchObject({ enough: false, basis: 'city' })
    await seeded(true, 1, '2026-11-23', 'b')
    expect(await shown('2026-11-23')).toMatchObject({ enough: false })
    app.advance(DAY_SECONDS)
    await drained()
    expect(await shown('2026-11-24')).toMatchObject({ enough: true, basis: 'segment', n: FEWEST_OUTCOMES_SHOWN })
    // The day before still says what it said.
    expect(await shown('2026-11-23')).toMatchObject({ enough: false })
  })

  test('is foretold to the next outcome before that outcome is known', async () => {
    await seeded(true, 200, '2026-11-20', 'a')
    await drained()
    await learnOutcome(ctx, told({ applicationId: 'app_next', outcome: 'declined' }))
    const [row] = await rowsOf<{ foretold: number }>(ctx.db, sql`select predicted_bp as foretold from outcomes where application_id = 'app_next'`)
    expect(row!.foretold).toBeGreaterThan(9_000)
  })

  test('forgets what is older than 24 months', async () => {
    await seeded(true, 30, '2024-11-30', 'old')
    await seeded(false, 30, '2024-12-01', 'kept')
    await fitOutcomes(ctx)
    const { likelihood } = await outcomesOn(ctx, '2026-11-23')
    expect(likelihood.counts.map(({ approved, declined }) => [approved, declined])).toEqual([[0, 30]])
  })

  test('holds predictions against outcomes: what was foretold at one in two and always came true is put right', async () => {
    await seeded(true, 300, '2026-11-20', 'a')
    await fitOutcomes(ctx)
    expect((await outcomesOn(ctx, '2026-11-23')).likelihood.calibration).toEqual([{ predictedBp: 5000, observedBp: 10_000 }])
  })
})
