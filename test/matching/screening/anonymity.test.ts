import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figureOf, offsetFor, plainQuestion, STEP } from '../../../src/matching/screening/anonymity.ts'
import type { Criterion } from '../../../src/products/model.ts'
import { tree } from '../../support/criteria-arbitrary.ts'

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

describe('the offset of a question', () => {
  test('differs between questions, evenly, and needs the secret', () => {
    const seen = OFFSETS.map(() => 0)
    for (let i = 0; i < 5_000; i++) seen[offsetFor('secret', `question ${i}`, 'meet')]!++
    for (const times of seen) expect(times).toBeGreaterThan(400)
    const drawn = (secret: string) => Array.from({ length: 40 }, (_, i) => offsetFor(secret, `question ${i}`, 'meet')).join('')
    expect(drawn('secret')).not.toBe(drawn('another secret'))
    expect(drawn('secret')).toBe(drawn('secret'))
  })
})

describe('a question', () => {
  test('stays itself however often it is turned round, wrapped or repeated', () => {
    fc.assert(
      fc.property(fc.array(tree(), { minLength: 1, maxLength: 4 }), (criteria) => {
        const plain = plainQuestion(criteria)
        const [first, ...rest] = criteria
        const ways: Criterion[][] = [
          [...criteria].reverse(),
          [...criteria, first!],
          [{ all: criteria }],
          criteria.map((one) => ({ not: { not: one } })),
          [{ not: { any: criteria.map((one) => ({ not: one })) } }],
          [{ any: [first!] }, ...rest],
        ]
        for (const way of ways) expect(plainQuestion(way)).toBe(plain)
      }),
    )
  })

  test('is another one when it asks for something else', () => {
    const a: Criterion = { attr: 'ageMonths', op: '>=', value: 12 }
    const questions = [
      [a],
      [{ not: a }],
      [{ ...a, value: 13 }],
      [{ ...a, maxAgeDays: 30 }],
      [{ any: [a, { attr: 'staff', op: '>=', value: 1 }] } as Criterion],
      [],
    ]
    expect(new Set(questions.map((criteria) => plainQuestion(criteria as Criterion[]))).size).toBe(questions.length)
  })
})
