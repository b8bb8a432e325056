import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDue } from '../../../src/sources/channels/pull-plan.ts'

const MINUTE = 60_000
const NOW = new Date('2026-11-23T02:00:00Z')
const hourly = { source: 'gz-test', record: 'listed', everyMinutes: 60 }
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE)

describe('a pull channel', () => {
  test('that was never tried is due', () => {
    expect(isDue(hourly, null, NOW)).toBe(true)
  })

  test.each([
    ['failed', 9, false],
    ['failed', 10, true],
    ['wrong', 10, true],
    ['skipped', 9, false],
    ['skipped', 10, true],
    // The process died under way.
    [null, 10, true],
  ])('whose last try was %s %i minutes ago: %s', (outcome, minutes, due) => {
    expect(isDue(hourly, { at: ago(minutes), outcome, unfinished: false }, NOW)).toBe(due)
  })

  test.each([
    [0.9, false],
    [1, true],
  ])('with more to fetch is due again after a minute, not after %f of one', (minutes, due) => {
    expect(isDue(hourly, { at: ago(minutes), outcome: 'ok', unfinished: true }, NOW)).toBe(due)
  })

  test('that asks every five minutes does not wait ten after a failure', () => {
    expect(isDue({ ...hourly, everyMinutes: 5 }, { at: ago(5), outcome: 'failed', unfinished: false }, NOW)).toBe(true)
  })

  test('goes on when the clock was set back', () => {
    expect(isDue(hourly, { at: ago(-600), outcome: 'ok', unfinished: false }, NOW)).toBe(true)
  })

  test('is asked once in each of its intervals, whatever its name and whenever it is looked', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1440 }), fc.integer({ min: 0, max: 10_000 }), (record, everyMinutes, start) => {
        const channel = { source: 'gz-test', record, everyMinutes }
        const tries: number[] = []
        for (let minute = start; minute < start + 4 * everyMinutes; minute++) {
          const at = new Date(NOW.getTime() + minute * MINUTE)
          const last = tries.length === 0 ? null : { at: new Date(NOW.getTime() + tries.at(-1)! * MINUTE), outcome: 'ok', unfinished: false }
          if (isDue(channel, last, at)) tries.push(minute)
        }
        const gaps = tries.slice(1).map((minute, i) => minute - tries[i]!)
        // From the second try on it keeps its own minute.
        expect(gaps.slice(1).every((gap) => gap === everyMinutes)).toBe(true)
        expect(gaps.every((gap) => gap <= everyMinutes)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('has its own minute: thirty hourly ones do not knock together', () => {
    const minutes = Array.from({ length: 30 }, (_, i) => {
      const channel = { ...hourly, record: `record-${i}` }
      return Array.from({ length: 60 }, (_, m) => m).find((m) =>
        isDue(channel, { at: ago(0.5), outcome: 'ok', unfinished: false }, new Date(NOW.getTime() + m * MINUTE)),
      )
    })
    expect(new Set(minutes).size).toBeGreaterThan(15)
  })
})
