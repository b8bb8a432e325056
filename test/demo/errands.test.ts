import { afterAll, beforeAll, expect, test } from 'vitest'
import { playErrands } from '../../src/demo/errands.ts'
import { civilDateOf } from '../../src/platform/kernel/time.ts'
import { must } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
let leftSignedIn: unknown
beforeAll(async () => {
  app = await testApp('pglite')
  await playErrands(app.fetch, civilDateOf(app.mode.clock.now()))
  leftSignedIn = await app.database.db.execute('select count(*)::int as n from sessions')
})
afterAll(() => app.close())

const page = async (username: string, path: string): Promise<string> => {
  const { cookie } = await app.signIn(username)
  const answer = await app.fetch(new Request(`http://suixin.test${path}`, { headers: { cookie } }))
  expect(answer.status).toBe(200)
  return answer.text()
}

test('the catering firm finds a request to answer and a consent of its that is paused', async () => {
  const firm = await app.signIn('firm-catering')
  const requests = must(await firm.get('/api/v1/consent-requests'), 200).body.items
  expect(requests).toMatchObject([{ status: 'requested', lenderName: '示例银行甲广州分行', purpose: { code: 'POSTLOAN' } }])
  const { subjectId } = must(await firm.get('/api/v1/me'), 200).body
  const consents = must(await firm.get(`/api/v1/consents?subjectId=${subjectId}`), 200).body.items
  const stands = consents.map(({ status, lenderName }: { status: string; lenderName: string }) => `${status} ${lenderName}`).sort()
  expect(stands).toEqual(['granted 示例银行甲广州分行', 'paused 示例城市商业银行'])
  const html = await page('firm-catering', '/firm/consents')
  for (const said of ['暂停', '贷后管理']) expect(html).toContain(said)
})

test('the household finds what the officer proposed, and the officer what waits', async () => {
  for (const said of ['等您答复', '待确认']) expect(await page('farmer', '/farmer/consents')).toContain(said)
  expect(await page('officer', '/officer')).toContain('示例银行甲广州分行')
})

test('the first bank has a recall to answer, and what is on file is what was before', async () => {
  const bank = await app.signIn('bank-a-viewer')
  expect(must(await bank.get('/api/v1/lender/recalls'), 200).body.items).toMatchObject([{ attribute: 'licences', reason: 'withdrawn', status: 'issued' }])
  const firm = await app.signIn('firm-catering')
  const { subjectId } = must(await firm.get('/api/v1/me'), 200).body
  expect(JSON.stringify(must(await firm.get(`/api/v1/subjects/${subjectId}/profile`), 200).body)).not.toContain('第 9 号')
})

test('the first bank’s developers find a case in every state of a consent on their page', async () => {
  const html = await page('bank-a-viewer', '/developers')
  for (const said of ['200', '403 consent_paused', '403 consent_revoked', '403 consent_consumed', '403 consent_expired']) {
    expect(html).toMatch(new RegExp(`<span class="code long">GET /api/v1/lender/applications/app_[0-9a-z]+/profile</span>.{0,80}${said}`, 's'))
  }
  expect(await page('bank-b-viewer', '/developers')).toContain('生成这些申请')
})

test('nobody of them is left signed in', () => {
  expect(leftSignedIn).toMatchObject({ rows: [{ n: 0 }] })
})
