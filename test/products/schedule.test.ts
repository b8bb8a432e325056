import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schedule } from '../../src/products/schedule.ts'
import { REPAYMENT_METHODS, type RepaymentMethod } from '../../src/products/terms.ts'

const loan = (method: RepaymentMethod, more: Partial<Parameters<typeof schedule>[0]> = {}) => ({
  principalFen: 10_000_000n,
  termMonths: 12,
  rateBp: 435,
  method,
  ...more,
})
const total = (amounts: bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n)

describe('a schedule', () => {
  test('of 100 000 yuan over 12 months at 4.35 % in equal instalments pays 8530.99 a month', () => {
    const rows = schedule(loan('equal_instalment'))
    // 100000 × 0.003625 × 1.003625^12 ÷ (1.003625^12 − 1) = 8530.9900…
    expect(rows.slice(0, 11).map((row) => row.paymentFen)).toEqual(Array(11).fill(853_099n))
    expect(rows[0]).toEqual({ period: 1, principalFen: 816_849n, interestFen: 36_250n, paymentFen: 853_099n, outstandingFen: 9_183_151n })
    expect(rows[11]!.outstandingFen).toBe(0n)
    expect(rows[11]!.paymentFen - 853_099n).toBeLessThan(12n)
  })

  test('in equal principal repays the same share each month and the rest in the last', () => {
    const rows = schedule(loan('equal_principal', { principalFen: 1_000_000n, termMonths: 3, rateBp: 1_200 }))
    expect(rows.map((row) => [row.principalFen, row.interestFen])).toEqual([
      [333_333n, 10_000n],
      [333_333n, 6_667n],
      [333_334n, 3_333n],
    ])
  })

  test('with monthly interest repays the principal on the last day', () => {
    const rows = schedule(loan('interest_first', { termMonths: 3, rateBp: 1_200 }))
    expect(rows.map((row) => [row.paymentFen, row.outstandingFen])).toEqual([
      [100_000n, 10_000_000n],
      [100_000n, 10_000_000n],
      [10_100_000n, 0n],
    ])
  })

  test('of a bullet loan owes nothing until the end, then principal and simple interest for the term', () => {
    const rows = schedule(loan('bullet', { termMonths: 18, rateBp: 400 }))
    expect(rows.slice(0, 17).every((row) => row.paymentFen === 0n)).toBe(true)
    expect(rows[17]).toEqual({ period: 18, principalFen: 10_000_000n, interestFen: 600_000n, paymentFen: 10_600_000n, outstandingFen: 0n })
  })

  test.each(REPAYMENT_METHODS)('at rate 0 (%s) costs nothing', (method) => {
    expect(total(schedule(loan(method, { rateBp: 0 })).map((row) => row.paymentFen))).toBe(10_000_000n)
  })

  test.each(REPAYMENT_METHODS)('of 1 fen over 360 months (%s) repays exactly 1 fen', (method) => {
    const rows = schedule(loan(method, { principalFen: 1n, termMonths: 360 }))
    expect(rows).toHaveLength(360)
    expect(total(rows.map((row) => row.principalFen))).toBe(1n)
  })

  test.each([
    ['principal 0', { principalFen: 0n }],
    ['0 months', { termMonths: 0 }],
    ['361 months', { termMonths: 361 }],
    ['a negative rate', { rateBp: -1 }],
    ['half a basis point', { rateBp: 0.5 }],
  ])('is refused for %s', (_, more) => {
    expect(() => schedule(loan('equal_instalment', more))).toThrow(RangeError)
  })

  test('repays the principal exactly, without a negative row and without outstanding ever growing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.bigInt(1n, 2_000n), fc.bigInt(1n, 1_000_000_000_000n)),
        fc.integer({ min: 1, max: 360 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.constantFrom(...REPAYMENT_METHODS),
        (principalFen, termMonths, rateBp, method) => {
          const rows = schedule({ principalFen, termMonths, rateBp, method })
          expect(rows.map((row) => row.period)).toEqual(Array.from({ length: termMonths }, (_, i) => i + 1))
          let owed = principalFen
          for (const row of rows) {
            expect(row.principalFen >= 0n && row.interestFen >= 0n).toBe(true)
            expect(row.paymentFen).toBe(row.principalFen + row.interestFen)
            owed -= row.principalFen
            expect(row.outstandingFen).toBe(owed)
          }
          expect(owed).toBe(0n)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('in equal instalments keeps every payment but the last the same, for loans of ordinary size', () => {
    fc.assert(
      fc.property(
        fc.bigInt(100_000n, 1_000_000_000n),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 0, max: 2_400 }),
        (principalFen, termMonths, rateBp) => {
          const rows = schedule({ principalFen, termMonths, rateBp, method: 'equal_instalment' })
          const first = rows[0]!.paymentFen
          expect(rows.slice(0, -1).every((row) => row.paymentFen === first)).toBe(true)
          const drift = rows.at(-1)!.paymentFen - first
          expect(drift < 300n && drift > -300n).toBe(true)
        },
      ),
    )
  })
})
