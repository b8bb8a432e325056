import { CompactSign, calculateJwkThumbprint, exportJWK, FlattenedSign, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it, test } from 'vitest'
import { keysIn, openJws, openStatement } from '../../../src/log/audit/model.ts'

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

/** As the specifications print them. Where an algorithm is none of ours, that is what has to be said of it. */
const PRINTED = {
  joe: 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  es256: {
    jwk: { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' },
    head: 'eyJhbGciOiJFUzI1NiJ9',
    tail: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
  },
  ed25519: {
    jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    head: 'eyJhbGciOiJFZERTQSJ9',
    own: 'RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
    tail: 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
} as const
const JOE = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}'

describe('an example of the specifications', async () => {
  const keyOf = async (jwk: object) => {
    const kid = await calculateJwkThumbprint(jwk)
    return (await keysIn({ keys: [{ ...jwk, kid }] })).get(kid)!
  }
  const { joe, es256, ed25519 } = PRINTED
  const [p256, ed25519Key] = [await keyOf(es256.jwk), await keyOf(ed25519.jwk)]
  const opened = async (jws: string, key = p256, own: string | null = null) => {
    const found = await openJws(jws, key, own)
    return 'why' in found ? found.why : new TextDecoder().decode(found)
  }

  test.each<[string, string, string, Awaited<ReturnType<typeof keyOf>>, string | null]>([
    ['RFC 7515 A.3, ES256', JOE, `${es256.head}.${joe}.${es256.tail}`, p256, null],
    ['RFC 7515 A.3 without its payload (appendix F)', JOE, `${es256.head}..${es256.tail}`, p256, JOE],
    ['RFC 8037 A.4, Ed25519', 'Example of Ed25519 signing', `${ed25519.head}.${ed25519.own}.${ed25519.tail}`, ed25519Key, null],
    ['RFC 8037 A.4 without its payload', 'Example of Ed25519 signing', `${ed25519.head}..${ed25519.tail}`, ed25519Key, 'Example of Ed25519 signing'],
  ])('holds: %s', async (_, said, jws, key, own) => {
    expect(await opened(jws, key, own)).toBe(said)
    expect(
      await opened(
        jws.replace(/.(.{5})$/, (_end, rest) => `${jws.at(-6) === 'A' ? 'B' : 'A'}${rest}`),
        key,
        own,
      ),
    ).toBe('signature')
    expect(await opened(jws, key === p256 ? ed25519Key : p256, own)).toBe('algorithm')
  })

  const dangerous =
    'SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4'
  test.each<[string, string, string | null]>([
    ['RFC 7515 A.1, HS256', `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${joe}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`, null],
    ['RFC 7515 A.2, the header of RS256', `eyJhbGciOiJSUzI1NiJ9.${joe}.${'A'.repeat(342)}`, null],
    ['RFC 7515 A.4, the header of ES512', `eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.${'A'.repeat(176)}`, null],
    [
      'RFC 7520 4.3, ES512',
      `eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.${dangerous}.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2`,
      null,
    ],
    ['RFC 7797 4.1, HS256', 'eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ', null],
    [
      'RFC 7797 4.2, HS256 over an unencoded payload',
      'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY',
      '$.02',
    ],
  ])('is by no algorithm of ours: %s', async (_, jws, own) => {
    expect(await opened(jws, p256, own)).toBe('algorithm')
    expect(await opened(jws, ed25519Key, own)).toBe('algorithm')
  })

  test('of RFC 7515 A.5 is no signed text at all', async () => {
    expect(await opened(`eyJhbGciOiJub25lIn0.${joe}.`)).toBe('unreadable')
    expect(await opened(`eyJhbGciOiJub25lIn0.${joe}.${es256.tail}`)).toBe('algorithm')
  })

  test('of RFC 7797 by an algorithm of ours asks for what nobody here understands, and is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const { protected: head, signature } = await new FlattenedSign(new TextEncoder().encode('$.02'))
      .setProtectedHeader({ alg: 'EdDSA', b64: false, crit: ['b64'] })
      .sign(privateKey)
    expect(await opened(`${head}..${signature}`, await keyOf(await exportJWK(publicKey)), '$.02')).toBe('type')
  })
})
