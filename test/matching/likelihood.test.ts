import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLikelihood, likelihoodsOf, type OutcomeCount, strengthOf } from '../../src/matching/likelihood.ts'
import { segmentOf } from '../../src/matching/segment.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'

const count = (lenderId: string, productId: string, segment: string, approved: number, declined: number): OutcomeCount => ({
  lenderId,
  productId,
  segment,
  approved,
  declined,
})
const asked = (counts: readonly OutcomeCount[], lenderId: string, productId: string, segment: string) =>
  likelihoodsOf(fitLikelihood(counts, [])).of({ lenderId, productId, segment })

/** A city with 600 outcomes of other lenders, half of them approvals. */
const CITY = Array.from({ length: 12 }, (_, i) => count(`other ${i % 6}`, `of others ${i}`, 's', 25 + (i % 2 ? 8 : -8), 25 - (i % 2 ? 8 : -8)))

describe('how much has to be known', () => {
  it.each([
    [29, 'city', false],
    [30, 'lender', true],
  ] as const)('a lender with %i outcomes is judged by %s', (n, basis, enough) => {
    const likelihood = asked([...CITY, count('new', 'p', 's', n, 0)], 'new', 'q', 's')
    expect(likelihood).toMatchObject({ n, basis, enough })
  })

  it('of what is known too little of, everybody gets the city’s mean, refused or granted so far', () => {
    const [bad, good] = [count('bad', 'p', 's', 0, 29), count('good', 'q', 's', 29, 0)]
    const [ofBad, ofGood] = [asked([...CITY, bad, good], 'bad', 'p', 's'), asked([...CITY, bad, good], 'good', 'q', 's')]
    expect(ofBad).toEqual(ofGood)
    expect(ofBad.pBp).toBe(5000)
    expect(asked([...CITY, bad, good], 'nobody knows', 'r', 's')).toEqual({ ...ofBad, n: 0 })
  })

  it('an empty city gives one in two, and says that it knows nothing', () => {
    expect(asked([], 'l', 'p', 's')).toMatchObject({ pBp: 5000, n: 0, basis: 'city', enough: false })
  })

  it.each([
    [[30, 30, 30], 'segment', 30],
    [[29, 30, 0], 'product', 59],
    [[29, 0, 30], 'lender', 59],
  ] as const)('with %j outcomes in segment, rest of the product, rest of the lender it rests on the %s', ([segment, product, lender], basis, n) => {
    const counts = [...CITY, count('l', 'p', 's', segment, 0), count('l', 'p', 't', product, 0), count('l', 'q', 's', lender, 0)]
    expect(asked(counts, 'l', 'p', 's')).toMatchObject({ basis, n, enough: true })
  })
})

describe('leaning', () => {
  it('a segment of few outcomes leans on its product, one of many stands by itself', () => {
    const product = count('l', 'p', 'rest', 80, 20)
    const few = asked([...CITY, product, count('l', 'p', 's', 1, 3)], 'l', 'p', 's').pBp
    const many = asked([...CITY, product, count('l', 'p', 's', 1000, 3000)], 'l', 'p', 's').pBp
    expect(few).toBeGreaterThan(5500)
    expect(many).toBeGreaterThan(2500)
    expect(many).toBeLessThan(2700)
  })

  it('an approval more never makes an approval less likely, a refusal more never likelier', () => {
    const cell = fc.record({ lender: fc.integer({ min: 0, max: 2 }), product: fc.integer({ min: 0, max: 1 }), segment: fc.integer({ min: 0, max: 1 }) })
    const cells = fc.array(fc.tuple(cell, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), { maxLength: 8 })
    const unique = (list: typeof cells extends fc.Arbitrary<infer T> ? T : never) => [
      ...new Map(list.map(([c, a, d]) => [canonicalJson(c), count(`l${c.lender}`, `l${c.lender}p${c.product}`, `s${c.segment}`, a, d)])).values(),
    ]
    fc.assert(
      fc.property(cells, (list) => {
        const counts = unique(list)
        const key = { lenderId: 'l0', productId: 'l0p0', segment: 's0' }
        const rest = counts.filter((c) => !(c.productId === key.productId && c.segment === key.segment))
        const so = counts.find((c) => c.productId === key.productId && c.segment === key.segment) ?? { ...key, approved: 0, declined: 0 }
        // How hard groups lean is held: it is read from the whole city, and one outcome may shift it.
        const { strengths } = fitLikelihood(counts, [])
        const foretold = (own: OutcomeCount) => likelihoodsOf({ counts: [...rest, own], strengths, calibration: [] }).foretold(key)
        expect(foretold({ ...so, approved: so.approved + 1 })).toBeGreaterThanOrEqual(foretold(so))
        expect(foretold({ ...so, declined: so.declined + 1 })).toBeLessThanOrEqual(foretold(so))
      }),
      { numRuns: 200 },
    )
  })

  it('is hard where brothers are alike and light where they differ', () => {
    const alike = [Array.from({ length: 12 }, (_, i) => ({ approved: 50 + (i % 2), n: 100 }))]
    const apart = [Array.from({ length: 12 }, (_, i) => ({ approved: i % 2 ? 90 : 10, n: 100 }))]
    expect([strengthOf(alike), strengthOf(apart)]).toEqual([500, 4])
  })

  it.each([
    [8, 20],
    [9, 500],
  ])('is a fixed one until enough brothers can be compared: of %i it is %i', (brothers, strength) => {
    expect(strengthOf([Array.from({ length: brothers }, () => ({ approved: 50, n: 100 }))])).toBe(strength)
  })

  it('finds the strength that groups were drawn with', () => {
    // 400 groups of 100 from Beta(3, 3): strength 6. Quantiles stand in for draws, so that nothing is left to chance.
    const groups = Array.from({ length: 400 }, (_, i) => ({ approved: Math.round(100 * quantileOfBeta33((i + 0.5) / 400)), n: 100 }))
    // No binomial noise was added: the spread that chance would have explained counts as the groups' own.
    expect(strengthOf([groups])).toBeGreaterThanOrEqual(5)
    expect(strengthOf([groups])).toBeLessThanOrEqual(7)
  })
})

/** Beta(3, 3) has the distribution function x³(10 − 15x + 6x²). */
function quantileOfBeta33(q: number): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < 50; i++) {
    const x = (low + high) / 2
    if (x ** 3 * (10 - 15 * x + 6 * x * x) < q) low = x
    else high = x
  }
  return low
}

describe('the answer', () => {
  const counts = fc.uniqueArray(
    fc.record({
      lenderId: fc.constantFrom('a', 'b'),
      productId: fc.constantFrom('p', 'q', 'r'),
      segment: fc.constantFrom('s', 't'),
      approved: fc.integer({ min: 0, max: 500 }),
      declined: fc.integer({ min: 0, max: 500 }),
    }),
    { selector: (c) => `${c.productId}${c.segment}`, maxLength: 6 },
  )
  const past = fc.array(
    fc.record({ predictedBp: fc.integer({ min: 0, max: 10_000 }), approved: fc.integer({ min: 0, max: 400 }), declined: fc.integer({ min: 0, max: 400 }) }),
    { maxLength: 10 },
  )

  it('is in whole basis points, lies within its band and the band within 0 and 10 000', () => {
    fc.assert(
      fc.property(counts, past, (list, told) => {
        const likelihoods = likelihoodsOf(fitLikelihood(list, told))
        for (const key of [...list, { lenderId: 'a', productId: 'none', segment: 's' }]) {
          const { pBp, lowBp, highBp, n, enough } = likelihoods.of(key)
          for (const value of [pBp, lowBp, highBp, likelihoods.foretold(key)]) expect(Number.isSafeInteger(value)).toBe(true)
          expect(0 <= lowBp && lowBp <= pBp && pBp <= highBp && highBp <= 10_000).toBe(true)
          expect(enough).toBe(n >= 30)
        }
      }),
    )
  })

  it.each([
    [0, 175],
    [175, 0],
  ])('of a lender that granted %i and declined %i lies within its band', (approved, declined) => {
    const list = [
      { lenderId: 'a', productId: 'p', segment: 's', approved: declined === 0 ? 5 : 2, declined: declined === 0 ? 2 : 5 },
      { lenderId: 'b', productId: 'p', segment: 's', approved, declined },
    ]
    const { pBp, lowBp, highBp } = likelihoodsOf(fitLikelihood(list, [])).of(list[1]!)
    expect([lowBp <= pBp, pBp <= highBp]).toEqual([true, true])
  })

  it('does not depend on the order of counts, and survives being written down', () => {
    fc.assert(
      fc.property(
        counts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const model = fitLikelihood(list, [])
          const text = canonicalJson(model as never)
          expect(canonicalJson(fitLikelihood(shuffled, []) as never)).toBe(text)
          for (const key of list) expect(likelihoodsOf(JSON.parse(text)).of(key)).toEqual(likelihoodsOf(model).of(key))
        },
      ),
    )
  })

  it('has a narrower band the more is known, but never narrower than 100 outcomes give', () => {
    const width = (n: number) => {
      const { lowBp, highBp } = asked([...CITY, count('l', 'p', 's', n / 2, n / 2)], 'l', 'p', 's')
      return highBp - lowBp
    }
    expect(width(40)).toBeGreaterThan(width(80))
    expect(width(10_000)).toBe(width(100_000))
    expect(width(10_000)).toBeGreaterThan(1600)
  })
})

describe('the segment', () => {
  it.each([
    ['enterprise', '2026-11-23', '2025-11-24', 'enterprise/under_1y'],
    ['enterprise', '2026-11-23', '2025-11-23', 'enterprise/1_to_3y'],
    ['sole_trader', '2026-11-23', '2023-11-24', 'sole_trader/1_to_3y'],
    ['sole_trader', '2026-11-23', '2023-11-23', 'sole_trader/over_3y'],
    ['cooperative', '2026-11-23', null, 'cooperative/age_unknown'],
    ['enterprise', '2026-11-23', '2026-11-24', 'enterprise/age_unknown'],
    ['household', '2026-11-23', '2001-01-01', 'household'],
  ] as const)('of a %s on %s registered on %s is %s', (kind, on, registeredOn, segment) => {
    expect(segmentOf(kind, registeredOn, on)).toBe(segment)
  })
})
