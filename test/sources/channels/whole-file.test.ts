import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feeds } from '../../../src/feeds/index.ts'
import { rowsOf as query } from '../../../src/platform/db/client.ts'
import { must } from '../../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../../support/test-app.ts'

let app: TestApp
let operator: TestClient
beforeAll(async () => {
  app = await testApp('pglite', { app: { sources: feeds } })
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.database.db.execute(sql`truncate feed_states, feed_coverage, records, quarantine`)
  operator = await app.signIn('operator')
})

const HEADER = '统一社会信用代码,企业名称,信息类别,文书号,公示状态,状态日期'
const marks = (rows: number) =>
  [HEADER, ...Array.from({ length: rows }, (_, n) => `91440199MADEM0A155,,行政处罚,示例罚字〔2026〕${n + 1}号,公示中,2026-06-01`)].join('\n')
/** The answer of one upload of so many rows a day later. */
async function upload(rows: number, whole = '&whole=true') {
  app.advance(86_400)
  const answer = await operator.post(`/api/v1/imports?source=credit-china&record=publicity_mark${whole}`, marks(rows), {
    headers: { 'content-type': 'text/csv' },
  })
  return must(answer, 201).body
}
// biome-ignore lint/suspicious/noExplicitAny: an answer, looked into
const health = async (): Promise<any> => {
  const { items } = must(await operator.get('/api/v1/feeds'), 200).body
  return items.find((one: { source: string }) => one.source === 'credit-china').records.find((one: { record: string }) => one.record === 'publicity_mark')
}
const kept = async () => Number((await query<{ n: number }>(app.database.db, sql`select count(*) as n from records where record = 'publicity_mark'`))[0]!.n)

describe('a file declared whole', () => {
  test('with half of the usual rows or fewer raises the alarm a pull would raise, and one row more does not', async () => {
    for (let round = 0; round < 3; round++) await upload(30)
    expect(await health()).toMatchObject({ alarms: [], lastRows: 30, usualRows: 30, lastOutcome: 'ok' })
    await upload(16)
    expect(await health()).toMatchObject({ alarms: [], lastRows: 16, usualRows: 30 })
    await upload(4)
    expect(await health()).toMatchObject({ alarms: ['half_rows'], lastRows: 4, usualRows: 27, lastOutcome: 'ok' })
    expect(await kept()).toBe(30)
    await upload(30)
    expect((await health()).alarms).toEqual([])
  })

  test('without a row raises its own, deletes nothing and is no good day', async () => {
    for (let round = 0; round < 3; round++) await upload(30)
    const { lastOkAt, lastGoodOn } = await health()
    expect(await upload(0)).toMatchObject({ received: 0, accepted: 0 })
    expect(await health()).toMatchObject({ alarms: ['no_rows'], lastRows: 0, usualRows: 30, lastOutcome: 'empty', lastOkAt, lastGoodOn })
    expect(await kept()).toBe(30)
  })
})

describe('a file nobody declared whole', () => {
  test.each(['', '&whole=false'])('leaves what is usual as it was (%j)', async (whole) => {
    for (let round = 0; round < 3; round++) await upload(30)
    const before = await health()
    await upload(4, whole)
    await upload(0, whole)
    expect(await health()).toEqual(before)
  })
})
