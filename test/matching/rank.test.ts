import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Candidate } from '../../src/matching/model.ts'
import { priceOf } from '../../src/matching/price.ts'
import { compareOffers, scoreOf } from '../../src/matching/rank.ts'
import { policyOn, RANK_POLICIES } from '../../src/matching/rank-policy.ts'
import type { ProductTerms } from '../../src/products/model.ts'
import { AS_OF, needOf, profileOf, termsOf } from '../support/match-builders.ts'

const policy = policyOn(AS_OF)
const scored = (terms: ProductTerms, need = needOf()) => scoreOf(priceOf(terms, need, profileOf()), need, terms.answerHours, policy)
const partOf = (result: ReturnType<typeof scoreOf>, part: string) => result.score.find((p) => p.part === part)!

describe('the parts of the score', () => {
  it('annual_rate is the IRR with fees, in yuan the interest and fees to the fen', () => {
    const terms = termsOf({ pricing: { fees: [{ kind: 'upfront_fen', label: '手续费', fen: 12_345n }] } })
    const price = priceOf(terms, needOf(), profileOf())
    expect(partOf(scored(terms), 'annual_rate')).toEqual({ part: 'annual_rate', bp: price.annualRateBp, fen: price.interestFen + 12_345n })
  })

  it.each([
    [50_000_000n, 0],
    [25_000_000n, 100],
    [37_500_000n, 50],
    [49_900_000n, 0],
    [49_875_000n, 1],
  ])('a loan of %i of 50 000 000 fen asked costs %i bp of amount gap', (maxFen, bp) => {
    expect(partOf(scored(termsOf({ maxFen })), 'amount_gap').bp).toBe(bp)
  })

  it.each([
    [24, 0],
    [12, 50],
    [23, 4],
  ])('%i of 24 months asked cost %i bp of term gap', (maxMonths, bp) => {
    expect(partOf(scored(termsOf({ maxMonths }), needOf({ termMonths: 24 })), 'term_gap').bp).toBe(bp)
  })

  it.each([
    [24, 3],
    [72, 9],
    [3, 0],
    [4, 1],
  ])('an answer in %i hours costs %i bp', (answerHours, bp) => {
    expect(partOf(scored(termsOf({ answerHours })), 'waiting').bp).toBe(bp)
  })

  it('one bp of waiting costs what one bp of interest costs on the same loan', () => {
    const terms = termsOf({ methods: ['bullet'], answerHours: 8 })
    expect(partOf(scored(terms), 'waiting')).toEqual({ part: 'waiting', bp: 1, fen: 5_000n })
  })

  it('an interest-free loan counts as owed whole to its end', () => {
    const terms = termsOf({ answerHours: 8, pricing: { spreadBp: -1000 } })
    expect(partOf(scored(terms), 'waiting')).toEqual({ part: 'waiting', bp: 1, fen: 5_000n })
  })

  it('add up to the score exactly, in bp and in fen', () => {
    const inputs = fc.record({
      amountFen: fc.bigInt({ min: 1n, max: 1_000_000_000_000n }),
      maxFen: fc.bigInt({ min: 1_000_000n, max: 1_000_000_000n }),
      termMonths: fc.integer({ min: 1, max: 360 }),
      maxMonths: fc.integer({ min: 3, max: 120 }),
      spreadBp: fc.integer({ min: -300, max: 900 }),
      answerHours: fc.integer({ min: 1, max: 720 }),
    })
    fc.assert(
      fc.property(inputs, ({ amountFen, maxFen, termMonths, maxMonths, spreadBp, answerHours }) => {
        const need = needOf({ amountFen, termMonths })
        const price = priceOf(termsOf({ maxFen, maxMonths, answerHours, pricing: { spreadBp } }), need, profileOf())
        const { scoreBp, score } = scoreOf(price, need, answerHours, policy)
        expect(score.reduce((sum, p) => sum + p.bp, 0)).toBe(scoreBp)
        const extraBp = BigInt(scoreBp - price.annualRateBp)
        const extraFen = score.slice(1).reduce((sum, p) => sum + p.fen, 0n)
        // Rounded once: at most half a fen from the exact product, times two to stay in integers.
        const [fen, unit] = price.rateBp > 0 ? [price.interestFen, BigInt(price.rateBp)] : [price.amountFen * BigInt(price.termMonths), 120_000n]
        const error = 2n * (extraFen * unit - fen * extraBp)
        expect(error <= unit && error >= -unit).toBe(true)
        for (const part of score) expect(part.bp >= 0 && part.fen >= 0n).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the order', () => {
  const placed = (over: { score?: number; rate?: number; on?: string; id?: string; status?: 'eligible' | 'unknown' | 'ineligible'; shorts?: number }) => ({
    candidate: { publishedOn: over.on ?? '2026-01-01' },
    offer: {
      status: over.status ?? 'eligible',
      scoreBp: over.score ?? 400,
      price: { annualRateBp: over.rate ?? 390 },
      productId: over.id ?? 'prd_a',
      reasons: Array.from({ length: over.shorts ?? 0 }, () => ({ verdict: 'short' })),
      limits: [],
    } as unknown as Parameters<typeof compareOffers>[0]['offer'],
  })

  it.each([
    ['a lower score', { score: 399, rate: 999 }, { score: 400, rate: 1 }],
    ['then a lower annual rate', { rate: 389, on: '2026-09-09' }, { rate: 390 }],
    ['then the one published first', { on: '2025-12-31', id: 'prd_z' }, { on: '2026-01-01' }],
    ['then the smaller product id', { id: 'prd_A' }, { id: 'prd_a' }],
    ['eligible before unknown', { score: 900 }, { status: 'unknown', score: 1 }],
    ['unknown before ineligible', { status: 'unknown', score: 900 }, { status: 'ineligible', shorts: 1, score: 1 }],
    ['fewer obstacles before a better score', { status: 'ineligible', shorts: 1, score: 900 }, { status: 'ineligible', shorts: 2, score: 1 }],
  ] as const)('%s comes first', (_, first, second) => {
    expect(compareOffers(placed(first), placed(second))).toBeLessThan(0)
    expect(compareOffers(placed(second), placed(first))).toBeGreaterThan(0)
  })
})

describe('the policy', () => {
  it.each([
    ['2026-01-01', '2026-01'],
    [AS_OF, '2026-01'],
  ])('on %s is %s', (date, version) => {
    expect(policyOn(date).version).toBe(version)
  })

  it('is refused before the first one was published', () => {
    expect(() => policyOn('2025-12-31')).toThrow(expect.objectContaining({ code: 'policy_missing' }))
  })

  it('has one version a day, in order, with whole weights', () => {
    const dates = RANK_POLICIES.map((p) => p.validFrom)
    expect([...new Set(dates)].sort()).toEqual(dates)
    for (const p of RANK_POLICIES)
      for (const weight of [p.amountGapBp, p.termGapBp, p.waitingBpPerDay]) expect(Number.isSafeInteger(weight) && weight >= 0).toBe(true)
  })
})

it('payment is not an input: the matcher sees a product, its lender, its day and its terms, nothing else', () => {
  expectTypeOf<keyof Candidate>().toEqualTypeOf<'productId' | 'version' | 'lenderId' | 'lenderName' | 'publishedOn' | 'terms'>()
  expectTypeOf<Parameters<typeof scoreOf>[1]>().toEqualTypeOf<import('../../src/matching/model.ts').Need>()
  expectTypeOf<keyof ProductTerms>().toEqualTypeOf<
    | 'name'
    | 'summary'
    | 'audience'
    | 'minFen'
    | 'maxFen'
    | 'minMonths'
    | 'maxMonths'
    | 'purposes'
    | 'methods'
    | 'unsecured'
    | 'criteria'
    | 'pricing'
    | 'answerHours'
  >()
})
