/** Laws of what a loan costs, over every method, fee and subsidy: parts add up to the fen, dearer parts never make it cheaper. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priceOf } from '../../src/matching/price.ts'
import { type QuoteInput, quote } from '../../src/products/quote.ts'
import { BP_FEES, FEE_KINDS, FEN_FEES, type Fee, payeeOf, REPAYMENT_METHODS } from '../../src/products/terms.ts'
import { needOf, profileOf, termsOf } from '../support/match-builders.ts'

const anyFee: fc.Arbitrary<Fee> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...BP_FEES), label: fc.constant('费'), bp: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ kind: fc.constantFrom(...FEN_FEES), label: fc.constant('费'), fen: fc.bigInt(0n, 50_000n) }),
)
const anySubsidy = fc.record({
  subsidyBp: fc.integer({ min: 0, max: 1_000 }),
  maxMonths: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
})
const anyLoan: fc.Arbitrary<QuoteInput> = fc.record({
  principalFen: fc.bigInt(1_000_000n, 10_000_000_000n),
  termMonths: fc.integer({ min: 1, max: 60 }),
  rateBp: fc.integer({ min: 0, max: 2_400 }),
  method: fc.constantFrom(...REPAYMENT_METHODS),
  fees: fc.array(anyFee, { maxLength: 4 }),
  subsidies: fc.array(anySubsidy, { maxLength: 3 }),
})
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)

describe('what a loan costs', () => {
  test('adds up to the fen: in time, by whom it goes to, and subsidy by subsidy', () => {
    fc.assert(
      fc.property(anyLoan, (loan) => {
        const { rows, totals, upfrontFeesFen, netDrawdownFen, subsidiesFen } = quote(loan)
        expect(totals.totalCostFen).toBe(totals.interestFen + totals.feesFen - totals.subsidyFen)
        expect(totals.totalCostFen).toBe(sum(rows.map((row) => row.paymentFen)) - netDrawdownFen)
        expect(sum(rows.map((row) => row.principalFen))).toBe(loan.principalFen)
        expect(totals.feesFen).toBe(upfrontFeesFen + sum(rows.map((row) => row.feesFen)))
        expect(sum(subsidiesFen)).toBe(totals.subsidyFen)
        for (const row of rows) expect(row.subsidyFen <= row.interestFen && row.paymentFen >= 0n).toBe(true)
        const only = (payee: string) => quote({ ...loan, fees: loan.fees.filter((fee) => payeeOf(fee) === payee) }).totals.feesFen
        expect([totals.guaranteeFen, totals.insuranceFen]).toEqual([only('guarantor'), only('insurer')])
        expect(totals.feesFen).toBe(only('lender') + only('guarantor') + only('insurer'))
      }),
      { numRuns: 300 },
    )
  })

  test('is never lower, nor its rate, for one fee more', () => {
    fc.assert(
      fc.property(anyLoan, anyFee, (loan, fee) => {
        const [less, more] = [quote(loan), quote({ ...loan, fees: [...loan.fees, fee] })]
        expect(more.totals.totalCostFen >= less.totals.totalCostFen).toBe(true)
        expect(more.nominalBp! >= less.nominalBp! && more.effectiveBp! >= less.effectiveBp!).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('is never higher, nor its rate, for one subsidy more or a larger one', () => {
    fc.assert(
      fc.property(anyLoan, anySubsidy, (loan, subsidy) => {
        const before = quote(loan)
        const [first, ...rest] = loan.subsidies ?? []
        const larger = first ? [{ ...first, subsidyBp: first.subsidyBp + subsidy.subsidyBp }, ...rest] : [subsidy]
        for (const subsidies of [[...(loan.subsidies ?? []), subsidy], larger]) {
          const after = quote({ ...loan, subsidies })
          expect(after.totals.totalCostFen <= before.totals.totalCostFen).toBe(true)
          expect(after.nominalBp! <= before.nominalBp! && after.effectiveBp! <= before.effectiveBp!).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('premiums of guarantors and insurers', () => {
  const loan = (kind: Fee['kind'], more: Partial<QuoteInput> = {}) =>
    quote({ principalFen: 12_000_000n, termMonths: 12, rateBp: 0, method: 'interest_first', fees: [{ kind, label: '费', bp: 100 } as Fee], ...more })

  test.each([
    // In advance: the first year at drawdown, the second on the anniversary, and of a begun year its months.
    ['guarantee_yearly_bp', 12, [[0, 120_000n]]],
    ['guarantee_yearly_bp', 6, [[0, 60_000n]]],
    [
      'insurance_yearly_bp',
      13,
      [
        [0, 120_000n],
        [12, 10_000n],
      ],
    ],
    [
      'insurance_yearly_bp',
      24,
      [
        [0, 120_000n],
        [12, 120_000n],
      ],
    ],
    ['guarantee_upfront_bp', 24, [[0, 120_000n]]],
    // Behind: on each anniversary, none at drawdown.
    [
      'yearly_bp',
      24,
      [
        [12, 120_000n],
        [24, 120_000n],
      ],
    ],
  ] as const)('%s over %i months falls due in its time', (kind, termMonths, expected) => {
    const { rows, upfrontFeesFen } = loan(kind, { termMonths })
    const due = [[0, upfrontFeesFen] as const, ...rows.map((row) => [row.period, row.feesFen] as const)].filter(([, fen]) => fen > 0n)
    expect(due).toEqual(expected)
  })

  test('are charged on what is still owed after that day’s instalment', () => {
    const { rows } = loan('guarantee_yearly_bp', { termMonths: 24, method: 'equal_principal' })
    expect(rows[11]!.feesFen).toBe(60_000n)
  })

  test('every kind of fee has one payee, and the three are all there', () => {
    expect(new Set(FEE_KINDS.map((kind) => payeeOf({ kind })))).toEqual(new Set(['lender', 'guarantor', 'insurer']))
  })
})

describe('a line drawn at will', () => {
  test('is quoted as drawn in full, interest monthly, principal at the end, and says so', () => {
    const asked = { principalFen: 10_000_000n, termMonths: 12, rateBp: 360, fees: [] }
    const line = quote({ ...asked, method: 'on_call' })
    expect(line.assumes).toBe('fully_drawn')
    expect(line.rows).toEqual(quote({ ...asked, method: 'interest_first' }).rows)
    expect(REPAYMENT_METHODS.filter((method) => quote({ ...asked, method }).assumes !== null)).toEqual(['on_call'])
  })
})

describe('a subsidy for so many months', () => {
  const loan = { principalFen: 12_000_000n, termMonths: 24, rateBp: 360, fees: [] }
  test.each([
    ['interest_first', undefined, 240_000n],
    ['interest_first', 12, 120_000n],
    ['interest_first', 36, 240_000n],
    ['bullet', 12, 120_000n],
  ] as const)('%s, %s months: %i fen', (method, maxMonths, subsidyFen) => {
    expect(quote({ ...loan, method, subsidies: [{ subsidyBp: 100, maxMonths }] }).totals.subsidyFen).toBe(subsidyFen)
  })

  test('two that together exceed the interest are cut in their order', () => {
    const { subsidiesFen, totals } = quote({ ...loan, method: 'interest_first', subsidies: [{ subsidyBp: 300 }, { subsidyBp: 100 }] })
    expect(subsidiesFen).toEqual([720_000n, 144_000n])
    expect(totals.subsidyFen).toBe(totals.interestFen)
  })
})

test('the parts of a price add up to what it costs, limits and subsidies included', () => {
  const subsidies = [
    { label: '贴息', when: { attr: 'taxGrade', op: 'in', value: ['A', 'B'] }, subsidyBp: 100, source: '文件' },
    { label: '另一项', when: { attr: 'labourGrade', op: '=', value: 'A' }, subsidyBp: 50, source: '文件' },
  ] as const
  fc.assert(
    fc.property(
      fc.array(anyFee, { maxLength: 3 }),
      fc.constantFrom('A', 'B', 'C', undefined),
      fc.constantFrom('A', 'B', undefined),
      fc.constantFrom(...REPAYMENT_METHODS),
      (fees, taxGrade, labourGrade, method) => {
        const price = priceOf(termsOf({ methods: [method], pricing: { fees, subsidies } }), needOf(), profileOf({ taxGrade, labourGrade }))
        expect(price.costFen).toBe(price.interestFen + price.feesFen - price.subsidyFen)
        expect(sum(price.subsidies.map(({ fen }) => fen))).toBe(price.subsidyFen)
        expect(price.subsidies.every(({ verdict, fen }) => verdict === 'met' || fen === 0n)).toBe(true)
      },
    ),
  )
})
