import type { FormBody } from './form-body.ts'
import type { Problem } from './problem.ts'

/** A new Idempotency-Key for a form about to be shown. */
export function newFormKey(): string {
  return crypto.randomUUID()
}

/**
 * The key of a form shown again after a refusal. Where the outcome is unknown (5xx) or still under way the same key
 * stays, so that sending again converges; otherwise the corrected form is a new request.
 */
export function keyAfter(problem: Problem, key: string): string {
  return problem.status >= 500 || problem.code === 'idempotency_in_flight' ? key : newFormKey()
}

/** The key a form came with. A form that brings none, or one no header can carry, is a new request each time. */
export function formKeyOf(form: FormBody): string {
  const key = form.text('_key')
  return /^[\x21-\x7e]{1,100}$/.test(key) ? key : newFormKey()
}
