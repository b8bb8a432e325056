/** How many of the city a product's criteria would let in. Who counts stands to the right of this slice and is handed in. */
import type { SubjectKind } from '../subjects/model.ts'
import { type Criterion, type Path, placedLeaves } from './criteria.ts'
import { describeLeaf } from './wording.ts'

/** A head count that points at nobody: null for 1 to 9, which are not told; 0 is told. */
export type HiddenCount = number | null

export interface PopulationCount {
  total: HiddenCount
  met: HiddenCount
  short: HiddenCount
  unknown: HiddenCount
  /** How many each leaf keeps out by itself, by its path from the list of criteria. */
  byLeaf: readonly { path: Path; short: HiddenCount }[]
}

/** Counts the subjects of these kinds; k-anonymity is the counter's own business and done when it answers. */
export type Population = (criteria: readonly Criterion[], audience: readonly SubjectKind[]) => Promise<PopulationCount>

/**
 * Nobody could pass, or so few that they are not told: none and a handful look alike, or publishing would be a way of asking
 * about one firm, figure by figure. A group that is itself too small to be told proves nothing.
 */
export function isOutOfReach({ total, met, unknown }: PopulationCount): boolean {
  const isUntold = (count: HiddenCount) => count === null || count === 0
  return !isUntold(total) && isUntold(met) && isUntold(unknown)
}

/** The leaf that keeps most out; null where none keeps anybody out that could be told. */
export function biggestExcluder(criteria: readonly Criterion[], { byLeaf }: PopulationCount): { path: Path; sentence: string; short: number } | null {
  const [first] = byLeaf.flatMap(({ path, short }) => (short === null || short === 0 ? [] : [{ path, short }])).sort((a, b) => b.short - a.short)
  const placed = first && placedLeaves(criteria).find(({ path }) => path.join('/') === first.path.join('/'))
  return placed ? { ...first, sentence: describeLeaf(placed.leaf, placed.negated) } : null
}
