import type { TemplateView } from '../../../src/consent/contract.ts'
import type { FormBody } from '../../client/form-body.ts'
import { integerFrom } from '../../client/form-values.ts'
import type { FieldMap } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'

export const NUMBERS = ['days', 'reads', 'lookback', 'keep'] as const
export type NumberName = (typeof NUMBERS)[number]

/** What is asked of a customer, as the boxes hold it. */
export interface RequestValues extends Record<NumberName, string> {
  data: readonly string[]
}

/** Nothing is asked for until somebody ticks it; the numbers are the purpose's usual ones. */
export function requestStart(template: TemplateView): RequestValues {
  return {
    data: [],
    days: String(template.defaultDays),
    reads: String(template.defaultReads),
    lookback: String(template.lookbackMonths),
    keep: String(template.maxDeleteAfterDays),
  }
}

export function requestValues(form: FormBody): RequestValues {
  return { data: form.all('data'), days: form.text('days'), reads: form.text('reads'), lookback: form.text('lookback'), keep: form.text('keep') }
}

/** The body for the API, or what it cannot be asked with; whether it lies within the bounds is for the API to say. */
export function requestBody(values: RequestValues, applicationId: string, purpose: string): { body: Record<string, unknown>; errors: FormError[] } {
  const w = words.zh.bank.requests.form
  const errors: FormError[] = []
  if (values.data.length === 0) errors.push({ field: 'data', message: w.pickData })
  const number = (name: NumberName) => {
    const n = integerFrom(values[name])
    if (n === null) errors.push({ field: name, message: w.notNumber(w[name]) })
    return n ?? 1
  }
  const [validDays, reads, lookbackMonths, deleteAfterDays] = [number('days'), number('reads'), number('lookback'), number('keep')]
  const data = values.data.map((category) => ({ category, lookbackMonths }))
  return { body: { applicationId, purpose, data, validDays, reads, deleteAfterDays }, errors }
}

/** How far back is one box for all that is asked, so each item's own error leads to it. */
export function requestPointers({ data }: RequestValues): FieldMap {
  const w = words.zh.bank.requests.form
  return {
    '/data': { field: 'data', label: w.data },
    '/validDays': { field: 'days', label: w.days },
    '/reads': { field: 'reads', label: w.reads },
    '/deleteAfterDays': { field: 'keep', label: w.keep },
    ...Object.fromEntries(data.map((_, i) => [`/data/${i}/lookbackMonths`, { field: 'lookback', label: w.lookback }])),
  }
}
