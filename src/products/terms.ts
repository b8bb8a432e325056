import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { SubjectKind } from '../subjects/model.ts'
import type { Criterion } from './criteria.ts'

export const REPAYMENT_METHODS = ['equal_instalment', 'equal_principal', 'interest_first', 'bullet'] as const
/** 等额本息 · 等额本金 · 按月付息到期还本 · 到期一次还本付息 */
export type RepaymentMethod = (typeof REPAYMENT_METHODS)[number]

export const PURPOSES = ['working_capital', 'materials', 'equipment', 'green_upgrade', 'farming', 'export', 'wages', 'other'] as const
export type Purpose = (typeof PURPOSES)[number]

/** A charge beside interest. `upfront_*` falls due on drawdown, `yearly_bp` on each anniversary for principal then outstanding, `at_end_fen` with the last instalment. */
export type Fee =
  | { kind: 'upfront_bp'; label: string; bp: Bp }
  | { kind: 'upfront_fen'; label: string; fen: Fen }
  | { kind: 'yearly_bp'; label: string; bp: Bp }
  | { kind: 'at_end_fen'; label: string; fen: Fen }

/** A step in the price: added when its criterion holds, not when it is unknown. */
export interface PriceTier {
  label: string
  when: Criterion
  addBp: Bp
}

export interface Pricing {
  /** LPR in force on the day + spread + tiers, then floor and cap. Loans over 60 months use the 5-year LPR. */
  spreadBp: Bp
  tiers: readonly PriceTier[]
  floorBp: Bp
  capBp: Bp
  fees: readonly Fee[]
}

/** What a lender publishes. One version never changes once published. */
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
}
