import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceOf } from '../../src/matching/price.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { describeCriterion, REPAYMENT_METHODS } from '../../src/products/model.ts'
import { feeIn, termsIn, termsOut, termsStored, termsView } from '../../src/products/terms-schema.ts'
import { needOf, profileOf, termsOf } from '../support/match-builders.ts'
import taxLoan from '../vectors/tax-loan-as-published.json' with { type: 'json' }

/** Pointers of all errors, in order. */
function errorsOf(over: object, pricing: object = {}): string[] {
  const body = { ...termsView(termsOf()), ...over }
  const result = termsIn.safeParse({ ...body, pricing: { ...body.pricing, ...pricing } })
  return result.error?.issues.map((issue) => issue.path.map((step) => `/${String(step)}`).join('')) ?? []
}

const leaf = { attr: 'taxGrade', op: '=', value: 'A' }
const tier = { label: '优惠', when: leaf, addBp: -10 }
const fee = { kind: 'upfront_bp', label: '服务费', bp: 1000 }

describe('terms are accepted', () => {
  it.each([
    ['as they are', {}, {}],
    ['without criteria', { criteria: [] }, {}],
    ['for one amount and one term', { minFen: '5', maxFen: '5', minMonths: 12, maxMonths: 12 }, {}],
    ['with fen as a whole number', { minFen: 5 }, {}],
    ['at one fixed rate', {}, { floorBp: 435, capBp: 435 }],
    ['at the highest rate', {}, { capBp: 2400 }],
    ['with fees of 10 %', {}, { fees: [fee] }],
    ['with a tier', {}, { tiers: [tier] }],
    ['with 40 leaves, tiers included', { criteria: [{ any: Array.from({ length: 39 }, () => leaf) }] }, { tiers: [tier] }],
  ])('%s', (_, over, pricing) => {
    expect(errorsOf(over, pricing)).toEqual([])
  })
})

describe('terms are refused', () => {
  it('under a stable code', () => {
    const codes = (over: object) =>
      termsIn.safeParse({ ...termsView(termsOf()), ...over }).error?.issues.map((issue) => issue.code === 'custom' && issue.params?.code)
    expect(codes({ name: ' ' })).toEqual(['blank'])
    expect(codes({ maxFen: '1', methods: ['bullet', 'bullet'] })).toEqual(['repeated_value'])
    expect(codes({ maxFen: '1', minMonths: 40 })).toEqual(['range_reversed', 'range_reversed'])
  })

  it.each([
    ['without a name', { name: '' }, {}, '/name'],
    ['with a blank name', { name: ' \u3000' }, {}, '/name'],
    ['with a name of 61 characters', { name: '贷'.repeat(61) }, {}, '/name'],
    ['with NUL in the summary', { summary: 'a\0' }, {}, '/summary'],
    ['with a misspelt member', { maxMonth: 12 }, {}, ''],
    ['with an amount of nothing', { minFen: '0' }, {}, '/minFen'],
    ['with a fraction of a fen', { minFen: '1.5' }, {}, '/minFen'],
    ['with the range of amounts upside down', { minFen: '6', maxFen: '5' }, {}, '/maxFen'],
    ['with the range of terms upside down', { minMonths: 13, maxMonths: 12 }, {}, '/maxMonths'],
    ['over 361 months', { maxMonths: 361 }, {}, '/maxMonths'],
    ['for nobody', { audience: [] }, {}, '/audience'],
    ['for firms twice', { audience: ['enterprise', 'enterprise'] }, {}, '/audience'],
    ['for no purpose', { purposes: [] }, {}, '/purposes'],
    ['without a way to repay', { methods: [] }, {}, '/methods'],
    ['with an unknown way to repay', { methods: ['never'] }, {}, '/methods/0'],
    ['with an answer after 721 hours', { answerHours: 721 }, {}, '/answerHours'],
    ['with the floor above the cap', {}, { floorBp: 436, capBp: 435 }, '/pricing/capBp'],
    ['above 24 % a year', {}, { capBp: 2401 }, '/pricing/capBp'],
    ['with fees above 10 %', {}, { fees: [{ ...fee, bp: 1001 }] }, '/pricing/fees'],
    ['with a fixed fee above 10 % of the smallest loan', { minFen: '1000' }, { fees: [{ kind: 'at_end_fen', label: '费', fen: '101' }] }, '/pricing/fees'],
    ['with yearly fees that add up to more than 10 %', {}, { fees: [1, 1000].map((bp) => ({ kind: 'yearly_bp', label: '费', bp })) }, '/pricing/fees'],
    ['with a fee of the wrong unit', {}, { fees: [{ kind: 'upfront_fen', label: '费', bp: 1 }] }, '/pricing/fees/0/fen'],
    ['with a wrong criterion', { criteria: [leaf, { all: [{ ...leaf, value: 'Z' }] }] }, {}, '/criteria/1/all/0/value'],
    ['with a wrong tier', {}, { tiers: [{ ...tier, when: { ...leaf, value: 'Z' } }] }, '/pricing/tiers/0/when/value'],
    ['with 41 leaves, tiers included', { criteria: [{ any: Array.from({ length: 40 }, () => leaf) }] }, { tiers: [tier] }, '/pricing/tiers'],
  ])('%s', (_, over, pricing, pointer) => {
    expect(errorsOf(over, pricing)[0]).toBe(pointer)
  })

  it.each([null, [], 'x', 7, { criteria: 1 }])('%j: answered, not thrown', (body) => {
    expect(termsIn.safeParse(body).success).toBe(false)
  })
})

it('every loan that accepted terms can lead to has an annual rate, fees at their most included', () => {
  const fees = [
    { kind: 'upfront_bp', label: '费', bp: 1000 },
    { kind: 'yearly_bp', label: '费', bp: 1000 },
  ] as const
  for (const method of REPAYMENT_METHODS)
    for (const termMonths of [1, 12, 360]) {
      const terms = termsOf({ methods: [method], minFen: 100n, minMonths: 1, maxMonths: 360, pricing: { floorBp: 2400, fees } })
      expect(termsIn.safeParse(termsView(terms)).success).toBe(true)
      for (const amountFen of [1n, 100_000_000n]) expect(priceOf(terms, needOf({ amountFen, termMonths }), profileOf()).annualRateBp).toBeGreaterThan(0)
    }
})

it('terms go out and come back unchanged', () => {
  const terms = termsIn.parse(taxLoan)
  expect(termsIn.parse(termsView(terms))).toEqual(terms)
  expect(termsOut.parse(termsView(terms))).toEqual(termsView(terms))
})

describe('members that came later', () => {
  const all = {
    limits: [
      { label: '人人', maxFen: '50000000' },
      { label: 'A 级', when: leaf, maxFen: '90000000' },
    ],
    topUp: { when: leaf, maxFen: '200000000', guarantee: true, addBp: 20 },
    validFrom: '2026-12-01',
    validTo: '2027-11-30',
  }
  const subsidies = [{ label: '贴息', when: leaf, subsidyBp: 100, maxMonths: 12, untilDate: '2026-12-31', source: '示例〔2026〕1 号' }]

  it('are accepted, go out and come back, each by itself', () => {
    for (const [member, value] of Object.entries(all)) {
      const body = { ...termsView(termsOf()), [member]: value }
      expect(termsView(termsIn.parse(body))).toEqual(body)
      expect(termsOut.parse(body)).toEqual(body)
    }
    const body = termsView(termsOf())
    const paid = { ...body, pricing: { ...body.pricing, subsidies } }
    expect(termsView(termsIn.parse(paid))).toEqual(paid)
    expect(termsOut.parse(paid)).toEqual(paid)
  })

  it('leave the bytes of terms without them as they were: consents and runs bind to those', () => {
    const bytes = canonicalJson(taxLoan as never)
    const empty = { ...taxLoan, limits: [], pricing: { ...taxLoan.pricing, subsidies: [] } }
    for (const body of [taxLoan, empty]) expect(canonicalJson(termsView(termsIn.parse(body)) as never)).toBe(bytes)
    expect(canonicalJson(termsView(termsStored.parse(taxLoan)) as never)).toBe(bytes)
  })

  it('count among the 40 leaves', () => {
    const criteria = [{ any: Array.from({ length: 39 }, () => leaf) }]
    const limits = (more: object) => [
      { label: '人人', maxFen: '50000000' },
      { label: '档', maxFen: '50000000', ...more },
    ]
    expect(errorsOf({ criteria, limits: limits({ when: leaf }) })).toEqual([])
    expect(errorsOf({ criteria, limits: limits({ when: { all: [leaf, leaf] } }) })).toEqual(['/limits'])
    expect(errorsOf({ criteria }, { subsidies: [...subsidies, ...subsidies] })).toEqual(['/pricing/subsidies'])
  })

  it.each([
    ['>=', '200000', []],
    ['>=', '199999', ['/limits/0/ofAttribute']],
    ['=', '200000', []],
    ['<=', '200000', ['/limits/0/ofAttribute']],
  ])('a share of the tax needs a criterion that secures the least loan: tax %s %s', (op, value, errors) => {
    const limits = [{ label: '五倍', maxFen: '50000000', ofAttribute: { attr: 'taxPaidFen12m', shareBp: 50_000 } }]
    expect(errorsOf({ criteria: [{ attr: 'taxPaidFen12m', op, value }], limits })).toEqual(errors)
  })
})

it('terms stored before a rule was drawn are read back, though they could not be posted today', () => {
  const old = { ...taxLoan, criteria: [...taxLoan.criteria, { attr: 'ageMonths', op: '<=', value: 3 }, { attr: 'householdScore', op: '>=', value: 700 }] }
  expect(termsIn.safeParse(old).success).toBe(false)
  expect(termsView(termsStored.parse(old))).toEqual(old)
})

it('fees keep their unit on the way out', () => {
  const fees = feeIn.array().parse([fee, { kind: 'upfront_fen', label: '费', fen: '99' }])
  expect(termsView(termsOf({ pricing: { fees } })).pricing.fees).toEqual([fee, { kind: 'upfront_fen', label: '费', fen: '99' }])
})

describe('a tax loan as banks publish them', () => {
  it('can be posted, and its canonical form is its own', () => {
    expect(canonicalJson(termsView(termsIn.parse(taxLoan)) as never)).toBe(canonicalJson(taxLoan as never))
  })

  it('reads as its page does', () => {
    expect(termsIn.parse(taxLoan).criteria.map(describeCriterion)).toEqual([
      '成立满 24 个月',
      '纳税信用 A、B 或 M 级（730 天内的数据）',
      '企业规模为小型或微型',
      '营业收入不低于 100 万元',
      '近 12 个月处罚不超过 0 条',
      '同时满足：行业不是金融业或房地产业；海关信用高于失信',
      '所在区为广州市',
    ])
  })
})

it('any JSON is answered, never thrown', () => {
  fc.assert(fc.property(fc.jsonValue(), (raw) => void expect(termsIn.safeParse(raw).success).toBe(false)))
})
