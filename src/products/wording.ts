/** Criteria in the words a shopkeeper uses. One phrase for each op and its opposite, over values said in their own unit (value-words.ts). */
import type { Canonical } from '../platform/kernel/canonical.ts'
import { type AttributeId, attributeOf } from '../profiles/model.ts'
import { type Criterion, type Demand, isLeaf, type Leaf, OPPOSITE } from './criteria.ts'
import { codeName, nameWords, orList, spaced, startsHan, valueWords } from './value-words.ts'

/** What one leaf demands, ready for a sentence. */
export interface DemandWords {
  /** 成立 · 纳税信用 */
  subject: string
  /** 满 24 个月 · A、B 或 M 级 */
  demand: string
  /** The whole: 成立满 24 个月 · 纳税信用 A、B 或 M 级 */
  sentence: string
  /** After 不知道: 是否满 24 个月 · 是否达到 B 级 */
  whether: string
}

const SUBJECTS: Partial<Record<AttributeId, string>> = { ageMonths: '成立', taxGrade: '纳税信用', carbonGrade: '碳账户', householdGrade: '信用户' }

/** @param value the leaf's value as in the tree */
export function wordDemand(attr: AttributeId, op: Demand, value: Canonical): DemandWords {
  const subject = SUBJECTS[attr] ?? attributeOf(attr).zh
  const values = (Array.isArray(value) ? value : [value]) as (string | number)[]
  const demand = demandWords(attr, op, values)
  // Grades and codes are only named and need a verb; measures bring theirs. 纳税信用 A 级 reads well without one.
  const isNamed = ['grade', 'code'].includes(attributeOf(attr).type) && ['>=', '=', 'in', 'prefix'].includes(op)
  const verb = isNamed && startsHan(demand) ? '为' : ''
  const whether = !isNamed ? demand : op === '>=' ? `达到${nameWords(attr, values.map(String))}` : `为${demand}`
  return { subject, demand: spaced(demand), sentence: spaced(`${subject}${verb}${demand}`), whether: spaced(`是否${whether}`) }
}

/** A criterion in force is asked about by every firm; it goes with its product. */
const described = new WeakMap<Criterion, string>()

/** What a product asks, as one sentence. `not` is carried down to the leaves, as the evaluator does. */
export function describeCriterion(criterion: Criterion): string {
  const known = described.get(criterion) ?? describe(criterion, false, true)
  described.set(criterion, known)
  return known
}

function describe(criterion: Criterion, negated: boolean, isTop: boolean): string {
  if (isLeaf(criterion)) return describeLeaf(criterion, negated)
  if ('not' in criterion) return describe(criterion.not, !negated, isTop)
  const isAll = 'all' in criterion
  const children = isAll ? criterion.all : criterion.any
  if (children.length === 1) return describe(children[0]!, negated, isTop)
  const parts = children.map((child) => describe(child, negated, false))
  const joined = `${isAll !== negated ? '同时满足' : '满足其一'}：${parts.join('；')}`
  return isTop ? joined : `（${joined}）`
}

/** One leaf as it counts. */
export function describeLeaf(leaf: Leaf, negated: boolean): string {
  const { sentence } = wordDemand(leaf.attr, negated ? OPPOSITE[leaf.op] : leaf.op, leaf.value as Canonical)
  return leaf.maxAgeDays === undefined ? sentence : `${sentence}（${leaf.maxAgeDays} 天内的数据）`
}

function demandWords(attr: AttributeId, op: Demand, values: readonly (string | number)[]): string {
  if (attributeOf(attr).type === 'grade') return gradeDemand(attr, op, values.map(String))
  const said = values.map((value) => valueWords(attr, value))
  const isAge = attr === 'ageMonths'
  switch (op) {
    case '>=':
      return `${isAge ? '满' : '不低于'} ${said[0]}`
    case '<':
      return `${isAge ? '不满' : '低于'} ${said[0]}`
    case '<=':
      return `不超过 ${said[0]}`
    case '>':
      return `超过 ${said[0]}`
    case 'between':
      return `在 ${said[0]} 到 ${said[1]} 之间`
    case 'not between':
      return `不在 ${said[0]} 到 ${said[1]} 之间`
    case '=':
      return attributeOf(attr).type === 'code' ? said[0]! : `正好 ${said[0]}`
    case '!=':
      return `不是 ${said[0]}`
    case 'in':
    case 'prefix':
      return op === 'in' ? orList(said) : orList(values.map((value) => beginning(attr, String(value))))
    case 'not in':
      return `不是 ${orList(said)}`
    case 'not prefix':
      return `不是 ${orList(values.map((value) => beginning(attr, String(value))))}`
  }
}

function gradeDemand(attr: AttributeId, op: Demand, values: readonly string[]): string {
  const named = nameWords(attr, values)
  const grades = attributeOf(attr).grades ?? []
  switch (op) {
    case '>=':
      return values[0] === grades[0] ? named : attr === 'sizeClass' ? `${named}或更大` : `${named}或更好`
    case '<':
      return attr === 'sizeClass' ? `小于 ${named}` : `低于 ${named}`
    case '<=':
      return attr === 'sizeClass' ? `不大于 ${named}` : `不高于 ${named}`
    case '>':
      return attr === 'sizeClass' ? `大于 ${named}` : `高于 ${named}`
    case '!=':
    case 'not in':
      return `不是 ${named}`
    default:
      return named
  }
}

function beginning(attr: AttributeId, code: string): string {
  return codeName(attr, code) ?? `代码 ${code} 开头`
}
