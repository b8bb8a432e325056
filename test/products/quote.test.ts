import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnnualRateRequest, AnnualRateResponse, flowsOf, QuoteRequest, QuoteResponse, quoteView } from '../../src/products/finance-contract.ts'
import { type QuoteInput, quote } from '../../src/products/quote.ts'
import { BP_FEES, FEN_FEES, type Fee, REPAYMENT_METHODS } from '../../src/products/terms.ts'

const asked = (more: Partial<QuoteInput> = {}): QuoteInput => ({
  principalFen: 10_000_000n,
  termMonths: 12,
  rateBp: 360,
  method: 'equal_instalment',
  fees: [],
  ...more,
})
const isShare = (kind: Fee['kind']): kind is (typeof BP_FEES)[number] => BP_FEES.some((known) => known === kind)
const fee = (kind: Fee['kind'], amount: number): Fee => (isShare(kind) ? { kind, label: '费', bp: amount } : { kind, label: '费', fen: BigInt(amount) })
const anyFee: fc.Arbitrary<Fee> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...BP_FEES), label: fc.constant('费'), bp: fc.integer({ min: 0, max: 500 }) }),
  fc.record({ kind: fc.constantFrom(...FEN_FEES), label: fc.constant('费'), fen: fc.bigInt(0n, 100_000n) }),
)

describe('a quote', () => {
  test('without fees in equal instalments costs its own rate, within one basis point', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1_000_000n, 1_000_000_000_000n),
        fc.integer({ min: 1, max: 360 }),
        fc.integer({ min: 0, max: 3_600 }),
        (principalFen, termMonths, rateBp) => {
          const { nominalBp } = quote(asked({ principalFen, termMonths, rateBp }))
          expect(Math.abs(nominalBp! - rateBp)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  test('adds up: payments are principal, interest and fees less subsidy, row by row and in total', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10_000_000_000n),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 2_400 }),
        fc.constantFrom(...REPAYMENT_METHODS),
        fc.array(anyFee, { maxLength: 4 }),
        fc.integer({ min: 0, max: 1_000 }),
        (principalFen, termMonths, rateBp, method, fees, subsidyBp) => {
          const { rows, totals, upfrontFeesFen, netDrawdownFen } = quote({ principalFen, termMonths, rateBp, method, fees, subsidyBp })
          let paid = 0n
          for (const row of rows) {
            expect(row.paymentFen).toBe(row.principalFen + row.interestFen + row.feesFen - row.subsidyFen)
            expect(row.subsidyFen >= 0n && row.subsidyFen <= row.interestFen).toBe(true)
            paid += row.paymentFen
          }
          expect(totals.paymentFen).toBe(paid)
          expect(totals.totalCostFen).toBe(paid - netDrawdownFen)
          expect(totals.totalCostFen).toBe(totals.interestFen + totals.feesFen - totals.subsidyFen)
          expect(netDrawdownFen).toBe(principalFen - upfrontFeesFen)
        },
      ),
    )
  })

  test('takes upfront fees out of the money that arrives, and so shows a higher rate', () => {
    const shown = quote(asked({ method: 'bullet', fees: [fee('upfront_bp', 100), fee('upfront_fen', 50_000)] }))
    expect(shown.upfrontFeesFen).toBe(150_000n)
    expect(shown.netDrawdownFen).toBe(9_850_000n)
    // 10 360 000 back for 9 850 000 after a year: 5.1777 %.
    expect(shown.effectiveBp).toBe(518)
  })

  test.each([
    [11, []],
    [12, [[12, 100_000n]]],
    [23, [[12, 100_000n]]],
    [
      24,
      [
        [12, 100_000n],
        [24, 100_000n],
      ],
    ],
  ] as const)('over %i months charges a yearly fee on each anniversary within the term', (termMonths, expected) => {
    const { rows } = quote(asked({ termMonths, method: 'interest_first', fees: [fee('yearly_bp', 100)] }))
    expect(rows.filter((row) => row.feesFen > 0n).map((row) => [row.period, row.feesFen])).toEqual(expected)
  })

  test('charges a yearly fee on what is owed when the anniversary comes, before that instalment', () => {
    const { rows } = quote(asked({ termMonths: 24, rateBp: 0, method: 'equal_principal', principalFen: 2_400_000n, fees: [fee('yearly_bp', 100)] }))
    expect([rows[11]!.feesFen, rows[23]!.feesFen]).toEqual([13_000n, 1_000n])
  })

  test('charges a fee at the end with the last instalment only', () => {
    const { rows } = quote(asked({ fees: [fee('at_end_fen', 777)] }))
    expect(rows.map((row) => row.feesFen)).toEqual([...Array(11).fill(0n), 777n])
  })

  test.each([
    ['less than the interest', 160, 2_400_000n / 12n - 160_000n],
    ['as much as the interest', 240, 0n],
    ['more than the interest', 241, 0n],
  ])('with a subsidy of %s leaves the borrower the rest', (_, subsidyBp, cost) => {
    const shown = quote(asked({ rateBp: 240, method: 'interest_first', subsidyBp }))
    expect(shown.totals.totalCostFen).toBe(240_000n - shown.totals.subsidyFen)
    expect(shown.totals.totalCostFen === 0n).toBe(cost === 0n)
    expect(shown.nominalBp).toBe(Math.max(0, 240 - subsidyBp))
  })

  test('pays the subsidy of a bullet loan with its interest, for the whole term', () => {
    const { rows } = quote(asked({ method: 'bullet', termMonths: 6, subsidyBp: 100 }))
    expect(rows.map((row) => row.subsidyFen)).toEqual([0n, 0n, 0n, 0n, 0n, 50_000n])
  })

  test.each([
    ['all but one fen of', 9_999_999, false],
    ['all of', 10_000_000, true],
    ['more than', 10_000_001, true],
  ])('whose upfront fee eats %s the loan has a rate only while something arrives', (_, fen, none) => {
    const shown = quote(asked({ termMonths: 360, method: 'bullet', fees: [fee('upfront_fen', fen)] }))
    expect(shown.nominalBp === null).toBe(none)
    expect(shown.effectiveBp === null).toBe(none)
  })
})

describe('the wire form of a quote', () => {
  const body = { principalFen: '10000000', termMonths: 12, rateBp: 360, method: 'bullet' }

  test('carries fen as strings and fits the published schema', () => {
    const view = quoteView(quote({ ...QuoteRequest.parse({ ...body, fees: [{ kind: 'upfront_fen', label: '评估费', fen: 20_000 }] }) }))
    expect(QuoteResponse.parse(JSON.parse(JSON.stringify(view)))).toEqual(view)
    expect(view.totals).toEqual({
      interestFen: '360000',
      feesFen: '20000',
      guaranteeFen: '0',
      insuranceFen: '0',
      subsidyFen: '0',
      paymentFen: '10360000',
      totalCostFen: '380000',
    })
  })

  test.each([
    ['termMonths', { termMonths: 360 }, { termMonths: 361 }],
    ['rateBp', { rateBp: 10_000 }, { rateBp: 10_001 }],
    ['subsidyBp', { subsidyBp: 0 }, { subsidyBp: -1 }],
    ['principalFen', { principalFen: '1' }, { principalFen: '0' }],
    ['fees', { fees: Array(20).fill(fee('yearly_bp', 1)) }, { fees: Array(21).fill(fee('yearly_bp', 1)) }],
    ['method', { method: 'interest_first' }, { method: 'balloon' }],
  ])('bounds %s', (field, inside, outside) => {
    expect(QuoteRequest.safeParse({ ...body, ...inside }).success).toBe(true)
    expect(QuoteRequest.safeParse({ ...body, ...outside }).error?.issues[0]?.path[0]).toBe(field)
  })

  test('refuses a field it does not know, so that a misspelt subsidy is not lost', () => {
    expect(QuoteRequest.safeParse({ ...body, subsidyBP: 100 }).success).toBe(false)
  })
})

describe('the wire form of flows', () => {
  const byPeriod = [
    { period: 0, amountFen: '-100000' },
    { period: 12, amountFen: 110_000 },
  ]
  const byDate = [
    { date: '2025-01-01', amountFen: -100_000 },
    { date: '2026-01-01', amountFen: '110000' },
  ]

  test('reads periods, or dates, with signed fen', () => {
    expect(flowsOf(AnnualRateRequest.parse({ flows: byPeriod }).flows)).toEqual({
      by: 'period',
      flows: [
        { period: 0, amountFen: -100_000n },
        { period: 12, amountFen: 110_000n },
      ],
    })
    expect(flowsOf(AnnualRateRequest.parse({ flows: byDate }).flows).by).toBe('date')
  })

  test.each([
    ['a mixture', [byPeriod[0], byDate[1]], 1],
    ['neither form', [{ amountFen: 1 }, { amountFen: 2 }], 0],
    ['both forms at once', [{ ...byDate[0], period: 0 }, byDate[1]], 0],
    ['a fraction of a fen', [byPeriod[0], { period: 1, amountFen: '1.5' }], 1],
    ['a day that does not exist', [byDate[0], { date: '2025-02-29', amountFen: 1 }], 1],
  ])('refuses %s and points at the flow', (_, flows, index) => {
    expect(AnnualRateRequest.safeParse({ flows }).error?.issues[0]?.path.slice(0, 2)).toEqual(['flows', index])
  })

  test.each([
    [1, false],
    [2, true],
    [1_000, true],
    [1_001, false],
  ])('of %i flows is accepted: %s', (count, accepted) => {
    const flows = Array.from({ length: count }, (_, period) => ({ period, amountFen: period === 0 ? '-100' : '1' }))
    expect(AnnualRateRequest.safeParse({ flows }).success).toBe(accepted)
  })

  test('answers each outcome by name', () => {
    for (const answer of [
      { outcome: 'rate', nominalBp: 1, effectiveBp: -1 },
      { outcome: 'no_sign_change' },
      { outcome: 'ambiguous' },
      { outcome: 'no_solution' },
    ])
      expect(AnnualRateResponse.parse(answer)).toEqual(answer)
  })
})
