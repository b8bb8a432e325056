import { fenFromWan, integerFrom, wanFromFen } from '../client/form-values.ts'
import type { FieldMap } from '../client/problem.ts'
import type { FormError } from '../ui/error-summary.tsx'
import { words } from '../words/index.ts'
import type { BorrowingWords, Side } from './side.ts'

/** The boxes of the need, as typed. */
export interface NeedValues {
  amount: string
  term: string
  purpose: string
}

export interface NeedBody {
  amountFen: string
  termMonths: number
  purpose: string
}

const USUAL_TERM = '12'

/** The boxes as an address or a form gives them. */
export function needValues(ask: (name: string) => string | undefined, { purposes }: Side): NeedValues {
  const box = (name: keyof NeedValues, usual: string) => ask(name)?.slice(0, 40) ?? usual
  return { amount: box('amount', ''), term: box('term', USUAL_TERM), purpose: box('purpose', purposes[0]) }
}

/** The need as a query, to fill the boxes with. */
export function needQuery(need: { amountFen: string; termMonths: number; purpose: string }): string {
  return new URLSearchParams({ amount: wanFromFen(need.amountFen), term: String(need.termMonths), purpose: need.purpose }).toString()
}

export function needPointers(w: BorrowingWords['need']): FieldMap {
  return {
    '/amountFen': { field: 'amount', label: w.amount, range: w.amountRange },
    '/termMonths': { field: 'term', label: w.term, range: w.termRange },
    '/purpose': { field: 'purpose', label: w.purpose },
  }
}

/** The boxes as the body of a match, or what is wrong with them. Ranges are the API's to judge. */
export function needBody(values: NeedValues, w: BorrowingWords['need']): { body: NeedBody; errors: null } | { body: null; errors: FormError[] } {
  const said = words.zh.errors.field
  const errors: FormError[] = []
  const amountFen = fenFromWan(values.amount)
  const termMonths = integerFrom(values.term)
  if (amountFen === null) errors.push({ field: 'amount', message: values.amount.trim() === '' ? said.required(w.amount) : said.not_number(w.amount) })
  if (termMonths === null) errors.push({ field: 'term', message: values.term.trim() === '' ? said.required(w.term) : said.not_integer(w.term) })
  if (amountFen === null || termMonths === null) return { body: null, errors }
  return { body: { amountFen, termMonths, purpose: values.purpose }, errors: null }
}
