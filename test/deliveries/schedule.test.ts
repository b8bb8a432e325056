import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextTry, TRIED_FOR_MS } from '../../src/deliveries/schedule.ts'

const SINCE = new Date('2026-11-23T02:00:00.000Z')
const after = (tried: number, more: Partial<Parameters<typeof nextTry>[0]> = {}) => {
  const at = nextTry({ tried, since: SINCE, now: SINCE, chance: 0, pauseMs: null, ...more })
  return at === null ? null : (at.getTime() - (more.now ?? SINCE).getTime()) / 1000
}

test.each([
  [1, 5],
  [2, 20],
  [3, 80],
  [4, 320],
  [5, 1_280],
  [6, 5_120],
  [7, 20_480],
  [8, 28_800],
  [20, 28_800],
])('after try %i the next comes in %i s', (tried, seconds) => {
  expect(after(tried)).toBe(seconds)
})

test('chance puts it off by a fifth at most, and a Retry-After by eight hours at most', () => {
  expect(after(1, { chance: 0.999999 })).toBeCloseTo(6, 2)
  expect(after(1, { pauseMs: 60_000 })).toBe(60)
  expect(after(1, { pauseMs: 1 })).toBe(5)
  expect(after(1, { pauseMs: 1e12 })).toBe(28_800)
})

test('three days after the first try it is given up, and not before', () => {
  const end = SINCE.getTime() + TRIED_FOR_MS
  expect(after(8, { now: new Date(end - 28_800_000) })).toBe(28_800)
  expect(after(8, { now: new Date(end - 28_799_999) })).toBeNull()
})

test('every delivery is tried a dozen times at least and twenty at most, whatever chance says', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (chances) => {
      let now: Date | null = SINCE
      let tries = 0
      while (now !== null) {
        tries++
        now = nextTry({ tried: tries, since: SINCE, now, chance: chances.next().value as number, pauseMs: null })
      }
      expect(tries).toBeGreaterThanOrEqual(12)
      expect(tries).toBeLessThanOrEqual(20)
    }),
  )
})
