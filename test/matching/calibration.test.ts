import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrate, calibrated, type PastPrediction, pooled } from '../../src/matching/calibration.ts'

const bp = fc.integer({ min: 0, max: 10_000 })
const past = fc.array(fc.record({ predictedBp: bp, approved: fc.integer({ min: 0, max: 40 }), declined: fc.integer({ min: 0, max: 40 }) }), { maxLength: 60 })

describe('pooling', () => {
  /** The regression by its definition: of all means that end here or later, the least; of those by where they begin, the greatest. */
  function byDefinition(blocks: readonly { approved: number; n: number }[]): number[] {
    const mean = (from: number, to: number) => {
      const within = blocks.slice(from, to + 1)
      return within.reduce((sum, b) => sum + b.approved, 0) / within.reduce((sum, b) => sum + b.n, 0)
    }
    return blocks.map((_, i) =>
      Math.max(...Array.from({ length: i + 1 }, (_, from) => Math.min(...Array.from({ length: blocks.length - i }, (_, k) => mean(from, i + k))))),
    )
  }

  it('gives every block the mean that the definition of isotonic regression gives it', () => {
    const block = fc
      .integer({ min: 1, max: 30 })
      .chain((n) => fc.record({ approved: fc.integer({ min: 0, max: n }), n: fc.constant(n), foretold: fc.constant(1) }))
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 12 }), (blocks) => {
        // `foretold` counts the blocks that a pool took in.
        const means = pooled(blocks).flatMap(({ approved, n, foretold }) => Array.from({ length: foretold }, () => approved / n))
        const expected = byDefinition(blocks)
        expect(means.length).toBe(expected.length)
        for (const [i, mean] of means.entries()) expect(mean).toBeCloseTo(expected[i]!, 9)
      }),
    )
  })
})

describe('a calibration', () => {
  it('never turns two predictions round and stays within 0 and 10 000', () => {
    fc.assert(
      fc.property(past, bp, bp, (told, a, b) => {
        const calibration = calibrate(told)
        const [low, high] = [calibrated(Math.min(a, b), calibration), calibrated(Math.max(a, b), calibration)]
        expect(low).toBeLessThanOrEqual(high)
        expect(low >= 0 && high <= 10_000 && Number.isSafeInteger(low) && Number.isSafeInteger(high)).toBe(true)
      }),
    )
  })

  it('is the same in whatever order the past is told', () => {
    fc.assert(
      fc.property(
        past.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length }))),
        ([told, shuffled]) => {
          expect(calibrate(shuffled)).toEqual(calibrate(told))
        },
      ),
    )
  })

  it('puts right what was foretold too high', () => {
    const told: PastPrediction[] = [
      { predictedBp: 4000, approved: 60, declined: 140 },
      { predictedBp: 8000, approved: 120, declined: 80 },
    ]
    const calibration = calibrate(told)
    expect(calibration).toEqual([
      { predictedBp: 4000, observedBp: 3000 },
      { predictedBp: 8000, observedBp: 6000 },
    ])
    expect([0, 2000, 4000, 6000, 8000, 9000, 10_000].map((p) => calibrated(p, calibration))).toEqual([0, 1500, 3000, 4500, 6000, 8000, 10_000])
  })

  it.each([
    [299, 5000],
    [300, 2000],
  ])('with %i outcomes answers %i bp to 5000 foretold, of which one in five came true', (n, answer) => {
    const approved = Math.floor(n / 5)
    expect(calibrated(5000, calibrate([{ predictedBp: 5000, approved, declined: n - approved }]))).toBe(answer)
  })

  it('makes no step of a handful: 59 at the edge are counted with their neighbours, 60 are not', () => {
    const knots = (edge: number) =>
      calibrate([
        { predictedBp: 3000, approved: 100, declined: 300 },
        { predictedBp: 9000, approved: edge, declined: 0 },
      ]).length
    expect([knots(59), knots(60)]).toEqual([1, 2])
  })
})
