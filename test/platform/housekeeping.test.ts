import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepHouse } from '../../src/platform/http/housekeeping.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())

it('remembers an answer for the promised day and forgets it after two', async () => {
  const operator = await app.signIn('operator')
  const upload = () =>
    operator.send('POST', '/api/v1/imports?source=gz-tax&record=tax_grade', {
      body: '统一社会信用代码,评价年度,纳税信用级别\n91440199MADEM0A155,2025,A\n',
      headers: { 'content-type': 'text/csv' },
      key: 'the-same-key',
    })
  const context = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, requestId: 'test' }
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
