/**
 * Criteria at the rim. A walk over the raw JSON rather than a recursive zod schema: it never goes below the permitted
 * depth, so nesting cannot exhaust the stack, and every error points at the leaf's own member.
 */
import { MAX_FEN, z } from '../platform/kernel/schema.ts'
import { isSafeText } from '../platform/kernel/text.ts'
import { ATTRIBUTES, type Attribute, attributeOf, isAttributeId } from '../profiles/model.ts'
import { type Criterion, type Leaf, MAX_DEPTH, MAX_LEAVES, OPS_OF, type Op, type Path } from './criteria.ts'
import { type CriterionIssue, conflictIn } from './criteria-conflict.ts'
import { redLineOf, redLineSentence } from './red-line.ts'
import { rangeOf } from './value-range.ts'

export const MAX_VALUES = 50
export const MAX_AGE_DAYS = 3660

const TOO_MANY_LEAVES = {
  code: 'too_many_leaves',
  detail: `一个产品最多 ${MAX_LEAVES} 个条件，请去掉从这里起的。 At most ${MAX_LEAVES} leaves; drop those from here on.`,
}
const NOT_AN_OBJECT = { code: 'not_a_criterion', detail: '条件应是一个对象。 A criterion is an object.' }
/** Enough to mend a form by; a hostile body gets no longer answer. */
const MAX_ISSUES = 20
const LEAF_MEMBERS = ['attr', 'op', 'value', 'maxAgeDays']
const GROUPS = ['all', 'any', 'not'] as const
const KINDS = [...GROUPS, 'attr'] as const

/** Everything wrong with criteria that must hold together, by path; empty when they are sound. */
export function criteriaIssues(conjuncts: readonly { raw: unknown; path: Path }[]): CriterionIssue[] {
  const beyond = leafBeyond(conjuncts)
  if (beyond !== null) return [{ path: beyond, ...TOO_MANY_LEAVES }]
  const issues = conjuncts.flatMap(({ raw, path }) => nodeIssues(raw, path, 1))
  return issues.length > 0 ? issues : conflictIn(conjuncts.map(({ raw, path }) => ({ criterion: raw as Criterion, path })))
}

/** Leaves of raw JSON trees, counted without recursion and no further than could be permitted. */
export function leavesOf(trees: readonly unknown[]): number {
  let leaves = 0
  for (const _ of eachLeaf(trees.map((raw, index) => ({ raw, key: index, within: null })))) if (++leaves > MAX_LEAVES) break
  return leaves
}

/** Where the first leaf stands that is one too many, in the order of writing; null where there is none. */
function leafBeyond(conjuncts: readonly { raw: unknown; path: Path }[]): Path | null {
  let leaves = 0
  for (const leaf of eachLeaf(conjuncts.map(({ raw }, index) => ({ raw, key: index, within: null })))) {
    if (++leaves <= MAX_LEAVES) continue
    const keys: (string | number)[] = []
    let place: Place = leaf
    for (; place.within !== null; place = place.within) keys.push(place.key)
    // What lies deeper than may be is named by the ancestor that may.
    return [...conjuncts[place.key as number]!.path, ...keys.reverse().slice(0, 2 * MAX_DEPTH)]
  }
  return null
}

/** Knows its own key alone, so that a nest of a hundred thousand costs no more than its text. */
interface Place {
  raw: unknown
  key: string | number
  within: Place | null
}

function* eachLeaf(trees: readonly Place[]): Generator<Place> {
  const open = [...trees].reverse()
  for (let place = open.pop(); place; place = open.pop()) {
    const inner = childrenOf(place)
    if (inner.length === 0) yield place
    for (let i = inner.length - 1; i >= 0; i--) open.push(inner[i]!)
  }
}

function childrenOf(within: Place): Place[] {
  const { raw } = within
  if (!isRecord(raw)) return []
  return GROUPS.flatMap((group): Place[] => {
    const children = raw[group]
    if (children === undefined || children === null) return []
    const named = { raw: children, key: group, within }
    return Array.isArray(children) ? children.map((child, index) => ({ raw: child, key: index, within: named })) : [named]
  })
}

function nodeIssues(raw: unknown, path: Path, depth: number): CriterionIssue[] {
  if (!isRecord(raw)) return [{ path, ...NOT_AN_OBJECT }]
  if (depth > MAX_DEPTH) return issue(path, 'too_deep', `条件最多嵌套 ${MAX_DEPTH} 层。 At most ${MAX_DEPTH} levels.`)
  const kinds = KINDS.filter((key) => Object.hasOwn(raw, key))
  const kind = kinds[0]
  if (kind === undefined || kinds.length > 1)
    return issue(path, 'not_a_criterion', '条件须是 attr、all、any、not 中的一种。 Exactly one of attr, all, any, not.')
  const known: readonly string[] = kind === 'attr' ? LEAF_MEMBERS : [kind]
  const strange = Object.keys(raw).filter((key) => !known.includes(key))
  if (strange.length > 0)
    return issue([...path, strange[0]!.slice(0, 60).toWellFormed()], 'unknown_member', '条件里没有这一项。 A criterion has no such member.')
  if (kind === 'attr') return leafIssues(raw, path)
  if (kind === 'not') return nodeIssues(raw.not, [...path, 'not'], depth + 1)
  const children = raw[kind]
  if (!Array.isArray(children) || children.length < 1 || children.length > MAX_LEAVES)
    return issue([...path, kind], 'bad_group', `${kind} 须有 1 到 ${MAX_LEAVES} 项。 ${kind} takes 1 to ${MAX_LEAVES} criteria.`)
  return children.flatMap((child, index) => nodeIssues(child, [...path, kind, index], depth + 1))
}

function leafIssues({ attr, op, value, maxAgeDays }: Record<string, unknown>, path: Path): CriterionIssue[] {
  const attribute = typeof attr === 'string' && isAttributeId(attr) ? attributeOf(attr) : null
  if (!attribute?.askable) return [{ path: [...path, 'attr'], ...attributeFault(attr) }]
  const ops: readonly Op[] = OPS_OF[attribute.type]
  const known = ops.find((allowed) => allowed === op)
  if (!known) return issue([...path, 'op'], 'op_not_allowed', `「${attribute.zh}」只能用 ${ops.join(' ')}。 ${attribute.en} takes ${ops.join(' ')}.`)
  const ageIsSound = maxAgeDays === undefined || (Number.isInteger(maxAgeDays) && Number(maxAgeDays) >= 1 && Number(maxAgeDays) <= MAX_AGE_DAYS)
  const ageIssues = ageIsSound
    ? []
    : issue([...path, 'maxAgeDays'], 'bad_age', `数据时效须是 1 到 ${MAX_AGE_DAYS} 天的整数。 Whole days, 1 to ${MAX_AGE_DAYS}.`)
  return [...valueIssues(attribute, known, value, [...path, 'value']), ...ageIssues]
}

interface Fault {
  code: string
  detail: string
}

/** Why this cannot be asked for. */
function attributeFault(id: unknown): Fault {
  const line = typeof id === 'string' ? redLineOf(id) : null
  if (line) return { code: 'red_line', detail: redLineSentence(line) }
  if (typeof id !== 'string' || !isAttributeId(id)) return { code: 'unknown_attribute', detail: '没有这个指标。 No such attribute.' }
  const { zh, en } = attributeOf(id)
  return { code: 'not_askable', detail: `「${zh}」不能作为条件。 ${en} cannot be asked for.` }
}

/** What is wrong with a value that somebody says an attribute has; null where it is sound, or null (not known). */
export function valueFault(id: string, value: unknown): Fault | null {
  const attribute = isAttributeId(id) ? attributeOf(id) : null
  if (!attribute?.askable) return attributeFault(id)
  // Growth may have been a fall: a fact can lie below what criteria ask.
  const isFall = Number.isSafeInteger(value) && isAttributeId(id) && (value as number) < 0 && BigInt(value as number) >= rangeOf(id).min
  return value === null || isFall || isValueOf(attribute, value) ? null : { code: 'bad_value', detail: expected(attribute) }
}

function valueIssues(attribute: Attribute, op: Op, value: unknown, path: Path): CriterionIssue[] {
  const isList = op === 'in' || op === 'prefix' || op === 'between'
  if (!isList) return isValueOf(attribute, value) ? rangeIssues(attribute, value, path) : issue(path, 'bad_value', expected(attribute))
  const [least, most] = op === 'between' ? [2, 2] : [1, MAX_VALUES]
  if (!Array.isArray(value) || value.length < least || value.length > most)
    return issue(path, 'bad_list', op === 'between' ? '须写成 [低, 高]。 Write [low, high].' : `须是 1 到 ${MAX_VALUES} 个值。 1 to ${MAX_VALUES} values.`)
  const wrong = value.findIndex((item) => !isValueOf(attribute, item))
  if (wrong >= 0) return issue([...path, wrong], 'bad_value', expected(attribute))
  if (op === 'between' && BigInt(value[0]) > BigInt(value[1])) return issue(path, 'range_reversed', '低值不能大于高值。 The low end lies above the high end.')
  if (op === 'between') return value.flatMap((end, index) => rangeIssues(attribute, end, [...path, index])).slice(0, 1)
  const repeat = value.findIndex((item, index) => value.indexOf(item) !== index)
  return repeat < 0 ? [] : issue([...path, repeat], 'repeated_value', '同一个值写了两次。 The value is there twice.')
}

/** A sound number that this unit cannot reach: 8 000 for 80 %, 365 for a year in months. */
function rangeIssues(attribute: Attribute, value: unknown, path: Path): CriterionIssue[] {
  if (!isAttributeId(attribute.id) || attribute.type === 'grade' || attribute.type === 'code') return []
  const { min, max } = rangeOf(attribute.id)
  const isWithin = BigInt(value as number | string) >= min && (max === null || BigInt(value as number | string) <= max)
  if (isWithin) return []
  return issue(
    path,
    'out_of_range',
    `「${attribute.zh}」只会在 ${min} 到 ${max} 之间，请核对单位。 ${attribute.en} lies between ${min} and ${max}; check the unit.`,
  )
}

function issue(path: Path, code: string, detail: string): CriterionIssue[] {
  return [{ path, code, detail }]
}

function isValueOf(attribute: Attribute, value: unknown): boolean {
  switch (attribute.type) {
    case 'integer':
    case 'bp':
      return Number.isSafeInteger(value) && (value as number) >= 0
    case 'fen':
      return typeof value === 'string' && /^(0|[1-9]\d{0,15})$/.test(value) && BigInt(value) <= MAX_FEN
    case 'grade':
      return typeof value === 'string' && (attribute.grades ?? []).includes(value)
    case 'code':
      return typeof value === 'string' && /^\S{1,40}$/u.test(value) && isSafeText(value)
    default:
      return false
  }
}

function expected(attribute: Attribute): string {
  switch (attribute.type) {
    case 'fen':
      return `金额以分为单位，写成十进制文字，不超过 ${MAX_FEN}。 Whole fen as a decimal string, at most ${MAX_FEN}.`
    case 'grade':
      return `须是 ${attribute.grades?.join('、')} 之一。 One of ${attribute.grades?.join(', ')}.`
    case 'code':
      return '须是 1 到 40 个字符的代码。 A code of 1 to 40 characters.'
    default:
      return `须是不小于 0 的整数${attribute.unitZh ? `（${attribute.unitZh}）` : attribute.type === 'bp' ? '（万分之一）' : ''}。 A whole number, 0 or more.`
  }
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

/** Documentation of the tree; the walk above is what decides. */
const CRITERION_DOC = {
  type: 'object' as const,
  description: 'Exactly one of: a leaf {attr, op, value, maxAgeDays?}, {all: […]}, {any: […]}, {not: …}; at most 4 levels and 40 leaves.',
  properties: {
    attr: { type: 'string' as const, enum: ATTRIBUTES.filter((a) => a.askable).map((a) => a.id) },
    op: { type: 'string' as const, enum: ['>=', '<=', '=', 'in', 'prefix', 'between'] satisfies Leaf['op'][] },
    value: { description: 'integer and basis points: number; fen: decimal string; grade, code: string; in, prefix: list; between: [low, high]' },
    maxAgeDays: { type: 'integer' as const, minimum: 1, maximum: MAX_AGE_DAYS },
    all: { type: 'array' as const, minItems: 1, maxItems: MAX_LEAVES, items: { $ref: '#/components/schemas/Criterion' } },
    any: { type: 'array' as const, minItems: 1, maxItems: MAX_LEAVES, items: { $ref: '#/components/schemas/Criterion' } },
    not: { $ref: '#/components/schemas/Criterion' },
  },
  example: { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] },
}

const documented = z
  .custom<Criterion>(isRecord, { message: NOT_AN_OBJECT.detail, params: { code: NOT_AN_OBJECT.code }, abort: true })
  .openapi('Criterion', CRITERION_DOC)

/** One criterion by itself: when a price tier applies. */
export const criterionSchema = documented.superRefine((raw, ctx) => report(criteriaIssues([{ raw, path: [] }]), ctx))

/** Every one must hold, so together they are one `all`: contradictions between them are refused too. */
export const criteriaSchema = z.array(documented).superRefine((raws, ctx) => report(criteriaIssues(raws.map((raw, index) => ({ raw, path: [index] }))), ctx))

function report(issues: readonly CriterionIssue[], ctx: z.RefinementCtx): void {
  for (const { path, code, detail } of issues.slice(0, MAX_ISSUES)) ctx.addIssue({ code: 'custom', path: [...path], message: detail, params: { code } })
}

/** Criteria going out: they were checked when they came in. */
export const criterionOut = documented
