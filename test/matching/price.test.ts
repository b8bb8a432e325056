import { describe, expect, it } from 'vitest'
import { priceOf } from '../../src/matching/price.ts'
import { lprOn, quote } from '../../src/products/model.ts'
import { AS_OF, needOf, profileOf, termsOf } from '../support/match-builders.ts'

const oneYearBp = lprOn(AS_OF, '1Y')!.bp
const fiveYearBp = lprOn(AS_OF, '5Y')!.bp
const gradeA = { label: '纳税信用 A 级优惠', when: { attr: 'taxGrade', op: '=', value: 'A' }, addBp: -30 } as const

describe('the rate', () => {
  it.each([
    [60, '1Y', oneYearBp],
    [61, '5Y', fiveYearBp],
  ])('of a loan over %i months starts from the %s LPR', (termMonths, lprTenor, lprBp) => {
    const price = priceOf(termsOf({ maxMonths: 120, pricing: { spreadBp: 85 } }), needOf({ termMonths }), profileOf())
    expect(price).toMatchObject({ lprTenor, lprBp, lprDate: lprOn(AS_OF, lprTenor as '1Y')!.effectiveFrom, spreadBp: 85, rateBp: lprBp + 85, bound: null })
  })

  it('takes the tenor of the term that is lent, not of the term asked', () => {
    expect(priceOf(termsOf({ maxMonths: 36 }), needOf({ termMonths: 120 }), profileOf())).toMatchObject({ termMonths: 36, lprTenor: '1Y' })
  })

  it.each([
    ['A', 'met', -30],
    ['B', 'short', 0],
    [undefined, 'unknown', 0],
  ])('with tax grade %s the tier is %s and adds %i bp', (taxGrade, verdict, addedBp) => {
    const price = priceOf(termsOf({ pricing: { tiers: [gradeA] } }), needOf(), profileOf({ taxGrade }))
    expect(price.tiers).toEqual([{ label: gradeA.label, addBp: -30, verdict }])
    expect(price.rateBp).toBe(oneYearBp + 100 + addedBp)
  })

  it.each([
    [oneYearBp + 100, 2400, null],
    [oneYearBp + 101, 2400, 'floor'],
    [0, oneYearBp + 100, null],
    [0, oneYearBp + 99, 'cap'],
  ])('between floor %i and cap %i is bound by %s', (floorBp, capBp, bound) => {
    const price = priceOf(termsOf({ pricing: { floorBp, capBp } }), needOf(), profileOf())
    expect(price.bound).toBe(bound)
    expect(price.rateBp).toBe(bound === 'floor' ? floorBp : bound === 'cap' ? capBp : oneYearBp + 100)
  })

  it('is refused where no LPR is known for the day', () => {
    const profile = { ...profileOf(), asOf: '2019-08-19' }
    expect(() => priceOf(termsOf(), needOf(), profile)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'lpr_missing' }))
    expect(priceOf(termsOf(), needOf(), { ...profile, asOf: '2019-08-20' }).lprBp).toBe(425)
  })
})

describe('the loan priced', () => {
  it.each([
    [1_000_000n, 1_000_000n],
    [999_999n, 1_000_000n],
    [100_000_000n, 100_000_000n],
    [100_000_001n, 100_000_000n],
  ])('for %i fen asked is %i fen', (amountFen, lentFen) => {
    expect(priceOf(termsOf(), needOf({ amountFen }), profileOf()).amountFen).toBe(lentFen)
  })

  it.each([
    [3, 3],
    [2, 3],
    [36, 36],
    [37, 36],
  ])('for %i months asked runs %i', (termMonths, lentMonths) => {
    expect(priceOf(termsOf(), needOf({ termMonths }), profileOf()).termMonths).toBe(lentMonths)
  })

  it.each([
    [undefined, 'equal_principal'],
    ['bullet', 'bullet'],
    ['interest_first', 'equal_principal'],
  ] as const)('for a wish of %s is repaid by %s', (method, expected) => {
    expect(priceOf(termsOf({ methods: ['equal_principal', 'bullet'] }), needOf({ method }), profileOf()).method).toBe(expected)
  })

  it('costs what its own schedule says, fees included', () => {
    const fees = [{ kind: 'upfront_bp', label: '担保费', bp: 50 }] as const
    const price = priceOf(termsOf({ pricing: { fees } }), needOf(), profileOf())
    const { totals, nominalBp, effectiveBp } = quote({ principalFen: 50_000_000n, termMonths: 12, rateBp: price.rateBp, method: 'equal_instalment', fees })
    expect(price).toMatchObject({ interestFen: totals.interestFen, feesFen: 250_000n, annualRateBp: nominalBp, effectiveRateBp: effectiveBp })
    expect(price.annualRateBp).toBeGreaterThan(price.rateBp)
  })
})
