import { Fault, type FieldError, invalidField } from '../platform/kernel/fault.ts'

/**
 * Why a lender refused, in codes: a refusal without one is not taken (支持小微企业融资协调工作机制: the bank must
 * explain a refusal). Each says what the applicant can do next.
 */
export const DECLINE_REASONS = {
  criteria_not_met: { zh: '不符合产品条件', next: '看看哪一条没有达到，或换一款产品。' },
  insufficient_operating_history: { zh: '经营时间不足', next: '满足年限后再申请。' },
  weak_cash_flow: { zh: '经营流水不足以还款', next: '可减少金额或延长期限后再申请。' },
  high_debt: { zh: '现有负债偏高', next: '降低负债后再申请。' },
  tax_record: { zh: '纳税记录不符合要求', next: '可查看纳税信用级别和提升办法。' },
  public_credit_record: { zh: '公共信用记录不符合要求', next: '可查看记录，有误可提异议，符合条件可修复。' },
  purpose_not_supported: { zh: '用途不在支持范围', next: '换一款支持该用途的产品。' },
  data_insufficient: { zh: '授权数据不足以判断', next: '可补充授权后重新申请。' },
  quota_exhausted: { zh: '本行额度已用完', next: '可先申请其他机构的产品。' },
  other: { zh: '其他原因（见说明）', next: '可联系该机构了解详情。' },
} as const
export type DeclineReason = keyof typeof DECLINE_REASONS
export const DECLINE_REASON_CODES = Object.keys(DECLINE_REASONS) as [DeclineReason, ...DeclineReason[]]

export type Decision =
  | { outcome: 'approved'; amountFen: string; termMonths: number; rateBp: number; note: string }
  | { outcome: 'declined'; reasons: DeclineReason[]; note: string }

export interface DecisionInput {
  outcome: 'approved' | 'declined'
  amountFen?: bigint | undefined
  termMonths?: number | undefined
  rateBp?: number | undefined
  reasons: readonly DeclineReason[]
  note: string
}

/**
 * @throws Fault invalid `reasons_required` for a refusal without a code, `note_required` for `other` without words,
 * `terms_required` for an approval without terms, `amount_above_request`
 */
export function decide(input: DecisionInput, asked: { amountFen: bigint }): Decision {
  const errors: FieldError[] = []
  const miss = (pointer: string, code: string, detail: string) => errors.push({ pointer, code, detail })
  if (input.outcome === 'declined') {
    const reasons = [...new Set(input.reasons)]
    if (reasons.length === 0) miss('/reasons', 'reasons_required', '拒绝必须至少选一个原因，企业会看到。 A refusal needs at least one coded reason.')
    if (reasons.includes('other') && input.note.trim() === '') miss('/note', 'note_required', '选「其他原因」时请写明说明。 Say what the other reason is.')
    if (errors.length === 0) return { outcome: 'declined', reasons, note: input.note }
  } else {
    const { amountFen, termMonths, rateBp } = input
    if (amountFen === undefined) miss('/amountFen', 'terms_required', '同意时请填写批准金额。 State the amount.')
    else if (amountFen <= 0n) miss('/amountFen', 'terms_required', '批准金额应大于 0。 The amount must be positive.')
    else if (amountFen > asked.amountFen) miss('/amountFen', 'amount_above_request', '批准金额不能超过申请金额。 It may not exceed what was asked.')
    if (termMonths === undefined) miss('/termMonths', 'terms_required', '同意时请填写期限。 State the term.')
    if (rateBp === undefined) miss('/rateBp', 'terms_required', '同意时请填写年利率。 State the rate.')
    if (input.reasons.length > 0) miss('/reasons', 'reasons_not_allowed', '同意时不需要拒绝原因。 An approval has no decline reasons.')
    if (errors.length === 0) return { outcome: 'approved', amountFen: String(amountFen), termMonths: termMonths!, rateBp: rateBp!, note: input.note }
  }
  throw new Fault('invalid', errors[0]!.code, '决定不完整，请按 errors 所列补充。 The decision is incomplete; see errors.', { errors })
}

/** What a lender says after the one look before an application. `possible` promises nothing: it is worth applying. */
export const PRECHECK_OUTCOMES = ['possible', 'not_now'] as const
export type PrecheckOutcome = (typeof PRECHECK_OUTCOMES)[number]

export interface PrecheckAnswerInput {
  outcome: PrecheckOutcome
  reasons: readonly DeclineReason[]
  note: string
}

/**
 * As it is kept: each reason once. A no gives a reason, as a refused application does, so that the firm knows what to do.
 * @throws Fault invalid `reasons_required`, `note_required` for `other` without words, `reasons_not_allowed`
 */
export function answerOf({ outcome, reasons, note }: PrecheckAnswerInput): PrecheckAnswerInput {
  if (outcome === 'possible' && reasons.length > 0)
    throw invalidField('/reasons', 'reasons_not_allowed', '可以办理时不需要原因。 What is possible needs no reason.')
  if (outcome === 'not_now' && reasons.length === 0)
    throw invalidField('/reasons', 'reasons_required', '暂不能办理必须至少选一个原因，客户会看到。 A no needs at least one coded reason.')
  if (reasons.includes('other') && note.trim() === '')
    throw invalidField('/note', 'note_required', '选「其他原因」时请写明说明。 Say what the other reason is.')
  return { outcome, reasons: [...new Set(reasons)], note: note.trim() }
}
