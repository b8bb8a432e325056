import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Candidate, Need, Price } from '../../src/matching/model.ts'
import { priceOf } from '../../src/matching/price.ts'
import { compareOffers, costEquivalent, type Outlook, orderOffers, type Placed } from '../../src/matching/rank.ts'
import { policyNamed, policyOn, RANK_MODES, RANK_POLICIES, type RankMode, type RankPolicy, SCORE_PARTS } from '../../src/matching/rank-policy.ts'
import type { ProductTerms } from '../../src/products/model.ts'
import { AS_OF, needOf, profileOf, termsOf } from '../support/match-builders.ts'

const policy = policyOn(AS_OF)
/** As if every application were granted and every answer came in time. */
const scored = (terms: ProductTerms, need = needOf()) =>
  costEquivalent(priceOf(terms, need, profileOf()), need, outlookOf({ answerHours: terms.answerHours }), policy, 'cheapest')
const partOf = (result: { score: readonly { part: string; bp: number; fen: bigint }[] }, part: string) => result.score.find((p) => p.part === part)!
const outlookOf = (over: Partial<Outlook> = {}): Outlook => ({ answerHours: 24, missedShareBp: 0, likelihoodBp: 10_000, ...over })
const weighed = (outlook: Outlook, mode: RankMode = 'cheapest', terms = termsOf()) =>
  costEquivalent(priceOf(terms, needOf(), profileOf()), needOf(), outlook, policy, mode)

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

  it('annual_rate has a granted subsidy taken off, in bp and in yuan', () => {
    const subsidies = [{ label: '贴息', when: { attr: 'taxGrade', op: 'in', value: ['A'] } as const, subsidyBp: 100, source: '办法' }]
    const [price, plain] = [subsidies, []].map((given) => priceOf(termsOf({ pricing: { subsidies: given } }), needOf(), profileOf({ taxGrade: 'A' }))) as [
      Price,
      Price,
    ]
    const part = partOf(costEquivalent(price, needOf(), outlookOf(), policy, 'cheapest'), 'annual_rate')
    expect(part).toEqual({ part: 'annual_rate', bp: price.annualRateBp, fen: plain.interestFen - price.subsidyFen })
    expect(price.annualRateBp).toBeLessThan(plain.annualRateBp)
  })
})

describe('what may go wrong on the way', () => {
  it.each([
    [0, 0],
    [10_000, 30],
    [5_000, 15],
    [166, 0],
    [167, 1],
  ])('%i bp of answers later than promised cost %i bp', (missedShareBp, bp) => {
    expect(partOf(weighed(outlookOf({ missedShareBp })), 'missed_clocks').bp).toBe(bp)
  })

  it.each([
    [10_000, 0],
    [0, 50],
    [6_200, 19],
    [9_901, 0],
    [9_900, 1],
  ])('a likelihood of %i bp costs %i bp', (likelihoodBp, bp) => {
    expect(partOf(weighed(outlookOf({ likelihoodBp })), 'failure').bp).toBe(bp)
  })

  it.each([
    ['cheapest', 3, 15, 20],
    ['fastest', 15, 45, 20],
    ['surest', 3, 30, 80],
  ] as const)('%s counts a day %i bp, half of the answers late %i bp, three in five likely %i bp', (mode, waiting, missed, failure) => {
    const result = weighed(outlookOf({ missedShareBp: 5_000, likelihoodBp: 6_000 }), mode)
    expect(['waiting', 'missed_clocks', 'failure'].map((part) => partOf(result, part).bp)).toEqual([waiting, missed, failure])
  })

  it('no mode touches what the loan itself costs or lacks', () => {
    const need = needOf({ amountFen: 200_000_000n, termMonths: 60 })
    const loan = (mode: RankMode) => costEquivalent(priceOf(termsOf(), need, profileOf()), need, outlookOf({ likelihoodBp: 1 }), policy, mode).score.slice(0, 3)
    for (const mode of RANK_MODES) expect(loan(mode).map(({ part, bp }) => [part, bp])).toEqual(loan('cheapest').map(({ part, bp }) => [part, bp]))
  })

  it('is no part of the policy of January, which has one mode and is scored today as it was then', () => {
    const january = policyNamed('2026-01')
    const [price, need] = [priceOf(termsOf({ answerHours: 72 }), needOf(), profileOf()), needOf()]
    const { score, scoreBp } = costEquivalent(price, need, outlookOf({ answerHours: 72, missedShareBp: 9_000, likelihoodBp: 100 }), january, 'cheapest')
    expect(score.map(({ part, bp }) => [part, bp])).toEqual([
      ['annual_rate', price.annualRateBp],
      ['amount_gap', 0],
      ['term_gap', 0],
      ['waiting', 9],
    ])
    expect(scoreBp).toBe(price.annualRateBp + 9)
    expect(() => costEquivalent(price, need, outlookOf(), january, 'surest')).toThrow(expect.objectContaining({ code: 'mode_missing' }))
  })

  it('all parts add up to the score exactly, in bp and in fen, in every mode', () => {
    const inputs = fc.record({
      amountFen: fc.bigInt({ min: 1n, max: 1_000_000_000_000n }),
      maxFen: fc.bigInt({ min: 1_000_000n, max: 1_000_000_000n }),
      termMonths: fc.integer({ min: 1, max: 360 }),
      maxMonths: fc.integer({ min: 3, max: 120 }),
      spreadBp: fc.integer({ min: -345, max: 900 }),
      mode: fc.constantFrom(...RANK_MODES),
      answerHours: fc.integer({ min: 1, max: 720 }),
      missedShareBp: fc.integer({ min: 0, max: 10_000 }),
      likelihoodBp: fc.integer({ min: 0, max: 10_000 }),
    })
    fc.assert(
      fc.property(inputs, ({ amountFen, maxFen, termMonths, maxMonths, spreadBp, mode, ...outlook }) => {
        const need = needOf({ amountFen, termMonths })
        const price = priceOf(termsOf({ maxFen, maxMonths, pricing: { spreadBp } }), need, profileOf())
        const { scoreBp, score } = costEquivalent(price, need, outlook, policy, mode)
        expect(score.map(({ part }) => part)).toEqual(SCORE_PARTS)
        expect(score.reduce((sum, p) => sum + p.bp, 0)).toBe(scoreBp)
        const extraBp = BigInt(scoreBp - price.annualRateBp)
        const extraFen = score.slice(1).reduce((sum, p) => sum + p.fen, 0n)
        // Rounded once: at most half a fen from the exact product, times two to stay in integers.
        const [fen, unit] = price.rateBp > 0 ? [price.interestFen, BigInt(price.rateBp)] : [price.amountFen * BigInt(price.termMonths), 120_000n]
        const error = 2n * (extraFen * unit - fen * extraBp)
        expect(error <= unit && error >= -unit).toBe(true)
        for (const part of score) expect(Number.isSafeInteger(part.bp) && part.bp >= 0 && part.fen >= 0n).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('more likely never scores worse, later never better', () => {
    const bp = fc.integer({ min: 0, max: 10_000 })
    fc.assert(
      fc.property(bp, bp, fc.constantFrom(...RANK_MODES), (a, b, mode) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const score = (outlook: Partial<Outlook>) => weighed(outlookOf(outlook), mode).scoreBp
        expect(score({ likelihoodBp: high })).toBeLessThanOrEqual(score({ likelihoodBp: low }))
        expect(score({ missedShareBp: high })).toBeGreaterThanOrEqual(score({ missedShareBp: low }))
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

describe('near-ties', () => {
  const NOVEMBER = policyNamed('2026-11')
  const placed = (
    productId: string,
    lenderId: string,
    scoreBp: number,
    over: { pausedUntil?: string | null; status?: Placed['offer']['status'] } = {},
  ): Placed => ({
    candidate: { publishedOn: '2026-01-01', ...('pausedUntil' in over ? { pausedUntil: over.pausedUntil! } : {}) },
    offer: { status: over.status ?? 'eligible', scoreBp, productId, lenderId, price: { annualRateBp: 390 }, reasons: [], limits: [] },
  })
  const ids = (list: readonly Placed[]) => list.map(({ offer }) => offer.productId)

  it.each([
    [10, ['rare', 'often']],
    [11, ['often', 'rare']],
  ])('within %i bp of each other the order is %j', (gap, order) => {
    const list = [placed('often', 'a', 400), placed('rare', 'b', 400 + gap)]
    expect(ids(orderOffers(list, NOVEMBER, new Map([['b', 1]])))).toEqual(order)
  })

  it('a group reaches as far as its best allows, not from neighbour to neighbour', () => {
    const list = [placed('p0', 'a', 400), placed('p8', 'b', 408), placed('p16', 'c', 416)]
    const deficits = new Map([
      ['c', 900],
      ['b', 500],
    ])
    expect(ids(orderOffers(list, NOVEMBER, deficits))).toEqual(['p8', 'p0', 'p16'])
  })

  it('two products of one lender keep their own order, and without deficits nothing moves', () => {
    const list = [placed('x', 'a', 401), placed('y', 'a', 400), placed('z', 'b', 405)]
    expect(ids(orderOffers(list, NOVEMBER, new Map([['a', 70]])))).toEqual(['y', 'x', 'z'])
    expect(ids(orderOffers(list, NOVEMBER, new Map()))).toEqual(['y', 'x', 'z'])
  })

  it('the policy of January knows no deficits', () => {
    const list = [placed('often', 'a', 400), placed('rare', 'b', 400)]
    expect(ids(orderOffers(list, policyNamed('2026-01'), new Map([['b', 1]])))).toEqual(['often', 'rare'])
  })

  it('whose quota is full stands behind all that can be had and before the rest, whatever its score or deficit', () => {
    const list = [
      placed('refused', 'd', 1, { status: 'ineligible' }),
      placed('unknown', 'c', 1, { status: 'unknown' }),
      placed('full', 'a', 300, { pausedUntil: '2026-12-01' }),
      placed('open again', 'b', 900, { pausedUntil: null }),
    ]
    expect(ids(orderOffers(list, NOVEMBER, new Map([['a', 9_999]])))).toEqual(['open again', 'full', 'unknown', 'refused'])
  })

  it('offers that cannot be had yet are not moved for the sake of exposure', () => {
    const list = [placed('often', 'a', 400, { status: 'unknown' }), placed('rare', 'b', 405, { status: 'unknown' })]
    expect(ids(orderOffers(list, NOVEMBER, new Map([['b', 1_000]])))).toEqual(['often', 'rare'])
  })

  const offers = fc
    .uniqueArray(
      fc.record({
        id: fc.integer({ min: 0, max: 999 }),
        lender: fc.constantFrom('a', 'b', 'c', 'd'),
        score: fc.integer({ min: 300, max: 345 }),
        rate: fc.integer({ min: 300, max: 303 }),
        on: fc.constantFrom('2026-01-01', '2026-02-01'),
        status: fc.constantFrom('eligible' as const, 'eligible' as const, 'eligible' as const, 'unknown' as const, 'ineligible' as const),
        pausedUntil: fc.constantFrom(null, null, '2026-12-01'),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 14 },
    )
    .map((list) =>
      list.map(
        ({ id, lender, score, rate, on, status, pausedUntil }): Placed => ({
          candidate: { publishedOn: on, pausedUntil },
          offer: { status, scoreBp: score, productId: `prd_${id}`, lenderId: lender, price: { annualRateBp: rate }, reasons: [], limits: [] },
        }),
      ),
    )
  const deficits = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: -10_000, max: 10_000 })).map((d) => new Map(Object.entries(d)))

  it('nobody’s first offer costs more than 10 bp above the best, nor does any place more than 10 bp above what stood there', () => {
    fc.assert(
      fc.property(offers, deficits, (list, owed) => {
        const open = ({ candidate, offer }: Placed) => offer.status === 'eligible' && candidate.pausedUntil === null
        const ordered = orderOffers(list, NOVEMBER, owed).filter(open)
        const byScore = ordered.map(({ offer }) => offer.scoreBp).sort((a, b) => a - b)
        for (const [i, { offer }] of ordered.entries()) expect(offer.scoreBp - byScore[i]!).toBeLessThanOrEqual(10)
      }),
      { numRuns: 500 },
    )
  })

  it('more than 10 bp apart, the cheaper always stands first', () => {
    fc.assert(
      fc.property(offers, deficits, (list, owed) => {
        const open = orderOffers(list, NOVEMBER, owed).filter(({ candidate, offer }) => offer.status === 'eligible' && candidate.pausedUntil === null)
        for (const [i, a] of open.entries()) for (const b of open.slice(i + 1)) expect(a.offer.scoreBp - b.offer.scoreBp).toBeLessThanOrEqual(10)
      }),
      { numRuns: 300 },
    )
  })

  it('the order offers come in never shows, and none is lost', () => {
    const shuffled = offers.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(shuffled, deficits, ([list, other], owed) => {
        const ordered = orderOffers(list, NOVEMBER, owed)
        expect(ids(orderOffers(other, NOVEMBER, owed))).toEqual(ids(ordered))
        expect(ids(ordered).sort()).toEqual(ids(list).sort())
      }),
      { numRuns: 300 },
    )
  })

  it('within a group the larger deficit goes first, then score, annual rate, first published, product id', () => {
    fc.assert(
      fc.property(offers, deficits, (list, owed) => {
        const within = list.map((p) => ({
          ...p,
          candidate: { ...p.candidate, pausedUntil: null },
          offer: { ...p.offer, status: 'eligible' as const, scoreBp: 300 + (p.offer.scoreBp % 11) },
        }))
        const keys = orderOffers(within, NOVEMBER, owed).map(({ candidate, offer }) => [
          -(owed.get(offer.lenderId) ?? 0),
          offer.scoreBp,
          offer.price.annualRateBp,
          candidate.publishedOn,
          offer.productId,
        ])
        for (const [i, key] of keys.entries()) {
          const next = keys[i + 1]
          if (!next) continue
          const at = key.findIndex((value, k) => value !== next[k])
          expect(key[at]! < next[at]!).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the policy', () => {
  it.each([
    ['2026-01-01', '2026-01'],
    ['2026-11-15', '2026-01'],
    ['2026-11-16', '2026-11'],
    [AS_OF, '2026-11'],
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
      for (const weight of [
        ...[p.amountGapBp, p.termGapBp, p.waitingBpPerDay, p.missedClocksBp, p.failedApplicationBp, p.nearTieBp ?? 0],
        ...Object.values(p.modes).flatMap((weights) => Object.values(weights)),
      ])
        expect(Number.isSafeInteger(weight) && weight >= 0).toBe(true)
  })

  it('never lets a lender’s exposure cost a firm more than 10 bp', () => {
    for (const p of RANK_POLICIES) expect(p.nearTieBp ?? 0).toBeLessThanOrEqual(10)
  })
})

it('payment is not an input: the matcher sees a product, its lender, its day and its terms, nothing else', () => {
  expectTypeOf<keyof Candidate>().toEqualTypeOf<'productId' | 'version' | 'lenderId' | 'lenderName' | 'publishedOn' | 'terms'>()
  expectTypeOf<Parameters<typeof costEquivalent>>().toEqualTypeOf<[Price, Need, Outlook, RankPolicy, RankMode]>()
  expectTypeOf<keyof Outlook>().toEqualTypeOf<'answerHours' | 'missedShareBp' | 'likelihoodBp'>()
  expectTypeOf<keyof Placed['candidate']>().toEqualTypeOf<'publishedOn' | 'pausedUntil'>()
  expectTypeOf<keyof Placed['offer']>().toEqualTypeOf<'status' | 'scoreBp' | 'productId' | 'lenderId' | 'price' | 'reasons' | 'limits'>()
  expectTypeOf<keyof Placed['offer']['price']>().toEqualTypeOf<'annualRateBp'>()
  expectTypeOf<(typeof SCORE_PARTS)[number]>().toEqualTypeOf<'annual_rate' | 'amount_gap' | 'term_gap' | 'waiting' | 'missed_clocks' | 'failure'>()
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
    | 'limits'
    | 'topUp'
    | 'validFrom'
    | 'validTo'
  >()
})
