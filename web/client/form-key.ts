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
