/**
 * Criteria as rows of four boxes, in the units people count in: ten thousand yuan for fen, mu for its hundredths, percent for basis
 * points, names for codes. A criterion is a row only where the row reads back as that very criterion; whatever is
 * deeper stands in its row as JSON, and the row is marked DEEP.
 */
import { CODE_WORDS, type Criterion, isLeaf, type Leaf, OPS_OF, type Op } from '../../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, attributeOf, isAttributeId } from '../../../src/profiles/model.ts'
import { fenFromWan, wanFromFen } from '../../client/form-values.ts'

export const ROW_BOXES = ['attr', 'op', 'value', 'days', 'json'] as const
export type RowBox = (typeof ROW_BOXES)[number]
/** Several values stand in `value` with COMMA between; `json` is there for a DEEP row alone. */
export type CriterionRow = Record<RowBox, string>

export const BLANK_ROW: CriterionRow = { attr: '', op: '>=', value: '', days: '', json: '' }
/** Stands in a row's attribute box: the row's criterion is its JSON. */
export const DEEP = '*'

export const ROW_OPS = ['>=', '<=', '=', 'between', 'in', 'prefix', 'not >=', 'not <=', 'not =', 'not between', 'not in', 'not prefix'] as const
export type RowOp = (typeof ROW_OPS)[number]

export const ASKABLE: readonly Attribute[] = ATTRIBUTES.filter((a) => a.askable)

export type RowFaultCode = 'no_attribute' | 'no_value' | 'not_number' | 'not_pair' | 'bad_days' | 'not_json'
export interface RowFault {
  box: RowBox
  code: RowFaultCode
}

export function isBlankRow({ attr, value, days, json }: CriterionRow): boolean {
  return attr === '' && [value, days, json].every((text) => text.trim() === '')
}

/** What may be asked of an attribute, and the same turned round; of one not yet chosen, everything. */
export function opsFor(attr: string): readonly RowOp[] {
  if (!isAttributeId(attr)) return ROW_OPS
  const asked: readonly Op[] = OPS_OF[attributeOf(attr).type]
  return ROW_OPS.filter((op) => asked.some((known) => op === known || op === `not ${known}`))
}

/** How many values an op takes. */
export function arity(op: string): 'one' | 'many' | 'two' {
  if (op.endsWith('between')) return 'two'
  return op.endsWith('in') || op.endsWith('prefix') ? 'many' : 'one'
}

/** The values to choose from where they are few, by the names that stand in the box; null: to be typed. */
export function choicesOf(attr: string): readonly string[] | null {
  if (!isAttributeId(attr)) return null
  const named = namesOf(attr)
  const codes = attributeOf(attr).grades ?? Object.keys(named)
  return codes.length === 0 ? null : codes.map((code) => named[code] ?? code)
}

/** One criterion as a row; null where no row of four boxes says exactly this. */
export function rowOf(criterion: Criterion): CriterionRow | null {
  const leaf = isLeaf(criterion) ? criterion : 'not' in criterion && isLeaf(criterion.not) ? criterion.not : null
  if (leaf === null || !isAttributeId(leaf.attr)) return null
  const op = ROW_OPS.find((known) => known === (leaf === criterion ? leaf.op : `not ${leaf.op}`))
  if (op === undefined) return null
  const values = typeof leaf.value === 'object' ? leaf.value : [leaf.value]
  const row = {
    attr: leaf.attr,
    op,
    value: values.map((value) => textOf(leaf.attr, value)).join(COMMA),
    days: leaf.maxAgeDays === undefined ? '' : String(leaf.maxAgeDays),
    json: '',
  }
  const back = criterionFrom(row)
  return 'criterion' in back && sameText(back.criterion, criterion) ? row : null
}

/** Any criterion as a row: what four boxes cannot say as JSON. */
export function rowFor(criterion: Criterion): CriterionRow {
  return rowOf(criterion) ?? { ...BLANK_ROW, attr: DEEP, json: JSON.stringify(criterion, null, 2) }
}

/** A row as a criterion, or what is wrong with it. Whether the op suits the attribute and the value its scale is the API's to say. */
export function criterionFrom({ attr, op: rowOp, value: text, days, json }: CriterionRow): { criterion: Criterion } | { fault: RowFault } {
  if (attr === DEEP) return criterionInJson(json)
  if (!isAttributeId(attr)) return { fault: { box: 'attr', code: 'no_attribute' } }
  const op = rowOp.replace(/^not /, '') as Op
  const isList = arity(op) !== 'one'
  const parts = isList ? partsOf(text, op === 'between') : [text.trim()]
  if (parts.length === 0 || parts[0] === '') return { fault: { box: 'value', code: 'no_value' } }
  if (op === 'between' && parts.length !== 2) return { fault: { box: 'value', code: 'not_pair' } }
  const values = parts.map((part) => valueFrom(attr, part))
  const read = values.filter((value) => value !== null)
  if (read.length < values.length) return { fault: { box: 'value', code: 'not_number' } }
  const maxAgeDays = days.trim() === '' ? undefined : wholeFrom(days)
  if (maxAgeDays === null) return { fault: { box: 'days', code: 'bad_days' } }
  const leaf: Leaf = { attr, op, value: isList ? read : read[0]!, ...(maxAgeDays === undefined ? {} : { maxAgeDays }) }
  return { criterion: rowOp === op ? leaf : { not: leaf } }
}

/** What the tree in it demands is the API's to judge; here it has only to be an object. */
function criterionInJson(json: string): { criterion: Criterion } | { fault: RowFault } {
  try {
    const criterion: unknown = JSON.parse(json)
    if (typeof criterion === 'object' && criterion !== null && !Array.isArray(criterion)) return { criterion: criterion as Criterion }
  } catch {
    // Said below: what was typed is no JSON.
  }
  return { fault: { box: 'json', code: 'not_json' } }
}

/** The word behind a number of this attribute; null where the value is a name. */
export function unitWord(attr: string, named: { fen: string; bp: string; land: string }): string | null {
  if (!isAttributeId(attr)) return null
  const { type, unitZh } = attributeOf(attr) as Attribute
  if (attr === LAND) return named.land
  return type === 'fen' ? named.fen : type === 'bp' ? named.bp : (unitZh ?? null)
}

const LAND = 'landCentiMu'
export const COMMA = '\u3001'
const BETWEEN = /[\u3001,\uff0c;\uff1b~\uff5e\u81f3\u5230-]/

/** Both ends as their boxes show them, however they were typed; an end not yet typed is ''. */
export function endsOf(text: string): [low: string, high: string] {
  const [low = '', high = ''] = text.split(BETWEEN).map((part) => part.trim())
  return [low, high]
}

/** A list as it stands in the box, part by part. */
export function partsOf(text: string, range = false): string[] {
  return text
    .split(range ? BETWEEN : /[\u3001,\uff0c;\uff1b\s]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A value as its box shows it. */
export function textOf(attr: AttributeId, value: string | number): string {
  const text = String(value)
  if (attr === LAND) return decimal(text)
  switch (attributeOf(attr).type) {
    case 'fen':
      return /^\d{1,19}$/.test(text) ? wanFromFen(text) : text
    case 'bp':
      return decimal(text)
    default:
      return namesOf(attr)[text] ?? text
  }
}

/** A box as a value of the attribute; null where it is no number and has to be one. */
export function valueFrom(attr: AttributeId, text: string): string | number | null {
  const { type } = attributeOf(attr)
  if (attr === LAND || type === 'bp') return hundredthsFrom(text)
  if (type === 'integer') return wholeFrom(text)
  if (type === 'fen') return fenFromWan(text)
  const named = Object.entries(namesOf(attr)).find(([, name]) => name === text)
  return named?.[0] ?? (type === 'grade' ? halfWidth(text) : text)
}

/** Industries go by their codes: their names hold the comma that parts a list. */
function namesOf(attr: AttributeId): Readonly<Record<string, string>> {
  return CODE_WORDS[attr] ?? {}
}

/** "9050" → "90.5". */
function decimal(hundredths: string): string {
  if (!/^\d{1,15}$/.test(hundredths)) return hundredths
  const digits = hundredths.padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '')
}

function hundredthsFrom(text: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?%?$/.exec(halfWidth(text))
  return match ? Number(match[1]! + (match[2] ?? '').padEnd(2, '0')) : null
}

function wholeFrom(text: string): number | null {
  const plain = halfWidth(text)
  return /^\d{1,15}$/.test(plain) ? Number(plain) : null
}

export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[\s\u3000]/g, '')
}

function sameText(a: Criterion, b: Criterion): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b))
}

/** Members of a leaf in one order: JSON from elsewhere may have them in another. */
function inOrder(criterion: Criterion): unknown {
  if ('not' in criterion) return { not: inOrder(criterion.not) }
  if (!isLeaf(criterion)) return criterion
  const { attr, op, value, maxAgeDays, ...more } = criterion
  return [attr, op, value, maxAgeDays ?? null, more]
}
