import { describe, expect, test } from 'vitest'
import { housingFund } from '../../../src/feeds/social-insurance/housing-fund.ts'
import { socialInsured } from '../../../src/feeds/social-insurance/social.ts'
import { socialInsurance } from '../../../src/feeds/social-insurance/source.ts'
import { attributeOf, isAttributeId } from '../../../src/profiles/model.ts'
import { issuesOf, told, valuesTold } from '../told.ts'

describe('social insurance of a month', () => {
  test.each([
    [{}, { insuredStaff: 38, socialPaidMonths: 47 }],
    [
      { 参保人数: '0', 连续缴费月数: '0' },
      { insuredStaff: 0, socialPaidMonths: 0 },
    ],
    [{ 参保人数: '', 连续缴费月数: '1200' }, { socialPaidMonths: 1200 }],
    [{ 连续缴费月数: '1201' }, ['bad_number 连续缴费月数']],
    [{ 参保人数: '-1' }, ['bad_number 参保人数']],
    [{ 统计月份: '2026-11' }, ['bad_date 统计月份']],
    [{ 统计月份: '' }, ['missing_field 统计月份']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(socialInsured, changed)).toEqual(expected)
  })

  test('is true of the month’s last day', () => {
    expect(told(socialInsured)).toMatchObject({ asOf: '2026-10-31' })
  })
})

describe('the housing fund', () => {
  test.each([
    [{ 正常缴存: '是' }, { housingFundCurrent: '是' }],
    [{ 正常缴存: '0' }, { housingFundCurrent: '否' }],
    [{ 正常缴存: '3200' }, ['unknown_value 正常缴存']],
    [{ 正常缴存: '' }, ['missing_field 正常缴存']],
    [{ 核验日期: '2026-11-24' }, ['bad_date 核验日期']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(housingFund, changed)).toEqual(expected)
  })

  test('is to be checked only: nothing but yes and no comes of it', () => {
    expect(socialInsurance.catalogue.find(({ id }) => id === 'social-insurance/housing_fund')).toMatchObject({ mode: 'check' })
    for (const attribute of Object.keys(valuesTold(housingFund))) expect(isAttributeId(attribute) && attributeOf(attribute).grades).toEqual(['是', '否'])
    expect(issuesOf(housingFund, {})).toBeNull()
  })
})
