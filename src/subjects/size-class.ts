/**
 * Large, medium, small or micro by the national rule. A class needs every indicator of its row at or above the floor, so
 * the class is the lowest that any one indicator allows; an indicator below the "small" floor decides alone.
 */
import type { Fen } from '../platform/kernel/money.ts'
import { SIZE_RULES_2011, type SizeRow, type SizeRules } from './data/size-rules.ts'
import { industryChain } from './industry.ts'

export const SIZE_CLASSES = ['large', 'medium', 'small', 'micro'] as const
export type SizeClass = (typeof SIZE_CLASSES)[number]

/** null or absent is unknown, never 0. */
export interface SizeFacts {
  industry?: string | null
  staff?: number | null
  revenueFen?: Fen | null
  assetsFen?: Fen | null
}

export type SizeOutcome =
  | { outcome: 'classed'; class: SizeClass; row: string; basis: string }
  /** `missing` names the facts that would decide; `industry` when it is absent, not in GB/T 4754-2017, or too coarse to pick a row. */
  | { outcome: 'unknown'; missing: (keyof SizeFacts)[]; row: string | null; basis: string }
  /** The rule does not cover this industry (finance, education, public bodies, railways). */
  | { outcome: 'not_applicable'; industry: string; basis: string }

const FEN_PER_10K_YUAN = 1_000_000n

export function sizeClass(facts: SizeFacts, rules: SizeRules = SIZE_RULES_2011): SizeOutcome {
  const { basis } = rules
  const chain = industryChain(facts.industry ?? '').reverse()
  const uncovered = chain.find((code) => rules.notCovered.includes(code))
  if (uncovered !== undefined) return { outcome: 'not_applicable', industry: chain[0]!, basis }
  const row = rules.rows.find(({ scope }) => chain.some((code) => scope.includes(code)))
  if (row === undefined) return { outcome: 'unknown', missing: ['industry'], row: null, basis }

  const indicators = indicatorsOf(row, facts)
  const worst = Math.max(0, ...indicators.map(({ rank }) => rank ?? 0))
  const missing = indicators.filter(({ rank }) => rank === null).map(({ fact }) => fact)
  // A missing indicator can only lower the class, and nothing is lower than micro.
  if (missing.length > 0 && worst < 3) return { outcome: 'unknown', missing, row: row.row, basis }
  return { outcome: 'classed', class: SIZE_CLASSES[worst]!, row: row.row, basis }
}

/** Each indicator the row asks for, with the best class it allows as an index into SIZE_CLASSES; null where unknown. */
function indicatorsOf(row: SizeRow, facts: SizeFacts): { fact: 'staff' | 'revenueFen' | 'assetsFen'; rank: number | null }[] {
  const rankOf = (value: bigint | null, floors: readonly number[], unit: bigint) => {
    if (value === null) return null
    const reached = floors.findIndex((floor) => value >= BigInt(floor) * unit)
    return reached < 0 ? 3 : reached
  }
  const staff = facts.staff === null || facts.staff === undefined ? null : BigInt(Math.floor(facts.staff))
  return [
    ...(row.staff ? [{ fact: 'staff' as const, rank: rankOf(staff, row.staff, 1n) }] : []),
    ...(row.revenue10k ? [{ fact: 'revenueFen' as const, rank: rankOf(facts.revenueFen ?? null, row.revenue10k, FEN_PER_10K_YUAN) }] : []),
    ...(row.assets10k ? [{ fact: 'assetsFen' as const, rank: rankOf(facts.assetsFen ?? null, row.assets10k, FEN_PER_10K_YUAN) }] : []),
  ]
}
