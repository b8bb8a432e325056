/**
 * Criteria that nobody can meet. `not` is carried down to the leaves; then every leaf that must hold narrows what its
 * attribute may still be, and a group of which one must hold needs a branch that fits with the rest. Takes validated
 * criteria; knows nothing of whom the city holds (that is the population's to say).
 */
import { type AttributeId, attributeOf } from '../profiles/model.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { type Criterion, isLeaf, type Leaf, type Path } from './criteria.ts'
import { rangeOf } from './value-range.ts'

/** What is wrong with criteria, and where from their root. */
export interface CriterionIssue {
  path: Path
  code: string
  detail: string
}

interface Placed {
  criterion: Criterion
  path: Path
  negated?: boolean
}

interface Span {
  low: bigint
  high: bigint | null
}
interface Text {
  text: string
  /** This text, or everything that begins so. */
  exact: boolean
}
/** What an attribute may still be: whole numbers in spans, one of some grades, or codes within `only` (null: any) and without `but`. */
type Permitted = { spans: readonly Span[] } | { grades: readonly string[] } | { only: readonly Text[] | null; but: readonly Text[] }
type State = ReadonlyMap<AttributeId, Permitted>

interface Choice {
  path: Path
  branches: readonly Placed[]
}

/** Branches tried over all choices together; a tree that needs more is taken to be possible. */
const MOST_TRIALS = 2_000

/** @param conjuncts criteria that must hold together; @returns at most one issue: the first leaf or group that leaves nobody over */
export function conflictIn(conjuncts: readonly Placed[]): CriterionIssue[] {
  const trials = { left: MOST_TRIALS }
  const found = solve([...conjuncts], new Map(), [], trials)
  return found === null ? deadBranches(conjuncts, trials) : [found]
}

/** A branch that can never be taken is a slip too, even where another one can. */
function deadBranches(conjuncts: readonly Placed[], trials: { left: number }): CriterionIssue[] {
  const { choices } = spread([...conjuncts], new Map())
  return choices.flatMap(({ branches }) =>
    branches.flatMap((branch) => {
      const dead = solve([branch], new Map(), [], trials)
      return dead === null ? deadBranches([branch], trials) : [dead]
    }),
  )
}

/** null: somebody could meet it all. */
function solve(open: readonly Placed[], state: State, waiting: readonly Choice[], trials: { left: number }): CriterionIssue | null {
  const spreadOut = spread(open, state)
  if (spreadOut.issue) return spreadOut.issue
  const choices = [...waiting, ...spreadOut.choices]
  const [first, ...rest] = choices
  if (first === undefined) return null
  let last: CriterionIssue | null = null
  for (const branch of first.branches) {
    if (trials.left-- <= 0) return null
    const found = solve([branch], spreadOut.state, rest, trials)
    if (found === null) return null
    last = found
  }
  // With a single way the leaf itself is at fault; with several none of them is, but all together.
  return first.branches.length === 1
    ? last
    : contradiction(first.path, '这一组条件里没有一个能和其他条件同时成立，谁也达不到。 No branch fits with what else is required.')
}

/** Carries `not` down, narrows by every leaf that must hold, and keeps groups of which one must hold for later. */
function spread(open: readonly Placed[], before: State): { state: State; choices: Choice[]; issue: CriterionIssue | null } {
  const state = new Map(before)
  const choices: Choice[] = []
  const queue = [...open]
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { criterion, path, negated = false } = next
    if (isLeaf(criterion)) {
      const after = narrow(state.get(criterion.attr) ?? everything(criterion.attr), criterion, negated)
      if (isEmpty(after)) {
        const detail = state.has(criterion.attr)
          ? `与同时要求的另一个「${attributeOf(criterion.attr).zh}」条件矛盾，谁也达不到。 Contradicts another criterion required with it.`
          : `「${attributeOf(criterion.attr).zh}」没有这样的值，谁也达不到。 No value of this attribute satisfies it.`
        return { state, choices, issue: contradiction([...path, 'value'], detail) }
      }
      state.set(criterion.attr, after)
    } else if ('not' in criterion) {
      queue.unshift({ criterion: criterion.not, path: [...path, 'not'], negated: !negated })
    } else {
      const [group, children] = 'all' in criterion ? (['all', criterion.all] as const) : (['any', criterion.any] as const)
      const placed = children.map((child, index) => ({ criterion: child, path: [...path, group, index], negated }))
      if ((group === 'all') !== negated) queue.unshift(...placed)
      else choices.push({ path: [...path, group], branches: placed })
    }
  }
  return { state, choices, issue: null }
}

function contradiction(path: Path, detail: string): CriterionIssue {
  return { path, code: 'contradiction', detail }
}

function everything(attr: AttributeId): Permitted {
  const { type, grades = [] } = attributeOf(attr)
  if (type === 'grade') return { grades }
  if (type === 'code') return { only: attr === 'kind' ? SUBJECT_KINDS.map((text) => ({ text, exact: true })) : null, but: [] }
  const { min, max } = rangeOf(attr)
  return { spans: [{ low: min, high: max }] }
}

function narrow(before: Permitted, leaf: Leaf, negated: boolean): Permitted {
  const values: readonly (string | number)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  if ('grades' in before) {
    const scale = attributeOf(leaf.attr).grades ?? []
    const step = scale.indexOf(String(values[0]))
    const asked = leaf.op === '>=' ? scale.slice(0, step + 1) : leaf.op === '<=' ? scale.slice(step) : values.map(String)
    return { grades: before.grades.filter((grade) => asked.includes(grade) !== negated) }
  }
  if ('only' in before) {
    const asked = values.map((value) => ({ text: String(value), exact: leaf.op !== 'prefix' }))
    return negated ? { only: before.only, but: [...before.but, ...asked] } : { only: before.only ? shared(before.only, asked) : asked, but: before.but }
  }
  const [low, high] = values.map(BigInt)
  const asked: Span = leaf.op === '>=' ? { low: low!, high: null } : leaf.op === '<=' ? { low: LOWEST, high: low! } : { low: low!, high: high ?? low! }
  const spans = negated ? outside(asked) : [asked]
  return { spans: before.spans.flatMap((one) => spans.flatMap((other) => both(one, other))) }
}

/** Below every fact: no span begins here but one that has no low end. */
const LOWEST = -(2n ** 63n)

function both(a: Span, b: Span): Span[] {
  const low = a.low > b.low ? a.low : b.low
  const high = a.high === null ? b.high : b.high === null || a.high < b.high ? a.high : b.high
  return high !== null && low > high ? [] : [{ low, high }]
}

function outside({ low, high }: Span): Span[] {
  return [...(low === LOWEST ? [] : [{ low: LOWEST, high: low - 1n }]), ...(high === null ? [] : [{ low: high + 1n, high: null }])]
}

function shared(a: readonly Text[], b: readonly Text[]): Text[] {
  const kept = new Map<string, Text>()
  for (const x of a) {
    for (const y of b) {
      const [wide, narrow] = x.exact || x.text.length > y.text.length ? [y, x] : [x, y]
      if (covers(wide, narrow)) kept.set(`${narrow.exact}${narrow.text}`, narrow)
    }
  }
  return [...kept.values()]
}

function covers(wide: Text, narrow: Text): boolean {
  return wide.exact ? narrow.exact && wide.text === narrow.text : narrow.text.startsWith(wide.text)
}

/** Codes are without number: a beginning from which some longer codes are taken away still leaves others. */
function isEmpty(permitted: Permitted): boolean {
  if ('spans' in permitted) return permitted.spans.length === 0
  if ('grades' in permitted) return permitted.grades.length === 0
  return permitted.only?.every((text) => permitted.but.some((excluded) => covers(excluded, text))) ?? false
}
