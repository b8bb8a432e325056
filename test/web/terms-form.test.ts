import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PRODUCTS } from '../../src/demo/products.ts'
import type { Criterion } from '../../src/products/model.ts'
import { termsView } from '../../src/products/terms-schema.ts'
import type { FormBody } from '../../web/client/form-body.ts'
import { formErrors } from '../../web/client/problem.ts'
import { BLANK_ROW, criterionFrom, DEEP, rowOf } from '../../web/portals/bank/criterion-rows.ts'
import { TERMS_START, type TermsBody, type TermsValues, termsFrom, valuesFrom, valuesOf } from '../../web/portals/bank/terms-form.ts'
import { tree } from '../support/criteria-arbitrary.ts'

const LOAN = termsView(PRODUCTS[0]!.terms)

function withCriteria(criteria: readonly Criterion[]): TermsBody {
  return { ...LOAN, criteria: [...criteria] }
}

/** Boxes with these criterion rows, the rest as a sound product has it. */
function boxes(more: Partial<TermsValues>): TermsValues {
  return { ...valuesOf(LOAN), ...more }
}

function row(attr: string, op: string, value: string, days = '') {
  return { attr, op, value, days }
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

  test.each([
    ['limits', '{}'],
    ['topUp', '[]'],
    ['subsidies', 'no JSON'],
    ['testCases', 'null'],
  ] as const)('tells of %s that are no JSON of their shape', (box, text) => {
    const { body, errors } = termsFrom(boxes({ [box]: text }))
    expect(body).toBeNull()
    expect(errors?.map(({ field }) => field)).toEqual([box])
  })

  test('leads errors of limits, subsidies and test cases back to their boxes', () => {
    const { fields } = termsFrom(valuesOf(LOAN))
    for (const [pointer, field] of [
      ['/limits/0/maxFen', 'limits'],
      ['/pricing/subsidies/1/when/value', 'subsidies'],
      ['/testCases/2/expect', 'testCases'],
      ['/validFrom', 'validFrom'],
    ] as const) {
      const problem = {
        type: '',
        title: '',
        status: 422,
        code: 'x',
        detail: '',
        requestId: '',
        retryAfterSeconds: null,
        errors: [{ pointer, code: 'x', detail: '不行。' }],
      }
      expect(formErrors(problem, fields!).map((error) => error.field)).toEqual([field])
    }
  })

  test('keeps the places of criteria that no row can say', () => {
    const deep: Criterion = { any: [{ attr: 'taxGrade', op: '=', value: 'A' }] }
    const leaf: Criterion = { attr: 'ageMonths', op: '>=', value: 24 }
    const values = valuesOf(withCriteria([leaf, deep, leaf]))
    expect(values.criteria.slice(0, 3).map((r) => r.attr)).toEqual(['ageMonths', DEEP, 'ageMonths'])
    expect(JSON.parse(values.deep)).toEqual([deep])
  })

  test('shows more rows than usual rather than lose one', () => {
    const many = Array.from({ length: 11 }, (): Criterion => ({ attr: 'staff', op: '>=', value: 1 }))
    expect(valuesOf(withCriteria(many)).criteria).toHaveLength(11)
  })

  test('appends what was added to the JSON without a row', () => {
    const added: Criterion = { all: [{ attr: 'staff', op: '>=', value: 3 }] }
    expect(termsFrom(boxes({ criteria: [row('ageMonths', '>=', '6')], deep: JSON.stringify([added]) })).body?.criteria).toEqual([
      { attr: 'ageMonths', op: '>=', value: 6 },
      added,
    ])
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

  test('refuse JSON that is no list, and a row that waits for JSON that is not there', () => {
    expect(termsFrom(boxes({ deep: '{"any":[]}' })).errors?.map((e) => e.field)).toEqual(['deep'])
    expect(termsFrom(boxes({ criteria: [{ ...BLANK_ROW, attr: DEEP }] })).errors?.map((e) => e.field)).toEqual(['c0attr'])
    expect(termsFrom(boxes({ deepTiers: '[{"attr":"staff"}]' })).errors?.map((e) => e.field)).toEqual(['deepTiers'])
  })

  test('lead a pointer of the API back to the row it came from, past rows left blank', () => {
    const { fields } = termsFrom(
      boxes({
        criteria: [row('ageMonths', '>=', '6'), BLANK_ROW, row('taxGrade', 'not in', 'Z'), { ...BLANK_ROW, attr: DEEP }],
        deep: '[{"any":[]}]',
        fees: [
          { kind: '', label: '', value: '' },
          { kind: 'upfront_bp', label: 'x', value: '1' },
        ],
      }),
    )
    const at = (pointer: string) => {
      const problem = { type: '', title: '', status: 422, code: 'x', detail: '', requestId: '', retryAfterSeconds: null }
      return formErrors({ ...problem, errors: [{ pointer, code: 'bad_value', detail: 'x' }] }, fields!)[0]?.field
    }
    expect(at('/criteria/0/op')).toBe('c0op')
    expect(at('/criteria/1/not/value/0')).toBe('c2value')
    expect(at('/criteria/2/any/0/value')).toBe('deep')
    expect(at('/pricing/fees/0/bp')).toBe('f1value')
    expect(at('/pricing/tiers/0/when/value')).toBe('t0value')
    expect(at('/maxFen')).toBe('maxWan')
  })

  test('come from a posted form with line ends as the API knows them, and no more rows than it takes', () => {
    const sent: Record<string, string> = { summary: 'a\r\nb' }
    for (let i = 0; i < 60; i++) sent[`c${i}attr`] = 'staff'
    const form: FormBody = { text: (name) => sent[name] ?? '', all: () => [], file: () => null, has: (name) => name in sent }
    const values = valuesFrom(form)
    expect(values.summary).toBe('a\nb')
    expect(values.criteria).toHaveLength(40)
  })
})
