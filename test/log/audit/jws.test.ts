import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it, test } from 'vitest'
import { keysIn, openStatement } from '../../../src/log/audit/model.ts'

const TYPE = 'xyd-consent+jws'
const payload = '{"a":1}'

async function signer(alg: 'EdDSA' | 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...(alg === 'EdDSA' && { crv: 'Ed25519' }) })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const sign = async (header: object = {}) =>
    new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader({ alg, kid, typ: TYPE, ...header }).sign(privateKey)
  return { jwk: { ...jwk, kid, alg, use: 'sig' }, kid, sign }
}
const ed = await signer('EdDSA')
const es = await signer('ES256')
const keys = await keysIn({ keys: [ed.jwk, es.jwk] })
const detached = (jws: string) => jws.replace(/\..*\./, '..')
const outcome = async (jws: string, own: string | null = null, known = keys) => {
  const opened = await openStatement(jws, TYPE, known, own)
  return 'why' in opened ? opened.why : new TextDecoder().decode(opened)
}
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a statement of the platform', () => {
  test.each([
    ['EdDSA', ed],
    ['ES256', es],
  ])('by %s, as jose signs it, holds with its payload and without', async (_, { sign }) => {
    const jws = await sign()
    expect(await outcome(jws)).toBe(payload)
    expect(await outcome(detached(jws), payload)).toBe(payload)
    expect(await outcome(detached(jws), '{"a":2}')).toBe('signature')
    expect(await outcome(`${jws.slice(0, -10)}${jws.at(-10) === 'A' ? 'B' : 'A'}${jws.slice(-9)}`)).toBe('signature')
  })

  test('by no algorithm, by a shared secret, or by another than its key’s own is refused', async () => {
    const none = `${encoded({ alg: 'none', kid: ed.kid, typ: TYPE })}.${Buffer.from(payload).toString('base64url')}.${'A'.repeat(86)}`
    expect(await outcome(none)).toBe('algorithm')
    // Signed with the public key's bytes as if they were a secret.
    const shared = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256', kid: ed.kid, typ: TYPE }).sign(Buffer.from(ed.jwk.x!, 'base64url'))
    expect(await outcome(shared)).toBe('algorithm')
    expect(await outcome(await es.sign({ kid: ed.kid }))).toBe('algorithm')
    expect(await outcome(await ed.sign({ kid: es.kid }))).toBe('algorithm')
  })

  test('of another type, with a member more, or by a key that is not published is refused', async () => {
    expect(await outcome(await es.sign({ typ: 'JWT' }))).toBe('type')
    expect(await outcome(await es.sign({ jwk: es.jwk }))).toBe('type')
    expect(await outcome(await es.sign(), null, new Map())).toBe('unknown_key')
  })

  it('is judged by keys that are what their kid says, and by no others', async () => {
    const count = async (jwk: object) => (await keysIn({ keys: [jwk] })).size
    expect(await count(es.jwk)).toBe(1)
    expect(await count({ ...es.jwk, kid: ed.kid })).toBe(0)
    expect(await count({ ...es.jwk, alg: 'ES384' })).toBe(0)
    expect(await count({ ...ed.jwk, alg: 'HS256' })).toBe(0)
    expect(await count({ ...es.jwk, use: 'enc' })).toBe(0)
    // A point that is not on the curve, under its own thumbprint.
    const off = { kty: 'EC', crv: 'P-256', x: es.jwk.x!, y: es.jwk.x! }
    expect(await count({ ...off, kid: await calculateJwkThumbprint(off) })).toBe(0)
  })
})
