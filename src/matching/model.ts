import type { Canonical } from '../platform/kernel/canonical.ts'
import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Criterion, Demand, Leaf, ProductTerms, Purpose, RepaymentMethod } from '../products/model.ts'
import type { AttributeId, Freshness, Provenance } from '../profiles/model.ts'
import type { Unlock } from './explain.ts'
import type { Likelihood } from './likelihood.ts'
import type { RankMode, ScorePartName } from './rank-policy.ts'

/** Kleene's three values. Unknown is never a pass and never a refusal. */
export type Verdict = 'met' | 'short' | 'unknown'

export interface Need {
  amountFen: Fen
  termMonths: number
  purpose: Purpose
  /** The way of repaying the firm wants; without it, or where a product has no such way, the product's first. */
  method?: RepaymentMethod
  /** What the order looks at first; cheapest without it. */
  prefer?: RankMode
  /** So many eligible offers of a large market are answered; see `shownOf`. */
  limit?: number
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
  /** As it counts: under `not` a leaf's own verdict and op are turned round. */
  verdict: Verdict
  op: Demand
  required: Leaf['value']
  actual: Canonical
  /** How much is lacking: numbers in the attribute's own unit, grades in steps, as decimal text; null where distance has no meaning. */
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

/** A part of the cost-equivalent in basis points a year and in fen; the parts add up exactly. */
export interface ScorePart {
  part: ScorePartName
  bp: Bp
  fen: Fen
}

/** One row of a limit that depends on facts: up to how much, and whether the firm is in it. */
export interface PriceLimit {
  label: string
  verdict: Verdict
  /** Where unknown: what it may reach. */
  upToFen: Fen
  /** The amount that it is a share of and that nobody told us. */
  unknownAttribute: AttributeId | null
}

export interface PriceSubsidy {
  label: string
  subsidyBp: Bp
  /** short also once its last day is past; only what is met is counted. */
  verdict: Verdict
  maxMonths: number | null
  untilDate: CivilDate | null
  source: string
  /** Its part of `subsidyFen`. */
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
  /** A line drawn at will is priced as drawn in full; null where the schedule is agreed. */
  assumes: 'fully_drawn' | null
  /** What this product would lend of what was asked. */
  amountFen: Fen
  /** The most it surely lends this firm. */
  limitFen: Fen
  /** Where that depends on facts: every row; empty where it does not. */
  limits: readonly PriceLimit[]
  /** With a guarantee it lends up to this, at this rate; named, never counted on. null where there is no such offer, or not for this firm. */
  topUp: { upToFen: Fen; rateBp: Bp; verdict: Exclude<Verdict, 'short'> } | null
  termMonths: number
  interestFen: Fen
  /** All fees, to whomever they go. */
  feesFen: Fen
  /** Of the fees: 担保费 and 保险费. */
  guaranteeFen: Fen
  insuranceFen: Fen
  subsidies: readonly PriceSubsidy[]
  subsidyFen: Fen
  /** What the loan costs in all: interest + fees − subsidy. */
  costFen: Fen
  /** IRR of the real cash flows, fees and granted subsidies included, nominal per year. */
  annualRateBp: Bp
  effectiveRateBp: Bp
}

export type OfferStatus = 'eligible' | 'unknown' | 'ineligible'

/** What was asked lies outside what the product offers; named even where it is lent in part. */
export interface Limit {
  limit: 'amount_above' | 'amount_below' | 'term_above' | 'term_below' | 'purpose' | 'audience' | 'method'
  /** Fen, months, or codes joined by commas. */
  offered: string
  asked: string
  /** true: no loan at all; false: a smaller or shorter one, or one repaid in another way. */
  blocking: boolean
}

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
  limits: readonly Limit[]
  price: Price
  /** Lower is better. */
  scoreBp: Bp
  score: readonly ScorePart[]
  /** How applications of this sort ended. */
  likelihood: Likelihood
  /** The lender's quota is full until this day; the offer then stands last among those that can be had. */
  pausedUntil: CivilDate | null
}

/** One answer to one need: what was asked, on which data and under which policy, and every offer with its reasons. */
export interface MatchRun {
  id: string
  subjectId: string
  asOf: CivilDate
  policyVersion: string
  /** SHA-256 of the canonical profile the answer was made from, hex. */
  profileHash: string
  need: Need
  /** Of a large market the first of each status. */
  offers: readonly Offer[]
  /** Of the whole market. */
  counts: Readonly<Record<OfferStatus, number>>
  unlocks: readonly Unlock[]
}

export * from './counter-facts.ts'
export * from './evaluate.ts'
export * from './explain.ts'
export * from './match.ts'
export * from './rank-policy.ts'
export * from './rank-wording.ts'
export * from './standings.ts'
export * from './wording.ts'
