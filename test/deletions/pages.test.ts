import { afterAll, beforeAll, expect, test } from 'vitest'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'
import { type Cast, farmerAtBank } from './story.ts'

let app: TestApp
let cast: Cast

beforeAll(async () => {
  app = await testApp('pglite')
  cast = await farmerAtBank(app)
}, 120_000)
afterAll(() => app.close())

async function page(cookie: string, path: string, form?: Record<string, string>) {
  const request = form
    ? new Request(ORIGIN + path, {
        method: 'POST',
        headers: { cookie, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form),
      })
    : new Request(ORIGIN + path, { headers: { cookie } })
  const response = await app.fetch(request)
  return { status: response.status, text: await response.text(), to: response.headers.get('location') }
}

test('the bank finds what it has to delete, says so with one click, and the list is empty', async () => {
  const { text } = await page(cast.bank.cookie, '/bank/deletions')
  expect(text).toContain('案件已有结果')
  const action = /action="(\/bank\/deletions\/del_[^"]+)"/.exec(text)![1]!
  const hidden = Object.fromEntries([...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  const answered = await page(cast.bank.cookie, action, { ...hidden, answer: 'deleted' })
  expect([answered.status, answered.to]).toEqual([303, '/bank/deletions?done'])
  expect((await page(cast.bank.cookie, '/bank/deletions')).text).toContain('没有待确认的删除')
})

test('the household reads what will happen, is stopped by a slip of the words, and then sees that it is done and which bank attested', async () => {
  const before = await page(cast.farmer.cookie, '/farmer/erasure')
  expect(before.text).toContain('不能恢复')
  expect((await page(cast.farmer.cookie, '/farmer/access-log')).text).toContain('/farmer/erasure')
  const hidden = () =>
    Object.fromEntries([...before.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  const slip = await page(cast.farmer.cookie, '/farmer/erasure', { ...hidden(), words: '删除' })
  expect(slip.status).toBe(422)
  const fresh = Object.fromEntries([...slip.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  const done = await page(cast.farmer.cookie, '/farmer/erasure', { ...fresh, words: '删除我的数据' })
  expect([done.status, done.to]).toEqual([303, '/farmer/erasure'])
  const after = await page(cast.farmer.cookie, '/farmer/erasure')
  expect(after.text).toContain('您的数据已于')
  expect(after.text).not.toContain('name="words"')
  expect(after.text).toContain('示例银行甲广州分行')
})
