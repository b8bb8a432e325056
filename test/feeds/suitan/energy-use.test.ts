import { describe, expect, test } from 'vitest'
import { CONVERSION, microKgceOf, QUANTITY_SCALE } from '../../../src/feeds/suitan/energy-conversion.ts'
import { energyUse } from '../../../src/feeds/suitan/energy-use.ts'
import { issuesOf, valuesTold } from '../told.ts'

const TOTAL = '近12个月综合能源消费量（吨标准煤）'
const POWER = '用电量（千瓦时）'
/** The example's quantities left out, so that a row shows only what matters. */
const bare = Object.fromEntries(CONVERSION.kinds.map(({ column }) => [column, '']))

describe('the conversion to standard coal', () => {
  test.each([
    ['用电量（千瓦时）', 0.1229],
    ['天然气（立方米）', 1.33],
    ['柴油（吨）', 1457.1],
    ['汽油（吨）', 1471.4],
    ['液化石油气（吨）', 1714.3],
    ['燃料油（吨）', 1428.6],
    ['原煤（吨）', 714.3],
    ['热力（吉焦）', 34.12],
    ['其他能源（吨标准煤）', 1000],
  ])('takes one unit of %s for %d kgce', (column, kgce) => {
    const quantities = CONVERSION.kinds.map((kind) => (kind.column === column ? QUANTITY_SCALE : null))
    expect(quantities.filter((quantity) => quantity !== null)).toHaveLength(1)
    expect(Number(microKgceOf(quantities)) / 1e6).toBeCloseTo(kgce, 6)
  })
})

describe('a row of energy use', () => {
  test('tells the sum in kilograms of standard coal, rounded once', () => {
    // 1.2 M kWh, 30 000 m³ and 10 t: 147 480 + 39 900 + 14 571 kgce.
    expect(valuesTold(energyUse)).toEqual({ energyKgce12m: 201_951 })
    expect(valuesTold(energyUse, { ...bare, [TOTAL]: '1.0005' })).toEqual({ energyKgce12m: 1001 })
    expect(valuesTold(energyUse, { ...bare, [TOTAL]: '1.00049' })).toEqual({ energyKgce12m: 1000 })
  })

  // 1 229 kgce computed: it may be 21/20 of the stated sum (1 170.47619 kgce) at most and 19/20 (1 293.68421 kgce) at least.
  test.each([
    ['1.170477', false],
    ['1.170476', true],
    ['1.293684', false],
    ['1.293685', true],
  ])('of 10 000 kWh and a sum of %s t is refused: %s', (total, isRefused) => {
    const issues = issuesOf(energyUse, { ...bare, [POWER]: '10000', [TOTAL]: total })
    expect(issues).toEqual(isRefused ? [`bad_combination ${TOTAL}`] : null)
  })

  test('without quantities is believed; with nothing but zeros its sum must be zero', () => {
    expect(valuesTold(energyUse, { ...bare, [TOTAL]: '9000' })).toEqual({ energyKgce12m: 9_000_000 })
    expect(valuesTold(energyUse, { ...bare, [POWER]: '0', [TOTAL]: '0' })).toEqual({ energyKgce12m: 0 })
    expect(issuesOf(energyUse, { ...bare, [POWER]: '0', [TOTAL]: '0.001' })).toEqual([`bad_combination ${TOTAL}`])
  })

  test('that takes kWh for 万千瓦时 is caught', () => {
    expect(issuesOf(energyUse, { ...bare, [POWER]: '120', [TOTAL]: '147.48' })).toEqual([`bad_combination ${TOTAL}`])
  })

  test('counts what has no column under other energy', () => {
    const withOther = { ...bare, [POWER]: '10000', '其他能源（吨标准煤）': '1', [TOTAL]: '2.229' }
    expect(issuesOf(energyUse, withOther)).toBeNull()
    expect(issuesOf(energyUse, { ...withOther, '其他能源（吨标准煤）': '' })).toEqual([`bad_combination ${TOTAL}`])
  })

  test.each([
    [{ [TOTAL]: '-1' }, `bad_number ${TOTAL}`],
    [{ [TOTAL]: '' }, `missing_field ${TOTAL}`],
    [{ [POWER]: '12e5' }, `bad_number ${POWER}`],
    [{ 统计截止月: '2026-11' }, 'bad_date 统计截止月'],
  ])('with %j is refused', (changed, issue) => {
    expect(issuesOf(energyUse, { ...bare, ...changed })).toEqual([issue])
  })
})
