import type { QuoteRequest } from '../../../src/products/finance-contract.ts'
import { REPAYMENT_METHODS } from '../../../src/products/model.ts'
import { bpFromPercent, fenFromWan, fenFromYuan, integerFrom, yearlyBp } from '../../client/form-values.ts'
import type { FieldMap } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'

type QuoteBody = (typeof QuoteRequest)['_input']

/** The boxes of the page, as typed. */
export const COST_FIELDS = ['amount', 'term', 'rate', 'per', 'method', 'upfrontPercent', 'upfrontYuan', 'yearlyPercent', 'atEndYuan', 'subsidy'] as const
export type CostField = (typeof COST_FIELDS)[number]
export type CostValues = Record<CostField, string>

export const COST_START: CostValues = {
  amount: '50',
  term: '12',
  rate: '3.65',
  per: 'year',
  method: 'equal_instalment',
  upfrontPercent: '',
  upfrontYuan: '',
  yearlyPercent: '',
  atEndYuan: '',
  subsidy: '',
}

const w = words.zh.cost

export const COST_POINTERS: FieldMap = {
  '/principalFen': { field: 'amount', label: w.amount, range: w.amountRange },
  '/termMonths': { field: 'term', label: w.term, range: w.termRange },
  '/rateBp': { field: 'rate', label: w.rate, range: w.rateRange },
  '/method': { field: 'method', label: w.method },
  '/subsidyBp': { field: 'subsidy', label: w.subsidy },
  '/fees': { field: 'upfrontPercent', label: w.fees },
}

/** The boxes as a quote's body, or what is wrong with them. Ranges are the API's to judge. */
export function quoteBody(values: CostValues): { body: QuoteBody; errors: null } | { body: null; errors: FormError[] } {
  const errors: FormError[] = []
  const said = words.zh.errors.field

  function take<T>(field: CostField, label: string, read: (text: string) => T | null, needed: boolean): T | null {
    const text = values[field].trim()
    if (text === '') {
      if (needed) errors.push({ field, message: said.required(label) })
      return null
    }
    const value = read(text)
    if (value === null) errors.push({ field, message: field === 'term' ? said.not_integer(label) : said.not_number(label) })
    return value
  }

  const per = values.per === 'month' || values.per === 'day' ? values.per : 'year'
  const method = REPAYMENT_METHODS.find((m) => m === values.method) ?? 'equal_instalment'
  const principalFen = take('amount', w.amount, fenFromWan, true)
  const termMonths = take('term', w.term, integerFrom, true)
  const rateBp = take('rate', w.rate, (text) => yearlyBp(text, per), true)
  const upfrontBp = take('upfrontPercent', w.upfrontPercent, bpFromPercent, false)
  const upfrontFen = take('upfrontYuan', w.upfrontYuan, fenFromYuan, false)
  const yearly = take('yearlyPercent', w.yearlyPercent, bpFromPercent, false)
  const atEndFen = take('atEndYuan', w.atEndYuan, fenFromYuan, false)
  const subsidyBp = take('subsidy', w.subsidy, bpFromPercent, false)
  if (errors.length > 0 || principalFen === null || termMonths === null || rateBp === null) return { body: null, errors }

  const fees: NonNullable<QuoteBody['fees']> = []
  if (upfrontBp) fees.push({ kind: 'upfront_bp', label: w.feeLabels.upfrontPercent, bp: upfrontBp })
  if (upfrontFen && upfrontFen !== '0') fees.push({ kind: 'upfront_fen', label: w.feeLabels.upfrontYuan, fen: upfrontFen })
  if (yearly) fees.push({ kind: 'yearly_bp', label: w.feeLabels.yearlyPercent, bp: yearly })
  if (atEndFen && atEndFen !== '0') fees.push({ kind: 'at_end_fen', label: w.feeLabels.atEndYuan, fen: atEndFen })
  return { body: { principalFen, termMonths, rateBp, method, fees, ...(subsidyBp ? { subsidyBp } : {}) }, errors: null }
}
