import { describe, expect, test } from 'vitest'
import { listing } from '../../../src/feeds/dishonesty-lists/listing.ts'
import { abnormalList } from '../../../src/feeds/samr/abnormal-list.ts'
import { seriousList } from '../../../src/feeds/samr/serious-list.ts'
import { factOf, toldBy } from '../example-row.ts'

describe.each([
  ['abnormal list', abnormalList, 'abnormalListings', '经营异常名录'],
  ['serious list', seriousList, 'dishonestyListings', '严重违法失信名单'],
  ['list of another department', listing, 'dishonestyListings', '重大税收违法失信主体'],
] as const)('an entry of the %s', (_, kind, attribute, list) => {
  const entry = toldBy(kind)

  test('tells since when, why and by whom', () => {
    const key = '91440199DEM000014H:示例列字〔2025〕1号'
    expect(entry.record()).toEqual({
      subject: { kind: 'enterprise', code: '91440199DEM000014H', name: '广州示例一号商贸有限公司' },
      key,
      asOf: '2025-07-10',
      facts: [
        {
          attribute,
          item: key,
          value: {
            documentNo: '示例列字〔2025〕1号',
            list,
            reason: '未依照规定的期限公示年度报告',
            listedOn: '2025-07-10',
            removedOn: null,
            authority: '广州市天河区市场监督管理局',
          },
          scheme: null,
          asOf: '2025-07-10',
          validUntil: null,
        },
      ],
    })
  })

  test.each([
    ['2026-11-23', '2026-11-23', '2026-11-23'],
    ['2026-11-24', '2026-11-24', '2025-07-10'],
    ['2025-07-10', '2025-07-10', '2025-07-10'],
    ['1900-01-01', null, '2025-07-10'],
    ['—', null, '2025-07-10'],
  ])('that came off on %s ends then (%s), is of the day it was listed, and its record of %s', (text, removedOn, asOf) => {
    const record = entry.record({ 移出日期: text })
    expect([factOf(record).value, factOf(record).asOf, record.asOf]).toEqual([expect.objectContaining({ removedOn }), '2025-07-10', asOf])
  })

  test('has one key before and after it came off', () => {
    expect(entry.record({ 移出日期: '2026-03-01' }).key).toBe(entry.record().key)
  })

  test.each([
    [{ 移出日期: '2025-07-09' }, 'bad_combination 移出日期'],
    [{ 列入日期: '2026-11-24' }, 'bad_date 列入日期'],
    [{ 列入日期: '1900-01-01' }, 'bad_date 列入日期'],
    [{ 列入文书号: '' }, 'missing_field 列入文书号'],
    [{ 列入事由: '' }, 'missing_field 列入事由'],
    [{ 作出决定机关: '无' }, 'missing_field 作出决定机关'],
    [{ 统一社会信用代码: '440199000000017' }, 'bad_code 统一社会信用代码'],
  ])('with %j is refused', (row, issue) => {
    expect(entry.issues(row)).toEqual([issue])
  })

  test('does not keep who runs the firm', () => {
    const taken = entry.taken({ 法定代表人: '王小明', 法定代表人证件号码: '440199199001011234' })
    expect(taken.ok).toBe(true)
    expect(JSON.stringify(taken)).not.toMatch(/王小明|4401991990|4401\*/)
  })
})
