/** What a product would charge this firm: LPR in force + spread + the tiers it has earned, held between floor and cap. */
import { Fault } from '../platform/kernel/fault.ts'
import { type LprTenor, lprOn, type ProductTerms, quote } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { Need, Price } from './model.ts'

/** Loans over 60 months are priced from the LPR over five years. */
const LONGEST_1Y_MONTHS = 60

/**
 * Prices the loan the product would make of what was asked: amount and term are brought inside its range.
 * A tier that may or may not be earned is named but not counted.
 * @throws Fault invalid `lpr_missing` when no LPR is known for the profile's day
 */
export function priceOf(terms: ProductTerms, need: Need, profile: Profile): Price {
  const { pricing } = terms
  const amountFen = need.amountFen < terms.minFen ? terms.minFen : need.amountFen > terms.maxFen ? terms.maxFen : need.amountFen
  const termMonths = Math.min(Math.max(need.termMonths, terms.minMonths), terms.maxMonths)
  const method = terms.methods.find((offered) => offered === need.method) ?? terms.methods[0]!

  const lprTenor: LprTenor = termMonths <= LONGEST_1Y_MONTHS ? '1Y' : '5Y'
  const lpr = lprOn(profile.asOf, lprTenor)
  if (!lpr) throw new Fault('invalid', 'lpr_missing', `没有 ${profile.asOf} 的贷款市场报价利率，请先补录。 No LPR is known for ${profile.asOf}; add it first.`)

  const tiers = pricing.tiers.map(({ label, when, addBp }) => ({ label, addBp, verdict: evaluate(when, profile).verdict }))
  const earnedBp = tiers.reduce((sum, tier) => sum + (tier.verdict === 'met' ? tier.addBp : 0), 0)
  const computedBp = lpr.bp + pricing.spreadBp + earnedBp
  const bound = computedBp < pricing.floorBp ? 'floor' : computedBp > pricing.capBp ? 'cap' : null
  const rateBp = bound === 'floor' ? pricing.floorBp : bound === 'cap' ? pricing.capBp : computedBp

  const { totals, nominalBp, effectiveBp } = quote({ principalFen: amountFen, termMonths, rateBp, method, fees: pricing.fees })
  // The limits on fees in products/terms-schema.ts leave every published loan a rate.
  if (nominalBp === null || effectiveBp === null)
    throw new Error(`no annual rate: ${rateBp} bp, ${termMonths} months, fees ${totals.feesFen} of ${amountFen} fen`)
  return {
    lprBp: lpr.bp,
    lprTenor,
    lprDate: lpr.effectiveFrom,
    spreadBp: pricing.spreadBp,
    tiers,
    rateBp,
    bound,
    method,
    amountFen,
    termMonths,
    interestFen: totals.interestFen,
    feesFen: totals.feesFen,
    annualRateBp: nominalBp,
    effectiveRateBp: effectiveBp,
  }
}
