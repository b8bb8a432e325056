/**
 * Criteria as the builder shows them: rows that must all hold, and groups of rows of which one is enough. What is deeper
 * stands as JSON in a row of its own, so every product reads back as it was.
 */
import type { Criterion } from '../../../src/products/model.ts'
import { words } from '../../words/index.ts'
import { criterionFrom, isBlankRow, rowFor, rowOf } from './criterion-rows.ts'
import { type Reading, readCondition } from './form-reading.ts'
import type { CriteriaRow } from './terms-values.ts'

/** One criterion of the list: a row by itself, or the rows of a group. */
export interface CriteriaUnit {
  group: string
  /** Places of its rows in the list of rows. */
  rows: readonly number[]
}

/** Rows that follow each other under one group's name belong together. */
export function unitsOf(rows: readonly CriteriaRow[]): CriteriaUnit[] {
  const units: { group: string; rows: number[] }[] = []
  rows.forEach(({ group }, at) => {
    const last = units.at(-1)
    if (group !== '' && last?.group === group) last.rows.push(at)
    else units.push({ group, rows: [at] })
  })
  return units
}

export function criteriaRows(criteria: readonly Criterion[]): CriteriaRow[] {
  return criteria.flatMap((criterion, i) => {
    const alternatives = 'any' in criterion ? criterion.any.map(rowOf) : []
    const rows = alternatives.filter((row) => row !== null)
    // A group with a member that no row can say is JSON as a whole.
    if (rows.length === 0 || rows.length < alternatives.length) return [{ ...rowFor(criterion), group: '' }]
    return rows.map((row) => ({ ...row, group: `g${i}` }))
  })
}

/** What is left of a unit without the rows that were never filled. */
function usedIn(unit: CriteriaUnit, rows: readonly CriteriaRow[]): number[] {
  return unit.rows.filter((at) => !isBlankRow(rows[at]!))
}

/** The criteria in the rows; what is wrong with them is said to `reading`, and pointers lead to the very row. */
export function readCriteria(reading: Reading, rows: readonly CriteriaRow[]): Criterion[] {
  const w = words.zh.bank.terms
  const criteria: Criterion[] = []
  reading.fields['/criteria'] = { field: 'c0attr', label: w.criteria }
  for (const unit of unitsOf(rows)) {
    const used = usedIn(unit, rows)
    if (used.length === 0) continue
    const pointer = `/criteria/${criteria.length}`
    const read = used.map((at, i) => readCondition(reading, rows[at]!, `c${at}`, w.criterionNo(at + 1), unit.group === '' ? pointer : `${pointer}/any/${i}`))
    if (unit.group !== '') reading.fields[pointer] = { field: `c${used[0]}attr`, label: w.criterionNo(used[0]! + 1) }
    const parts = read.filter((criterion) => criterion !== null)
    if (parts.length === read.length) criteria.push(unit.group === '' ? parts[0]! : { any: parts })
  }
  return criteria
}

/** Whoever counts while somebody types takes what is complete: each unit with its criterion, null while it is not. */
export function countableUnits(rows: readonly CriteriaRow[]): { unit: CriteriaUnit; criterion: Criterion | null }[] {
  return unitsOf(rows).flatMap((unit) => {
    const used = usedIn(unit, rows)
    if (used.length === 0) return []
    const parts = used.map((at) => criterionFrom(rows[at]!)).flatMap((read) => ('criterion' in read ? [read.criterion] : []))
    const isComplete = parts.length === used.length
    return [{ unit, criterion: isComplete ? (unit.group === '' ? parts[0]! : { any: parts }) : null }]
  })
}
