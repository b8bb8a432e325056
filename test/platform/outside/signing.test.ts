import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyring, makeSigningKey, openSigned, typeOf } from '../../../src/platform/outside/signing.ts'
import { OTHER_SIGNING_KEY, TEST_SIGNING_KEY } from '../../support/signing-key.ts'

const TYPE = 'suixin-test+jwt'
const jwk = JSON.parse(TEST_SIGNING_KEY)
const other = JSON.parse(OTHER_SIGNING_KEY)
const set = (...keys: object[]) => JSON.stringify({ keys })
const pem = (type: 'ed25519' | 'ed448' = 'ed25519') => generateKeyPairSync(type as 'ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string

describe('a signing key', () => {
  test.each([
    ['a private JWK', TEST_SIGNING_KEY],
    ['the same with line ends around it', `\n${TEST_SIGNING_KEY}\n`],
    ['the text of a PKCS #8 PEM', pem()],
    ['a set of one', set(jwk)],
  ])('is read from %s, signs, and what it signs opens with what it publishes', async (_, text) => {
    const keys = keyring(text)
    const { jws, kid } = await keys.sign(TYPE, '{"a":1}')
    expect(await openSigned(jws, TYPE, await keys.published())).toEqual({ ok: true, kid, payload: { a: 1 } })
    expect(typeOf(jws)).toBe(TYPE)
  })

  test('is published without its private part, under its RFC 7638 thumbprint', async () => {
    // RFC 8037 appendix A.3 gives this thumbprint for this key.
    const expected = { kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', alg: 'EdDSA', use: 'sig' }
    expect(await keyring(TEST_SIGNING_KEY).published()).toEqual({ keys: [expected] })
  })

  test('signs the same bytes the same way each time: nothing rides along in a signature', async () => {
    const signings = await Promise.all([1, 2].map(() => keyring(TEST_SIGNING_KEY).sign(TYPE, '{}')))
    expect(signings[0]).toEqual(signings[1])
  })

  test('that was rotated out verifies what it signed and signs no more', async () => {
    const { jws } = await keyring(OTHER_SIGNING_KEY).sign(TYPE, '{}')
    const { d: _, ...retired } = other
    for (const kept of [retired, other]) {
      const rotated = keyring(set(jwk, kept))
      const published = await rotated.published()
      expect(published.keys.map(({ x }) => x)).toEqual([jwk.x, other.x])
      expect(JSON.stringify(published)).not.toContain(other.d)
      expect((await openSigned(jws, TYPE, published)).ok).toBe(true)
      expect((await rotated.sign(TYPE, '{}')).kid).toBe(published.keys[0]!.kid)
    }
    expect(await openSigned(jws, TYPE, await keyring(TEST_SIGNING_KEY).published())).toEqual({ ok: false, why: 'unknown_key' })
  })

  test.each([
    ['no JSON', '{', /neither JSON nor a PEM/],
    ['a public key', JSON.stringify({ ...jwk, d: undefined }), /no Ed25519 private key/],
    ['a set whose first key is public', set({ ...jwk, d: undefined }, other), /no Ed25519 private key/],
    ['a set with a key of another kind', set(jwk, { kty: 'RSA', n: 'x', e: 'AQAB' }), /one of its keys/],
    ['an empty set', set(), /holds no key/],
    ['a private part of another length', JSON.stringify({ ...jwk, d: 'AAAA' }), /cannot be read/],
    ['two halves of different keys', JSON.stringify({ ...jwk, x: other.x }), /cannot be read|belongs to another key/],
    ['a PEM of another curve', pem('ed448'), /holds no Ed25519 key/],
    ['a PEM cut off', pem().slice(0, 60), /holds no Ed25519 key/],
  ])('that is %s is refused in a sentence, which does not repeat it', async (_, text, sentence) => {
    const refusal = keyring(text).published()
    await expect(refusal).rejects.toThrow(sentence)
    await expect(refusal).rejects.toThrow(/SIGNING_KEY/)
    await expect(refusal).rejects.not.toThrow(jwk.d)
  })

  test.each([undefined, '', ' \n'])('that is absent (%j) publishes nothing and signs nothing', async (text) => {
    expect(await keyring(text).published()).toEqual({ keys: [] })
    await expect(keyring(text).sign(TYPE, '{}')).rejects.toMatchObject({ kind: 'unavailable', code: 'signing_key_missing' })
  })

  test('that is made anew is another one each time', async () => {
    const [a, b] = await Promise.all([makeSigningKey(), makeSigningKey()])
    expect(a).not.toBe(b)
    expect((await keyring(a).published()).keys).toHaveLength(1)
  })
})

describe('the keys a verifier holds', () => {
  const signed = keyring(TEST_SIGNING_KEY).sign(TYPE, '{}')
  const published = keyring(TEST_SIGNING_KEY).published()

  test.each<[string, (key: object) => unknown]>([
    ['null', () => null],
    ['no set', () => []],
    ['a set of nothing', () => ({ keys: [null, 1, 'x', {}] })],
    ['an empty set', () => ({ keys: [] })],
  ])('may be anything (%s) and then open nothing', async (_, keys) => {
    expect(await openSigned((await signed).jws, TYPE, keys((await published).keys[0]!))).toEqual({ ok: false, why: 'unknown_key' })
  })

  test('count only under their own thumbprint: a foreign key in the set under our kid opens nothing', async () => {
    const { kid } = (await published).keys[0]!
    const forged = await keyring(OTHER_SIGNING_KEY).sign(TYPE, '{}')
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid, typ: TYPE })).toString('base64url')
    const text = [header, ...forged.jws.split('.').slice(1)].join('.')
    expect(await openSigned(text, TYPE, { keys: [{ ...other, kid }] })).toEqual({ ok: false, why: 'unknown_key' })
  })
})
