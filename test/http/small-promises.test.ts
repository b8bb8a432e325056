import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepHouse } from '../../src/platform/http/housekeeping.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())

it('spends no read on a HEAD, which would show nothing for it', async () => {
  const viewer = await app.signIn('bank-a-viewer')
  const head = await viewer.send('HEAD', '/api/v1/lender/applications/app_00000000000000000000000000/profile')
  expect(head.status).toBe(400)
})

it('names an unknown member at its own place', async () => {
  const answer = await app.nobody.post('/api/v1/finance/quote', { principalFen: '100', termMonths: 1, rateBp: 1, method: 'bullet', rate: 3 })
  expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/rate'])
})

it('keeps the refused rows of a file once, however often it is sent, and shows them for each batch', async () => {
  const operator = await app.signIn('operator')
  const upload = () =>
    operator.send('POST', '/api/v1/imports?source=gz-tax&record=tax_grade', {
      body: '统一社会信用代码,评价年度,纳税信用级别\n91440199MADEM0A155,2025,Z\n123,2025,A\n',
      headers: { 'content-type': 'text/csv' },
    })
  const [first, second] = [await upload(), await upload()]
  expect([first.body.quarantined, second.body.quarantined]).toEqual([2, 2])
  const kept = await Promise.all([first, second].map(async ({ body }) => (await operator.get(`/api/v1/imports/${body.id}/quarantine`)).body.items))
  expect(kept[0]).toHaveLength(2)
  expect(kept[1]).toEqual(kept[0])
  const stored = await app.database.db.execute(
    'select count(*)::int as n from quarantine where batch_id in (select id from import_batches where quarantined = 2 and received = 2)',
  )
  expect((stored as unknown as { rows: { n: number }[] }).rows[0]?.n).toBe(2)
})

it('remembers an answer for the promised day and forgets it after two', async () => {
  const operator = await app.signIn('operator')
  const upload = () =>
    operator.send('POST', '/api/v1/imports?source=gz-tax&record=tax_grade', {
      body: '统一社会信用代码,评价年度,纳税信用级别\n91440199MADEM0A155,2025,A\n',
      headers: { 'content-type': 'text/csv' },
      key: 'the-same-key',
    })
  const context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'test' }
  const first = await upload()
  expect(first.status).toBe(201)

  app.advance(24 * 3_600)
  await keepHouse(context)
  const replay = await upload()
  expect(replay.headers.get('idempotency-replayed')).toBe('true')
  expect(replay.body).toEqual(first.body)

  app.advance(24 * 3_600 + 1)
  await keepHouse(context)
  const again = await upload()
  expect(again.headers.get('idempotency-replayed')).toBeNull()
  expect(again.body.id).not.toBe(first.body.id)
})
