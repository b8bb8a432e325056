/**
 * What a product would charge this firm: LPR in force + spread + the tiers it has earned, held between floor and cap; all
 * fees; less the subsidies it surely gets. Whatever is unknown is named and not counted.
 */
import { Fault } from '../platform/kernel/fault.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { type LprTenor, lprOn, type Pricing, type ProductTerms, quote, type Subsidy } from '../products/model.ts'
import type { Profile } from '../profiles/model.ts'
import { limitFor } from './amount-limit.ts'
import { evaluate } from './evaluate.ts'
import type { Need, Price, Verdict } from './model.ts'

/** Loans over 60 months are priced from the LPR over five years. */
const LONGEST_1Y_MONTHS = 60

/**
 * Prices the loan the product would make of what was asked: amount and term are brought inside its range, the amount
 * inside what this firm surely gets.
 * @throws Fault invalid `lpr_missing` when no LPR is known for the profile's day
 */
export function priceOf(terms: ProductTerms, need: Need, profile: Profile): Price {
  const { pricing } = terms
  const limit = limitFor(terms, profile)
  const amountFen = need.amountFen < terms.minFen ? terms.minFen : need.amountFen > limit.sureFen ? limit.sureFen : need.amountFen
  const termMonths = Math.min(Math.max(need.termMonths, terms.minMonths), terms.maxMonths)
  const method = terms.methods.find((offered) => offered === need.method) ?? terms.methods[0]!

  const lprTenor: LprTenor = termMonths <= LONGEST_1Y_MONTHS ? '1Y' : '5Y'
  const lpr = lprOn(profile.asOf, lprTenor)
  if (!lpr) throw new Fault('invalid', 'lpr_missing', `没有 ${profile.asOf} 的贷款市场报价利率，请先补录。 No LPR is known for ${profile.asOf}; add it first.`)

  const tiers = pricing.tiers.map(({ label, when, addBp }) => ({ label, addBp, verdict: evaluate(when, profile).verdict }))
  const computedBp = lpr.bp + pricing.spreadBp + tiers.reduce((sum, tier) => sum + (tier.verdict === 'met' ? tier.addBp : 0), 0)
  const { rateBp, bound } = heldBetween(computedBp, pricing)

  const asked = (pricing.subsidies ?? []).map((subsidy) => ({ subsidy, verdict: subsidyVerdict(subsidy, profile) }))
  const granted = asked.filter(({ verdict }) => verdict === 'met').map(({ subsidy }) => subsidy)
  const { totals, subsidiesFen, assumes, nominalBp, effectiveBp } = quote({
    principalFen: amountFen,
    termMonths,
    rateBp,
    method,
    fees: pricing.fees,
    subsidies: granted,
  })
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
    assumes,
    amountFen,
    limitFen: limit.sureFen,
    limits: limit.rows,
    topUp: topUpFor(terms, computedBp, profile),
    termMonths,
    interestFen: totals.interestFen,
    feesFen: totals.feesFen,
    guaranteeFen: totals.guaranteeFen,
    insuranceFen: totals.insuranceFen,
    subsidies: asked.map(({ subsidy, verdict }) => ({
      label: subsidy.label,
      subsidyBp: subsidy.subsidyBp,
      verdict,
      maxMonths: subsidy.maxMonths ?? null,
      untilDate: subsidy.untilDate ?? null,
      source: subsidy.source,
      fen: verdict === 'met' ? subsidiesFen[granted.indexOf(subsidy)]! : 0n,
    })),
    subsidyFen: totals.subsidyFen,
    costFen: totals.totalCostFen,
    annualRateBp: nominalBp,
    effectiveRateBp: effectiveBp,
  }
}

function heldBetween(computedBp: Bp, { floorBp, capBp }: Pricing): Pick<Price, 'rateBp' | 'bound'> {
  if (computedBp < floorBp) return { rateBp: floorBp, bound: 'floor' }
  return computedBp > capBp ? { rateBp: capBp, bound: 'cap' } : { rateBp: computedBp, bound: null }
}

/** A programme that has ended grants nothing, whatever is known of the firm. */
function subsidyVerdict({ when, untilDate }: Subsidy, profile: Profile): Verdict {
  return untilDate !== undefined && profile.asOf > untilDate ? 'short' : evaluate(when, profile).verdict
}

function topUpFor({ topUp, pricing }: ProductTerms, computedBp: Bp, profile: Profile): Price['topUp'] {
  if (topUp === undefined) return null
  const { verdict } = evaluate(topUp.when, profile)
  return verdict === 'short' ? null : { upToFen: topUp.maxFen, rateBp: heldBetween(computedBp + topUp.addBp, pricing).rateBp, verdict }
}
