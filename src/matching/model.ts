import type { Canonical } from '../platform/kernel/canonical.ts'
import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Criterion, ProductTerms, Purpose, RepaymentMethod } from '../products/model.ts'
import type { AttributeId, Freshness, Provenance } from '../profiles/model.ts'

/** Kleene's three values. Unknown is never a pass and never a refusal. */
export type Verdict = 'met' | 'short' | 'unknown'

export interface Need {
  amountFen: Fen
  termMonths: number
  purpose: Purpose
}

/** A published product version as the matcher sees it. Payment is not among the inputs. */
export interface Candidate {
  productId: string
  version: number
  lenderId: string
  lenderName: string
  publishedOn: CivilDate
  terms: ProductTerms
}

/** Why a criterion's outcome is what it is; one per leaf, in the tree's order. */
export interface LeafReason {
  attribute: AttributeId
  verdict: Verdict
  op: string
  required: Canonical
  actual: Canonical
  /** For numbers: how much is lacking in the attribute's own unit, as decimal text; null where distance has no meaning. */
  shortBy: string | null
  freshness: Freshness
  asOf: CivilDate | null
  from: Provenance | null
}

export interface Reason {
  verdict: Verdict
  criterion: Criterion
  leaves: readonly LeafReason[]
}

/** The parts of the cost-equivalent, each in basis points a year and in fen; they add up exactly. */
export interface ScorePart {
  part: 'annual_rate' | 'amount_gap' | 'term_gap' | 'waiting'
  bp: Bp
  fen: Fen
}

export interface Price {
  lprBp: Bp
  lprTenor: '1Y' | '5Y'
  lprDate: CivilDate
  spreadBp: Bp
  tiers: readonly { label: string; addBp: Bp; verdict: Verdict }[]
  /** The rate charged, after floor and cap. */
  rateBp: Bp
  bound: 'floor' | 'cap' | null
  method: RepaymentMethod
  /** What this product would lend of what was asked. */
  amountFen: Fen
  termMonths: number
  interestFen: Fen
  feesFen: Fen
  /** IRR of the real cash flows, nominal per year. */
  annualRateBp: Bp
  effectiveRateBp: Bp
}

export type OfferStatus = 'eligible' | 'unknown' | 'ineligible'

export interface Offer {
  /** 1.. for eligible offers; null for the others. */
  rank: number | null
  status: OfferStatus
  productId: string
  version: number
  lenderId: string
  lenderName: string
  productName: string
  reasons: readonly Reason[]
  /** Amount or term asked lies outside what the product offers; named even when it is lent in part. */
  limits: readonly {
    limit: 'amount_above' | 'amount_below' | 'term_above' | 'term_below' | 'purpose' | 'audience'
    offered: string
    asked: string
    blocking: boolean
  }[]
  price: Price
  /** Lower is better. */
  scoreBp: Bp
  score: readonly ScorePart[]
}
