import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { readPublicJwk } from '../../src/machines/model.ts'

const jwkOf = (pair: { publicKey: { export(o: { format: 'jwk' }): object } }) => pair.publicKey.export({ format: 'jwk' }) as Record<string, string>
const ed = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('a public key', () => {
  test.each([
    ['Ed25519', jwkOf(ed), 'EdDSA'],
    ['P-256', jwkOf(ec), 'ES256'],
    ['RSA of 2048 bits', jwkOf(rsa), 'RS256'],
  ])('%s is known by its RFC 7638 thumbprint and has one algorithm', async (_, jwk, alg) => {
    const read = readPublicJwk({ ...jwk, kid: 'a name of its own', use: 'sig', alg, x5u: 'https://elsewhere.example/' })
    expect(read).toEqual({ ok: true, key: { kid: await calculateJwkThumbprint(jwk), alg, jwk } })
  })

  /** RFC 8037 appendix A.3. */
  test('of RFC 8037 has the thumbprint of RFC 8037', () => {
    const read = readPublicJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
    expect(read.ok && read.key.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
  })

  test.each([
    ['a private Ed25519 key', ed.privateKey.export({ format: 'jwk' }), 'private_key'],
    ['a private RSA key', rsa.privateKey.export({ format: 'jwk' }), 'private_key'],
    ['a public key with one prime of the private one', { ...jwkOf(rsa), p: 'AQAB' }, 'private_key'],
    ['a shared secret', { kty: 'oct', k: 'AAAA' }, 'private_key'],
    ['RSA of 2047 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2047 })), 'too_short'],
    ['RSA of 1024 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 })), 'too_short'],
    [
      'RSA of 1024 bits with leading zeros',
      { kty: 'RSA', e: 'AQAB', n: Buffer.concat([Buffer.alloc(128), Buffer.alloc(128, 255)]).toString('base64url') },
      'too_short',
    ],
    ['RSA of 8192 bits', { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(600, 255).toString('base64url') }, 'unsupported'],
    ['RSA with exponent 3', { ...jwkOf(rsa), e: 'Aw' }, 'unsupported'],
    ['P-384', jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })), 'unsupported'],
    ['secp256k1', jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })), 'unsupported'],
    ['X25519, which signs nothing', jwkOf(generateKeyPairSync('x25519')), 'unsupported'],
    ['a key for encryption', { ...jwkOf(ec), use: 'enc' }, 'wrong_use'],
    ['a key that says it is for another algorithm', { ...jwkOf(rsa), alg: 'PS256' }, 'wrong_use'],
    ['a key that says it signs', { ...jwkOf(ed), key_ops: ['sign'] }, 'wrong_use'],
    ['a coordinate of 31 bytes', { kty: 'EC', crv: 'P-256', x: Buffer.alloc(31).toString('base64url'), y: jwkOf(ec).y }, 'unreadable'],
    ['a coordinate in another spelling', { ...jwkOf(ed), x: `${jwkOf(ed).x}=` }, 'unreadable'],
    ['a list', [], 'unreadable'],
    ['nothing', null, 'unreadable'],
    ['no kty', {}, 'unreadable'],
  ])('that is %s is refused', (_, jwk, why) => {
    expect(readPublicJwk(jwk)).toEqual({ ok: false, why })
  })
})
