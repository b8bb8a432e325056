import { describe, expect, test } from 'vitest'
import { inspection } from '../../../src/feeds/gz-credit/inspection.ts'
import { factOf, toldBy } from '../example-row.ts'

const told = toldBy(inspection)

describe('an inspection', () => {
  test('tells what was looked at, when and by whom, in the words of the office', () => {
    const key = '91440199DEM000014H:示例检字〔2026〕1号'
    expect(told.record({ 检查结果: '发现问题，已责令改正' })).toMatchObject({
      key,
      asOf: '2026-05-12',
      facts: [
        {
          attribute: 'inspections',
          item: key,
          asOf: '2026-05-12',
          value: {
            documentNo: '示例检字〔2026〕1号',
            matter: '登记事项检查',
            result: '发现问题，已责令改正',
            passed: false,
            inspectedOn: '2026-05-12',
            authority: '广州市天河区市场监督管理局',
          },
        },
      ],
    })
  })

  test.each([
    ['未发现问题', true],
    ['合格', true],
    ['未按规定公示应当公示的信息', false],
    ['公示信息隐瞒真实情况、弄虚作假', false],
    ['通过登记的住所（经营场所）无法联系', false],
    ['发现问题已责令改正', false],
    ['不配合检查情节严重', false],
    ['不合格', false],
    ['未发现开展本次抽查涉及的经营活动', null],
    ['发现问题待后续处理', null],
  ])('with the result %s has passed: %s', (text, passed) => {
    expect(factOf(told.record({ 检查结果: text })).value).toMatchObject({ result: text, passed })
  })

  test.each([
    [{ 检查结果: '基本合格吧' }, 'unknown_value 检查结果'],
    [{ 检查结果: '' }, 'missing_field 检查结果'],
    [{ 检查日期: '2026-11-24' }, 'bad_date 检查日期'],
    [{ 检查文书号: '/' }, 'missing_field 检查文书号'],
  ])('with %j is refused', (row, issue) => {
    expect(told.issues(row)).toEqual([issue])
  })

  test('of today is taken, and without the names of the inspectors', () => {
    const taken = told.taken({ 检查日期: '2026-11-23', 检查人员: '王小明、李大力' })
    expect(taken.ok).toBe(true)
    expect(JSON.stringify(taken)).not.toContain('王小明')
  })

  test('of one draw has a key for each firm', () => {
    expect(told.record({ 统一社会信用代码: '92440101DEM000014F' }).key).not.toBe(told.record().key)
  })
})
