import { describe, expect, test } from 'vitest'
import { areaName, groupClause } from '../../../src/matching/screening/area.ts'
import { clauseOf, metClause, shortClause, statementOf, verdictClause } from '../../../src/matching/screening/clause.ts'
import type { Criterion } from '../../../src/products/model.ts'

const AGE: Criterion = { attr: 'ageMonths', op: '>=', value: 24 }
const textOf = (criterion: Criterion) => statementOf(clauseOf(criterion, 'all'))

describe('a criterion as SQL', () => {
  test.each<[string, Criterion, string, (string | number)[]]>([
    ['at least', AGE, '(v_age_months >= $1::bigint)', ['24']],
    ['a range', { attr: 'registeredCapitalFen', op: 'between', value: ['1', '9'] }, '(v_registered_capital_fen between $1::bigint and $2::bigint)', ['1', '9']],
    ['at least as good', { attr: 'taxGrade', op: '>=', value: 'B' }, '(v_tax_grade >= $1::smallint)', ['-1']],
    ['one of', { attr: 'taxGrade', op: 'in', value: ['A', 'M'] }, '(v_tax_grade in ($1::smallint, $2::smallint))', ['0', '-2']],
    [
      'a prefix',
      { attr: 'industry', op: 'prefix', value: ["C'", '%'] },
      '(starts_with(v_industry, $1::text) or starts_with(v_industry, $2::text))',
      ["C'", '%'],
    ],
    ['not', { not: { any: [AGE, AGE] } }, '(not ((v_age_months >= $1::bigint) or (v_age_months >= $2::bigint)))', ['24', '24']],
    [
      'young enough',
      { ...AGE, maxAgeDays: 30 },
      "(case when known_on[2] >= (as_of - date '1970-01-01') - $1::integer then (v_age_months >= $2::bigint) end)",
      [30, '24'],
    ],
  ])('says %s with its values bound', (_, criterion, text, values) => {
    expect(textOf(criterion)).toEqual({ text, values })
  })

  test('has no word of its own from a criterion: the texts of two that differ only in values are one', () => {
    const text = (value: string) => textOf({ attr: 'district', op: '=', value }).text
    expect(text("'; drop table screen_rows; --")).toBe(text('440106'))
  })

  test('never asks the clock', () => {
    expect(textOf({ ...AGE, maxAgeDays: 1 }).text).not.toMatch(/now\(|current_|clock_/)
  })

  test('leaves a closed category unknown and asks each row whether it keeps an open one closed', () => {
    const lender = { open: (attribute: string) => attribute !== 'greenCode' }
    expect(statementOf(clauseOf({ attr: 'greenCode', op: '=', value: '绿' }, lender))).toEqual({ text: 'null::boolean', values: [] })
    expect(statementOf(clauseOf(AGE, lender)).text).toBe('(case when 2 <> all(closed) then (v_age_months >= $1::bigint) end)')
  })

  test('of no criteria is met by everybody', () => {
    expect([verdictClause, metClause, shortClause].map((make) => statementOf(make([], 'all')).text)).toEqual(['true', 'true', 'false'])
  })

  test('with a value that is none of its attribute breaks loudly', () => {
    expect(() => textOf({ attr: 'taxGrade', op: '=', value: 'Z' })).toThrow(/not validated/)
  })
})

describe('an area', () => {
  test.each<[string, string | null]>([
    ['4401', '广州市'],
    ['440114', '花都区'],
    ['440103001', '荔湾区 沙面街道'],
    ['440103001101', '荔湾区 沙面街道 翠洲社区居民委员会'],
    ['4402', null],
    ['440100', null],
    ['440199', null],
    ['440103999', null],
    ['440103001999', null],
    ['44010', null],
  ])('%s is %s', (code, name) => {
    expect(areaName(code)).toBe(name)
  })

  test('is asked for by bound codes, with the district first, for its index', () => {
    expect(statementOf(groupClause('440114001', ['household', 'enterprise']))).toEqual({
      text: 'district = $1::text and left(village, 9) = $2::text and kind in ($3::text, $4::text)',
      values: ['440114', '440114001', 'household', 'enterprise'],
    })
    expect(statementOf(groupClause('4401', []))).toEqual({ text: 'true', values: [] })
  })
})
