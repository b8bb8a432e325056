/**
 * Reasons of offers that the index found eligible. A lone leaf among their criteria, negated or not, is met, so nothing is
 * left to compare: the fact is the reason. A tree is explained by the reference evaluator, once for all products that ask the same. Word
 * for word what `evaluate` says. Products are taken apart when they are first shown, and few ever are.
 */
import { type Criterion, type Demand, isLeaf, type Leaf, OPPOSITE } from '../products/model.ts'
import { ATTRIBUTES, type Profile } from '../profiles/model.ts'
import { evaluate } from './evaluate.ts'
import type { Reason } from './model.ts'
import { entryFor } from './scale.ts'

interface AskedLeaf {
  /** As the lender wrote it: a leaf, or one turned round. */
  readonly criterion: Criterion
  readonly leaf: Leaf
  readonly attribute: Leaf['attr']
  readonly op: Demand
  readonly required: Leaf['value']
  /** Where a whole profile has the fact. */
  readonly entryPlace: number
}

interface AskedTree {
  readonly leaf: null
  readonly criterion: Criterion
}

type Asked = AskedLeaf | AskedTree

export class MetReasons {
  private readonly criteria: readonly (readonly Criterion[])[]
  private readonly shown = new Map<number, readonly Asked[]>()
  /** Equal to the letter, so that a reason carries its criterion as the lender wrote it. */
  private readonly trees = new Map<string, AskedTree>()

  /** @param criteria of each product */
  constructor(criteria: readonly (readonly Criterion[])[]) {
    this.criteria = criteria
  }

  /** The reasons of any product that this profile is eligible for. */
  about(profile: Profile): (product: number) => Reason[] {
    const explained = new Map<AskedTree, Reason>()
    const reasonFor = (asked: Asked): Reason => {
      if (asked.leaf !== null) return reasonMet(asked, profile)
      const known = explained.get(asked)
      if (known !== undefined) return known
      const reason = evaluate(asked.criterion, profile)
      explained.set(asked, reason)
      return reason
    }
    return (product) => this.askedBy(product).map(reasonFor)
  }

  private askedBy(product: number): readonly Asked[] {
    const known = this.shown.get(product)
    if (known !== undefined) return known
    const asked = this.criteria[product]!.map((criterion) => {
      if (isLeaf(criterion)) return takenApart(criterion, criterion, criterion.op)
      if ('not' in criterion && isLeaf(criterion.not)) return takenApart(criterion, criterion.not, OPPOSITE[criterion.not.op])
      return this.treeOf(criterion)
    })
    this.shown.set(product, asked)
    return asked
  }

  private treeOf(criterion: Criterion): AskedTree {
    const key = JSON.stringify(criterion)
    const tree = this.trees.get(key) ?? { leaf: null, criterion }
    this.trees.set(key, tree)
    return tree
  }
}

function takenApart(criterion: Criterion, leaf: Leaf, op: Demand): AskedLeaf {
  const { attr: attribute, value: required } = leaf
  return { criterion, leaf, attribute, op, required, entryPlace: ATTRIBUTES.findIndex(({ id }) => id === attribute) }
}

function reasonMet({ criterion, attribute, op, required, entryPlace }: AskedLeaf, profile: Profile): Reason {
  const inOrder = profile.entries[entryPlace]
  const { value: actual, asOf, from } = inOrder?.attribute === attribute ? inOrder : entryFor(profile, attribute)!
  return { verdict: 'met', criterion, leaves: [{ attribute, verdict: 'met', op, required, actual, shortBy: null, freshness: 'fresh', asOf, from }] }
}
