/**
 * Criteria as rows of four boxes, in the units people count in: ten thousand yuan for fen, mu for its hundredths, percent for basis
 * points, names for codes. A criterion is a row only where the row reads back as that very criterion; whatever is
 * deeper is kept as JSON beside the rows, and a row marked DEEP holds its place.
 */
import { CODE_WORDS, type Criterion, isLeaf, type Leaf, type Op } from '../../../src/products/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, attributeOf, isAttributeId } from '../../../src/profiles/model.ts'
import { fenFromWan, wanFromFen } from '../../client/form-values.ts'

export const ROW_BOXES = ['attr', 'op', 'value', 'days'] as const
export type RowBox = (typeof ROW_BOXES)[number]
export type CriterionRow = Record<RowBox, string>

export const BLANK_ROW: CriterionRow = { attr: '', op: '>=', value: '', days: '' }
/** Stands in a row's attribute box: here comes the next criterion of the JSON. */
export const DEEP = '*'

export const ROW_OPS = ['>=', '<=', '=', 'in', 'prefix', 'between', 'not >=', 'not <=', 'not in', 'not prefix'] as const
export type RowOp = (typeof ROW_OPS)[number]

export const ASKABLE: readonly Attribute[] = ATTRIBUTES.filter((a) => a.askable)

export type RowFaultCode = 'no_attribute' | 'no_value' | 'not_number' | 'not_pair' | 'bad_days' | 'no_deep'
export interface RowFault {
  box: RowBox
  code: RowFaultCode
}

export function isBlankRow({ attr, value, days }: CriterionRow): boolean {
  return attr === '' && value.trim() === '' && days.trim() === ''
}

/** One criterion as a row; null where no row says exactly this. */
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
  }
  const back = criterionFrom(row)
  return 'criterion' in back && sameText(back.criterion, criterion) ? row : null
}

/** A row as a criterion, or what is wrong with it. Whether the op suits the attribute and the value its scale is the API's to say. */
export function criterionFrom({ attr, op: rowOp, value: text, days }: CriterionRow): { criterion: Criterion } | { fault: RowFault } {
  if (!isAttributeId(attr)) return { fault: { box: 'attr', code: 'no_attribute' } }
  const op = rowOp.replace(/^not /, '') as Op
  const isList = op === 'in' || op === 'prefix' || op === 'between'
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

/** The word behind a whole number; none for land, which is written in mu. */
export function unitOf(attribute: Attribute): string | null {
  if (attribute.id === LAND) return null
  return attribute.unitZh ?? null
}

export const LAND = 'landCentiMu'
const COMMA = '\u3001'

function partsOf(text: string, range: boolean): string[] {
  const separators = range ? /[\u3001,\uff0c;\uff1b~\uff5e\u81f3\u5230-]/ : /[\u3001,\uff0c;\uff1b\s]/
  return text
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function textOf(attr: AttributeId, value: string | number): string {
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

function valueFrom(attr: AttributeId, text: string): string | number | null {
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
