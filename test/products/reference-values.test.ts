/** Figures that others have published, each with where it stands. Nothing here was worked out by us. */
import { describe, expect, test } from 'vitest'
import { annualRate, annualRateByDate } from '../../src/products/annual-rate.ts'
import { quote } from '../../src/products/quote.ts'
import { schedule } from '../../src/products/schedule.ts'

const fen = (yuan: number) => BigInt(Math.round(yuan * 100))
const flows = (advance: number, ...payments: number[]) => [advance, ...payments.map((p) => -p)].map((amount, period) => ({ period, amountFen: fen(amount) }))
const times = (count: number, amount: number) => Array<number>(count).fill(amount)

/**
 * Regulation Z, 12 CFR 1026, Appendix J (c), examples for the actuarial method: the annual percentage rate is the
 * nominal one, in percent to two decimals. Those whose periods are whole months; the odd days of the others have a
 * convention of their own, which no contract here uses.
 */
describe('Regulation Z, Appendix J (c)', () => {
  test.each([
    ['(1)(i) 5000 against 24 × 230', flows(5000, ...times(24, 230)), 969],
    ['(2)(i) an odd first payment of 250', flows(5000, 250, ...times(23, 230)), 1008],
    ['(3)(i) an odd last payment of 280', flows(5000, ...times(23, 230), 280), 1050],
    ['(4)(i) both', flows(5000, 250, ...times(22, 230), 280), 1090],
  ])('%s', (_, given, nominalBp) => {
    expect(annualRate(given)).toMatchObject({ outcome: 'rate', nominalBp })
  })
})

/**
 * Directive 98/7/EC, Annex III: A on a calendar basis, C on that of a standard year of twelve equal months. The first
 * example stands so in COM(96) 79, Annex II; the others are given as remembered, and solved again by bisection apart from us.
 */
describe('the European annual percentage rate of charge', () => {
  const dated = (...given: [date: string, amount: number][]) => given.map(([date, amount]) => ({ date, amountFen: fen(amount) }))

  test.each([
    ['first example: 1 000 against 1 200 after 546 days', dated(['1994-01-01', 1000], ['1995-07-01', -1200]), 1296],
    ['second: 50 kept back for expenses', dated(['1994-01-01', 950], ['1995-07-01', -1200]), 1690],
    ['third: two payments of 600', dated(['1994-01-01', 1000], ['1995-01-01', -600], ['1996-01-01', -600]), 1307],
    ['fourth: 272, 272 and 544', dated(['1994-01-01', 1000], ['1994-04-01', -272], ['1994-07-01', -272], ['1995-01-01', -544]), 1323],
  ])('A, %s', (_, given, effectiveBp) => {
    expect(annualRateByDate(given)).toMatchObject({ outcome: 'rate', effectiveBp })
  })

  const monthly = (...given: [period: number, amount: number][]) => given.map(([period, amount]) => ({ period, amountFen: fen(amount) }))

  test.each([
    ['first example: 18 months', monthly([0, 1000], [18, -1200]), 1292],
    ['second', monthly([0, 950], [18, -1200]), 1685],
    ['third', monthly([0, 1000], [12, -600], [24, -600]), 1307],
    ['fourth', monthly([0, 1000], [3, -272], [6, -272], [12, -544]), 1319],
  ])('C, %s', (_, given, effectiveBp) => {
    expect(annualRate(given)).toMatchObject({ outcome: 'rate', effectiveBp })
  })
})

/** Microsoft, "XIRR function" and "PMT function" (support.microsoft.com): the examples of the pages. */
describe('the spreadsheet', () => {
  test('XIRR: 0.373362535', () => {
    const given = [
      { date: '2008-01-01', amountFen: fen(-10_000) },
      { date: '2008-03-01', amountFen: fen(2_750) },
      { date: '2008-10-30', amountFen: fen(4_250) },
      { date: '2009-02-15', amountFen: fen(3_250) },
      { date: '2009-04-01', amountFen: fen(2_750) },
    ]
    expect(annualRateByDate(given)).toMatchObject({ outcome: 'rate', effectiveBp: 3734 })
  })

  test.each([
    // PMT(8%/12, 10, 10000).
    [10_000, 800, 10, 1_037.03],
    // Claris FileMaker, "PMT": 21 000 at 6.9 % over 48 months.
    [21_000, 690, 48, 501.9],
    // Mescius SpreadJS, "PMT": 5 000 at 6 % over 15 months.
    [5_000, 600, 15, 346.82],
  ])('PMT: %i at %i bp over %i months', (amount, rateBp, termMonths, payment) => {
    const rows = schedule({ principalFen: fen(amount), termMonths, rateBp, method: 'equal_instalment' })
    expect(new Set(rows.slice(0, -1).map((row) => row.paymentFen))).toEqual(new Set([fen(payment)]))
    expect(quote({ principalFen: fen(amount), termMonths, rateBp, method: 'equal_instalment', fees: [] }).nominalBp).toBe(rateBp)
  })
})

/** Hewlett-Packard, "HP 12C Solutions Handbook", Lending. A period of half a year at 5 % is a month at 60 % a year. */
describe('equal principal', () => {
  const rows = schedule({ principalFen: fen(60_000), termMonths: 12, rateBp: 6_000, method: 'equal_principal' })

  test.each([
    [1, 3_000, 8_000, 55_000],
    [2, 2_750, 7_750, 50_000],
    [7, 1_500, 6_500, 25_000],
    [8, 1_250, 6_250, 20_000],
  ])('of 60 000 over 12 periods: payment %i', (period, interest, payment, balance) => {
    expect(rows[period - 1]).toMatchObject({ interestFen: fen(interest), paymentFen: fen(payment), outstandingFen: fen(balance) })
  })
})

/** Hewlett-Packard, "HP 12C Loan Amortizations", examples 1 and 2: 180 000 at 7.75 % over 30 years, the first and the second year. */
describe('equal instalments over thirty years', () => {
  const rows = schedule({ principalFen: fen(180_000), termMonths: 360, rateBp: 775, method: 'equal_instalment' })

  test.each([
    [1, 13_894.66, 178_420.18],
    [2, 13_767.79, 176_713.49],
  ])('year %i', (year, interest, balance) => {
    const paid = rows.slice(12 * (year - 1), 12 * year).reduce((sum, row) => sum + row.interestFen, 0n)
    expect([paid, rows[12 * year - 1]!.outstandingFen]).toEqual([fen(interest), fen(balance)])
  })
})
