import { describe, expect, test } from 'vitest'
import { householdRating } from '../../src/feeds/nongrongtong/household-rating.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'

const { columns } = householdRating
const header = columns.map(({ name }) => name)
const take = (changed: Record<string, string>) => {
  const cells = columns.map(({ name, example }) => changed[name] ?? example ?? '')
  return takeRow(householdRating, bindHeader(header, columns), { rowNo: 2, cells }, { today: '2026-11-23', latest: '2026-11-23T23:59:59' })
}

describe('a household rating', () => {
  test('tells the household, its name masked, where it lives and what it was rated', () => {
    const taken = take({ 户主姓名: '张三丰', 身份证号: '440114199003071234', 手机号: '13800138000', '经营土地（亩）': '12.5', '参考额度（元）': '100,000' })
    expect(taken).toMatchObject({
      ok: true,
      record: { subject: { kind: 'household', code: 'H440114001201-9001', name: '张**' }, key: 'H440114001201-9001:2026-06-30' },
    })
    expect(taken.ok && Object.fromEntries(taken.record.facts.map(({ attribute, value }) => [attribute, value]))).toEqual({
      name: '张**',
      kind: 'household',
      district: '440114',
      village: '440114001201',
      householdScore: 86,
      householdGrade: 'AA',
      greenCode: '绿',
      landCentiMu: 1250,
      mainTrade: '荔枝种植',
      villageLimitFen: '10000000',
    })
    expect(JSON.stringify(taken)).not.toMatch(/三丰|440114199003071234|13800138000/)
  })

  test.each([
    [{ 评分: '0' }, null],
    [{ 评分: '100' }, null],
    [{ 评分: '101' }, 'bad_number 评分'],
    [{ 信用等级: 'C' }, 'unknown_value 信用等级'],
    [{ 绿码: '红' }, 'unknown_value 绿码'],
    [{ 户编号: 'H440114001201-901' }, 'bad_code 户编号'],
    [{ 户编号: 'H440114999201-9001' }, 'bad_code 户编号'],
    [{ 村代码: '440114001202' }, 'bad_combination 村代码'],
    [{ 村代码: '4.40114E+11' }, 'bad_code 村代码'],
    [{ 村名: '张三丰' }, 'bad_combination 村名'],
    [{ 评定日期: '2026-11-24' }, 'bad_date 评定日期'],
  ])('with %j has the issue %s', (changed, issue) => {
    const taken = take(changed)
    expect(taken.ok ? null : taken.issues.map(({ code, field }) => `${code} ${field}`)).toEqual(issue === null ? null : [issue])
  })

  test('whose columns have moved keeps no name, identity number or telephone in quarantine', () => {
    const taken = take({ 户主姓名: '荔枝', 村名: '张三丰', 主要经营: '李四 13800138000', 评分: '440114199003071234' })
    expect(taken.ok).toBe(false)
    expect(JSON.stringify(taken)).not.toMatch(/三丰|李四|13800138000|440114199003071234/)
  })
})
