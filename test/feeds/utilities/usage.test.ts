import { describe, expect, test } from 'vitest'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../../../src/feeds/example-firm.ts'
import { usage } from '../../../src/feeds/utilities/usage.ts'
import { told, valuesTold } from '../told.ts'

describe('a year of power, water and gas', () => {
  test.each([
    [{}, { powerKwh12m: 182_400, waterCubicMetre12m: 2360, gasCubicMetre12m: 5400, utilityArrearsMonths: 0 }],
    [{ '近12个月用气量（立方米）': '' }, { powerKwh12m: 182_400, waterCubicMetre12m: 2360, utilityArrearsMonths: 0 }],
    [
      { '近12个月用电量（千瓦时）': '0.5', 欠费月数: '12' },
      { powerKwh12m: 1, waterCubicMetre12m: 2360, gasCubicMetre12m: 5400, utilityArrearsMonths: 12 },
    ],
    [{ 欠费月数: '13' }, ['bad_number 欠费月数']],
    [{ '近12个月用电量（千瓦时）': '10000000000000.6' }, ['bad_number 近12个月用电量（千瓦时）']],
    [{ '近12个月用水量（立方米）': '-1' }, ['bad_number 近12个月用水量（立方米）']],
    [{ 统计截止月: '2026-11' }, ['bad_date 统计截止月']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(usage, changed)).toEqual(expected)
  })

  test('is about the firm of its code, else of its organisation code, else of its name', () => {
    const key = 'usage:2026-10-31'
    const hint = { registrationNo: null, orgCode: null, name: EXAMPLE_NAME, region: '天河区' }
    expect(told(usage)).toMatchObject({ key, subject: { kind: 'enterprise', code: EXAMPLE_CODE } })
    expect(told(usage, { 统一社会信用代码: EXAMPLE_CODE.slice(8, 17) })).toMatchObject({
      key,
      subject: { hint: { ...hint, orgCode: EXAMPLE_CODE.slice(8, 17) } },
    })
    expect(told(usage, { 统一社会信用代码: '' })).toMatchObject({ key, subject: { hint } })
  })

  test.each([
    [{ 统一社会信用代码: '', 企业名称: '' }, ['missing_field 统一社会信用代码']],
    [{ 统一社会信用代码: '', 企业名称: '王小明' }, ['natural_person 统一社会信用代码']],
    [{ 统一社会信用代码: `${EXAMPLE_CODE.slice(8, 16)}A` }, ['bad_code 统一社会信用代码']],
  ])('of %j is refused', (changed, issues) => {
    expect(told(usage, changed)).toEqual(issues)
  })
})
