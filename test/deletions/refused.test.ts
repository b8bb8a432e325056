import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Cast, farmerAtBank } from './story.ts'

let app: TestApp
let cast: Cast

beforeAll(async () => {
  app = await testApp('pglite')
  cast = await farmerAtBank(app, { declined: false })
}, 120_000)
afterAll(() => app.close())

test('erasing waits for an application, and for a loan: the sentence says what to do, and nothing was erased', async () => {
  const { farmer, bank, subjectId, applicationId } = cast
  const path = `/api/v1/subjects/${subjectId}/erasure`
  must(await farmer.post(path, { words: '删除我的数据' }), 409, 'application_open')
  must(
    await bank.post(`/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'approved', amountFen: '10000000', rateBp: 400, termMonths: 12 }),
    200,
  )
  expect(must(await farmer.post(path, { words: '删除我的数据' }), 409, 'loan_under_way').body.detail).toContain('结清')
  expect((await farmer.get(path)).body).toMatchObject({ erasedAt: null, hindrance: { code: 'loan_under_way' } })
  expect((await farmer.get(`/api/v1/subjects/${subjectId}`)).body.name).toBe('黄**')
})
