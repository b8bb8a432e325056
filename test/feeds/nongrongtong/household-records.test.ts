import { describe, expect, test } from 'vitest'
import { cooperativeMember } from '../../../src/feeds/nongrongtong/cooperative-member.ts'
import { farmInsurance } from '../../../src/feeds/nongrongtong/farm-insurance.ts'
import { landRight } from '../../../src/feeds/nongrongtong/land-right.ts'
import { villageStatus } from '../../../src/feeds/nongrongtong/village-status.ts'
import { bindHeader, takeRow } from '../../../src/sources/intake.ts'
import { issuesOf, TODAY, told, valuesTold } from '../told.ts'

const HOUSEHOLD = 'H440114001201-9001'
const KINDS = [villageStatus, landRight, farmInsurance, cooperativeMember]

describe.each(KINDS.map((kind) => [kind.record, kind] as const))('a household’s record of %s', (_, kind) => {
  test('is about the household of its number', () => {
    expect(told(kind)).toMatchObject({ subject: { kind: 'household', code: HOUSEHOLD, name: '示***' } })
    expect(told(kind)).not.toHaveProperty('subject.villageCode')
    expect(told(kind, { 户主姓名: '' })).toMatchObject({ subject: { name: null } })
  })

  test.each([
    ['H440114001201-901', ['bad_code 户编号']],
    ['H440114999201-9001', ['bad_code 户编号']],
    ['', ['missing_field 户编号']],
  ])('with the number “%s” is refused', (code, issues) => {
    expect(issuesOf(kind, { 户编号: code })).toEqual(issues)
  })

  test('keeps no name, identity number, telephone, account or relative, whether taken or refused', () => {
    const { columns } = kind
    const person: Record<string, string> = {
      户主姓名: '张三丰',
      身份证号: '440114199003071234',
      手机号: '13800138000',
      共有人: '李四光',
      银行账号: '6222020000001234567',
    }
    const take = (changed: Record<string, string>) => {
      const cells = columns.map(({ name, example }) => ({ ...person, ...changed })[name] ?? example ?? '')
      return takeRow(
        kind,
        bindHeader(
          columns.map(({ name }) => name),
          columns,
        ),
        { rowNo: 2, cells },
        { today: TODAY, latest: `${TODAY}T23:59:59` },
      )
    }
    expect(take({})).toMatchObject({ ok: true })
    expect(take({ 户编号: 'H1' })).toMatchObject({ ok: false })
    for (const taken of [take({}), take({ 户编号: 'H1' })]) expect(JSON.stringify(taken)).not.toMatch(/三丰|440114199003071234|13800138000|四光|6222020/)
  })
})

describe('the status of a household’s village', () => {
  test('holds until the next review', () => {
    expect(told(villageStatus)).toMatchObject({
      facts: [{ attribute: 'villageGrade', value: '信用村', scheme: 'credit-village-status', validUntil: '2027-06-30' }],
    })
  })

  test.each([
    [{ 有效期至: '2026-06-30' }, null],
    [{ 有效期至: '2026-06-29' }, ['bad_combination 有效期至']],
    [{ 所在村评定: '培育中' }, null],
    [{ 所在村评定: '文明村' }, ['unknown_value 所在村评定']],
    [{ 评定日期: '2026-11-24', 有效期至: '' }, ['bad_date 评定日期']],
  ])('with %j has the issues %j', (changed, issues) => {
    expect(issuesOf(villageStatus, changed)).toEqual(issues)
  })
})

describe('a land right', () => {
  test.each([
    ['8.46', 846],
    ['0.005', 1],
    ['0', 0],
    ['10000', 1_000_000],
  ])('of %s 亩 has %i 厘亩', (area, centiMu) => {
    expect(valuesTold(landRight, { '确权面积（亩）': area })).toEqual({ landRightCentiMu: centiMu })
  })

  test.each([
    [{ '确权面积（亩）': '10000.01' }, 'bad_number 确权面积（亩）'],
    [{ '确权面积（亩）': '' }, 'missing_field 确权面积（亩）'],
    [{ 登记日期: '1900-01-01' }, 'bad_date 登记日期'],
  ])('with %j is refused', (changed, issue) => {
    expect(issuesOf(landRight, changed)).toEqual([issue])
  })
})

describe('agricultural insurance', () => {
  test('counts for its period', () => {
    expect(told(farmInsurance)).toMatchObject({
      key: `${HOUSEHOLD}:2026-03-01`,
      facts: [{ attribute: 'cropInsuredFen', value: '3800000', asOf: '2026-03-01', validUntil: '2027-02-28' }],
    })
  })

  test.each([
    [{ 保险期间起: '2026-11-23' }, null],
    [{ 保险期间起: '2026-11-24' }, ['bad_date 保险期间起']],
    [{ 保险期间止: '2026-03-01' }, null],
    [{ 保险期间止: '2026-02-28' }, ['bad_combination 保险期间止']],
    [{ 保险期间止: '' }, ['missing_field 保险期间止']],
    [{ '保险金额（元）': '100000000' }, null],
    [{ '保险金额（元）': '100000000.01' }, ['bad_number 保险金额（元）']],
  ])('with %j has the issues %j', (changed, issues) => {
    expect(issuesOf(farmInsurance, changed)).toEqual(issues)
  })
})

describe('membership of a cooperative', () => {
  test.each([
    [{ 合作社成员: '是' }, { cooperativeMember: '是' }],
    [{ 合作社成员: 'y', 合作社名称: '' }, { cooperativeMember: '是' }],
    [{ 合作社成员: '否', 合作社名称: '' }, { cooperativeMember: '否' }],
    [{ 合作社成员: '否' }, ['bad_combination 合作社名称']],
    [{ 合作社成员: '也许' }, ['unknown_value 合作社成员']],
    [{ 合作社成员: '' }, ['missing_field 合作社成员']],
  ])('told as %j is %j', (changed, expected) => {
    expect(valuesTold(cooperativeMember, changed)).toEqual(expected)
  })
})
