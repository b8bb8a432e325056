import { expect, it } from 'vitest'
import { promisedBy } from '../../src/matching/outcomes/answer-clock.ts'
import { missedShares } from '../../src/matching/outcomes/model.ts'

const guangzhou = (instant: Date) => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)

it.each([
  ['Monday 10:00, 2 hours', '2026-11-23T02:00:00Z', 2, '2026-11-23T12:00'],
  ['Monday 10:00, 24 hours', '2026-11-23T02:00:00Z', 24, '2026-11-24T10:00'],
  ['Friday 17:00, 24 hours: the weekend does not count', '2026-11-27T09:00:00Z', 24, '2026-11-30T17:00'],
  ['Friday 17:00, 7 hours end with Friday', '2026-11-27T09:00:00Z', 7, '2026-11-28T00:00'],
  ['Friday 17:00, 8 hours end on Monday', '2026-11-27T09:00:00Z', 8, '2026-11-30T01:00'],
  ['Saturday 12:00 begins on Monday', '2026-11-28T04:00:00Z', 3, '2026-11-30T03:00'],
  ['Sunday 23:59 in Guangzhou is Sunday', '2026-11-29T15:59:00Z', 1, '2026-11-30T01:00'],
  ['ten days run over two weekends', '2026-11-23T02:00:00Z', 240, '2026-12-07T10:00'],
])('%s', (_, submittedAt, hours, until) => {
  expect(guangzhou(promisedBy(new Date(submittedAt), hours))).toBe(until)
})

it.each([
  [29, 29, {}],
  [30, 30, { l: 10_000 }],
  [30, 1, { l: 333 }],
  [30, 0, { l: 0 }],
])('of %i answers, %i of them late, the share is %j', (answers, missed, shares) => {
  expect(missedShares([{ lenderId: 'l', answers, missed }])).toEqual(shares)
})
