import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PRODUCTS } from '../../src/demo/products.ts'
import type { Criterion } from '../../src/products/model.ts'
import { termsView } from '../../src/products/terms-schema.ts'
import type { FormBody } from '../../web/client/form-body.ts'
import { formErrors } from '../../web/client/problem.ts'
import { criterionFrom, DEEP, rowOf } from '../../web/portals/bank/criterion-rows.ts'
import { valuesFrom } from '../../web/portals/bank/posted-terms.ts'
import { termsFrom, valuesOf } from '../../web/portals/bank/terms-form.ts'
import { BLANK_FACT, type CriteriaRow, LIST_SHAPES, TERMS_START, type TermsBody, type TermsValues } from '../../web/portals/bank/terms-values.ts'
import { tree } from '../support/criteria-arbitrary.ts'

const LOAN = termsView(PRODUCTS[0]!.terms)

function withCriteria(criteria: readonly Criterion[]): TermsBody {
  return { ...LOAN, criteria: [...criteria] }
}

/** Boxes with these criterion rows, the rest as a sound product has it. */
function boxes(more: Partial<TermsValues>): TermsValues {
  return { ...valuesOf(LOAN), ...more }
}

function row(attr: string, op: string, value: string, days = ''): CriteriaRow {
  return { attr, op, value, days, json: '', group: '' }
}

const BLANK = LIST_SHAPES.criteria.blank

/** A form with these boxes posted; several values of a name as a list. */
function posted(sent: Record<string, string | string[]>): FormBody {
  const all = (name: string) => [sent[name] ?? []].flat()
  return { text: (name) => all(name)[0] ?? '', all, file: () => null, has: (name) => name in sent }
}

/** Where an error of the API at this pointer is shown. */
function fieldAt(values: TermsValues, pointer: string): string | null | undefined {
  const problem = { type: '', title: '', status: 422, code: 'x', detail: '', requestId: '', retryAfterSeconds: null }
  return formErrors({ ...problem, errors: [{ pointer, code: 'bad_value', detail: '不行。' }] }, termsFrom(values).fields!)[0]?.field
}

describe('a product in the form', () => {
  test.each(PRODUCTS.map(({ terms }) => [terms.name, termsView(terms)] as const))('%s reads back unchanged', (_, terms) => {
    expect(termsFrom(valuesOf(terms)).body).toEqual(terms)
  })

  test('reads back unchanged whatever its criteria and tiers', () => {
    fc.assert(
      fc.property(fc.array(tree(), { maxLength: 12 }), fc.array(tree(), { maxLength: 5 }), (criteria, whens) => {
        const pricing = { ...LOAN.pricing, tiers: whens.map((when, i) => ({ label: `t${i}`, when, addBp: 5 - i })) }
        const terms = { ...withCriteria(criteria), pricing }
        expect(termsFrom(valuesOf(terms)).body).toEqual(terms)
      }),
    )
  })

  test('keeps days and the lender’s test cases', () => {
    const testCases = [{ label: '刚好', profile: { ageMonths: 24, taxGrade: null }, asOf: '2026-10-08', expect: 'unknown' as const }]
    const body = { ...LOAN, validFrom: '2026-12-01', validTo: '2027-11-30', testCases }
    expect(termsFrom(valuesOf(body)).body).toEqual(body)
  })

  test('reads back unchanged with limits, a top-up, subsidies and test cases, whatever their conditions', () => {
    fc.assert(
      fc.property(tree(), tree(), fc.integer({ min: -500, max: 90_000 }), (when, other, growthBp) => {
        const limits = [
          { label: '五倍', when, maxFen: '100000000', ofAttribute: { attr: 'taxPaidFen12m', shareBp: 50_000 } },
          { label: '人人', maxFen: '50000001' },
        ]
        const subsidies = [
          { label: 'a', when: other, subsidyBp: 105, maxMonths: 24, untilDate: '2026-12-31', source: '示例〔2026〕1 号' },
          { label: 'b', when, subsidyBp: 1, source: 'x' },
        ]
        const topUp = { when: other, maxFen: '500000000', guarantee: true as const, addBp: -20 }
        const profile = { invoicedGrowthBp: growthBp, revenueFen: '1', taxGrade: 'M', sizeClass: 'micro', industry: 'C13', landCentiMu: 505, staff: null }
        const testCases = [{ label: '刚好', profile, asOf: '2026-10-08', expect: 'ineligible' as const }]
        const body = { ...LOAN, pricing: { ...LOAN.pricing, subsidies }, limits, topUp, testCases }
        expect(termsFrom(valuesOf(body)).body).toEqual(body)
      }),
    )
  })

  test('keeps test cases that no row can say as JSON, in their order', () => {
    const testCases = [
      { label: '一', profile: { staff: 3 }, asOf: '2026-10-08', expect: 'unknown' as const },
      { label: '二', profile: { religion: 'x' } as never, asOf: '2026-10-08', expect: 'eligible' as const },
    ]
    const values = valuesOf({ ...LOAN, testCases })
    expect(values.cases).toEqual([])
    expect(termsFrom(values).body?.testCases).toEqual(testCases)
  })

  test.each(['null', '{}', 'no JSON'])('tells of test cases that are no list: %s', (testCases) => {
    const { body, errors } = termsFrom(boxes({ testCases }))
    expect(body).toBeNull()
    expect(errors?.map(({ field }) => field)).toEqual(['testCases'])
  })

  test('shows alternatives as a group of rows, and what lies deeper as JSON in its place', () => {
    const any: Criterion = { any: [{ attr: 'taxGrade', op: '=', value: 'A' }, { not: { attr: 'staff', op: '>=', value: 5 } }] }
    const deep: Criterion = { any: [{ all: [{ attr: 'taxGrade', op: '=', value: 'A' }] }] }
    const leaf: Criterion = { attr: 'ageMonths', op: '>=', value: 24 }
    const { criteria } = valuesOf(withCriteria([leaf, any, deep, leaf]))
    expect(criteria.map(({ attr }) => attr)).toEqual(['ageMonths', 'taxGrade', 'staff', DEEP, 'ageMonths'])
    expect(criteria.map(({ group }) => group)).toEqual(['', 'g1', 'g1', '', ''])
    expect(JSON.parse(criteria[3]!.json)).toEqual(deep)
  })

  test('keeps two groups that follow each other apart', () => {
    const any: Criterion = { any: [{ attr: 'staff', op: '>=', value: 1 }] }
    expect(termsFrom(valuesOf(withCriteria([any, any]))).body?.criteria).toEqual([any, any])
  })
})

describe('a row', () => {
  test.each<[string, Criterion, string]>([
    ['fen as ten thousand yuan', { attr: 'revenueFen', op: '>=', value: '150000000' }, '150'],
    ['a fen more than that, too', { attr: 'revenueFen', op: '>=', value: '150000001' }, '150.000001'],
    ['basis points as percent', { attr: 'carbonRatioBp', op: '<=', value: 9050 }, '90.5'],
    ['hundredths of a mu as mu', { attr: 'landCentiMu', op: '>=', value: 500 }, '5'],
    ['grades as letters', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }, 'A、B、M'],
    ['sizes by name', { attr: 'sizeClass', op: 'in', value: ['small', 'micro'] }, '小型、微型'],
    ['districts by name', { attr: 'district', op: 'prefix', value: ['440114'] }, '花都区'],
    ['industries by code', { attr: 'industry', op: 'prefix', value: ['C', 'F51'] }, 'C、F51'],
    ['both ends of a range', { attr: 'ageMonths', op: 'between', value: [6, 36] }, '6、36'],
    ['what must lie outside', { not: { attr: 'staff', op: 'between', value: [1, 5] } }, '1、5'],
    ['what must not be', { not: { attr: 'cityEvaluation', op: 'in', value: ['差'] } }, '差'],
  ])('says %s', (_, criterion, text) => {
    const shown = rowOf(criterion)
    expect(shown?.value).toBe(text)
    expect(criterionFrom(shown!)).toEqual({ criterion })
  })

  test.each([
    ['A,B', ['A', 'B']],
    ['A，B 、M', ['A', 'B', 'M']],
    ['ＡＢ', ['AB']],
    ['A', ['A']],
  ])('takes grades written %s', (text, value) => {
    expect(criterionFrom(row('taxGrade', 'in', text))).toEqual({ criterion: { attr: 'taxGrade', op: 'in', value } })
  })

  test.each(['6、36', '6,36', '6-36', '6 至 36', '６到３６'])('takes a range written %s', (text) => {
    expect(criterionFrom(row('ageMonths', 'between', text))).toEqual({ criterion: { attr: 'ageMonths', op: 'between', value: [6, 36] } })
  })

  test.each([
    ['a word where a number belongs', row('ageMonths', '>=', 'two'), { box: 'value', code: 'not_number' }],
    ['a third decimal of a percent', row('carbonRatioBp', '<=', '90.505'), { box: 'value', code: 'not_number' }],
    ['one end of a range', row('ageMonths', 'between', '6'), { box: 'value', code: 'not_pair' }],
    ['no value', row('ageMonths', '>=', ' '), { box: 'value', code: 'no_value' }],
    ['a value for nothing', row('', '>=', '6'), { box: 'attr', code: 'no_attribute' }],
    ['days in words', row('taxGrade', 'in', 'A', 'many'), { box: 'days', code: 'bad_days' }],
  ])('tells of %s', (_, bad, fault) => {
    expect(criterionFrom(bad)).toEqual({ fault })
  })

  test('that would not read back as the same criterion is kept as JSON', () => {
    expect(rowOf({ attr: 'village', op: 'in', value: ['a、b'] })).toBeNull()
    expect(rowOf({ attr: 'village', op: 'in', value: ['ab'] })).not.toBeNull()
  })
})

describe('the boxes', () => {
  test('tell of every box that is empty or no number, and ask nothing', () => {
    const { body, errors } = termsFrom({ ...TERMS_START, spread: '1.5', criteria: [row('ageMonths', '>=', 'x')] })
    expect(body).toBeNull()
    expect(errors?.map((e) => e.field)).toEqual(['minWan', 'maxWan', 'minMonths', 'maxMonths', 'spread', 'floor', 'cap', 'unsecured', 'c0value'])
  })

  test('put the chosen way of repaying first and offer it', () => {
    expect(termsFrom(boxes({ methods: ['bullet', 'interest_first'], firstMethod: 'interest_first' })).body?.methods).toEqual(['interest_first', 'bullet'])
    expect(termsFrom(boxes({ methods: ['bullet'], firstMethod: 'equal_principal' })).body?.methods).toEqual(['equal_principal', 'bullet'])
  })

  test.each([
    ['-20', -20],
    ['−20', -20],
    ['＋15', 15],
    ['0', 0],
    ['-0', 0],
  ])('take a spread written %s', (spread, bp) => {
    expect(termsFrom(boxes({ spread })).body?.pricing.spreadBp).toBe(bp)
  })

  test.each(['', 'no JSON', '[]', '7'])('refuse JSON that is no criterion: %s', (json) => {
    expect(termsFrom(boxes({ criteria: [{ ...BLANK, attr: DEEP, json }] })).errors?.map((e) => e.field)).toEqual(['c0json'])
  })

  test.each([
    ['limits', { ...LIST_SHAPES.limits.blank, label: 'a', max: 'x', times: '5' }, ['l0max', 'l0share']],
    ['limits', { ...LIST_SHAPES.limits.blank, max: '5', share: 'revenueFen' }, ['l0times']],
    ['limits', { ...LIST_SHAPES.limits.blank, attr: 'staff', max: '5' }, ['l0value']],
    ['topUp', { ...LIST_SHAPES.topUp.blank, max: '5' }, ['u0attr', 'u0add']],
    ['subsidies', { ...LIST_SHAPES.subsidies.blank, ...row('staff', '>=', '1'), rate: '1.005', months: 'x' }, ['s0rate', 's0months', 's0source']],
    ['tiers', { ...LIST_SHAPES.tiers.blank, label: 'a' }, ['t0attr', 't0add']],
    ['fees', { kind: '', label: 'a', amount: '1' }, ['f0kind']],
    ['cases', { label: '', on: '', expect: 'maybe', facts: [{ attr: 'staff', value: 'x' }] }, ['x0label', 'x0on', 'x0expect', 'x0f0value']],
    [
      'cases',
      {
        ...{ label: 'a', on: '2026-10-08', expect: 'eligible' },
        facts: [
          { attr: '', value: '1' },
          { attr: 'staff', value: '1' },
          { attr: 'staff', value: '2' },
        ],
      },
      ['x0f0attr', 'x0f2attr'],
    ],
  ])('tell what a row of %s lacks, beside its box', (list, bad, fields) => {
    expect(termsFrom(boxes({ [list]: [bad] })).errors?.map((e) => e.field)).toEqual(fields)
  })

  test('lead a pointer of the API back to the row it came from, past rows left blank', () => {
    const values = boxes({
      criteria: [
        row('ageMonths', '>=', '6'),
        BLANK,
        row('taxGrade', 'not in', 'Z'),
        { ...BLANK, group: 'a' },
        { ...row('staff', '>=', '1'), group: 'a' },
        { ...row('staff', 'not >=', '9'), group: 'a' },
        { ...BLANK, attr: DEEP, json: '{"any":[]}' },
      ],
      fees: [
        { kind: '', label: '', amount: '' },
        { kind: 'upfront_bp', label: 'x', amount: '1' },
      ],
      limits: [LIST_SHAPES.limits.blank, { ...LIST_SHAPES.limits.blank, label: 'a', max: '5' }],
      subsidies: [{ ...LIST_SHAPES.subsidies.blank, ...row('taxGrade', '=', 'A'), rate: '1', source: 'x' }],
      cases: [{ label: 'a', on: '2026-10-08', expect: 'eligible', facts: [BLANK_FACT, { attr: 'taxGrade', value: 'A' }] }],
    })
    for (const [pointer, field] of [
      ['/criteria/0/op', 'c0op'],
      ['/criteria/1/not/value/0', 'c2value'],
      ['/criteria/2', 'c4attr'],
      ['/criteria/2/any/0/value', 'c4value'],
      ['/criteria/2/any/1/not/attr', 'c5attr'],
      ['/criteria/3/any/0/value', 'c6json'],
      ['/pricing/fees/0/bp', 'f1amount'],
      ['/pricing/tiers/0/when/value', 't0value'],
      ['/pricing/subsidies/0/when/value', 's0value'],
      ['/pricing/subsidies/0/untilDate', 's0until'],
      ['/limits/0/ofAttribute/attr', 'l1share'],
      ['/limits/0/maxFen', 'l1max'],
      ['/testCases/0/expect', 'x0expect'],
      ['/testCases/0/profile/taxGrade', 'x0f1value'],
      ['/maxFen', 'maxWan'],
      ['/validFrom', 'validFrom'],
    ])
      expect([pointer, fieldAt(values, pointer!)]).toEqual([pointer, field])
  })
})

describe('a posted form', () => {
  test('has line ends as the API knows them, and no more rows than it takes', () => {
    const sent: Record<string, string> = { summary: 'a\r\nb' }
    for (let i = 0; i < 60; i++) Object.assign(sent, { [`c${i}attr`]: 'staff', [`x${i}label`]: 'a', [`u${i}attr`]: 'staff' })
    const values = valuesFrom(posted(sent))
    expect(values.summary).toBe('a\nb')
    expect([values.criteria, values.cases, values.topUp].map((rows) => rows.length)).toEqual([40, 50, 1])
  })

  test.each([
    ['ticks as a list', { c0value: ['A', 'M'] }, 'A、M'],
    ['no tick as nothing', {}, ''],
    ['two boxes as both ends', { c0value: '6', c0value2: '36' }, '6、36'],
    ['a missing low end as such', { c0value: '', c0value2: '36' }, '、36'],
    ['two empty boxes as nothing', { c0value: '', c0value2: '' }, ''],
  ])('gives %s', (_, sent, value) => {
    expect(valuesFrom(posted({ c0attr: 'taxGrade', c0op: 'in', ...sent })).criteria[0]?.value).toBe(value)
  })

  test.each([
    ['taxGrade', 'in', 'A', 'cityEvaluation', 'in', ''],
    ['qualityGrade', 'in', 'A', 'taxGrade', 'in', 'A'],
    ['taxGrade', 'in', 'A', 'ageMonths', '>=', ''],
    ['ageMonths', 'between', '24', 'staff', 'between', '24'],
    ['', 'in', 'A', 'taxGrade', 'in', 'A'],
  ])('whose row asked of %s %s %s and now asks of %s keeps what still means something', (was, op, value, attr, opNow, valueNow) => {
    const [read] = valuesFrom(posted({ c0was: was, c0attr: attr, c0op: op, c0value: value })).criteria
    expect(read).toMatchObject({ attr, op: opNow, value: valueNow })
  })
})
