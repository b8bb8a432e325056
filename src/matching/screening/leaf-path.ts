/** The leaves of criteria in the trees' order, each with where it stands and whether it counts turned round. */
import { type Criterion, isLeaf, type Leaf, OPPOSITE, wordDemand } from '../../products/model.ts'

export interface CountedLeaf {
  leaf: Leaf
  /** Under an odd number of `not`. */
  negated: boolean
  /** Which of the criteria it belongs to. */
  criterion: number
  /** JSON pointer from the criteria on: `/0/any/1`. */
  path: string
}

export function leavesIn(criteria: readonly Criterion[]): CountedLeaf[] {
  return criteria.flatMap((criterion, index) => walk(criterion, index, `/${index}`, false))
}

function walk(criterion: Criterion, index: number, path: string, negated: boolean): CountedLeaf[] {
  if (isLeaf(criterion)) return [{ leaf: criterion, negated, criterion: index, path }]
  if ('not' in criterion) return walk(criterion.not, index, `${path}/not`, !negated)
  const group = 'all' in criterion ? 'all' : 'any'
  const children = 'all' in criterion ? criterion.all : criterion.any
  return children.flatMap((child, place) => walk(child, index, `${path}/${group}/${place}`, negated))
}

/** What a leaf demands, as it counts. */
export function leafSentence({ leaf, negated }: CountedLeaf): string {
  return wordDemand(leaf.attr, negated ? OPPOSITE[leaf.op] : leaf.op, leaf.value).sentence
}
