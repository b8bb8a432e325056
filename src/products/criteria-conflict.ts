/** Criteria that nobody can meet: inside one `all`, a range that is empty or sets that share nothing. Takes validated criteria. */
import { attributeOf } from '../profiles/model.ts'
import { type Criterion, isLeaf, type Leaf } from './criteria.ts'

export type Path = readonly (string | number)[]

/** What is wrong with criteria, and where from their root. */
export interface CriterionIssue {
  path: Path
  code: string
  detail: string
}

interface Placed {
  criterion: Criterion
  path: Path
}

/** What the leaves seen so far still permit: numbers from low to high, or any of these texts (`exact`, or everything that begins so). */
type Permitted = { low: bigint; high: bigint | null } | { texts: readonly { text: string; exact: boolean }[] }

/** @param conjuncts criteria that must hold together; what lies inside them is searched too */
export function conflictIn(conjuncts: readonly Placed[]): CriterionIssue[] {
  const issues: CriterionIssue[] = []
  const permitted = new Map<string, Permitted>()
  const open = [...conjuncts]
  for (let next = open.shift(); next; next = open.shift()) {
    const { criterion, path } = next
    if (isLeaf(criterion)) {
      const before = permitted.get(criterion.attr)
      const after = before ? meet(before, permittedBy(criterion)) : permittedBy(criterion)
      if (isEmpty(after))
        issues.push({
          path: [...path, 'value'],
          code: 'contradiction',
          detail: `与同时要求的另一个「${attributeOf(criterion.attr).zh}」条件矛盾，谁也达不到。 Contradicts another criterion required with it.`,
        })
      else permitted.set(criterion.attr, after)
    } else if ('all' in criterion) {
      open.unshift(...criterion.all.map((child, index) => ({ criterion: child, path: [...path, 'all', index] })))
    } else if ('any' in criterion) {
      criterion.any.forEach((child, index) => void issues.push(...conflictIn([{ criterion: child, path: [...path, 'any', index] }])))
    } else {
      issues.push(...conflictIn([{ criterion: criterion.not, path: [...path, 'not'] }]))
    }
  }
  return issues
}

function permittedBy(leaf: Leaf): Permitted {
  const attribute = attributeOf(leaf.attr)
  const values: readonly (string | number)[] = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  if (attribute.type === 'grade' || attribute.type === 'code') {
    const grades = attribute.grades ?? []
    const step = grades.indexOf(String(values[0]))
    const texts = leaf.op === '>=' ? grades.slice(0, step + 1) : leaf.op === '<=' ? grades.slice(step) : values.map(String)
    return { texts: texts.map((text) => ({ text, exact: leaf.op !== 'prefix' })) }
  }
  const [low, high] = values.map(BigInt)
  if (leaf.op === '>=') return { low: low!, high: null }
  if (leaf.op === '<=') return { low: 0n, high: low! }
  return { low: low!, high: high ?? low! }
}

function meet(a: Permitted, b: Permitted): Permitted {
  if ('low' in a && 'low' in b) {
    const high = a.high === null ? b.high : b.high === null || a.high < b.high ? a.high : b.high
    return { low: a.low > b.low ? a.low : b.low, high }
  }
  if (!('texts' in a && 'texts' in b)) throw new Error('one attribute, two scales')
  const shared = new Map<string, { text: string; exact: boolean }>()
  for (const x of a.texts) {
    for (const y of b.texts) {
      const [wide, narrow] = x.exact || x.text.length > y.text.length ? [y, x] : [x, y]
      const fits = wide.exact ? wide.text === narrow.text : narrow.text.startsWith(wide.text)
      if (fits) shared.set(`${narrow.exact}${narrow.text}`, narrow)
    }
  }
  return { texts: [...shared.values()] }
}

function isEmpty(permitted: Permitted): boolean {
  return 'texts' in permitted ? permitted.texts.length === 0 : permitted.high !== null && permitted.low > permitted.high
}
