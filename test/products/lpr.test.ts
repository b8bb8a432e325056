import { describe, expect, test } from 'vitest'
import { LPR_CHANGES } from '../../src/products/data/lpr.ts'
import { lprOn } from '../../src/products/lpr.ts'

describe('the loan prime rate', () => {
  test.each([
    ['2019-08-19', '1Y', null],
    ['2019-08-20', '1Y', { bp: 425, effectiveFrom: '2019-08-20', verified: true }],
    ['2021-12-19', '1Y', { bp: 385, effectiveFrom: '2020-04-20', verified: true }],
    ['2021-12-20', '1Y', { bp: 380, effectiveFrom: '2021-12-20', verified: true }],
    ['2021-12-20', '5Y', { bp: 465, effectiveFrom: '2021-12-20', verified: true }],
    ['2024-10-20', '5Y', { bp: 385, effectiveFrom: '2024-07-22', verified: false }],
    ['2024-10-21', '5Y', { bp: 360, effectiveFrom: '2024-10-21', verified: false }],
    ['2026-11-23', '1Y', { bp: 300, effectiveFrom: '2025-05-20', verified: false }],
  ] as const)('on %s, %s, is what the last announcement before that day says', (date, tenor, expected) => {
    expect(lprOn(date, tenor)).toEqual(expected)
  })

  test('is kept oldest first, which the look-up relies on', () => {
    const days = LPR_CHANGES.map((row) => row.effectiveFrom)
    expect(days).toEqual([...days].sort())
    expect(new Set(days).size).toBe(15)
  })

  test('can be read from an edited table', () => {
    const table = [...LPR_CHANGES, { effectiveFrom: '2026-01-20', oneYearBp: 290, fiveYearBp: 340, verified: true }]
    expect(lprOn('2026-01-20', '5Y', table)?.bp).toBe(340)
    expect(lprOn('2026-01-19', '5Y', table)?.bp).toBe(350)
  })
})
