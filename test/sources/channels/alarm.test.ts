import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Alarm, alarmsOf, type FeedCondition, usualAfter } from '../../../src/sources/channels/alarm.ts'

const NOW = new Date('2026-11-23T02:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const sound: FeedCondition = { lastRows: 100, usualRows: 100, lastOutcome: 'ok', breaker: 'closed', waitingSince: daysAgo(0), refresh: 'daily' }

describe('an alarm', () => {
  test.each<[string, Partial<FeedCondition>, Alarm[]]>([
    ['a sound feed', {}, []],
    ['rows on the half', { lastRows: 50 }, ['half_rows']],
    ['one row above the half', { lastRows: 51 }, []],
    ['no rows where some are usual', { lastRows: 0 }, ['no_rows']],
    ['no rows where none are usual', { lastRows: 0, usualRows: 0 }, []],
    ['no rows the first time', { lastRows: 0, usualRows: null }, []],
    ['the first rows', { lastRows: 1, usualRows: null }, []],
    ['a daily feed after two days', { waitingSince: daysAgo(2) }, []],
    ['a daily feed after more than two days', { waitingSince: daysAgo(2.001) }, ['late']],
    ['a yearly feed after two leap years', { waitingSince: daysAgo(732), refresh: 'yearly' }, []],
    ['a yearly feed a day later', { waitingSince: daysAgo(733), refresh: 'yearly' }, ['late']],
    ['what comes with events, however long ago', { waitingSince: daysAgo(9_999), refresh: 'event' }, []],
    ['what is in no catalogue', { waitingSince: daysAgo(9_999), refresh: null }, []],
    ['what was never tried', { waitingSince: null }, []],
    ['an open breaker', { breaker: 'open' }, ['breaker_open']],
    ['a probe on its way', { breaker: 'half_open' }, ['breaker_open']],
    ['a wrong shape', { lastOutcome: 'wrong' }, ['wrong_shape']],
    ['a mere failure', { lastOutcome: 'failed' }, []],
    [
      'everything at once',
      { lastRows: 0, waitingSince: daysAgo(9), breaker: 'open', lastOutcome: 'wrong' },
      ['no_rows', 'late', 'breaker_open', 'wrong_shape'],
    ],
  ])('of %s', (_, change, alarms) => {
    expect(alarmsOf({ ...sound, ...change }, NOW)).toEqual(alarms)
  })
})

describe('what is usual', () => {
  test.each([
    [null, null, null],
    [null, 100, 100],
    [100, null, 100],
    [100, 0, 100],
    [null, 0, null],
    [100, 50, 90],
    [100, 200, 120],
  ])('after %s and then %s rows is %s', (usual, last, after) => {
    expect(usualAfter(usual, last)).toBe(after)
  })

  test('lies between what was and what came, and follows a feed that has changed for good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), (usual, last) => {
        const after = usualAfter(usual, last)!
        expect(after).toBeGreaterThanOrEqual(Math.min(usual, last))
        expect(after).toBeLessThanOrEqual(Math.max(usual, last))
        let now: number | null = usual
        for (let i = 0; i < 80; i++) now = usualAfter(now, last)
        expect(alarmsOf({ ...sound, lastRows: last, usualRows: now }, NOW).filter((alarm) => alarm === 'half_rows' && last > 4)).toEqual([])
      }),
    )
  })
})
