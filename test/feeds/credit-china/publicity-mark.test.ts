import { describe, expect, test } from 'vitest'
import { judgmentDebt } from '../../../src/feeds/courts/judgment-debt.ts'
import { publicityMark } from '../../../src/feeds/credit-china/publicity-mark.ts'
import { creditChina } from '../../../src/feeds/credit-china/source.ts'
import { listing } from '../../../src/feeds/dishonesty-lists/listing.ts'
import { inspection } from '../../../src/feeds/gz-credit/inspection.ts'
import { penalty } from '../../../src/feeds/gz-credit/penalty.ts'
import { wageMonitoring } from '../../../src/feeds/gz-hrss/wage-monitoring.ts'
import { abnormalList } from '../../../src/feeds/samr/abnormal-list.ts'
import { seriousList } from '../../../src/feeds/samr/serious-list.ts'
import { ADVERSE_LISTS, MARKS } from '../../../src/profiles/model.ts'
import { factOf, toldBy } from '../example-row.ts'

const mark = toldBy(publicityMark)

describe('a mark of 信用中国', () => {
  test('is one fact about another fact, of the day the state began', () => {
    const item = '91440199DEM000014H:示例罚字〔2025〕1号'
    expect(mark.record({ 公示状态: '已信用修复', 状态日期: '2026-04-02' })).toMatchObject({
      key: `penalties:${item}`,
      asOf: '2026-04-02',
      facts: [{ attribute: MARKS, item, value: { target: 'penalties', item, state: 'repaired', on: '2026-04-02' }, asOf: '2026-04-02', validUntil: null }],
    })
  })

  test.each([
    ['公示中', 'shown'],
    ['异议不成立', 'shown'],
    ['已修复', 'repaired'],
    ['已 信用修复', 'repaired'],
    ['已撤销', 'withdrawn'],
    ['异议成立', 'withdrawn'],
    ['公示期满', 'ended'],
    ['终止公示', 'ended'],
    ['异议中', 'disputed'],
    ['异议处理中', 'disputed'],
  ])('of state %s says %s', (text, state) => {
    expect(factOf(mark.record({ 公示状态: text })).value).toMatchObject({ state })
  })

  test.each([
    [{ 公示状态: '已删除吗' }, 'unknown_value 公示状态'],
    [{ 信息类别: '行政许可' }, 'unknown_value 信息类别'],
    [{ 文书号: 'N/A' }, 'missing_field 文书号'],
    [{ 状态日期: '2026-11-24' }, 'bad_date 状态日期'],
    [{ 状态日期: '1900-01-01' }, 'bad_date 状态日期'],
    [{ 统一社会信用代码: '91440199DEM0000150' }, 'bad_code 统一社会信用代码'],
  ])('with %j is refused', (row, issue) => {
    expect(mark.issues(row)).toEqual([issue])
  })

  test('may begin today', () => {
    expect(mark.record({ 状态日期: '2026-11-23' }).asOf).toBe('2026-11-23')
  })

  test('does not keep who asked for the repair', () => {
    const taken = mark.taken({ 法定代表人: '王小明', 联系电话: '13800138000' })
    expect(taken.ok).toBe(true)
    expect(JSON.stringify(taken)).not.toMatch(/王小明|138/)
  })
})

describe('a mark aims at the item that the record of the office itself makes', () => {
  const targets = [
    ['行政处罚', penalty, '行政处罚决定书文号'],
    ['行政检查', inspection, '检查文书号'],
    ['经营异常名录', abnormalList, '列入文书号'],
    ['严重失信主体名单', seriousList, '列入文书号'],
    ['严重失信主体名单', listing, '列入文书号'],
    ['被执行人', judgmentDebt, '案号'],
    ['欠薪预警', wageMonitoring, '欠薪预警编号'],
  ] as const

  test.each(targets)('%s (%#), however its brackets and spaces are typed', (category, kind, field) => {
    const target = toldBy(kind)
    for (const [theirs, ours] of [
      ['（2026）粤示例 1号', '(2026)粤示例1号'],
      ['示例字〔2026〕1号', '示例字[2026]1 号'],
      ['示例字【2026】ａ1号', '示例字〔2026〕A1号'],
    ]) {
      const aimedAt = factOf(target.record({ [field]: theirs! }))
      expect(factOf(mark.record({ 信息类别: category, 文书号: ours! })).value).toMatchObject({ target: aimedAt.attribute, item: aimedAt.item })
    }
  })

  test.each(targets)('%s (%#), and at no other', (category, kind, field) => {
    const aimedAt = factOf(toldBy(kind).record({ [field]: '示例字〔2026〕1号' }))
    expect(factOf(mark.record({ 信息类别: category, 文书号: '示例字〔2026〕11号' })).item).not.toBe(aimedAt.item)
  })

  test('and there is a category for every list that can be repaired', () => {
    const aimed = targets.map(([category]) => factOf(mark.record({ 信息类别: category })).value as { target: string })
    expect(new Set(aimed.map(({ target }) => target))).toEqual(new Set(ADVERSE_LISTS))
  })

  test('of a case two firms have each their own, told apart by the firm; of a penalty the item says whose it is', () => {
    const other = { 统一社会信用代码: '92440101DEM000014F' }
    expect(factOf(mark.record({ ...other, 信息类别: '被执行人' })).item).toBe(factOf(mark.record({ 信息类别: '被执行人' })).item)
    expect(factOf(mark.record(other)).item).not.toBe(factOf(mark.record()).item)
  })
})

describe('an event of 信用中国', () => {
  const push = creditChina.channels.find((channel) => channel.way === 'push')!

  test.each([
    [{ 文书号: 'x' }, [{ 文书号: 'x' }]],
    [
      [{ 文书号: 'x' }, { 文书号: 'y' }],
      [{ 文书号: 'x' }, { 文书号: 'y' }],
    ],
  ])('tells of %j', (data, rows) => {
    expect(push.read({ type: 'publicity.changed', data })).toEqual({ record: 'publicity_mark', rows })
  })

  test.each([
    null,
    'x',
    {},
    { type: 'publicity.deleted', data: {} },
    { type: 'publicity.changed' },
    { type: 'publicity.changed', data: [] },
    { type: 'publicity.changed', data: ['x'] },
    { type: 'publicity.changed', data: [[]] },
    { type: 'publicity.changed', data: null },
  ])('of another shape is none: %j', (event) => {
    expect(push.read(event)).toEqual({ wrong: expect.any(String) })
  })
})
