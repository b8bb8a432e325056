/** A version refused on its way out: each sentence once, led to the very row of the builder that is to be mended. */
import type { ProductView } from '../../../src/products/contract.ts'
import { formErrors, type Problem } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'
import { bodyOf, namedByRow, termsFrom, valuesOf } from './terms-form.ts'

export interface Refusal {
  errors: readonly FormError[]
  requestId: string
  title?: string
  /** Where the rows are. */
  page?: string
}

export function refusalOf(problem: Problem, product: ProductView): Refusal {
  const w = words.zh.bank.products
  const version = product.draft ?? product
  const { fields } = termsFrom(valuesOf(bodyOf(version)))
  const errors = problem.errors.flatMap((error): FormError[] => {
    const placed = formErrors({ ...problem, errors: [error] }, fields ?? {})
    // The case was told already; what is to be told here is which row decided it.
    if (error.code === 'decides_test_case') return placed.map(({ field }) => ({ field, message: w.decidesCase(nameOf(field)) }))
    return namedByRow(placed)
  })
  const { requestId } = problem
  const said = errors.length > 0 ? errors : formErrors(problem)
  return { errors: said, requestId, title: w.refusedTitle(version.terms.name), page: `/bank/products/${product.id}/edit` }
}

/** "c2attr → its number" of a row's box; the first part of the form has no rows. */
function nameOf(field: string | null): string {
  const { criterionNo, audience } = words.zh.bank.terms
  const row = /^c(\d+)/.exec(field ?? '')?.[1]
  return row === undefined ? audience : criterionNo(Number(row) + 1)
}
