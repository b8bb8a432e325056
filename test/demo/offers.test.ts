import { describe, expect, test } from 'vitest'
import { CITY_DAY } from '../../src/demo/city/firm.ts'
import { CATERING, FARMER, HARDWARE, LENDERS } from '../../src/demo/people.ts'
import { PRODUCTS } from '../../src/demo/products.ts'
import { evaluateFacts } from '../../src/matching/index.ts'
import { type Candidate, decidingLeaves, type LeafReason, match, type Need, type Offer, policyOn } from '../../src/matching/model.ts'
import { priceOf } from '../../src/matching/price.ts'
import { leavesOf } from '../../src/products/criteria-schema.ts'
import { describeCriterion, REPAYMENT_METHODS } from '../../src/products/model.ts'
import { termsIn, termsView } from '../../src/products/terms-schema.ts'
import { failedCases } from '../../src/products/test-case.ts'
import { attributeOf } from '../../src/profiles/model.ts'
import { SUBJECT_KINDS } from '../../src/subjects/model.ts'
import { profileOf } from '../support/match-builders.ts'
import { profileInCity, takenCity } from './city-import.ts'

const CANDIDATES: readonly Candidate[] = PRODUCTS.map(({ lender, terms }) => ({
  productId: terms.name,
  version: 1,
  lenderId: LENDERS[lender]!.code,
  lenderName: LENDERS[lender]!.name,
  publishedOn: '2026-10-08',
  terms,
}))

function offersFor(code: string, need: Need): Offer[] {
  return match(profileInCity(code), need, CANDIDATES, policyOn(CITY_DAY)).offers
}

/** Eligible, or undecided for nothing but tax data and debts, which come only from the firm itself. */
function opens({ status, reasons }: Offer): boolean {
  if (status !== 'unknown') return status === 'eligible'
  const isItsOwn = ({ attribute }: LeafReason) => attributeOf(attribute).category === 'tax_data' || attribute === 'debtRatioBp'
  return reasons.every((reason) => reason.verdict === 'met' || decidingLeaves(reason).every(isItsOwn))
}

function namesOf(offers: readonly Offer[], status: Offer['status']): string[] {
  return offers.filter((offer) => offer.status === status).map(({ productName }) => productName)
}

describe('the demo’s products', () => {
  test('are 40, named differently, from all 12 lenders', () => {
    expect(PRODUCTS).toHaveLength(40)
    expect(new Set(PRODUCTS.map(({ terms }) => terms.name)).size).toBe(40)
    expect(new Set(PRODUCTS.map(({ lender }) => LENDERS[lender]!.code)).size).toBe(12)
  })

  test.each(PRODUCTS)('$terms.name is what a lender may publish', ({ terms }) => {
    expect(termsIn.parse(termsView(terms))).toEqual(terms)
    expect(leavesOf(terms.criteria)).toBeLessThanOrEqual(12)
    expect(terms.answerHours).toBeGreaterThanOrEqual(4)
    expect(terms.answerHours).toBeLessThanOrEqual(72)
  })

  test('are each open to somebody in the city, or would be with data that only its owner can hand over', () => {
    const open = new Set<string>()
    const profiles = [...takenCity().subjects.keys()].map(profileInCity)
    for (const candidate of CANDIDATES) {
      const { minFen, minMonths, purposes, name } = candidate.terms
      const need: Need = { amountFen: minFen, termMonths: minMonths, purpose: purposes[0]! }
      if (profiles.some((profile) => match(profile, need, [candidate], policyOn(CITY_DAY)).offers.every(opens))) open.add(name)
    }
    expect(CANDIDATES.map(({ terms }) => terms.name).filter((name) => !open.has(name))).toEqual([])
  })

  test('know every way of repaying and every kind of subject', () => {
    expect(new Set(PRODUCTS.flatMap(({ terms }) => terms.methods)).size).toBe(REPAYMENT_METHODS.length)
    expect(new Set(PRODUCTS.flatMap(({ terms }) => terms.audience)).size).toBe(SUBJECT_KINDS.length)
  })
})

describe('the tax loan whose page names everything a bank may ask', () => {
  const page = PRODUCTS.find(({ terms }) => terms.name === '示例税信增额贷')!

  test('passes its lender’s own cases', () => {
    expect(page.testCases).toHaveLength(4)
    expect(failedCases(page.terms, page.testCases!, evaluateFacts)).toEqual([])
  })

  test('reads as its page does', () => {
    expect(page.terms.criteria.map(describeCriterion)).toEqual([
      '纳税信用 A、B 或 M 级',
      '近 12 个月纳税额不低于 2 万元',
      '成立满 24 个月',
      '近 12 个月零申报不超过 4 次',
      '资产负债率不超过 80%',
      '开票额同比增长不低于 20%',
    ])
  })

  test('falls in price with each carbon grade', () => {
    const rateWith = (carbonGrade: string) => {
      const firm = profileOf({ kind: 'enterprise', carbonGrade, ...page.testCases![0]!.profile })
      return priceOf(page.terms, { amountFen: 10_000_000n, termMonths: 12, purpose: 'materials' }, firm).rateBp
    }
    expect(['E', 'D', 'C', 'B', 'A'].map(rateWith)).toEqual([410, 400, 390, 380, 370])
  })
})

describe('the hardware firm that asks for 200 万 over 24 months', () => {
  const offers = offersFor(HARDWARE.code, { amountFen: 200_000_000n, termMonths: 24, purpose: 'working_capital' })

  test('may choose among many, and sees others unknown or refused', () => {
    expect(namesOf(offers, 'eligible').length).toBeGreaterThanOrEqual(6)
    expect(namesOf(offers, 'ineligible').length).toBeGreaterThanOrEqual(6)
    expect(namesOf(offers, 'unknown')).toEqual(['示例关税 e 贷', '示例外贸易贷', '示例税信增额贷'])
  })

  test('is kept from the A-grade loan by its one penalty', () => {
    const offer = offers.find(({ productName }) => productName === '示例银税优享贷')!
    expect(offer.reasons.filter(({ verdict }) => verdict === 'short').flatMap(({ leaves }) => leaves)).toMatchObject([
      { attribute: 'penaltyCount12m', actual: 1, required: 0, shortBy: '1' },
    ])
  })

  test('pays 10 bp less on the carbon loan for its grade B', () => {
    const offer = offers.find(({ productName }) => productName === '示例穗碳贷')!
    expect(offer.price).toMatchObject({ lprBp: 300, spreadBp: 70, rateBp: 360, bound: null })
    expect(offer.price.tiers.filter(({ verdict }) => verdict === 'met')).toEqual([{ label: '碳等级 B', addBp: -10, verdict: 'met' }])
  })
})

describe('the catering firm that asks for 30 万 over 12 months', () => {
  const offers = offersFor(CATERING.code, { amountFen: 30_000_000n, termMonths: 12, purpose: 'working_capital' })

  test('finds a few that take young firms, dearer ones for the most part', () => {
    expect(namesOf(offers, 'eligible')).toContain('示例餐饮小店贷')
    expect(namesOf(offers, 'eligible').length).toBeGreaterThanOrEqual(3)
    expect(namesOf(offers, 'ineligible').length).toBeGreaterThan(25)
  })

  test('is neither taken nor refused where its staff or size would decide', () => {
    expect(namesOf(offers, 'unknown').sort()).toEqual(['示例大学生创业贷', '示例小微易贷'].sort())
  })
})

describe('the farmer’s household that asks for 10 万 over 12 months', () => {
  const offers = offersFor(FARMER.code, { amountFen: 10_000_000n, termMonths: 12, purpose: 'farming' })

  test('may choose among four, whole-village credit among them', () => {
    expect(namesOf(offers, 'eligible')).toHaveLength(4)
    expect(namesOf(offers, 'eligible')).toContain('示例整村授信贷')
  })

  test('is refused what is for other districts, and for firms', () => {
    expect(namesOf(offers, 'ineligible')).toEqual(expect.arrayContaining(['示例荔枝产业贷', '示例税易贷']))
  })
})
