import { describe, expect, test } from 'vitest'
import { membership } from '../../../src/feeds/white-list/membership.ts'
import { factOf, toldBy } from '../example-row.ts'

const told = toldBy(membership)

describe('membership of the white list', () => {
  test.each([
    [{}, '是', '2026-01-20', '2027-01-19'],
    [{ 有效期至: '' }, '是', '2026-01-20', null],
    [{ 有效期至: '长期' }, '是', '2026-01-20', null],
    [{ 名单状态: '移出', 状态日期: '2026-08-01' }, '否', '2026-08-01', null],
    [{ 名单状态: '复核中', 状态日期: '2026-08-01' }, null, '2026-08-01', null],
    [{ 名单状态: '续期', 状态日期: '2026-08-01' }, '是', '2026-08-01', '2027-01-19'],
    [{ 名单状态: '移出', 状态日期: '2026-01-20' }, '否', '2026-01-20', null],
  ])('with %j is %s as of %s, until %s', (row, value, asOf, validUntil) => {
    const record = told.record(row)
    expect(factOf(record)).toEqual({ attribute: 'whiteListed', item: '', value, scheme: null, asOf, validUntil })
    expect([record.asOf, record.key]).toEqual([asOf, '91440199DEM000014H'])
  })

  test.each([
    [{ 名单状态: '移出' }, 'missing_field 状态日期'],
    [{ 名单状态: '复核中' }, 'missing_field 状态日期'],
    [{ 名单状态: '移出', 状态日期: '2026-01-19' }, 'bad_combination 状态日期'],
    [{ 名单状态: '移出', 状态日期: '2026-11-24' }, 'bad_date 状态日期'],
    [{ 有效期至: '2026-01-19' }, 'bad_combination 有效期至'],
    [{ 名单状态: '灰名单' }, 'unknown_value 名单状态'],
    [{ 列入日期: '' }, 'missing_field 列入日期'],
  ])('with %j is refused', (row, issue) => {
    expect(told.issues(row)).toEqual([issue])
  })
})
