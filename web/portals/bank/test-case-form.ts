/** The lender's own test cases as rows: a made-up firm, what is known of it, and what the product should say to it. */
import type { Expectation, TestCase } from '../../../src/products/model.ts'
import { type AttributeId, isAttributeId } from '../../../src/profiles/model.ts'
import { words } from '../../words/index.ts'
import { ASKABLE, textOf, valueFrom } from './criterion-rows.ts'
import { plainText, type Reading, refuse, take } from './form-reading.ts'
import { CASES, type CaseRow, type FactRow } from './terms-values.ts'

type Fact = string | number | null

/** In the order of a good, an open and a bad answer. */
export const EXPECTATIONS: readonly Expectation[] = ['eligible', 'unknown', 'ineligible']

/** Cases as rows, and as JSON where a row could not say one of them: all of one or all of the other, so their order stays. */
export function caseRows(testCases: readonly TestCase[]): { cases: CaseRow[]; testCases: string } {
  const cases = testCases.map(({ label, profile, asOf, expect }): CaseRow | null => {
    // Stored facts come back in any order; here they stand as in the list of attributes.
    const facts = Object.entries(profile)
      .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([attr, value]) => factRow(attr, value))
    const sayable = facts.filter((fact) => fact !== null)
    return sayable.length < facts.length ? null : { label, on: asOf, expect, facts: sayable }
  })
  const rows = cases.filter((row) => row !== null)
  return rows.length < cases.length ? { cases: [], testCases: JSON.stringify(testCases, null, 2) } : { cases: rows, testCases: '' }
}

function placeOf(attr: string): number {
  return ASKABLE.findIndex(({ id }) => id === attr)
}

function factRow(attr: string, value: Fact): FactRow | null {
  if (!isAttributeId(attr) || placeOf(attr) < 0) return null
  const text = value === null ? '' : factText(attr, value)
  return value === null || factFrom(attr, text) === value ? { attr, value: text } : null
}

/** Growth may have been a fall. */
function factText(attr: AttributeId, value: string | number): string {
  return typeof value === 'number' && value < 0 ? `-${textOf(attr, -value)}` : textOf(attr, value)
}

function factFrom(attr: AttributeId, text: string): string | number | null {
  const fall = /^\s*[-\u2212](.+)$/.exec(text)
  const value = valueFrom(attr, (fall?.[1] ?? text).trim())
  return fall && typeof value === 'number' ? -value : fall && value !== null ? text : value
}

export function isBlankCase({ label, on, facts }: CaseRow): boolean {
  return label.trim() === '' && on.trim() === '' && facts.every(({ attr, value }) => attr === '' && value.trim() === '')
}

/** Rows first, then what stands as JSON. */
export function readCases(reading: Reading, rows: readonly CaseRow[], json: string): TestCase[] {
  const w = words.zh.bank.terms
  const said = words.zh.errors.field
  const testCases: TestCase[] = []
  reading.fields['/testCases'] = { field: 'testCases', label: w.testCases }
  rows.forEach((row, i) => {
    if (isBlankCase(row)) return
    const [at, label, pointer] = [CASES.prefix + i, w.caseNo(i + 1), `/testCases/${testCases.length}`]
    const box = (name: 'label' | 'on' | 'expect') => ({ field: at + name, label: label + w.boxes[name] })
    Object.assign(reading.fields, { [pointer]: box('label'), [`${pointer}/asOf`]: box('on'), [`${pointer}/expect`]: box('expect') })
    const name = take(reading, box('label'), row.label, plainText, said.custom)
    const asOf = take(reading, box('on'), row.on, plainText, said.custom)
    const expect = take(reading, box('expect'), row.expect, (text) => EXPECTATIONS.find((known) => known === text) ?? null, said.invalid_value)
    const profile = readFacts(reading, row.facts, at, label, `${pointer}/profile`)
    if (name !== undefined && asOf !== undefined && expect !== undefined) testCases.push({ label: row.label, profile, asOf: asOf as TestCase['asOf'], expect })
  })
  return [...testCases, ...casesInJson(reading, json)]
}

function readFacts(reading: Reading, rows: readonly FactRow[], at: string, label: string, pointer: string): TestCase['profile'] {
  const w = words.zh.bank.terms
  const profile: Record<string, Fact> = {}
  for (const [i, { attr, value: text }] of rows.entries()) {
    const field = `${at}f${i}`
    if (attr === '' && text.trim() === '') continue
    if (!isAttributeId(attr)) refuse(reading, `${field}attr`, w.rowFaults.no_attribute(label))
    else if (Object.hasOwn(profile, attr)) refuse(reading, `${field}attr`, w.factTwice(label))
    else {
      reading.fields[`${pointer}/${attr}`] = { field: `${field}value`, label: label + w.boxes.value }
      profile[attr] = text.trim() === '' ? null : factFrom(attr, text)
      if (profile[attr] === null && text.trim() !== '') refuse(reading, `${field}value`, w.rowFaults.not_number(label))
    }
  }
  return profile
}

function casesInJson(reading: Reading, json: string): TestCase[] {
  if (json.trim() === '') return []
  try {
    const list: unknown = JSON.parse(json)
    if (Array.isArray(list)) return list as TestCase[]
  } catch {
    // Said below: what was typed is no JSON.
  }
  refuse(reading, 'testCases', words.zh.bank.terms.casesNotJson)
  return []
}
