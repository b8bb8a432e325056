import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figureOf, offsetFor, STEP, shownOf, within } from '../../../src/matching/screening/anonymity.ts'

const OFFSETS = Array.from({ length: STEP }, (_, offset) => offset)
const answers = (count: number) => [...new Set(OFFSETS.map((offset) => String(figureOf(count, offset).count)))]

describe('a count that a lender is shown', () => {
  test('is whole tens, never more than there are and less than twenty under', () => {
    fc.assert(
      fc.property(fc.nat(5_000_000), fc.constantFrom(...OFFSETS), (count, offset) => {
        const { count: shown, hidden } = figureOf(count, offset)
        expect(hidden).toBe(shown === null)
        if (shown === null) expect(count).toBeLessThan(2 * STEP - 1)
        else expect([shown % STEP, shown <= count, count - shown < 2 * STEP]).toEqual([0, true, true])
      }),
    )
  })

  test('of fewer than ten is hidden, whatever the offset; nobody and nine look alike', () => {
    for (const count of [0, 1, 9]) expect(answers(count)).toEqual(['null'])
    expect(answers(10)).toEqual(['10', 'null'])
  })

  test('does not tell of one subject: what two questions answer whose sets differ by one, one set asked for twice answers too', () => {
    for (let count = 1; count <= 300; count++) {
      for (const withSubject of answers(count)) {
        for (const without of answers(count - 1)) {
          const bySameSet = [count, count - 1].some((same) => answers(same).includes(withSubject) && answers(same).includes(without))
          expect(bySameSet, `${count}: ${withSubject} and ${without}`).toBe(true)
        }
      }
    }
  })
})

describe('the offset of a set', () => {
  test('differs between sets, evenly, and needs the secret', () => {
    const seen = OFFSETS.map(() => 0)
    for (let i = 0; i < 5_000; i++) seen[offsetFor('secret', BigInt(i))]!++
    for (const times of seen) expect(times).toBeGreaterThan(400)
    const drawn = (secret: string) => Array.from({ length: 40 }, (_, i) => offsetFor(secret, BigInt(i))).join('')
    expect(drawn('secret')).not.toBe(drawn('another secret'))
    expect(drawn('secret')).toBe(drawn('secret'))
  })
})

describe('a part', () => {
  test('is never shown above its whole, and the whole of it is shown as the whole is', () => {
    const set = fc.record({ count: fc.nat(5_000), print: fc.bigInt(-(2n ** 80n), 2n ** 80n) })
    fc.assert(
      fc.property(set, set, fc.string(), (one, rest, secret) => {
        const whole = shownOf(secret, { count: one.count + rest.count, print: one.print + rest.print })
        const part = within(shownOf(secret, one), whole)
        expect(part.count ?? 0).toBeLessThanOrEqual(whole.count ?? 0)
        expect(part.count ?? 0).toBeLessThanOrEqual(one.count)
        expect(within(whole, whole)).toEqual(whole)
      }),
    )
  })
})
