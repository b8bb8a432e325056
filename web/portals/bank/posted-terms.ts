/** The product form as it was posted, back as what stands in its boxes. */
import type { FormBody } from '../../client/form-body.ts'
import { COMMA, type CriterionRow, choicesOf, endsOf, opsFor, partsOf } from './criterion-rows.ts'
import { BLANK_FACT, CASES, type CaseRow, type FactRow, LIST_NAMES, LIST_SHAPES, type Lists, SETS, TEXTS, type TermsValues } from './terms-values.ts'

type Texts = Record<string, string>

export function valuesFrom(form: FormBody): TermsValues {
  // Browsers send line ends as CR LF.
  const text = (name: string) => form.text(name).replaceAll('\r\n', '\n')
  const countOf = (name: (i: number) => string, most: number) => {
    let rows = 0
    while (rows < most && form.has(name(rows))) rows++
    return rows
  }
  const several = <T>(count: number, read: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => read(i))

  const lists = LIST_NAMES.map((list) => {
    const { prefix, blank, most } = LIST_SHAPES[list]
    const first = list === 'fees' ? 'kind' : 'attr'
    const boxes = Object.keys(blank)
    return [
      list,
      several(
        countOf((i) => `${prefix}${i}${first}`, most),
        (i) => rowFrom(form, text, `${prefix}${i}`, boxes),
      ),
    ]
  })
  const caseFrom = (at: string): CaseRow => ({
    ...{ label: text(`${at}label`), on: text(`${at}on`), expect: text(`${at}expect`) },
    facts: several(
      countOf((i) => `${at}f${i}attr`, CASES.mostFacts),
      (i) => rowFrom(form, text, `${at}f${i}`, Object.keys(BLANK_FACT)) as unknown as FactRow,
    ),
  })
  return {
    ...(Object.fromEntries(TEXTS.map((name) => [name, text(name)])) as Record<(typeof TEXTS)[number], string>),
    ...(Object.fromEntries(SETS.map((name) => [name, form.all(name)])) as Record<(typeof SETS)[number], string[]>),
    ...(Object.fromEntries(lists) as unknown as Lists),
    cases: several(
      countOf((i) => `${CASES.prefix}${i}label`, CASES.most),
      (i) => caseFrom(CASES.prefix + i),
    ),
  }
}

function rowFrom(form: FormBody, text: (name: string) => string, at: string, boxes: readonly string[]): Texts {
  const row: Texts = Object.fromEntries(boxes.map((box) => [box, text(at + box)]))
  if (!boxes.includes('value')) return row
  const typed = { ...row, value: valueText(form, at) }
  // The value's boxes were drawn for another attribute: what was typed there may mean nothing now.
  const was = form.text(`${at}was`)
  return was === '' || was === row.attr ? typed : refitted(typed as unknown as CriterionRow, boxes)
}

/** Ticks as a list; two boxes as both ends. */
function valueText(form: FormBody, at: string): string {
  const values = form.all(`${at}value`).filter((value) => value !== '')
  if (!form.has(`${at}value2`)) return values.join(COMMA)
  const high = form.text(`${at}value2`)
  return values.length === 0 && high === '' ? '' : `${values[0] ?? ''}${COMMA}${high}`
}

/** The op and the value, where the new attribute takes them. */
function refitted(row: CriterionRow, boxes: readonly string[]): Texts {
  const ops = opsFor(row.attr)
  const choices = choicesOf(row.attr)
  const isTaken = choices === null ? endsOf(row.value).every((part) => part === '' || /^\d/.test(part)) : partsOf(row.value).every((p) => choices.includes(p))
  const op = boxes.includes('op') ? { op: ops.some((known) => known === row.op) ? row.op : ops[0]! } : {}
  return { ...row, ...op, value: isTaken ? row.value : '' }
}
