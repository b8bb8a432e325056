import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from '../profiles/model.ts'
import type { SubjectKind } from '../subjects/model.ts'
import type { Criterion } from './criteria.ts'

export const REPAYMENT_METHODS = ['equal_instalment', 'equal_principal', 'interest_first', 'bullet', 'on_call'] as const
/** 等额本息 · 等额本金 · 按月付息到期还本 · 到期一次还本付息 · 随借随还 */
export type RepaymentMethod = (typeof REPAYMENT_METHODS)[number]

export const PURPOSES = ['working_capital', 'materials', 'equipment', 'green_upgrade', 'farming', 'export', 'wages', 'other'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Fees as a share of the loan, and fees of a fixed sum. */
export const BP_FEES = ['upfront_bp', 'yearly_bp', 'guarantee_upfront_bp', 'guarantee_yearly_bp', 'insurance_upfront_bp', 'insurance_yearly_bp'] as const
export const FEN_FEES = ['upfront_fen', 'at_end_fen'] as const
export const FEE_KINDS = [...BP_FEES, ...FEN_FEES] as const
export type FeeKind = (typeof FEE_KINDS)[number]

/**
 * A charge beside interest. `*upfront*` falls due on drawdown, `at_end_fen` with the last instalment, the lender's
 * `yearly_bp` on each anniversary for principal then outstanding. Guarantors and insurers are paid in advance
 * (担保费、保险费): their `*_yearly_bp` falls due on drawdown and on each anniversary within the term, for what is then
 * outstanding and for no more months than are left.
 */
export type Fee = { kind: (typeof BP_FEES)[number]; label: string; bp: Bp } | { kind: (typeof FEN_FEES)[number]; label: string; fen: Fen }

export type FeePayee = 'lender' | 'guarantor' | 'insurer'

/** Who gets the money: the lender (费用), the guarantor (担保费), the insurer (保险费). */
export function payeeOf({ kind }: Pick<Fee, 'kind'>): FeePayee {
  return kind.startsWith('guarantee_') ? 'guarantor' : kind.startsWith('insurance_') ? 'insurer' : 'lender'
}

/** A step in the price: added when its criterion holds, not when it is unknown. */
export interface PriceTier {
  label: string
  when: Criterion
  addBp: Bp
}

/** Interest that somebody else bears (贴息), under conditions of its own: granted when they hold, not when that is unknown. */
export interface Subsidy {
  label: string
  when: Criterion
  /** A year on outstanding principal; all subsidies together never exceed the interest they relieve. */
  subsidyBp: Bp
  /** For so many months from drawdown; the whole term where it is absent. */
  maxMonths?: number
  /** Loans drawn after this day get none. */
  untilDate?: CivilDate
  /** The document that grants it, by name and number. */
  source: string
}

/** Up to how much, for whom. A firm gets the highest row that it surely meets. */
export interface LimitRow {
  label: string
  /** Absent: for everybody the product is for. */
  when?: Criterion
  maxFen: Fen
  /** And no more than this share of an amount known of the firm: 50 000 bp of `taxPaidFen12m` is five times the year's tax. */
  ofAttribute?: { attr: AttributeId; shareBp: Bp }
}

/** Another limit for those who bring a guarantee: named to the firm, never counted on. */
export interface TopUp {
  when: Criterion
  maxFen: Fen
  guarantee: true
  addBp: Bp
}

export interface Pricing {
  /** LPR in force on the day + spread + tiers, then floor and cap. Loans over 60 months use the 5-year LPR. */
  spreadBp: Bp
  tiers: readonly PriceTier[]
  floorBp: Bp
  capBp: Bp
  fees: readonly Fee[]
  subsidies?: readonly Subsidy[]
}

/**
 * What a lender publishes. One version never changes once published; consents and runs bind to its canonical bytes, so
 * a member that came later is absent, not empty, where it says nothing.
 */
export interface ProductTerms {
  name: string
  summary: string
  audience: readonly SubjectKind[]
  minFen: Fen
  maxFen: Fen
  minMonths: number
  maxMonths: number
  purposes: readonly Purpose[]
  methods: readonly RepaymentMethod[]
  /** true: a pure credit loan; false: needs a guarantee or collateral. */
  unsecured: boolean
  /** Every criterion must hold; each is shown as one reason. */
  criteria: readonly Criterion[]
  pricing: Pricing
  /** The lender's published median hours to a first answer. */
  answerHours: number
  /** Within `maxFen`; absent: `maxFen` for everybody. One row is for everybody. */
  limits?: readonly LimitRow[]
  /** Above `maxFen`. */
  topUp?: TopUp
  /** First and last day on offer; absent: from publication, and until a newer version. */
  validFrom?: CivilDate
  validTo?: CivilDate
}

/** Is a version on offer that day? */
export function isEffective({ validFrom, validTo }: Pick<ProductTerms, 'validFrom' | 'validTo'>, on: CivilDate): boolean {
  return (validFrom === undefined || validFrom <= on) && (validTo === undefined || on <= validTo)
}

/** Is there a day on which both are on offer? */
export function overlap(a: Pick<ProductTerms, 'validFrom' | 'validTo'>, b: Pick<ProductTerms, 'validFrom' | 'validTo'>): boolean {
  const begins = (x: CivilDate | undefined, y: CivilDate | undefined) => x === undefined || y === undefined || x <= y
  return begins(a.validFrom, b.validTo) && begins(b.validFrom, a.validTo)
}
