import fc from 'fast-check'
import { expect, it } from 'vitest'
import { viewExposure } from '../../src/matching/exposure/contract.ts'
import { type ExposureSum, exposuresOf } from '../../src/matching/exposure.ts'

const sum = (lenderId: string, appearances: number, shownPlaces: number, fairPlacesBp: number): ExposureSum => ({
  lenderId,
  appearances,
  shownPlaces,
  fairPlacesBp,
})

it('a lender shown less than its part has a deficit, one shown more owes it', () => {
  const exposures = exposuresOf([sum('b', 10, 25, 150_000), sum('a', 10, 5, 150_000)])
  expect(exposures.map(({ lenderId, shownShareBp, fairShareBp, deficitBp }) => [lenderId, shownShareBp, fairShareBp, deficitBp])).toEqual([
    ['a', 1667, 5000, 3333],
    ['b', 8333, 5000, -3333],
  ])
})

it('where nothing was shown nobody has a share', () => {
  expect(exposuresOf([])).toEqual([])
})

it('shares and deficits are whole, and deficits come to nothing but rounding where fair places add up to those shown', () => {
  const lenders = fc.array(fc.record({ shown: fc.integer({ min: 0, max: 1_000 }), weight: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(lenders, (list) => {
      const places = list.reduce((total, { shown }) => total + shown, 0)
      const weights = list.reduce((total, { weight }) => total + weight, 0)
      fc.pre(places > 0)
      const exposures = exposuresOf(list.map(({ shown, weight }, i) => sum(`l${i}`, 10, shown, Math.round((10_000 * places * weight) / weights))))
      for (const { deficitBp } of exposures) expect(Number.isSafeInteger(deficitBp)).toBe(true)
      expect(Math.abs(exposures.reduce((total, { deficitBp }) => total + deficitBp, 0))).toBeLessThanOrEqual(list.length + 1)
    }),
  )
})

it.each([
  [9, null, '能申请的场合不到 10 次，不单独公布'],
  [10, 10, '10 次能申请的场合里，前 3 名出现 5 次，占 100%；平均分应占 60%，展示偏多，成本相近时会让别家先排'],
])('of %i appearances a lender is told %s', (appearances, told, sentence) => {
  const [exposure] = exposuresOf([sum('a', appearances, 5, 30_000)])
  expect(viewExposure(exposure!, '甲银行', true)).toMatchObject({ appearances: told, sentence })
  expect(viewExposure(exposure!, '甲银行', false).appearances).toBe(appearances)
})
