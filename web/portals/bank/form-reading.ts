/** The product form being read: what is wrong with the boxes, and which box carries which part of the body. */
import type { Criterion } from '../../../src/products/model.ts'
import type { FieldTarget } from '../../client/problem.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'
import { type CriterionRow, criterionFrom, DEEP, halfWidth } from './criterion-rows.ts'

export interface Reading {
  readonly errors: FormError[]
  /** By pointer into the body. */
  readonly fields: Record<string, FieldTarget>
}

type Said = (label: string) => string

/** A box that has to be filled: its value, or undefined once what is wrong has been said. */
export function take<T>({ errors }: Reading, { field, label }: FieldTarget, text: string, read: (text: string) => T | null, wrong: Said): T | undefined {
  const value = text.trim() === '' ? undefined : read(text)
  if (value === undefined) errors.push({ field, message: words.zh.errors.field.required(label) })
  else if (value === null) errors.push({ field, message: wrong(label) })
  return value ?? undefined
}

/** A box that may stay empty: '' is no value and no error. */
export function takeIfAny<T>(reading: Reading, target: FieldTarget, text: string, read: (text: string) => T | null, wrong: Said): T | undefined {
  return text.trim() === '' ? undefined : take(reading, target, text, read, wrong)
}

export function refuse({ errors }: Reading, field: string, message: string): void {
  errors.push({ field, message })
}

/** Any text at all; what is allowed is for the API to say. */
export function plainText(text: string): string {
  return text.trim()
}

/**
 * A condition of four boxes or of JSON. Pointers to it and below lead to its own boxes.
 * @param at the beginning of its boxes' names
 * @returns null once what is wrong has been said
 */
export function readCondition(reading: Reading, row: CriterionRow, at: string, label: string, pointer: string): Criterion | null {
  const w = words.zh.bank.terms
  const { fields } = reading
  if (row.attr === DEEP) fields[pointer] = { field: `${at}json`, label: w.deep }
  else {
    fields[pointer] = { field: `${at}attr`, label }
    for (const path of [pointer, `${pointer}/not`]) {
      fields[`${path}/attr`] = { field: `${at}attr`, label: label + w.boxes.attr }
      fields[`${path}/op`] = { field: `${at}op`, label: label + w.boxes.op }
      fields[`${path}/value`] = { field: `${at}value`, label: label + w.boxes.value }
      fields[`${path}/maxAgeDays`] = { field: `${at}days`, label: label + w.boxes.days }
    }
  }
  const read = criterionFrom(row)
  if ('criterion' in read) return read.criterion
  refuse(reading, at + read.fault.box, w.rowFaults[read.fault.code](label))
  return null
}

/** "85", "-10" and "−10" as whole basis points. */
export function signedFrom(text: string): number | null {
  const match = /^([+\u2212-]?)(\d{1,5})$/.exec(halfWidth(text))
  if (!match) return null
  const size = Number(match[2])
  return match[1] === '' || match[1] === '+' || size === 0 ? size : -size
}

/** "8000" → "80", "8050" → "80.5". */
export function hundredths(digits: string): string {
  const padded = digits.padStart(3, '0')
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`.replace(/\.?0+$/, '')
}
