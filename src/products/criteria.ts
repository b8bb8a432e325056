/**
 * Criteria as data: a small typed tree that says who a product is for. No code and no strings to evaluate.
 * The meaning (three-valued) is in `matching/evaluate.ts`.
 */
import type { AttributeId } from '../profiles/model.ts'

export type Op = '>=' | '<=' | '=' | 'in' | 'prefix' | 'between'

/**
 * Value by attribute type: integer and bp → number; fen → decimal string; code → string; grade → one of its grades.
 * `in` and `prefix` take a list; `between` takes [low, high], both included.
 * For grades `>=` means "at least as good as".
 */
export interface Leaf {
  attr: AttributeId
  op: Op
  value: number | string | readonly (number | string)[]
  /** Older than this many days counts as unknown, even if the registry would still call it fresh. */
  maxAgeDays?: number
}

export type Criterion = Leaf | { all: readonly Criterion[] } | { any: readonly Criterion[] } | { not: Criterion }

export const MAX_DEPTH = 4
export const MAX_LEAVES = 40

export function isLeaf(criterion: Criterion): criterion is Leaf {
  return 'attr' in criterion
}
