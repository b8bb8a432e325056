import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { annualRate, annualRateByDate } from '../../src/products/annual-rate.ts'

const monthly = (...yuan: number[]) => yuan.map((amount, period) => ({ period, amountFen: BigInt(Math.round(amount * 100)) }))
const yearly = (...yuan: number[]) => yuan.map((amount, year) => ({ period: year * 12, amountFen: BigInt(amount) * 100n }))
const dated = (...flows: [string, bigint][]) => flows.map(([date, yuan]) => ({ date, amountFen: yuan * 100n }))

describe('the annual rate by months', () => {
  // Regulation Z (12 CFR 1026) Appendix J (c)(1): 5000 advanced, 24 monthly payments of 230, APR 9.69 %.
  test('agrees with Regulation Z Appendix J: 5000 against 24 × 230 is 9.69 % nominal', () => {
    expect(annualRate(monthly(5000, ...Array(24).fill(-230)))).toMatchObject({ outcome: 'rate', nominalBp: 969 })
  })

  // Excel's documentation of IRR: -70000, 12000, 15000, 18000, 21000, 26000.
  test.each([
    ['after four years', [-70_000, 12_000, 15_000, 18_000, 21_000], -212],
    ['after five years', [-70_000, 12_000, 15_000, 18_000, 21_000, 26_000], 866],
    ['after two years', [-70_000, 12_000, 15_000], -4435],
  ] as const)("agrees with the spreadsheet's IRR example %s", (_, flows, effectiveBp) => {
    expect(annualRate(yearly(...flows))).toMatchObject({ outcome: 'rate', effectiveBp })
  })

  test('compounds 1 % a month to 12 % nominal and 12.68 % effective', () => {
    expect(annualRate(monthly(-1000, 1010))).toEqual({ outcome: 'rate', nominalBp: 1200, effectiveBp: 1268 })
  })

  test('is 0, not minus 0, when exactly the money comes back', () => {
    expect(annualRate(monthly(-1000, 500, 500))).toEqual({ outcome: 'rate', nominalBp: 0, effectiveBp: 0 })
  })

  test.each([
    ['only ever pays', monthly(-1, -2, -3), 'no_sign_change'],
    ['is all zero', monthly(0, 0), 'no_sign_change'],
    ['comes and goes in the same month', [...monthly(100), { period: 0, amountFen: -9_000n }], 'no_sign_change'],
    ['is empty', [], 'no_sign_change'],
    // The textbook pair: 100 % and 200 % a period both solve it.
    ['turns twice', monthly(-1000, 5000, -6000), 'ambiguous'],
    ['multiplies a million million times within a month', [...monthly(-0.01), { period: 1, amountFen: 10n ** 12n }], 'no_solution'],
  ])('has a name for money that %s', (_, flows, outcome) => {
    expect(annualRate(flows)).toEqual({ outcome })
  })

  test('ignores zero flows when it counts turns', () => {
    expect(annualRate(monthly(-100, 0, 60, 0, 60)).outcome).toBe('rate')
  })

  test('neither depends on order, nor on whose side the signs are, nor on the unit', () => {
    fc.assert(
      fc.property(fc.bigInt(1_000n, 10n ** 10n), fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 30 }), (advance, payments) => {
        fc.pre(payments.some((payment) => payment > 0n))
        const flows = [{ period: 0, amountFen: advance }, ...payments.map((payment, i) => ({ period: i + 1, amountFen: -payment }))]
        const rate = annualRate(flows)
        expect(annualRate([...flows].reverse())).toEqual(rate)
        expect(annualRate(flows.map(({ period, amountFen }) => ({ period, amountFen: -amountFen })))).toEqual(rate)
        expect(annualRate(flows.map(({ period, amountFen }) => ({ period, amountFen: amountFen * 1_024n })))).toEqual(rate)
      }),
    )
  })

  test('finds again the monthly rate from which a payment was worked out, between −50 % and +900 % a month', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 9, noNaN: true }), fc.integer({ min: 1, max: 6 }), (rate, months) => {
        const advance = 10 ** 9
        const back = BigInt(Math.round(advance * (1 + rate) ** months))
        const found = annualRate([
          { period: 0, amountFen: BigInt(-advance) },
          { period: months, amountFen: back },
        ])
        if ((1 + rate) ** 12 > 1e6) expect(found.outcome).toBe('no_solution')
        else if (found.outcome !== 'rate') expect.unreachable(found.outcome)
        else expect(Math.abs(found.nominalBp - rate * 120_000)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the annual rate by dates', () => {
  test("agrees with the spreadsheet's XIRR example: 37.34 %", () => {
    const flows = dated(['2008-01-01', -10_000n], ['2008-03-01', 2_750n], ['2008-10-30', 4_250n], ['2009-02-15', 3_250n], ['2009-04-01', 2_750n])
    expect(annualRateByDate(flows)).toMatchObject({ outcome: 'rate', effectiveBp: 3734 })
  })

  test('counts actual days over 365: a leap year of 366 days at 10 % yields a little less than 10 % a year', () => {
    expect(annualRateByDate(dated(['2023-01-01', -1_000n], ['2024-01-01', 1_100n]))).toMatchObject({ effectiveBp: 1000 })
    expect(annualRateByDate(dated(['2024-01-01', -1_000n], ['2025-01-01', 1_100n]))).toMatchObject({ effectiveBp: 997 })
  })

  test('takes flows in any order', () => {
    expect(annualRateByDate(dated(['2024-01-01', 1_100n], ['2023-01-01', -1_000n]))).toMatchObject({ effectiveBp: 1000 })
  })

  test('has no solution when a day triples the money, and none without two days', () => {
    expect(annualRateByDate(dated(['2023-01-01', -1_000n], ['2023-01-02', 3_000n]))).toEqual({ outcome: 'no_solution' })
    expect(annualRateByDate(dated(['2023-01-01', -1_000n], ['2023-01-01', 3_000n]))).toEqual({ outcome: 'no_sign_change' })
  })

  test('holds over three centuries without overflow', () => {
    expect(annualRateByDate(dated(['1900-01-01', -1n], ['2199-12-31', 1_000_000_000n]))).toMatchObject({ outcome: 'rate' })
  })
})
