import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setBit, wordsFor } from '../../src/matching/bits.ts'
import { cheapestOf, rateBounds } from '../../src/matching/cheapest.ts'
import { priceOf } from '../../src/matching/price.ts'
import { REPAYMENT_METHODS } from '../../src/products/model.ts'
import { AS_OF, candidateOf, needOf, profileOf } from '../support/match-builders.ts'

const step = { attr: 'taxGrade', op: '>=', value: 'B' } as const

const candidate = fc
  .record({
    spreadBp: fc.integer({ min: -300, max: 2_000 }),
    floorBp: fc.constantFrom(0, 0, 250, 800),
    capBp: fc.constantFrom(2_400, 900),
    method: fc.constantFrom(...REPAYMENT_METHODS),
    maxMonths: fc.constantFrom(1, 12, 61, 360),
    minFen: fc.constantFrom(1n, 1_000n, 1_000_000n),
    addBp: fc.integer({ min: -200, max: 200 }),
    subsidyBp: fc.constantFrom(0, 0, 100, 400),
    feeBp: fc.constantFrom(0, 0, 300),
  })
  .map(({ spreadBp, floorBp, capBp, method, maxMonths, minFen, addBp, subsidyBp, feeBp }) =>
    candidateOf({
      terms: {
        ...{ methods: [method], minMonths: 1, maxMonths, minFen, maxFen: 1_000_000_000n },
        pricing: {
          ...{ spreadBp, floorBp, capBp: Math.max(floorBp, capBp) },
          tiers: [{ label: 'step', when: step, addBp }],
          fees: feeBp === 0 ? [] : [{ kind: 'upfront_bp', label: 'fee', bp: feeBp }],
          subsidies: subsidyBp === 0 ? [] : [{ label: 'subsidy', when: step, subsidyBp, source: 'test' }],
        },
      },
    }),
  )

describe('the rate below which a product can never come', () => {
  it('lies below what it charges anybody, for any amount, term and grade', () => {
    fc.assert(
      fc.property(
        candidate,
        fc.constantFrom(1n, 5_000n, 1_234_567n, 900_000_000n),
        fc.constantFrom(1, 7, 60, 120, 360),
        fc.constantFrom('A', 'D'),
        (one, amountFen, termMonths, taxGrade) => {
          const { annualRateBp } = priceOf(one.terms, needOf({ amountFen, termMonths }), profileOf({ kind: 'enterprise', taxGrade }))
          expect(rateBounds([one], AS_OF).leastBp[0]).toBeLessThanOrEqual(annualRateBp)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('is not far below it on a loan of some size with every discount earned', () => {
    const one = candidateOf({ terms: { pricing: { spreadBp: 100, tiers: [{ label: 'step', when: step, addBp: -20 }] } } })
    const { annualRateBp } = priceOf(one.terms, needOf(), profileOf({ kind: 'enterprise', taxGrade: 'A' }))
    expect(annualRateBp - rateBounds([one], AS_OF).leastBp[0]!).toBeLessThan(4)
  })
})

describe('the cheapest few', () => {
  const scores = fc.array(fc.record({ bound: fc.integer({ min: 0, max: 50 }), above: fc.integer({ min: 0, max: 20 }), isIn: fc.boolean() }), { maxLength: 80 })

  it('are those of a full sort, and no more is scored than may matter', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 6 }), (all, most) => {
        const set = new Int32Array(wordsFor(all.length))
        all.forEach(({ isIn }, product) => {
          if (isIn) setBit(set, product)
        })
        const leastBp = Float64Array.from(all, ({ bound }) => bound)
        const order = Uint32Array.from(all, (_, product) => product).sort((a, b) => leastBp[a]! - leastBp[b]! || a - b)
        const asked: number[] = []
        const scoreOf = (product: number) => {
          asked.push(product)
          return { product, scoreBp: all[product]!.bound + all[product]!.above }
        }
        const compare = (a: { product: number; scoreBp: number }, b: { product: number; scoreBp: number }) => a.scoreBp - b.scoreBp || a.product - b.product
        const found = cheapestOf(set, most, { order, leastBp }, scoreOf, compare)
        const whole = all.flatMap(({ bound, above, isIn }, product) => (isIn ? [{ product, scoreBp: bound + above }] : [])).sort(compare)
        expect(found).toEqual(whole.slice(0, most))
        const dearest = whole[most - 1]?.scoreBp ?? Number.POSITIVE_INFINITY
        for (const product of asked)
          expect(all[product]!.bound).toBeLessThanOrEqual(Math.max(dearest, ...asked.slice(0, most).map((p) => all[p]!.bound + all[p]!.above)))
      }),
      { numRuns: 2_000 },
    )
  })
})
