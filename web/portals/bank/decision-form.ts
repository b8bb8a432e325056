import type { DecisionRequest } from '../../../src/loans/contract.ts'
import type { FormBody } from '../../client/form-body.ts'
import { bpFromPercent, fenFromWan, integerFrom, wanFromFen } from '../../client/form-values.ts'
import type { FieldMap } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'

type DecisionBody = (typeof DecisionRequest)['_input']

/** The boxes as typed. */
export interface DecisionValues {
  outcome: string
  amount: string
  months: string
  rate: string
  reasons: string[]
  note: string
}

const w = words.zh.bank.decision

export const DECISION_POINTERS: FieldMap = {
  '/outcome': { field: 'outcome', label: w.outcome },
  '/amountFen': { field: 'amount', label: w.amount },
  '/termMonths': { field: 'months', label: w.months, range: w.range.months },
  '/rateBp': { field: 'rate', label: w.rate, range: w.range.rate },
  '/reasons': { field: 'reasons', label: w.reasons },
  '/note': { field: 'note', label: w.note },
}

/** A form not yet touched: what was asked for stands in it, nothing is chosen. */
export function decisionStart(asked: { amountFen: string; termMonths: number }): DecisionValues {
  return { outcome: '', amount: wanFromFen(asked.amountFen), months: String(asked.termMonths), rate: '', reasons: [], note: '' }
}

export function decisionValues(form: FormBody): DecisionValues {
  return {
    outcome: form.text('outcome'),
    amount: form.text('amount'),
    months: form.text('months'),
    rate: form.text('rate'),
    reasons: form.all('reasons'),
    note: form.text('note').replaceAll('\r\n', '\n'),
  }
}

/** The boxes of the chosen outcome as a decision. A refusal leaves the money aside; reasons ticked beside an approval go along and are refused by the API. */
export function decisionBody(values: DecisionValues): { body: DecisionBody; errors: null } | { body: null; errors: FormError[] } {
  const said = words.zh.errors.field
  const { outcome, note } = values
  const reasons = values.reasons as NonNullable<DecisionBody['reasons']>
  if (outcome === 'declined') return { body: { outcome, reasons, note }, errors: null }
  if (outcome !== 'approved') return { body: null, errors: [{ field: 'outcome', message: said.invalid_value(w.outcome) }] }

  const errors: FormError[] = []
  function take<T>(field: 'amount' | 'months' | 'rate', read: (text: string) => T | null, wrong: (label: string) => string): T | undefined {
    const text = values[field].trim()
    const value = text === '' ? undefined : read(text)
    if (value === undefined) errors.push({ field, message: said.required(w[field]) })
    else if (value === null) errors.push({ field, message: wrong(w[field]) })
    return value ?? undefined
  }
  const amountFen = take('amount', fenFromWan, said.not_number)
  const termMonths = take('months', integerFrom, said.not_integer)
  const rateBp = take('rate', bpFromPercent, said.not_number)
  if (errors.length > 0) return { body: null, errors }
  return { body: { outcome, amountFen, termMonths, rateBp, reasons, note }, errors: null }
}
