/**
 * How counts of subjects are shown to a lender. Rule: whole tens, never more than there are, nothing under ten, and the
 * step at which a number goes up to the next ten differs from question to question (an offset of 0 to 9 subjects that
 * only the platform knows). So two questions that differ by one subject prove nothing by answers that differ: the same
 * set, asked for in two ways, may answer the same two numbers. And the same question, however it is written, gets the
 * same answer, so that asking again tells no more.
 */
import { createHmac } from 'node:crypto'
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { type Criterion, isLeaf } from '../../products/model.ts'

export const STEP = 10

export interface Figure {
  /** Whole tens; null where hidden. */
  count: number | null
  hidden: boolean
}

/** @param offset 0 to 9 */
export function figureOf(count: number, offset: number): Figure {
  const shown = Math.floor((count - offset) / STEP) * STEP
  return shown < STEP ? { count: null, hidden: true } : { count: shown, hidden: false }
}

/**
 * @param question what was asked, in its plain form
 * @param figure which number of the answer
 */
export function offsetFor(secret: string, question: string, figure: string): number {
  return createHmac('sha256', secret).update(`screening\n${figure}\n${question}`).digest().readUInt32BE(0) % STEP
}

/** The same demand in one way of writing: no double negation, no groups within groups, each part once, in order. */
export function plainQuestion(criteria: readonly Criterion[]): string {
  return canonicalJson(plain({ all: criteria }, false) as never)
}

type Plain = Record<string, unknown>

function plain(criterion: Criterion, negated: boolean): Plain {
  if (isLeaf(criterion)) {
    const { attr, op, maxAgeDays } = criterion
    const isSet = op === 'in' || op === 'prefix'
    const value = isSet && typeof criterion.value === 'object' ? [...new Set(criterion.value)].sort() : criterion.value
    const sole = op === 'in' && Array.isArray(value) && value.length === 1
    return { attr, op: sole ? '=' : op, value: sole ? value[0] : value, negated, ...(maxAgeDays === undefined ? {} : { maxAgeDays }) }
  }
  if ('not' in criterion) return plain(criterion.not, !negated)
  const isAll = 'all' in criterion
  const group = isAll !== negated ? 'all' : 'any'
  const children = (isAll ? criterion.all : criterion.any).flatMap((child) => {
    const part = plain(child, negated)
    return group in part ? (part[group] as Plain[]) : [part]
  })
  const once = [...new Map(children.map((child) => [canonicalJson(child as never), child])).entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  return once.length === 1 ? once[0]![1] : { [group]: once.map(([, child]) => child) }
}
