/**
 * A product's terms as the boxes of a form and back, without loss: every product reads back as it was. What the boxes
 * cannot say stands as JSON beside them. Whether terms are allowed is the API's to judge; its pointers are led back
 * to the boxes here.
 */
import type { ProductView } from '../../../src/products/contract.ts'
import { type Criterion, FEE_KINDS, type TestCase } from '../../../src/products/model.ts'
import type { FormBody } from '../../client/form-body.ts'
import { bpFromPercent, fenFromWan, fenFromYuan, integerFrom, wanFromFen } from '../../client/form-values.ts'
import type { FieldMap, FieldTarget } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'
import { BLANK_ROW, type CriterionRow, criterionFrom, DEEP, halfWidth, isBlankRow, ROW_BOXES, type RowFault, rowOf } from './criterion-rows.ts'

/** What the form sends: the terms, and beside them the lender's test cases where it has any. */
export type TermsBody = ProductView['terms'] & { testCases?: readonly TestCase[] }
type Fee = TermsBody['pricing']['fees'][number]

export interface FeeRow {
  kind: string
  label: string
  value: string
}
export interface TierRow extends CriterionRow {
  label: string
  add: string
}

/** Members that no row of boxes can say: each as JSON in a box of its own, '' where it is absent. */
export const JSON_BOXES = ['limits', 'topUp', 'subsidies', 'testCases'] as const
export type JsonBox = (typeof JSON_BOXES)[number]

const NUMBERS = ['minWan', 'maxWan', 'minMonths', 'maxMonths', 'answerHours', 'spread', 'floor', 'cap'] as const
const TEXTS = ['name', 'summary', 'firstMethod', 'unsecured', ...NUMBERS, 'validFrom', 'validTo', ...JSON_BOXES] as const
const SETS = ['audience', 'purposes', 'methods'] as const
type TextBox = (typeof TEXTS)[number]
type SetBox = (typeof SETS)[number]

export interface TermsValues extends Record<TextBox, string>, Record<SetBox, string[]> {
  criteria: CriterionRow[]
  fees: FeeRow[]
  tiers: TierRow[]
  /** Criteria and tier conditions deeper than a row, as JSON lists; '' where there are none. */
  deep: string
  deepTiers: string
}

/** Rows shown at least; a product with more shows them all. */
const ROWS = { criteria: 8, fees: 3, tiers: 3 }
/** As many as the API takes. */
const MOST = { criteria: 40, fees: 10, tiers: 10 }
const BLANK_FEE: FeeRow = { kind: '', label: '', value: '' }
const BLANK_TIER: TierRow = { ...BLANK_ROW, label: '', add: '' }

export const TERMS_START: TermsValues = {
  name: '',
  summary: '',
  minWan: '',
  maxWan: '',
  minMonths: '',
  maxMonths: '',
  firstMethod: '',
  unsecured: '',
  answerHours: '24',
  spread: '',
  floor: '',
  cap: '',
  validFrom: '',
  validTo: '',
  limits: '',
  topUp: '',
  subsidies: '',
  testCases: '',
  audience: [],
  purposes: [],
  methods: [],
  criteria: filled([], ROWS.criteria, BLANK_ROW),
  fees: filled([], ROWS.fees, BLANK_FEE),
  tiers: filled([], ROWS.tiers, BLANK_TIER),
  deep: '',
  deepTiers: '',
}

function filled<T>(rows: readonly T[], least: number, blank: T): T[] {
  return [...rows, ...Array<T>(Math.max(0, least - rows.length)).fill(blank)]
}

export function isBlankFee({ kind, label, value }: FeeRow): boolean {
  return kind === '' && label.trim() === '' && value.trim() === ''
}

export function isBlankTier(row: TierRow): boolean {
  return isBlankRow(row) && row.label.trim() === '' && row.add.trim() === ''
}

/** Terms and test cases as the boxes show them. */
export function valuesOf({ testCases = [], ...terms }: TermsBody): TermsValues {
  const { pricing } = terms
  const deep: Criterion[] = []
  const deepTiers: Criterion[] = []
  const rowFor = (criterion: Criterion, kept: Criterion[]): CriterionRow => {
    const row = rowOf(criterion)
    if (row === null) kept.push(criterion)
    return row ?? { ...BLANK_ROW, attr: DEEP }
  }
  const criteria = terms.criteria.map((criterion) => rowFor(criterion as Criterion, deep))
  const tiers = pricing.tiers.map(({ label, when, addBp }) => ({ ...rowFor(when as Criterion, deepTiers), label, add: String(addBp) }))
  return {
    name: terms.name,
    summary: terms.summary,
    minWan: wanFromFen(terms.minFen),
    maxWan: wanFromFen(terms.maxFen),
    minMonths: String(terms.minMonths),
    maxMonths: String(terms.maxMonths),
    firstMethod: terms.methods[0] ?? '',
    unsecured: terms.unsecured ? 'yes' : 'no',
    answerHours: String(terms.answerHours),
    spread: String(pricing.spreadBp),
    floor: percentText(pricing.floorBp),
    cap: percentText(pricing.capBp),
    validFrom: terms.validFrom ?? '',
    validTo: terms.validTo ?? '',
    limits: jsonText(terms.limits ?? []),
    topUp: terms.topUp ? JSON.stringify(terms.topUp, null, 2) : '',
    subsidies: jsonText(pricing.subsidies ?? []),
    testCases: jsonText(testCases),
    audience: [...terms.audience],
    purposes: [...terms.purposes],
    methods: [...terms.methods],
    criteria: filled(criteria, ROWS.criteria, BLANK_ROW),
    fees: filled(pricing.fees.map(feeRow), ROWS.fees, BLANK_FEE),
    tiers: filled(tiers, ROWS.tiers, BLANK_TIER),
    deep: jsonText(deep),
    deepTiers: jsonText(deepTiers),
  }
}

function feeRow(fee: Fee): FeeRow {
  return { kind: fee.kind, label: fee.label, value: 'fen' in fee ? hundredths(fee.fen) : percentText(fee.bp) }
}

function jsonText(list: readonly unknown[]): string {
  return list.length === 0 ? '' : JSON.stringify(list, null, 2)
}

function percentText(bp: number): string {
  return hundredths(String(bp))
}

/** "8000" → "80", "8050" → "80.5". */
function hundredths(digits: string): string {
  const padded = digits.padStart(3, '0')
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`.replace(/\.?0+$/, '')
}

/** The boxes as posted. */
export function valuesFrom(form: FormBody): TermsValues {
  // Browsers send line ends as CR LF.
  const text = (name: string) => form.text(name).replaceAll('\r\n', '\n')
  const count = (prefix: string, box: string, most: number) => {
    let rows = 0
    while (rows < most && form.has(`${prefix}${rows}${box}`)) rows++
    return rows
  }
  const rows = <T>(prefix: string, box: string, kind: keyof typeof ROWS, read: (at: string) => T, blank: T): T[] =>
    filled(
      Array.from({ length: count(prefix, box, MOST[kind]) }, (_, i) => read(`${prefix}${i}`)),
      ROWS[kind],
      blank,
    )
  const criterion = (at: string) => Object.fromEntries(ROW_BOXES.map((box) => [box, text(at + box)])) as CriterionRow
  return {
    ...(Object.fromEntries(TEXTS.map((name) => [name, text(name)])) as Record<TextBox, string>),
    ...(Object.fromEntries(SETS.map((name) => [name, form.all(name)])) as Record<SetBox, string[]>),
    criteria: rows('c', 'attr', 'criteria', criterion, BLANK_ROW),
    fees: rows('f', 'kind', 'fees', (at) => ({ kind: text(`${at}kind`), label: text(`${at}label`), value: text(`${at}value`) }), BLANK_FEE),
    tiers: rows('t', 'attr', 'tiers', (at) => ({ ...criterion(at), label: text(`${at}label`), add: text(`${at}add`) }), BLANK_TIER),
    deep: text('deep'),
    deepTiers: text('deepTiers'),
  }
}

export type TermsRead = { body: TermsBody; errors: null; fields: FieldMap } | { body: null; errors: FormError[]; fields: null }

/** The boxes as terms, with the way back from the API's pointers; or what is wrong with them. */
export function termsFrom(values: TermsValues): TermsRead {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const errors: FormError[] = []
  const fields: Record<string, FieldTarget> = {
    ...Object.fromEntries(SIMPLE.map(([pointer, field]) => [pointer, { field, label: w[field] }])),
    '/criteria': { field: 'c0attr', label: w.criteria },
    '/pricing/fees': { field: 'f0kind', label: w.fees },
    '/pricing/tiers': { field: 't0label', label: w.tiers },
  }

  function take<T>(field: string, label: string, text: string, read: (text: string) => T | null, wrong: (label: string) => string): T | undefined {
    const value = text.trim() === '' ? undefined : read(text)
    if (value === undefined) errors.push({ field, message: said.required(label) })
    else if (value === null) errors.push({ field, message: wrong(label) })
    return value ?? undefined
  }
  const wan = (field: 'minWan' | 'maxWan') => take(field, w[field], values[field], fenFromWan, said.not_number)
  const whole = (field: 'minMonths' | 'maxMonths' | 'answerHours') => take(field, w[field], values[field], integerFrom, said.not_integer)
  const rate = (field: 'floor' | 'cap') => take(field, w[field], values[field], bpFromPercent, said.not_number)

  const minFen = wan('minWan')
  const maxFen = wan('maxWan')
  const minMonths = whole('minMonths')
  const maxMonths = whole('maxMonths')
  const answerHours = whole('answerHours')
  const spreadBp = take('spread', w.spread, values.spread, signedFrom, said.not_integer)
  const floorBp = rate('floor')
  const capBp = rate('cap')
  if (values.unsecured !== 'yes' && values.unsecured !== 'no') errors.push({ field: 'unsecured', message: said.required(w.unsecured) })

  const criterionAt = (row: CriterionRow, field: string, label: string, deep: Criterion[], deepField: string, pointer: string): Criterion | null => {
    const target = (box: string, name: string): FieldTarget => ({ field: field + box, label: `${label}${name}` })
    if (row.attr === DEEP) {
      fields[pointer] = { field: deepField, label: w.deep }
      const next = deep.shift()
      if (next === undefined) errors.push({ field: `${field}attr`, message: w.rowFaults.no_deep(label) })
      return next ?? null
    }
    fields[pointer] = target('attr', '')
    for (const at of [pointer, `${pointer}/not`]) {
      fields[`${at}/attr`] = target('attr', w.boxes.attr)
      fields[`${at}/op`] = target('op', w.boxes.op)
      fields[`${at}/value`] = target('value', w.boxes.value)
      fields[`${at}/maxAgeDays`] = target('days', w.boxes.days)
    }
    const read = criterionFrom(row)
    if ('criterion' in read) return read.criterion
    errors.push({ field: field + read.fault.box, message: rowFaultText(read.fault, label) })
    return null
  }

  const criteria: Criterion[] = []
  const deep = deepFrom(values.deep, 'deep', errors)
  values.criteria.forEach((row, i) => {
    if (isBlankRow(row)) return
    const criterion = criterionAt(row, `c${i}`, w.criterionNo(i + 1), deep, 'deep', `/criteria/${criteria.length}`)
    if (criterion) criteria.push(criterion)
  })
  // What no row holds a place for comes last.
  for (const rest of deep) {
    fields[`/criteria/${criteria.length}`] = { field: 'deep', label: w.deep }
    criteria.push(rest)
  }

  const fees: Fee[] = []
  values.fees.forEach((row, i) => {
    if (isBlankFee(row)) return
    const label = w.feeNo(i + 1)
    const at = `/pricing/fees/${fees.length}`
    fields[at] = { field: `f${i}kind`, label }
    fields[`${at}/label`] = { field: `f${i}label`, label: label + w.boxes.label }
    for (const member of ['bp', 'fen']) fields[`${at}/${member}`] = { field: `f${i}value`, label: label + w.boxes.amount }
    const fee = feeFrom(row, (read) => take(`f${i}value`, label + w.boxes.amount, row.value, read, said.not_number))
    if (fee === null) errors.push({ field: `f${i}kind`, message: said.required(label + w.boxes.kind) })
    else if (fee !== undefined) fees.push(fee)
  })

  const tiers: TermsBody['pricing']['tiers'] = []
  const deepTiers = deepFrom(values.deepTiers, 'deepTiers', errors)
  values.tiers.forEach((row, i) => {
    if (isBlankTier(row)) return
    const label = w.tierNo(i + 1)
    const at = `/pricing/tiers/${tiers.length}`
    const when = criterionAt(row, `t${i}`, label, deepTiers, 'deepTiers', `${at}/when`)
    fields[`${at}/label`] = { field: `t${i}label`, label: label + w.boxes.label }
    fields[`${at}/addBp`] = { field: `t${i}add`, label: label + w.boxes.add }
    const addBp = take(`t${i}add`, label + w.boxes.add, row.add, signedFrom, said.not_integer)
    if (when && addBp !== undefined) tiers.push({ label: row.label, when: when as TermsBody['pricing']['tiers'][number]['when'], addBp })
  })
  if (deepTiers.length > 0) errors.push({ field: 'deepTiers', message: w.deepTiersLeft })

  if (errors.length > 0 || minFen === undefined || maxFen === undefined || minMonths === undefined || maxMonths === undefined)
    return { body: null, errors, fields: null }
  if (answerHours === undefined || spreadBp === undefined || floorBp === undefined || capBp === undefined) return { body: null, errors, fields: null }
  const json = (box: JsonBox, isSound: (value: unknown) => boolean): object | undefined => {
    const text = values[box].trim()
    const value = text === '' ? undefined : parsed(text)
    if (value !== undefined && !isSound(value)) errors.push({ field: box, message: w.jsonFaults[box] })
    return value as object | undefined
  }
  const limits = json('limits', Array.isArray)
  const topUp = json('topUp', (value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  const subsidies = json('subsidies', Array.isArray)
  const testCases = json('testCases', Array.isArray)
  if (errors.length > 0) return { body: null, errors, fields: null }
  const validFrom = values.validFrom.trim()
  const validTo = values.validTo.trim()

  const { firstMethod } = values
  const methods = firstMethod === '' ? values.methods : [firstMethod, ...values.methods.filter((method) => method !== firstMethod)]
  const body = {
    name: values.name,
    summary: values.summary,
    audience: values.audience,
    minFen,
    maxFen,
    minMonths,
    maxMonths,
    purposes: values.purposes,
    methods,
    unsecured: values.unsecured === 'yes',
    criteria,
    pricing: { spreadBp, tiers, floorBp, capBp, fees, ...(subsidies && { subsidies }) },
    answerHours,
    ...(limits && { limits }),
    ...(topUp && { topUp }),
    ...(validFrom !== '' && { validFrom }),
    ...(validTo !== '' && { validTo }),
    ...(testCases && { testCases }),
  }
  // Codes outside their sets are the API's to refuse.
  return { body: body as unknown as TermsBody, errors: null, fields }
}

const SIMPLE = [
  ['/name', 'name'],
  ['/summary', 'summary'],
  ['/audience', 'audience'],
  ['/minFen', 'minWan'],
  ['/maxFen', 'maxWan'],
  ['/minMonths', 'minMonths'],
  ['/maxMonths', 'maxMonths'],
  ['/purposes', 'purposes'],
  ['/methods', 'methods'],
  ['/unsecured', 'unsecured'],
  ['/answerHours', 'answerHours'],
  ['/pricing/spreadBp', 'spread'],
  ['/pricing/floorBp', 'floor'],
  ['/validFrom', 'validFrom'],
  ['/validTo', 'validTo'],
  ['/limits', 'limits'],
  ['/topUp', 'topUp'],
  ['/pricing/subsidies', 'subsidies'],
  ['/testCases', 'testCases'],
  ['/pricing/capBp', 'cap'],
] as const

/** Beside its box an error needs no name; in the list on top it must say which row it is about. */
export function namedByRow(errors: readonly FormError[]): FormError[] {
  const w = words.zh.bank.terms
  const names: Readonly<Record<string, (n: number) => string>> = { c: w.criterionNo, t: w.tierNo, f: w.feeNo }
  return errors.map((error) => {
    const [, kind = '', no = ''] = /^([ctf])(\d+)[a-z]+$/.exec(error.field ?? '') ?? []
    const name = error.field === 'deep' ? w.deep : error.field === 'deepTiers' ? w.deepTiers : names[kind]?.(Number(no) + 1)
    return name === undefined || error.message.includes(name) ? error : { ...error, message: words.zh.measures.pair(name, error.message) }
  })
}

function rowFaultText(fault: RowFault, label: string): string {
  return words.zh.bank.terms.rowFaults[fault.code](label)
}

/** null where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function deepFrom(text: string, field: 'deep' | 'deepTiers', errors: FormError[]): Criterion[] {
  if (text.trim() === '') return []
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return [...list]
  } catch {
    // Said below: the reader typed no JSON.
  }
  errors.push({ field, message: words.zh.bank.terms.notJsonList })
  return []
}

/** null: no kind chosen; undefined: the amount is wrong and was reported. */
function feeFrom(row: FeeRow, amount: <T>(read: (text: string) => T | null) => T | undefined): Fee | null | undefined {
  const kind = FEE_KINDS.find((known) => known === row.kind)
  if (kind === undefined) return null
  const { label } = row
  if (kind === 'upfront_fen' || kind === 'at_end_fen') {
    const fen = amount(fenFromYuan)
    return fen === undefined ? undefined : { kind, label, fen }
  }
  const bp = amount(bpFromPercent)
  return bp === undefined ? undefined : { kind, label, bp }
}

/** "85", "-10" and "−10" as whole basis points. */
function signedFrom(text: string): number | null {
  const match = /^([+\u2212-]?)(\d{1,5})$/.exec(halfWidth(text))
  if (!match) return null
  const size = Number(match[2])
  return match[1] === '' || match[1] === '+' || size === 0 ? size : -size
}
