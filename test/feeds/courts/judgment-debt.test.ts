import { describe, expect, test } from 'vitest'
import { judgmentDebt } from '../../../src/feeds/courts/judgment-debt.ts'
import { factOf, toldBy } from '../example-row.ts'

const debt = toldBy(judgmentDebt)
const CASE = '〔2026〕粤0199执示例1号'

describe('a judgment debt', () => {
  test('tells court, day and sum; neither of its keys says whose it is', () => {
    expect(debt.record()).toMatchObject({
      subject: { code: '91440199DEM000014H' },
      key: CASE,
      asOf: '2026-03-02',
      facts: [
        {
          attribute: 'judgmentDebts',
          item: CASE,
          asOf: '2026-03-02',
          value: { caseNo: '（2026）粤0199执示例1号', court: '示例市示例区人民法院', filedOn: '2026-03-02', amountFen: '18600000', closedOn: null },
        },
      ],
    })
  })

  test.each([
    ['', { registrationNo: null, orgCode: null }],
    ['440199000000017', { registrationNo: '440199000000017', orgCode: null }],
    ['DEM00001-4', { registrationNo: null, orgCode: 'DEM000014' }],
  ])('without a credit code (%j) hints whom it is about, under the same key', (code, numbers) => {
    const record = debt.record({ 统一社会信用代码: code })
    expect(record.subject).toEqual({ hint: { ...numbers, name: '广州示例一号商贸有限公司', region: '广州' } })
    expect([record.key, factOf(record).item]).toEqual([CASE, CASE])
  })

  test.each([
    ['执行中', '', null],
    ['终结本次执行程序', '', null],
    ['', '', null],
    ['', '2026-09-01', '2026-09-01'],
    ['已结案', '2026-09-01', '2026-09-01'],
    ['已结案', '2026-03-02', '2026-03-02'],
  ])('of state %j, closed %j, was closed on %s', (state, day, closedOn) => {
    const record = debt.record({ 案件状态: state, 结案日期: day })
    expect(factOf(record)).toMatchObject({ asOf: '2026-03-02', value: { closedOn } })
    expect(record.asOf).toBe(closedOn ?? '2026-03-02')
  })

  test.each([
    ['', null],
    ['0', '0'],
    ['186,000.005', '18600001'],
  ])('of %j yuan is of %s fen', (text, amountFen) => {
    expect(factOf(debt.record({ '执行标的（元）': text })).value).toMatchObject({ amountFen })
  })

  test.each([
    [{ 案件状态: '已结案' }, 'missing_field 结案日期'],
    [{ 案件状态: '终本', 结案日期: '2026-09-01' }, 'bad_combination 结案日期'],
    [{ 案件状态: '', 结案日期: '2026-03-01' }, 'bad_combination 结案日期'],
    [{ 案件状态: '审理中' }, 'unknown_value 案件状态'],
    [{ '执行标的（元）': '-1' }, 'bad_number 执行标的（元）'],
    [{ '执行标的（元）': '18万' }, 'bad_number 执行标的（元）'],
    [{ 立案时间: '2026-11-24' }, 'bad_date 立案时间'],
    [{ 案号: '' }, 'missing_field 案号'],
    [{ 统一社会信用代码: 'DEM00001-5' }, 'bad_code 统一社会信用代码'],
  ])('with %j is refused', (row, issue) => {
    expect(debt.issues(row)).toEqual([issue])
  })

  test.each([
    [{ 被执行人类型: '自然人', 被执行人名称: '王小明', 统一社会信用代码: '440199199001011234' }],
    [{ 被执行人名称: '王小明', 统一社会信用代码: '440199199001011234' }],
    [{ 被执行人名称: '王小明', 统一社会信用代码: '' }],
    [{ 被执行人名称: '王小明', 统一社会信用代码: '4401991990****1234', 法定代表人或者负责人姓名: '王小明' }],
  ])('of a natural person is turned away, and neither name nor number is kept: %j', (cells) => {
    const taken = debt.taken(cells)
    expect(taken).toMatchObject({ ok: false })
    if (taken.ok) return
    expect(new Set(taken.issues.map(({ code }) => code))).toEqual(new Set(['natural_person']))
    expect(JSON.stringify(taken)).not.toMatch(/王小明|19900101/)
  })
})
