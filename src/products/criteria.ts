/**
 * Criteria as data: a small typed tree that says who a product is for. No code and no strings to evaluate.
 * The meaning (three-valued) is in `matching/evaluate.ts`.
 */
import type { AttributeId, AttributeType } from '../profiles/model.ts'

export type Op = '>=' | '<=' | '=' | 'in' | 'prefix' | 'between'

/** What an op demands under `not`: whoever is past the bar is short of it. */
export const OPPOSITE = { '>=': '<', '<=': '>', '=': '!=', in: 'not in', prefix: 'not prefix', between: 'not between' } as const satisfies Record<Op, string>
export type Demand = Op | (typeof OPPOSITE)[Op]

/** Which questions each type of attribute answers. A grade has no `between`: `in` names its grades without asking which end is low. */
export const OPS_OF = {
  integer: ['>=', '<=', '=', 'between'],
  fen: ['>=', '<=', '=', 'between'],
  bp: ['>=', '<=', '=', 'between'],
  grade: ['>=', '<=', '=', 'in'],
  code: ['=', 'in', 'prefix'],
  date: [],
  text: [],
  list: [],
} as const satisfies Record<AttributeType, readonly Op[]>

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

/** Where something stands in criteria: `[2, 'all', 0]`, with `not` a step of its own. */
export type Path = readonly (string | number)[]

export interface PlacedLeaf {
  leaf: Leaf
  path: Path
  /** An odd number of `not` above it: it counts turned round. */
  negated: boolean
}

/** Every leaf in the tree's order, with its path from the list. */
export function placedLeaves(criteria: readonly Criterion[]): PlacedLeaf[] {
  return criteria.flatMap((criterion, index) => leavesUnder(criterion, [index], false))
}

function leavesUnder(criterion: Criterion, path: Path, negated: boolean): PlacedLeaf[] {
  if (isLeaf(criterion)) return [{ leaf: criterion, path, negated }]
  if ('not' in criterion) return leavesUnder(criterion.not, [...path, 'not'], !negated)
  const [group, children] = 'all' in criterion ? (['all', criterion.all] as const) : (['any', criterion.any] as const)
  return children.flatMap((child, index) => leavesUnder(child, [...path, group, index], negated))
}
