import { describe, expect, test } from 'vitest'
import { keyAfter } from '../../web/client/form-key.ts'
import { formErrors, type Problem, sentenceOf } from '../../web/client/problem.ts'

function problem(more: Partial<Problem> = {}): Problem {
  return {
    type: 'urn:x',
    title: 'x',
    status: 422,
    code: 'invalid_request',
    detail: '',
    requestId: 'req-12345678',
    errors: [],
    retryAfterSeconds: null,
    ...more,
  }
}

const FIELDS = {
  '/principalFen': { field: 'amount', label: '金额' },
  '/fees': { field: 'fee', label: '费用' },
  '/fees/0/bp': { field: 'feeRate', label: '费率' },
}

describe('a refused form', () => {
  test('says an error beside the field its pointer belongs to, the longest match first', () => {
    const errors = ['/principalFen', '/fees/0/bp', '/fees/1/label'].map((pointer) => ({ pointer, code: 'invalid_too_small', detail: 'Too small' }))
    expect(formErrors(problem({ errors }), FIELDS).map((e) => e.field)).toEqual(['amount', 'feeRate', 'fee'])
  })

  test('says each field once', () => {
    const errors = [1, 2].map(() => ({ pointer: '/principalFen', code: 'invalid_too_big', detail: 'Too big' }))
    expect(formErrors(problem({ errors }), FIELDS)).toHaveLength(1)
  })

  test('prefers the Chinese half of the API\u2019s own sentence to a general one', () => {
    const own = { pointer: '/principalFen', code: 'x', detail: '最高额度不能低于最低额度。 maxFen lies below minFen.' }
    expect(formErrors(problem({ errors: [own] }), FIELDS)).toEqual([{ field: 'amount', message: '最高额度不能低于最低额度。' }])
  })

  test('prefers the field\u2019s own name to what a validator says to who writes JSON', () => {
    const error = { code: 'invalid_too_small', detail: '不能少于 1。 It must be at least 1.' }
    expect(formErrors(problem({ errors: [{ pointer: '/principalFen', ...error }] }), FIELDS)).toEqual([{ field: 'amount', message: '「金额」太小或太短。' }])
    const whole = problem({ detail: '请求中有不正确的字段。 Some fields are wrong.', errors: [{ pointer: '/nowhere', ...error }] })
    expect(formErrors(whole, FIELDS)).toEqual([{ field: null, message: '请求中有不正确的字段。' }])
  })

  test('names the range where the form knows it', () => {
    const error = { pointer: '/term', code: 'invalid_too_small', detail: 'Too small' }
    const [said] = formErrors(problem({ errors: [error] }), { '/term': { field: 'term', label: '期限', range: ['1 ', '360 个月'] } })
    expect(said?.message).toContain('1 到 360 个月')
  })

  test('without field errors says the whole request once', () => {
    expect(formErrors(problem({ status: 409, detail: '产品刚刚下架。 Withdrawn.' }))).toEqual([{ field: null, message: '产品刚刚下架。' }])
  })

  test.each([
    ['列“文书号”出现了不止一次，请只保留一列。 The column “文书号” appears more than once.', '列“文书号”出现了不止一次，请只保留一列。'],
    ['缺少必需的列：文书号、类别。请参照模板。 Required columns are missing: 文书号, 类别.', '缺少必需的列：文书号、类别。请参照模板。'],
    [
      '请选定这一行说的是哪个主体。 Say whom this row is about. 登记库中没有这个代码的主体。 No registered subject has this code.',
      '请选定这一行说的是哪个主体。登记库中没有这个代码的主体。',
    ],
    [
      '这种记录没有“甲”这一列。 No such column. “乙”在隔离时已遮去，请照来源补全。 Masked when it was kept; write it out.',
      '这种记录没有“甲”这一列。“乙”在隔离时已遮去，请照来源补全。',
    ],
    ['不在目录内，不予归集。可选：samr、gz-credit。 Not in the catalogue; choose one of: samr, gz-credit.', '不在目录内，不予归集。可选：samr、gz-credit。'],
    ['“CF_NR_FK”这一栏应为数字，如 0.5。', '“CF_NR_FK”这一栏应为数字，如 0.5。'],
    ['请用 JSON Lines 或 CSV 格式重发。 Send JSON lines or CSV.', '请用 JSON Lines 或 CSV 格式重发。'],
  ])('says of “%s” the Chinese alone', (detail, said) => {
    expect(formErrors(problem({ detail }))).toEqual([{ field: null, message: said }])
    expect(formErrors(problem({ errors: [{ pointer: '/cells', code: 'x', detail }] }))).toEqual([{ field: null, message: said }])
  })

  test('without any Chinese is said in our words', () => {
    expect(sentenceOf(problem({ detail: 'Something went wrong with “it”.' }))).not.toMatch(/[A-Za-z]{4}/)
  })

  test('says a state the thing is in to a reader, not in the API\u2019s words', () => {
    const said = sentenceOf(problem({ status: 409, code: 'illegal_transition', detail: '授权现在是 consumed，不能再 revoke。请刷新后再看。' }))
    expect(said).toContain('请刷新')
    expect(said).not.toMatch(/[a-z]/)
  })

  test('an answer without words gets ours by status, and an unknown status still gets a sentence', () => {
    expect(sentenceOf(problem({ status: 409 }))).toMatch(/刷新/)
    expect(sentenceOf(problem({ status: 418 }))).not.toBe('')
    expect(sentenceOf(problem({ status: 599 }))).not.toBe('')
  })

  test('too many tries says how long to wait', () => {
    expect(sentenceOf(problem({ status: 429, retryAfterSeconds: 60 }))).toMatch(/60 秒/)
    expect(sentenceOf(problem({ status: 429, retryAfterSeconds: 900 }))).toMatch(/15 分钟/)
  })
})

describe('the key of a form shown again', () => {
  test('stays where the outcome is unknown or under way, so that sending again converges', () => {
    expect(keyAfter(problem({ status: 503 }), 'k')).toBe('k')
    expect(keyAfter(problem({ status: 409, code: 'idempotency_in_flight' }), 'k')).toBe('k')
  })

  test('changes where the request was refused', () => {
    expect(keyAfter(problem({ status: 422 }), 'k')).not.toBe('k')
    expect(keyAfter(problem({ status: 409, code: 'illegal_transition' }), 'k')).not.toBe('k')
  })
})
