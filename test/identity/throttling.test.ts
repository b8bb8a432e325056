import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { makeDeviceCookie, readDeviceCookie } from '../../src/identity/device-cookie.ts'
import { deviceName } from '../../src/identity/device-name.ts'
import { type Hasher, scryptHasher } from '../../src/identity/index.ts'
import { ORIGIN, type TestApp, testApp } from '../support/test-app.ts'
import { sweep } from './doorstep.ts'

let app: TestApp
beforeAll(async () => {
  // Counting is what is tried here: a hasher that takes no time says only whether the password is right.
  const quick: Hasher = { ...scryptHasher, verify: async (password) => password === DEMO_PASSWORD }
  app = await testApp('pglite', { signIn: { hashers: [quick] } })
})
beforeEach(() => sweep(app))
afterAll(() => app.close())

async function enter(username: string, password: string, source: string | null = null, cookie = '') {
  const request = new Request(`${ORIGIN}/api/v1/sessions`, {
    method: 'POST',
    body: JSON.stringify({ username, password }),
    headers: { 'content-type': 'application/json', cookie },
  })
  const { status, headers } = await app.fetch(request, { source })
  return {
    status,
    headers,
    device:
      headers
        .getSetCookie()
        .find((line) => line.startsWith('__Host-suixin-device='))
        ?.split(';')[0] ?? '',
  }
}

describe('guessing', () => {
  test('at one account slows down wherever it comes from, and says until when', async () => {
    for (let i = 0; i < 10; i++) {
      const { status, headers } = await enter('farmer', 'wrong', `198.51.100.${i}`)
      expect(status).toBe(401)
      // Whoever guesses may know it: the tenth is the last.
      expect(headers.get('ratelimit')).toBe(`"sign-in";r=${9 - i};t=900`)
    }
    const { status, headers } = await enter('FARMER', DEMO_PASSWORD, '203.0.113.9')
    expect(status).toBe(429)
    expect(Object.fromEntries(['ratelimit-policy', 'ratelimit', 'retry-after'].map((name) => [name, headers.get(name)]))).toEqual({
      'ratelimit-policy': '"sign-in";q=10;w=900',
      ratelimit: '"sign-in";r=0;t=900',
      'retry-after': '900',
    })
    app.advance(899)
    expect((await enter('farmer', DEMO_PASSWORD)).status).toBe(429)
    app.advance(1)
    const freed = await enter('farmer', DEMO_PASSWORD)
    expect([freed.status, freed.headers.get('ratelimit')]).toEqual([201, '"sign-in";r=9;t=900'])
  })

  test('does not lock the owner out of the browser that knows the account', async () => {
    const { device } = await enter('farmer', DEMO_PASSWORD)
    expect(device).not.toBe('')
    for (let i = 0; i < 11; i++) await enter('farmer', 'wrong', `198.51.100.${i}`)
    expect((await enter('farmer', DEMO_PASSWORD)).status).toBe(429)
    expect((await enter('farmer', DEMO_PASSWORD, null, device)).status).toBe(201)
    // It is this account's cookie, not a pass to others.
    for (let i = 0; i < 11; i++) await enter('officer', 'wrong', `198.51.100.${i}`)
    expect((await enter('officer', DEMO_PASSWORD, null, device)).status).toBe(429)
    // And a stolen one buys ten tries, not more.
    for (let i = 0; i < 10; i++) expect((await enter('farmer', 'wrong', null, device)).status).toBe(401)
    expect((await enter('farmer', DEMO_PASSWORD, null, device)).status).toBe(429)
  })

  test('at many accounts from one network slows down, and an account of one’s own does not wash it away', async () => {
    for (let i = 0; i < 60; i++) {
      expect((await enter(`name-${i}`, 'wrong', i % 2 ? '2001:db8:1:2::a' : '2001:db8:1:2:ffff::b')).status).toBe(401)
      if (i % 20 === 0) expect((await enter('firm-catering', DEMO_PASSWORD, '2001:db8:1:2::c')).status).toBe(201)
    }
    expect((await enter('name-60', 'wrong', '2001:db8:1:2::d')).status).toBe(429)
    expect((await enter('firm-catering', DEMO_PASSWORD, '2001:db8:1:2::c')).status).toBe(429)
    expect((await enter('firm-catering', DEMO_PASSWORD, '2001:db8:1:3::c')).status).toBe(201)
  })

  test('is counted without keeping what was typed', async () => {
    await enter('my-password-in-the-wrong-box', 'x', '203.0.113.77')
    const { rows } = (await app.database.db.execute('select string_agg(key, chr(10)) as keys from throttle')) as unknown as { rows: { keys: string }[] }
    expect(rows[0]!.keys).toContain('sign-in:')
    expect(rows[0]!.keys).not.toContain('wrong-box')
  })
})

describe('a device cookie', () => {
  const key = Buffer.alloc(32, 7)
  const now = new Date('2026-11-23T02:00:00Z')
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
  const nonce = 'n'.repeat(22)
  const cookie = makeDeviceCookie(key, 'Farmer', nonce, now)

  test.each([
    ['its account', nonce, key, 'farmer', cookie, later(0)],
    ['its account after 180 days', nonce, key, 'FARMER', cookie, later(180)],
    ['its account a day later', null, key, 'farmer', cookie, later(181)],
    ['another account', null, key, 'officer', cookie, later(0)],
    ['another house', null, Buffer.alloc(32, 8), 'farmer', cookie, later(0)],
    ['a nonce of one’s own choice', null, key, 'farmer', cookie.replace('n', 'm'), later(0)],
    ['a later date of issue', null, key, 'farmer', cookie.replace(/\.\d+\./, '.1779999999.'), later(200)],
    ['a clock that was set back', null, key, 'farmer', cookie, later(-1)],
    ['nothing', null, key, 'farmer', undefined, later(0)],
    ['nonsense', null, key, 'farmer', '..', later(0)],
  ])('for %s gives %s', (_, expected, by, username, text, at) => {
    expect(readDeviceCookie(by, username, text, at)).toBe(expected)
  })
})

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome · Windows'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1', 'Safari · iOS'],
  ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0', '微信 · Android'],
  ['curl/8.5.0', ''],
  ['<script>alert(1)</script>', ''],
  [undefined, ''],
])('%s is called %s', (header, name) => {
  expect(deviceName(header)).toBe(name)
})
