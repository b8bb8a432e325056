/**
 * Rows of the product form added and taken away by its buttons: pure steps over what stands in the boxes, so that a press
 * without script and a press with it do the same. A step is the value of its button: `add tiers`, `into criteria 3`.
 */
import { unitsOf } from './criteria-form.ts'
import { BLANK_FACT, CASES, LIST_NAMES, LIST_SHAPES, type ListName, type Lists, type TermsValues } from './terms-values.ts'

export const STEP = 'step'

export interface Stepped {
  values: TermsValues
  /** The box or button that takes the focus; '' where nothing was done. */
  focus: string
}

/** @param today the day a new test case speaks of */
export function stepped(values: TermsValues, step: string, today: string): Stepped {
  const [verb = '', list = '', first = '', second = ''] = step.split(' ')
  const [at, within] = [Number(first), Number(second)]
  if (list === 'cases') return steppedCases(values, verb, at, within, today)
  const name = LIST_NAMES.find((known) => known === list)
  if (name === undefined) return { values, focus: '' }
  if (name === 'criteria' && verb !== 'add' && verb !== 'drop') return steppedGroup(values, verb, at)
  return steppedRows(values, name, verb, at)
}

/** The name under which a list's own button takes the focus. */
export function adder(list: string): string {
  return `add-${list}`
}

function steppedRows<L extends ListName>(values: TermsValues, list: L, verb: string, at: number): Stepped {
  const { prefix, blank, most } = LIST_SHAPES[list]
  const rows = values[list] as Lists[L][number][]
  if (verb === 'add' && rows.length < most) return { values: { ...values, [list]: [...rows, blank] }, focus: prefix + rows.length + FIRST_BOX[list] }
  if (verb === 'drop') return { values: { ...values, [list]: without(rows, at) }, focus: adder(list) }
  return { values, focus: '' }
}

/** Where a new row is begun: at its first box. */
const FIRST_BOX = { criteria: 'attr', tiers: 'label', fees: 'kind', limits: 'label', topUp: 'max', subsidies: 'label' } as const satisfies Record<
  ListName,
  string
>

/** `group`: alternatives begun, with two rows; `into`: one more behind the group's last row; `ungroup`: the whole group away. */
function steppedGroup(values: TermsValues, verb: string, at: number): Stepped {
  const rows = values.criteria
  const { blank, most } = LIST_SHAPES.criteria
  const unit = unitsOf(rows).find((one) => one.rows.includes(at))
  if (verb === 'group' && rows.length + 2 <= most) {
    const member = { ...blank, group: freeName(rows.map(({ group }) => group)) }
    return { values: { ...values, criteria: [...rows, member, member] }, focus: `c${rows.length}attr` }
  }
  if (unit === undefined || unit.group === '') return { values, focus: '' }
  if (verb === 'into' && rows.length < most) {
    const next = unit.rows.at(-1)! + 1
    return { values: { ...values, criteria: rows.toSpliced(next, 0, { ...blank, group: unit.group }) }, focus: `c${next}attr` }
  }
  if (verb === 'ungroup') return { values: { ...values, criteria: rows.filter((_, i) => !unit.rows.includes(i)) }, focus: adder('criteria') }
  return { values, focus: '' }
}

function freeName(taken: readonly string[]): string {
  let n = 0
  while (taken.includes(`g${n}`)) n++
  return `g${n}`
}

function steppedCases(values: TermsValues, verb: string, at: number, within: number, today: string): Stepped {
  const { cases } = values
  const withFacts = (facts: (typeof cases)[number]['facts']) => ({ ...values, cases: cases.map((row, i) => (i === at ? { ...row, facts } : row)) })
  const facts = cases[at]?.facts
  if (verb === 'add' && cases.length < CASES.most) {
    const asked = [...new Set(values.criteria.map(({ attr }) => attr))].filter((attr) => /^\w+$/.test(attr))
    // What the criteria ask of a firm is what its case is made of.
    const row = { label: '', on: today, expect: 'eligible', facts: asked.length === 0 ? [BLANK_FACT] : asked.map((attr) => ({ attr, value: '' })) }
    return { values: { ...values, cases: [...cases, row] }, focus: `x${cases.length}label` }
  }
  if (verb === 'drop') return { values: { ...values, cases: without(cases, at) }, focus: adder('cases') }
  if (facts && verb === 'fact' && facts.length < CASES.mostFacts) return { values: withFacts([...facts, BLANK_FACT]), focus: `x${at}f${facts.length}attr` }
  if (facts && verb === 'unfact') return { values: withFacts(without(facts, within)), focus: adder(`facts-${at}`) }
  return { values, focus: '' }
}

function without<T>(rows: readonly T[], at: number): T[] {
  return rows.filter((_, i) => i !== at)
}
