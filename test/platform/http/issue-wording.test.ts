import { describe, expect, test } from 'vitest'
import { sentenceOfIssue } from '../../../src/platform/http/issue-wording.ts'
import { faultOfIssues } from '../../../src/platform/http/problem.ts'
import { civilDate, fenIn, int, pageLimit, safeText, z } from '../../../src/platform/kernel/schema.ts'

const said = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error!.issues.map(sentenceOfIssue)

describe('what a validator objects to', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['a member left out', z.object({ a: safeText(3) }), {}, '缺少这一项，应为文字。 Missing; it must be text.'],
    ['a number for a text', safeText(3), 1, '应为文字。 It must be text.'],
    ['a text for a whole number', int(1, 9), 'x', '应为数字。 It must be a number.'],
    ['a fraction for a whole number', int(1, 9), 1.5, '应为整数。 It must be a whole number.'],
    ['a text for a list', z.array(int(1, 2)), 'x', '应为列表。 It must be a list.'],
    ['a list for an object', z.object({}), [], '应为对象。 It must be an object.'],
    ['a number too small', int(1, 9), 0, '不能少于 1。 It must be at least 1.'],
    ['a number too large', int(1, 9), 10, '不能多于 9。 It must be at most 9.'],
    ['a text too short', safeText(9, 2), 'x', '不能少于 2 个字符。 It must be at least 2 characters.'],
    ['a list too long', z.array(int(1, 2)).max(1), [1, 2], '不能多于 1 项。 It must be at most 1 items.'],
    ['what is none of the choices', z.enum(['a', 'b']), 'c', '只能是 "a"、"b" 之一。 It must be one of these.'],
    ['another word than a Chinese one', z.literal('删除'), 'x', '只能是 "删除" 之一。 It must be one of these.'],
    ['a member nobody knows', z.strictObject({}), { 'x"。': 1 }, '没有 "x\\"。" 这一项，请去掉。 There is no such member; leave it out.'],
    ['no form of two', z.union([int(1, 2), z.boolean()]), 'x', '不符合允许的任何一种写法，请对照接口说明。 It fits none of the forms that are allowed.'],
    ['a day that is none', civilDate, '2026-02-30', '须是存在的日期，写成 2026-11-23 的样子。 It must be an existing day written YYYY-MM-DD.'],
    ['half a letter', safeText(9), '\ud800', '不能含有空字符（NUL）或不成对的代理字符。 It must hold no NUL and no lone surrogate.'],
    ['money out of bounds', fenIn(1n, 9n), '10', '须在 1 分至 9 分之间。 It must be between 1 and 9 fen.'],
    ['a page of words', pageLimit, 'ten', '须是 1 至 100 的整数。 It must be a whole number from 1 to 100.'],
  ])('%s is told in Chinese, then in English', (_, schema, value, sentence) => {
    expect(said(schema, value)).toEqual([sentence])
  })

  test('a sentence of the house stays as it is, whatever it begins with', () => {
    const own = 'index 和 leafHash 只填一个。 Give either index or leafHash.'
    expect(
      said(
        z.string().refine(() => false, { message: own }),
        'x',
      ),
    ).toEqual([own])
  })

  test('a form that does not fit keeps what its pattern is', () => {
    const [sentence] = said(z.string().regex(/^[a-z]{3}$/), 'A')
    expect(sentence).toMatch(/^写法不对，请按接口说明的格式填写。 Invalid string: must match pattern .*\.$/)
  })

  test('goes out as the detail of its field, beside a stable code', () => {
    const { errors } = faultOfIssues('json', z.object({ a: int(1, 9) }).safeParse({ a: 0 }).error!.issues)
    expect(errors).toEqual([{ pointer: '/a', code: 'invalid_too_small', detail: '不能少于 1。 It must be at least 1.' }])
  })
})
