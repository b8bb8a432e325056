import { describe, expect, it } from 'vitest'
import { signWebhook, verifyWebhook } from '../../../src/platform/outside/webhook-signature.ts'

/** The example that the specification’s own libraries are tested with. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const AT = new Date(1_614_265_330_000)
const BODY = new TextEncoder().encode('{"test": 2432232314}')
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='

const secretOf = (bytes: number, fill = 7) => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`
const NEXT = secretOf(32)
const FOREIGN = secretOf(32, 9)

const delivered = (change: Record<string, string> = {}) =>
  new Headers({ 'webhook-id': ID, 'webhook-timestamp': '1614265330', 'webhook-signature': SIGNATURE, ...change })
const verdict = (headers: Headers, { body = BODY, secrets = [SECRET], now = AT }: { body?: Uint8Array; secrets?: string[]; now?: Date } = {}) => {
  const answer = verifyWebhook({ headers, body, secrets, now })
  return answer.ok ? 'ok' : answer.why
}

describe('a webhook', () => {
  it('bears the signature that the specification’s example has', () => {
    expect(signWebhook({ id: ID, at: AT, body: BODY, secrets: [SECRET] })).toEqual(Object.fromEntries(delivered()))
  })

  it('is verified with its id and the time of its delivery', () => {
    expect(verifyWebhook({ headers: delivered(), body: BODY, secrets: [SECRET], now: AT })).toEqual({ ok: true, id: ID, at: AT })
  })

  it('is verified by its bytes, text or not', () => {
    const body = Uint8Array.of(0, 0xff, 0xfe, 0x80)
    const headers = new Headers(signWebhook({ id: ID, at: AT, body, secrets: [SECRET] }))
    expect(verdict(headers, { body })).toBe('ok')
    expect(verdict(headers, { body: new TextEncoder().encode(new TextDecoder().decode(body)) })).toBe('bad_signature')
  })

  it.each<[sentence: string, signedWith: string[], held: string[], expected: string]>([
    ['the sender has turned to the next secret, and we hold both', [NEXT], [SECRET, NEXT], 'ok'],
    ['the sender signs with both, and we hold the old one', [SECRET, NEXT], [SECRET], 'ok'],
    ['the sender signs with both, and we hold the next one', [SECRET, NEXT], [NEXT], 'ok'],
    ['the sender is still at the old one, and we have dropped it', [SECRET], [NEXT], 'bad_signature'],
    ['somebody else signs', [FOREIGN], [SECRET, NEXT], 'bad_signature'],
    ['we hold none', [SECRET], [], 'no_secret'],
  ])('during a rotation: %s', (_, signedWith, held, expected) => {
    const headers = new Headers(signWebhook({ id: ID, at: AT, body: BODY, secrets: signedWith }))
    expect(verdict(headers, { secrets: held })).toBe(expected)
  })

  it.each([
    [-301, 'too_new'],
    [-300, 'ok'],
    [300, 'ok'],
    [300.999, 'ok'],
    [301, 'too_old'],
    [Number.NaN, 'too_old'],
  ])('received %s s after it was sent is %s', (seconds, expected) => {
    expect(verdict(delivered(), { now: new Date(AT.getTime() + seconds * 1000) })).toBe(expected)
  })

  it('is refused with any one byte of the body changed, added or cut off', () => {
    for (const at of BODY.keys()) {
      expect(verdict(delivered(), { body: BODY.map((byte, index) => (index === at ? byte ^ 1 : byte)) })).toBe('bad_signature')
    }
    expect(verdict(delivered(), { body: Uint8Array.of(...BODY, 10) })).toBe('bad_signature')
    expect(verdict(delivered(), { body: BODY.subarray(1) })).toBe('bad_signature')
  })

  it.each([
    ['webhook-id', 'msg_p5jXN8AQM9LWM0D4loKWxJel', 'bad_signature'],
    ['webhook-id', `${ID}.1`, 'bad_id'],
    ['webhook-id', 'a b', 'bad_id'],
    ['webhook-id', 'x'.repeat(256), 'bad_id'],
    ['webhook-timestamp', '1614265331', 'bad_signature'],
    ['webhook-timestamp', '01614265330', 'bad_timestamp'],
    ['webhook-timestamp', '1614265330.5', 'bad_timestamp'],
    ['webhook-timestamp', '2021-02-25T15:02:10Z', 'bad_timestamp'],
    ['webhook-timestamp', '-1', 'bad_timestamp'],
    ['webhook-signature', SIGNATURE.replace('g0', 'g1'), 'bad_signature'],
    ['webhook-signature', SIGNATURE.slice(0, -1), 'bad_signature'],
    ['webhook-signature', SIGNATURE.slice(0, 8), 'bad_signature'],
    ['webhook-signature', SIGNATURE.replace('OE=', 'OF='), 'bad_signature'],
    ['webhook-signature', SIGNATURE.replace('v1,', 'v1a,'), 'bad_signature'],
    ['webhook-signature', SIGNATURE.replace('v1,', ''), 'bad_signature'],
    ['webhook-signature', 'v1,', 'bad_signature'],
    ['webhook-signature', `v1,AAAA v2,AAAA ${SIGNATURE} v1,BBBB`, 'ok'],
  ])('with %s: %s is %s', (name, value, expected) => {
    expect(verdict(delivered({ [name]: value }))).toBe(expected)
  })

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('is refused without %s, with an empty one and with two', (name) => {
    const without = delivered()
    without.delete(name)
    expect(verdict(without)).toBe('missing_header')
    expect(verdict(delivered({ [name]: '' }))).toBe('missing_header')
    const twice = delivered()
    twice.append(name, delivered().get(name)!)
    expect(verdict(twice)).toBe('duplicate_header')
  })
})

describe('a webhook secret', () => {
  it.each([
    ['of 23 bytes', secretOf(23)],
    ['of 65 bytes', secretOf(65)],
    ['without its prefix', SECRET.replace('whsec_', '')],
    ['that is no base64', `whsec_${'!'.repeat(32)}`],
    ['with a letter missing', SECRET.slice(0, -1)],
    ['that is empty', 'whsec_'],
  ])('%s is refused without being repeated', (_, secret) => {
    const attempt = () => signWebhook({ id: ID, at: AT, body: BODY, secrets: [secret] })
    expect(attempt).toThrow(TypeError)
    expect(attempt).toThrow(/^a webhook secret is “whsec_” and the base64 of 24–64 bytes$/)
  })

  it.each([24, 64])('of %i bytes is taken', (bytes) => {
    const headers = new Headers(signWebhook({ id: ID, at: AT, body: BODY, secrets: [secretOf(bytes)] }))
    expect(verdict(headers, { secrets: [secretOf(bytes)] })).toBe('ok')
  })

  it('is needed to sign', () => {
    expect(() => signWebhook({ id: ID, at: AT, body: BODY, secrets: [] })).toThrow(TypeError)
    expect(() => signWebhook({ id: 'a.b', at: AT, body: BODY, secrets: [SECRET] })).toThrow(TypeError)
  })
})
