import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signRequest, verifyRequestSignature } from '../../../src/platform/outside/request-signature.ts'

const AT = new Date('2026-11-23T02:00:00Z')
const KEY = { id: 'gz-credit', secret: 'correct horse battery staple' }
const OTHER = { id: 'gz-tax', secret: 'another secret of some length' }
const NONCE = 'AAAAAAAAAAAAAAAAAAAAAA'
const BODY = new TextEncoder().encode('{"code":"穗"}')
const PARTS = { method: 'POST', url: 'https://city.example/v1/records?since=2026-01-01&page=2&page=1', body: BODY }

const secretOf = (id: string) => [KEY, OTHER].find((key) => key.id === id)?.secret
const signed = (parts = PARTS, key: typeof KEY = KEY) => new Headers(signRequest(parts, key, AT, NONCE))
const verdict = (headers: Headers, parts = PARTS, now = AT) => {
  const answer = verifyRequestSignature({ ...parts, headers }, secretOf, now)
  return answer.ok ? 'ok' : answer.why
}
const secondsAfter = (seconds: number) => new Date(AT.getTime() + seconds * 1000)

describe('a signed request', () => {
  it('is signed over the six documented lines', () => {
    const lines = ['POST', '/v1/records', 'page=2&page=1&since=2026-01-01', '1795399200', NONCE, createHash('sha256').update(BODY).digest('hex')]
    expect(signRequest(PARTS, KEY, AT, NONCE)).toEqual({
      'X-Suixin-Key': 'gz-credit',
      'X-Suixin-Timestamp': '1795399200',
      'X-Suixin-Nonce': NONCE,
      'X-Suixin-Signature': createHmac('sha256', KEY.secret).update(lines.join('\n')).digest('hex'),
    })
  })

  it('keeps to the vector that partners are given', () => {
    const headers = signRequest(
      { method: 'get', url: 'https://h.example/a%20b?z=1&a=%E7%A9%97&a', body: new Uint8Array() },
      { id: 'k', secret: '0123456789abcdef' },
      new Date(0),
      'nonce-nonce-0000',
    )
    expect(headers['X-Suixin-Signature']).toBe('16e36463349a1eef5129b9d7011c6fb1e945339fb9c73c5d521646ea80345b0f')
  })

  it('is verified with who signed it, when, and the nonce to remember', () => {
    expect(verifyRequestSignature({ ...PARTS, headers: signed() }, secretOf, AT)).toEqual({ ok: true, keyId: 'gz-credit', nonce: NONCE, at: AT })
  })

  it('may have its parameters moved by a proxy, but not two of one name', () => {
    expect(verdict(signed(), { ...PARTS, url: 'https://city.example/v1/records?page=2&since=2026-01-01&page=1' })).toBe('ok')
    expect(verdict(signed(), { ...PARTS, url: 'https://city.example/v1/records?since=2026-01-01&page=1&page=2' })).toBe('bad_signature')
  })

  it('may have no body and no query', () => {
    const bare = { method: 'GET', url: 'https://city.example/', body: new Uint8Array() }
    expect(verdict(signed(bare), bare)).toBe('ok')
  })

  it.each([
    [-301, 'skewed'],
    [-300, 'ok'],
    [300, 'ok'],
    [300.999, 'ok'],
    [301, 'skewed'],
    [Number.NaN, 'skewed'],
  ])('verified %s s after it was signed is %s', (seconds, expected) => {
    expect(verdict(signed(), PARTS, secondsAfter(seconds))).toBe(expected)
  })

  it.each<[string, Partial<typeof PARTS>]>([
    ['the method', { method: 'PUT' }],
    ['the path', { url: PARTS.url.replace('/v1/', '/v2/') }],
    ['a parameter', { url: PARTS.url.replace('since=2026', 'since=2025') }],
    ['one parameter more', { url: `${PARTS.url}&all=1` }],
    ['one parameter less', { url: PARTS.url.replace('&page=1', '') }],
    ['another spelling of a parameter', { url: PARTS.url.replace('since', '%73ince') }],
    ['no body', { body: new Uint8Array() }],
  ])('is refused with %s changed', (_, change) => {
    expect(verdict(signed(), { ...PARTS, ...change })).toBe('bad_signature')
  })

  it('is refused with any one byte of the body changed', () => {
    for (const at of BODY.keys()) {
      const body = BODY.map((byte, index) => (index === at ? byte ^ 1 : byte))
      expect(verdict(signed(), { ...PARTS, body })).toBe('bad_signature')
    }
  })

  it.each([
    ['X-Suixin-Key', 'gz-tax', 'bad_signature'],
    ['X-Suixin-Key', 'nobody', 'unknown_key'],
    ['X-Suixin-Key', 'a b', 'missing'],
    ['X-Suixin-Timestamp', '1795399201', 'bad_signature'],
    ['X-Suixin-Timestamp', '01795399200', 'missing'],
    ['X-Suixin-Timestamp', '1795399200.0', 'missing'],
    ['X-Suixin-Timestamp', '1e9', 'missing'],
    ['X-Suixin-Nonce', 'BAAAAAAAAAAAAAAAAAAAAA', 'bad_signature'],
    ['X-Suixin-Nonce', 'short', 'missing'],
    ['X-Suixin-Signature', '00', 'bad_signature'],
    ['X-Suixin-Signature', '0'.repeat(64), 'bad_signature'],
    ['X-Suixin-Signature', '穗'.repeat(64), 'bad_signature'],
  ])('is refused with %s: %s as %s', (name, value, expected) => {
    const headers = signed()
    // Header values are bytes: what is not Latin-1 can only arrive as such.
    headers.set(name, Buffer.from(value).toString('latin1'))
    expect(verdict(headers)).toBe(expected)
  })

  it.each(['X-Suixin-Key', 'X-Suixin-Timestamp', 'X-Suixin-Nonce', 'X-Suixin-Signature'])('is refused without %s, and with two of it', (name) => {
    const without = signed()
    without.delete(name)
    expect(verdict(without)).toBe('missing')
    const twice = signed()
    twice.append(name, signed().get(name)!)
    expect(verdict(twice)).toBe('missing')
  })

  it('is refused under another’s key and in upper-case hex', () => {
    const swapped = signed(PARTS, { id: KEY.id, secret: OTHER.secret })
    expect(verdict(swapped)).toBe('bad_signature')
    const loud = signed()
    loud.set('X-Suixin-Signature', loud.get('X-Suixin-Signature')!.toUpperCase())
    expect(verdict(loud)).toBe('bad_signature')
  })

  it('cannot be made or checked with a secret that could be guessed', () => {
    expect(() => signRequest(PARTS, { id: 'k', secret: 'x'.repeat(15) }, AT, NONCE)).toThrow(TypeError)
    expect(() => signRequest(PARTS, { id: 'k', secret: 'x'.repeat(16) }, AT, NONCE)).not.toThrow()
    const answer = verifyRequestSignature({ ...PARTS, headers: signed() }, () => '', AT)
    expect(answer).toEqual({ ok: false, why: 'unknown_key' })
  })

  it.each(['with\nline', 'short', 'x'.repeat(65)])('is not made with the nonce %j', (nonce) => {
    expect(() => signRequest(PARTS, KEY, AT, nonce)).toThrow(TypeError)
  })
})
