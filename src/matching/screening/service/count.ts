import type { Context } from '../../../platform/context.ts'
import { throttle } from '../../../platform/http/throttle.ts'
import { type CivilDate, civilDateOf } from '../../../platform/kernel/time.ts'
import { type Criterion, type PlacedLeaf, type Population, placedLeaves } from '../../../products/model.ts'
import { attributeOf } from '../../../profiles/model.ts'
import type { CatalogueItem } from '../../../sources/model.ts'
import type { Counted } from '../anonymity.ts'
import { CITY, groupClause } from '../area.ts'
import { type Clause, metClause, type Openness, shortClause } from '../clause.ts'
import { publicCategories } from '../public-basis.ts'
import { tally } from '../store.ts'
import { populationCount, type Verdicts } from '../view.ts'

/** Live counts while somebody types: about one a second. */
const COUNTS_A_MINUTE = 60

/** Exact numbers: for the platform alone. What goes to a lender goes through `anonymity.ts`. */
export interface CountedGroup extends Verdicts {
  total: Counted
  /** The earliest day a counted row speaks of; null where nobody is counted. */
  asOf: CivilDate | null
  byCriterion: readonly Verdicts[]
  /** By leaf, in the trees' order: subjects whom its criterion rules out and who fall short of this very leaf. */
  byLeaf: readonly (PlacedLeaf & { excluded: Counted })[]
}

/** What a lender's questions may use: open categories, and of those what each row leaves open. */
export function lenderOpenness(catalogue: readonly CatalogueItem[], on: CivilDate): Openness {
  const categories = publicCategories(catalogue, on)
  return { open: (attribute) => attribute === 'kind' || categories.has(attributeOf(attribute).category) }
}

/** One product's criteria over all subjects of a group, by what may be used without their consent. */
export async function countSubjects(
  ctx: Context,
  catalogue: readonly CatalogueItem[],
  { criteria, audience = [], area = CITY }: { criteria: readonly Criterion[]; audience?: readonly string[]; area?: string },
): Promise<CountedGroup> {
  const openness = lenderOpenness(catalogue, civilDateOf(ctx.clock.now()))
  const met = (some: readonly Criterion[]) => metClause(some, openness)
  const short = (some: readonly Criterion[]) => shortClause(some, openness)
  const each = criteria.map((criterion) => [criterion])
  const leaves = placedLeaves(criteria)
  const predicates: Clause[] = [met(criteria), short(criteria), ...each.map(met), ...each.map(short)]
  const ofLeaves = leaves.map(({ leaf, negated, path }) => {
    const criterion = Number(path[0])
    // A criterion that is nothing but its leaf was counted already.
    if (criteria[criterion] === leaf) return 2 + criteria.length + criterion
    const asItCounts = negated ? { not: leaf } : leaf
    return predicates.push([...short(each[criterion]!), ' and ', ...short([asItCounts])]) - 1
  })
  const { total, sets, asOf } = await tally(ctx.db, groupClause(area, audience), predicates)
  const verdicts = (met: Counted, short: Counted): Verdicts => ({
    ...{ met, short },
    unknown: { count: total.count - met.count - short.count, print: total.print - met.print - short.print },
  })
  return {
    ...{ total, asOf, ...verdicts(sets[0]!, sets[1]!) },
    byCriterion: criteria.map((_, i) => verdicts(sets[2 + i]!, sets[2 + criteria.length + i]!)),
    byLeaf: leaves.map((leaf, i) => ({ ...leaf, excluded: sets[ofLeaves[i]!]! })),
  }
}

/**
 * What publishing a product asks of the city (`products/population.ts`), by open records alone: what a lender is refused
 * or told by it, it could have learned without consent. 0 is told, 1 to 9 never.
 * @param secret keeps the step of the tens from being known (anonymity.ts)
 */
export function populationOf(catalogue: readonly CatalogueItem[], secret: string): (ctx: Context) => Population {
  return (ctx) => async (criteria, audience) => {
    const asked = { criteria, audience, area: CITY }
    return populationCount(await countSubjects(ctx, catalogue, asked), secret)
  }
}

/** @throws Fault too_many when a lender asks faster than somebody types */
export async function paceCounts(ctx: Context, lenderId: string): Promise<void> {
  await throttle(ctx, `screening ${lenderId}`, COUNTS_A_MINUTE, 60)
}
