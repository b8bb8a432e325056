import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/log/sha256.ts'

const byNode = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const byUs = (bytes: Uint8Array) => Buffer.from(sha256(bytes)).toString('hex')

describe('our SHA-256', () => {
  test.each([
    ['the empty message', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['one block (FIPS 180-4, example B.1)', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'two blocks (example B.2)',
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a million times the letter a (example B.3)', 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('hashes %s as published', (_, text, hash) => {
    expect(byUs(new TextEncoder().encode(text))).toBe(hash)
  })

  test('says what node:crypto says of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(byUs(bytes)).toBe(byNode(bytes))
      }),
      { numRuns: 500 },
    )
  })

  test.each([55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129])('fills the last block as it should at %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => at)
    expect(byUs(bytes)).toBe(byNode(bytes))
  })

  test('reads a view into a larger buffer as just that view', () => {
    const buffer = Uint8Array.from({ length: 200 }, (_, at) => at)
    expect(byUs(buffer.subarray(3, 150))).toBe(byNode(buffer.slice(3, 150)))
  })
})
