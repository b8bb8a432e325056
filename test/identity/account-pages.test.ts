import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'
import { codeAt } from './authenticator.ts'
import { sweep } from './doorstep.ts'

/** A live city: staff must have a second factor. */
let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite', { signIn: { needsFactor: true } })
})
beforeEach(() => sweep(app))
afterAll(() => app.close())

/** A browser without script: it keeps cookies and sends forms. */
function browser() {
  const jar = new Map<string, string>()
  const ask = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const cookie = [...jar.values()].join('; ')
    const body = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}
    const all = { cookie, ...(form ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' } : {}), ...headers }
    const answer = await app.fetch(new Request(ORIGIN + path, { ...body, headers: all }))
    for (const line of answer.headers.getSetCookie()) jar.set(line.split('=')[0]!, line.split(';')[0]!)
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() }
  }
  return { ask, jar }
}

const signIn = (of: ReturnType<typeof browser>, username = 'bank-a-viewer') => of.ask('/sign-in', { username, password: DEMO_PASSWORD })
const age = (seconds: number) => app.nobody.post('/__test/clock', { advanceSeconds: seconds, sessions: true })
const codeNow = (secret: string) => codeAt(secret, app.mode.clock.now())

/** Binds an app by the pages. @returns its secret and the codes shown */
async function bind(of: ReturnType<typeof browser>): Promise<{ secret: string; codes: string[] }> {
  const page = await of.ask('/account/totp', {})
  const secret = /class="secret code">([A-Z2-7 ]+)</.exec(page.html)![1]!.replaceAll(' ', '')
  const done = await of.ask('/account/totp/confirm', { code: codeNow(secret).replace(/(...)/, '$1 ') })
  return { secret, codes: [...done.html.matchAll(/<li class="code">([\w-]+)</g)].map((m) => m[1]!) }
}

describe('staff of a live city, without script', () => {
  test('are led to a second factor before anything else, and then in by it', async () => {
    const reader = browser()
    expect((await signIn(reader)).location).toBe('/account')
    expect((await reader.ask('/account')).html).toContain('要先绑定一种第二验证方式')
    const stopped = await reader.ask('/bank')
    expect(stopped.html).toContain('href="/account"')
    expect(stopped.html).not.toContain('id="queue"')
    const { secret, codes } = await bind(reader)
    expect(codes).toHaveLength(10)
    expect((await reader.ask('/bank')).status).toBe(200)

    await age(60)
    const again = browser()
    const step = await signIn(again)
    expect(step.location).toBe('/sign-in/second?by=totp+recovery')
    expect((await again.ask('/bank')).location).toContain('/sign-in')
    const page = await again.ask(step.location!)
    expect([page.html.includes('name="code"'), page.html.includes('name="recoveryCode"'), page.html.includes('data-passkey')]).toEqual([true, true, false])
    const wrong = await again.ask('/sign-in/second', { code: codeNow(secret) === '000000' ? '111111' : '000000', by: 'totp recovery', next: '' })
    expect([wrong.status, wrong.html.includes('验证码不对')]).toEqual([401, true])
    expect((await again.ask('/sign-in/second', { code: codeNow(secret), by: 'totp recovery', next: '' })).location).toBe('/bank')

    const lost = browser()
    await signIn(lost)
    expect((await lost.ask('/sign-in/second', { recoveryCode: codes[0]!, by: 'totp recovery', next: '' })).location).toBe('/bank')
  })

  test('confirm that it is they before a factor is removed', async () => {
    const reader = browser()
    await signIn(reader)
    const { secret } = await bind(reader)
    await age(301)
    expect((await reader.ask('/account/totp/remove', {})).location).toBe('/account/confirm?next=/account')
    const page = await reader.ask('/account/confirm?next=/account')
    expect([page.html.includes('name="code"'), page.html.includes('name="password"')]).toEqual([true, false])
    expect((await reader.ask('/account/confirm', { code: codeNow(secret), next: '/account' })).location).toBe('/account?done=confirmed')
    expect((await reader.ask('/account/totp/remove', {})).location).toBe('/account?done=totp')
    expect((await reader.ask('/account?done=totp')).html).toContain('验证器应用已移除')
  })
})

describe('anybody', () => {
  test('changes the password on the account’s page, or reads why not', async () => {
    const reader = browser()
    await signIn(reader, 'firm-hardware')
    const tell = async (current: string, next: string) => (await reader.ask('/account/password', { current, next })).html
    expect(await tell('wrong', 'kapok-rain73-ferry')).toContain('现在的密码不对')
    expect(await tell(DEMO_PASSWORD, 'Password2026!')).toContain('容易被猜到')
  })

  test('sees where they are signed in, and ends the others', async () => {
    const [here, there] = [browser(), browser()]
    await signIn(here, 'firm-hardware')
    await signIn(there, 'firm-hardware')
    const { html } = await here.ask('/account')
    expect(html.match(/退出这台/g)).toHaveLength(1)
    const id = /name="id" value="(ses_\w+)"/.exec(html)![1]!
    expect((await here.ask('/account/sessions/end', { id })).location).toBe('/account?done=session')
    expect((await there.ask('/account')).location).toBe('/sign-in?next=%2Faccount')
  })

  test('is sent on only within this site', async () => {
    const reader = browser()
    await signIn(reader, 'firm-hardware')
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await reader.ask('/account/confirm', { password: DEMO_PASSWORD, next })).location).toBe('/account?done=confirmed')
    expect((await reader.ask('/account/confirm', { password: DEMO_PASSWORD, next: '/firm/data' })).location).toBe('/firm/data')
  })

  test.each([
    ['another site’s form', { 'sec-fetch-site': 'cross-site' }],
    ['a sister host’s form', { 'sec-fetch-site': 'same-site' }],
    ['a form whose browser names only the origin', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['a form of no origin at all', { 'sec-fetch-site': '', origin: 'null' }],
  ])('is not acted for by %s', async (_, headers) => {
    const reader = browser()
    await signIn(reader, 'firm-hardware')
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
    for (const path of ['/account/sessions/elsewhere', '/account/totp', '/sign-in', '/sign-out']) {
      const body = new URLSearchParams({ username: 'firm-catering', password: DEMO_PASSWORD }).toString()
      const answer = await app.fetch(
        new Request(ORIGIN + path, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: [...reader.jar.values()].join('; '), ...sent },
        }),
      )
      expect(answer.status, path).toBe(403)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect((await reader.ask('/account')).status).toBe(200)
  })

  test('reads of a used link what to do', async () => {
    const { html, status } = await browser().ask('/welcome', { token: 'no-such-token', password: 'kapok-rain73-ferry' })
    expect([status, html.includes('请让管理员再发一个')]).toEqual([404, true])
  })
})
