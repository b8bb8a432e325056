import { describe, expect, it } from 'vitest'
import { match, policyOn } from '../../src/matching/model.ts'
import { priceOf } from '../../src/matching/price.ts'
import { limitRowSentence, subsidySentence, topUpSentence } from '../../src/matching/price-words.ts'
import type { LimitRow, ProductTerms, Subsidy } from '../../src/products/model.ts'
import { AS_OF, candidateOf, entryOf, type Known, needOf, profileOf, termsOf } from '../support/match-builders.ts'

const WAN = 1_000_000n
const base: LimitRow = { label: '近一年纳税额的 5 倍', maxFen: 50n * WAN, ofAttribute: { attr: 'taxPaidFen12m', shareBp: 50_000 } }
const gradeA: LimitRow = { label: '纳税信用 A 级', when: { attr: 'taxGrade', op: '=', value: 'A' }, maxFen: 100n * WAN }
const lend = (limits: readonly LimitRow[], known: Known, more: Partial<ProductTerms> = {}, profile = profileOf(known)) =>
  priceOf(termsOf({ limits, criteria: [{ attr: 'taxPaidFen12m', op: '>=', value: '200000' }], ...more }), needOf({ amountFen: 100n * WAN }), profile)

describe('a limit that depends on facts', () => {
  it.each<[string, Known, bigint, [string, bigint][]]>([
    [
      'five times the tax, to the fen',
      { taxPaidFen12m: '800001', taxGrade: 'B' },
      4_000_005n,
      [
        ['met', 4_000_005n],
        ['short', 100n * WAN],
      ],
    ],
    [
      'no more than its row says',
      { taxPaidFen12m: '99000000', taxGrade: 'B' },
      50n * WAN,
      [
        ['met', 50n * WAN],
        ['short', 100n * WAN],
      ],
    ],
    [
      'the highest row that is met',
      { taxPaidFen12m: '800000', taxGrade: 'A' },
      100n * WAN,
      [
        ['met', 4n * WAN],
        ['met', 100n * WAN],
      ],
    ],
    [
      'the lower, sure one where a condition is unknown',
      { taxPaidFen12m: '800000' },
      4n * WAN,
      [
        ['met', 4n * WAN],
        ['unknown', 100n * WAN],
      ],
    ],
    [
      'the least amount where the tax is unknown',
      { taxGrade: 'B' },
      WAN,
      [
        ['unknown', 50n * WAN],
        ['short', 100n * WAN],
      ],
    ],
    [
      'a met row although another’s amount is unknown',
      { taxGrade: 'A' },
      100n * WAN,
      [
        ['unknown', 50n * WAN],
        ['met', 100n * WAN],
      ],
    ],
  ])('is %s', (_, known, limitFen, rows) => {
    const price = lend([base, gradeA], known)
    expect([price.limitFen, price.amountFen]).toEqual([limitFen, limitFen])
    expect(price.limits.map(({ verdict, upToFen }) => [verdict, upToFen])).toEqual(rows)
  })

  it('rounds a share down', () => {
    expect(lend([{ ...base, ofAttribute: { attr: 'taxPaidFen12m', shareBp: 33_333 } }], { taxPaidFen12m: '1000001' }).limitFen).toBe(3_333_303n)
  })

  it('counts on nothing stale or disputed', () => {
    for (const freshness of ['stale', 'disputed'] as const) {
      const profile = profileOf({}, [entryOf('taxPaidFen12m', { value: '800000', freshness })])
      expect(lend([base], {}, {}, profile)).toMatchObject({ limitFen: WAN, limits: [{ verdict: 'unknown', unknownAttribute: 'taxPaidFen12m' }] })
    }
  })

  it('is what an offer says it lends, in part of what was asked', () => {
    const candidate = candidateOf({ terms: { limits: [base, gradeA] } })
    const { offers } = match(profileOf({ kind: 'enterprise', taxPaidFen12m: '800000', taxGrade: 'B' }), needOf(), [candidate], policyOn(AS_OF))
    expect(offers[0]!.limits).toEqual([{ limit: 'amount_above', offered: '4000000', asked: '50000000', blocking: false }])
    expect(offers[0]).toMatchObject({ status: 'eligible', price: { amountFen: 4n * WAN } })
  })

  it('without rows is the product’s own', () => {
    expect(priceOf(termsOf(), needOf(), profileOf())).toMatchObject({ limitFen: 100n * WAN, limits: [], topUp: null })
  })
})

describe('a limit with a guarantee', () => {
  const topUp = { when: { attr: 'cityEvaluation', op: '>=', value: '良' }, maxFen: 500n * WAN, guarantee: true, addBp: 20 } as const
  it.each([
    ['优', { upToFen: 500n * WAN, rateBp: 420, verdict: 'met' }],
    [undefined, { upToFen: 500n * WAN, rateBp: 420, verdict: 'unknown' }],
    ['差', null],
  ])('with evaluation %s is named and never counted on', (cityEvaluation, expected) => {
    const price = priceOf(termsOf({ topUp }), needOf({ amountFen: 200n * WAN }), profileOf({ cityEvaluation }))
    expect(price.topUp).toEqual(expected)
    expect(price).toMatchObject({ amountFen: 100n * WAN, limitFen: 100n * WAN, rateBp: 400 })
  })

  it('is held by the cap like any other rate', () => {
    expect(priceOf(termsOf({ topUp, pricing: { capBp: 410 } }), needOf(), profileOf({ cityEvaluation: '优' })).topUp?.rateBp).toBe(410)
  })
})

describe('a subsidy', () => {
  const subsidy: Subsidy = { label: '设备贴息', when: { attr: 'sizeClass', op: 'in', value: ['small', 'micro'] }, subsidyBp: 100, source: '示例〔2026〕1 号' }
  const priced = (known: Known, more: Partial<Subsidy> = {}) =>
    priceOf(termsOf({ methods: ['interest_first'], pricing: { subsidies: [{ ...subsidy, ...more }] } }), needOf({ amountFen: 60n * WAN }), profileOf(known))

  it.each([
    ['small', 'met', 600_000n, 300],
    ['large', 'short', 0n, 400],
    [undefined, 'unknown', 0n, 400],
  ])('for size class %s is %s: counted only where it is met', (sizeClass, verdict, subsidyFen, annualRateBp) => {
    const price = priced({ sizeClass })
    expect(price).toMatchObject({ subsidyFen, annualRateBp, rateBp: 400, subsidies: [{ verdict, fen: subsidyFen, source: subsidy.source }] })
    expect(price.costFen).toBe(2_400_000n - subsidyFen)
  })

  it.each([
    [AS_OF, 'met'],
    ['2026-11-22', 'short'],
  ])('for loans drawn until %s is %s today', (untilDate, verdict) => {
    expect(priced({ sizeClass: 'small' }, { untilDate }).subsidies[0]!.verdict).toBe(verdict)
  })

  it('for six months of twelve saves half', () => {
    expect(priced({ sizeClass: 'small' }, { maxMonths: 6 }).subsidyFen).toBe(300_000n)
  })
})

describe('in words', () => {
  const row = { label: '纳税信用 A 级', upToFen: 300n * WAN, unknownAttribute: null }
  const subsidy = { label: '设备贴息', subsidyBp: 150, maxMonths: 24, untilDate: '2026-12-31', source: '文件', fen: 500_000n }
  it.each([
    [limitRowSentence({ ...row, verdict: 'met' }), '纳税信用 A 级：最多 300 万元'],
    [limitRowSentence({ ...row, verdict: 'short' }), '纳税信用 A 级：您不在这一档'],
    [limitRowSentence({ ...row, verdict: 'unknown' }), '纳税信用 A 级：可能到 300 万元，还不知道您是否在这一档，所以没有算进去'],
    [
      limitRowSentence({ ...row, verdict: 'unknown', unknownAttribute: 'taxPaidFen12m' }),
      '纳税信用 A 级：可能到 300 万元，还不知道您的近 12 个月纳税额，所以没有算进去',
    ],
    [topUpSentence({ upToFen: 500n * WAN, rateBp: 390, verdict: 'met' }), '有担保可以贷到 500 万元，年利率 3.9%'],
    [topUpSentence({ upToFen: 500n * WAN, rateBp: 400, verdict: 'unknown' }), '有担保可能贷到 500 万元，年利率 4%，还不知道您是否符合'],
    [subsidySentence({ ...subsidy, verdict: 'met' }), '设备贴息：每年贴 1.5%，前 24 个月，一共省 5000 元'],
    [subsidySentence({ ...subsidy, verdict: 'unknown' }), '设备贴息：每年贴 1.5%，前 24 个月（2026-12-31 前放款的才有），还不知道您是否符合，所以没有算进去'],
    [subsidySentence({ ...subsidy, maxMonths: null, untilDate: null, verdict: 'short' }), '设备贴息：每年贴 1.5%，您不符合'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected)
  })
})
