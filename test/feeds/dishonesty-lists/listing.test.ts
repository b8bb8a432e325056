import { describe, expect, test } from 'vitest'
import { listing } from '../../../src/feeds/dishonesty-lists/listing.ts'
import { factOf, toldBy } from '../example-row.ts'

const entry = toldBy(listing)

describe('the list of an entry', () => {
  test.each([
    ['重大税收违法案件', '重大税收违法失信主体'],
    ['拖欠农民工工资失信联合惩戒', '拖欠农民工工资失信联合惩戒名单'],
    ['安全生产严重失信', '安全生产严重失信主体名单'],
    ['失信被执行人', '失信被执行人名单'],
  ])('called %s is the %s', (text, list) => {
    expect(factOf(entry.record({ 名单名称: text })).value).toMatchObject({ list })
  })

  test.each(['环保黑名单', '行业自律黑名单'])('is none where no law sets it up: %s', (text) => {
    expect(entry.issues({ 名单名称: text })).toEqual(['unknown_value 名单名称'])
  })
})

test('a natural person on a list is turned away without the name', () => {
  const taken = entry.taken({ 主体类别: '自然人', 企业名称: '王小明', 统一社会信用代码: '440199199001011234' })
  expect(taken).toEqual({ ok: false, issues: [expect.objectContaining({ code: 'natural_person' })], keptRow: { 主体类别: '自然人' } })
})
