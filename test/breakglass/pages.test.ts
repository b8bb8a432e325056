import { afterAll, beforeAll, expect, test } from 'vitest'
import { HARDWARE } from '../../src/demo/people.ts'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
}, 120_000)
afterAll(() => app.close())

const HOME = '/ops/break-glass'

async function page(cookie: string, path: string, form?: Record<string, string>) {
  const headers = { cookie, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' }
  const init = form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers: { cookie } }
  const response = await app.fetch(new Request(ORIGIN + path, init))
  return { status: response.status, text: await response.text() }
}
const hidden = (text: string) =>
  Object.fromEntries([...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))

test('the operator asks, the bureau agrees, the operator looks once by a button; others have no such page', async () => {
  const [operator, regulator, firm] = [await app.signIn('operator'), await app.signIn('regulator'), await app.signIn('firm-hardware')]
  expect((await page(firm.cookie, HOME)).status).toBe(403)
  const form = await page(operator.cookie, HOME)
  const wish = { code: HARDWARE.code, basis: 'court_evidence', documentNo: '示例（2026）调字第1号', documentSha256: 'ab'.repeat(32) }
  const slip = await page(operator.cookie, HOME, { ...hidden(form.text), ...wish, documentSha256: 'short' })
  expect(slip.status).toBe(422)
  expect((await page(operator.cookie, HOME, { ...hidden(slip.text), ...wish })).status).toBe(303)
  // The bureau and the audit find the way to it from their own desks.
  expect((await page(regulator.cookie, '/ops/quality')).text).toContain(`href="${HOME}"`)
  const auditor = await app.signIn('auditor')
  expect((await page(auditor.cookie, '/audit/break-glass')).text).toContain(`href="${HOME}"`)
  expect((await page(auditor.cookie, HOME)).text).toContain('href="/audit"')
  const seen = await page(regulator.cookie, HOME)
  const answer = /action="([^"]+\/answer)"/.exec(seen.text)![1]!
  expect((await page(regulator.cookie, answer, { ...hidden(seen.text), answer: 'approved' })).status).toBe(303)
  const approved = await page(operator.cookie, HOME)
  const look = /action="([^"]+\/look)"/.exec(approved.text)![1]!
  const looked = await page(operator.cookie, look, hidden(approved.text))
  expect(looked.status).toBe(200)
  expect(looked.text).toContain(HARDWARE.name)
})
