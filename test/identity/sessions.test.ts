import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { requireStepUp } from '../../src/identity/index.ts'
import type { Principal } from '../../src/identity/model.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { sweep } from './doorstep.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
beforeEach(() => sweep(app))
afterAll(() => app.close())

/** Sessions age only when told to: `advance` alone moves the days of the city. */
const age = (seconds: number) => app.nobody.post('/__test/clock', { advanceSeconds: seconds, sessions: true })
const status = async (client: TestClient) => (await client.get('/api/v1/me')).status

describe('a session', () => {
  test.each([
    ['firm-hardware', 12 * 3600],
    ['bank-a-viewer', 30 * 60],
  ])('of %s ends by the app’s clock and not by the machine’s', async (username, seconds) => {
    const client = await app.signIn(username)
    await age(seconds - 1)
    expect(await status(client)).toBe(200)
    // Looking prolonged the bank's half hour; the firm's twelve hours are absolute.
    await age(username === 'firm-hardware' ? 1 : seconds)
    expect(await status(client)).toBe(401)
  })

  test('of staff who keep working ends after twelve hours all the same', async () => {
    const client = await app.signIn('bank-a-viewer')
    for (let i = 0; i < 24; i++) {
      expect(await status(client)).toBe(200)
      await age(29 * 60 + 59)
    }
    expect(await status(client)).toBe(200)
    await age(24)
    expect(await status(client)).toBe(401)
  })

  test('stays while days of the city are played through', async () => {
    const client = await app.signIn('bank-a-viewer')
    app.advance(40 * 86_400)
    expect(await status(client)).toBe(200)
  })

  test('never goes on under the id that the browser brought', async () => {
    const planted = await app.nobody.post(
      '/api/v1/sessions',
      { username: 'firm-hardware', password: DEMO_PASSWORD },
      { headers: { cookie: '__Host-suixin=an-id-an-attacker-knows' } },
    )
    expect(planted.headers.getSetCookie()[0]).not.toContain('an-id-an-attacker-knows')
    const first = await app.signIn('firm-hardware')
    const again = await app.nobody.post('/api/v1/sessions', { username: 'firm-hardware', password: DEMO_PASSWORD }, { headers: { cookie: first.cookie } })
    expect(again.status).toBe(201)
    expect(again.headers.getSetCookie()[0]).not.toContain(first.cookie)
    // The one it had ended with it.
    expect(await status(first)).toBe(401)
  })

  test('comes in a cookie that only this host gets, only over TLS, and no script reads', async () => {
    const { headers } = await app.nobody.post('/api/v1/sessions', { username: 'firm-hardware', password: DEMO_PASSWORD })
    for (const cookie of headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-/)
      for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(part)
      expect(cookie).not.toContain('Domain')
    }
  })

  test('is stored without what opens it', async () => {
    const { cookie } = await app.signIn('firm-hardware')
    const { rows } = (await app.database.db.execute('select to_jsonb(s)::text as t from sessions s')) as unknown as { rows: { t: string }[] }
    expect(rows.length).toBeGreaterThan(0)
    for (const { t } of rows) expect(t).not.toContain(cookie.split('=')[1])
  })
})

describe('the list of sessions', () => {
  test('names browser, network and times of each, and which one asks', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0' }
    const body = JSON.stringify({ username: 'firm-hardware', password: DEMO_PASSWORD })
    const request = new Request('http://suixin.test/api/v1/sessions', { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } })
    expect((await app.fetch(request, { source: '203.0.113.77' })).status).toBe(201)
    await age(60)
    const here = await app.signIn('firm-hardware')
    const { items } = (await here.get('/api/v1/sessions')).body
    expect(items).toMatchObject([
      { isHere: true, device: '', network: '', lastSeenAt: '2026-11-23T02:01:00.000Z' },
      { isHere: false, device: 'Edge · Windows', network: '203.0.113.*', createdAt: '2026-11-23T02:00:00.000Z' },
    ])
    expect(JSON.stringify(items)).not.toContain('203.0.113.77')
  })

  test('leaves out what has run out, whether or not it was swept', async () => {
    await app.signIn('bank-a-viewer')
    await age(31 * 60)
    const here = await app.signIn('bank-a-viewer')
    expect((await here.get('/api/v1/sessions')).body.items).toHaveLength(1)
  })

  test('lets one be ended, or all others', async () => {
    const [first, second, third, stranger] = [
      await app.signIn('firm-hardware'),
      await app.signIn('firm-hardware'),
      await app.signIn('firm-hardware'),
      await app.signIn('firm-catering'),
    ]
    const ids = async (client: TestClient) => (await client.get('/api/v1/sessions')).body.items as { id: string; isHere: boolean }[]
    const idOfFirst = (await ids(first)).find(({ isHere }) => isHere)!.id
    expect((await stranger.send('DELETE', `/api/v1/sessions/${idOfFirst}`)).status).toBe(404)
    expect((await second.send('DELETE', `/api/v1/sessions/${idOfFirst}`)).status).toBe(204)
    expect(await status(first)).toBe(401)
    expect((await second.post('/api/v1/sessions/sign-out-elsewhere')).body).toEqual({ ended: 1 })
    expect([await status(second), await status(third), await status(stranger)]).toEqual([200, 401, 200])
  })
})

test('what needs a step-up is refused with the way to it, and to nobody’s session', () => {
  const principal = { userId: 'u', session: { id: 's', hasFactor: false, isSteppedUp: true } } as Principal
  expect(() => requireStepUp(principal)).not.toThrow()
  const refusal = { kind: 'forbidden', code: 'step_up_required' }
  expect(() => requireStepUp({ ...principal, session: { ...principal.session!, isSteppedUp: false } })).toThrow(expect.objectContaining(refusal))
  const { session: _, ...machine } = principal
  expect(() => requireStepUp(machine)).toThrow(expect.objectContaining(refusal))
})
