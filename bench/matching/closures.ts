/**
 * What the index is held against: every product's criteria compiled into closures over the slots of a FactsRow, as a careful
 * hand would write them without an index. Three values, and a product is left at its first refusal.
 */
import type { FactsRow } from '../../src/matching/facts-row.ts'
import { type Conjunction, isGroup, maxAgeDaysOfSlot, type Node, passes, placeOfSlot } from '../../src/matching/normal-form.ts'
import { ASKABLE } from '../../src/matching/scale.ts'

/** 0 short, 1 unknown, 2 met. */
type Closure = (row: FactsRow) => 0 | 1 | 2

export function closuresOf(products: readonly Conjunction[]): (row: FactsRow, verdicts: Uint8Array) => void {
  const compiled = products.map(({ literals, groups }) => [...literals, ...groups].map(closureOf))
  return (row, verdicts) => {
    for (let p = 0; p < compiled.length; p++) {
      const closures = compiled[p]!
      let verdict: 0 | 1 | 2 = 2
      for (let i = 0; i < closures.length && verdict !== 0; i++) {
        const one = closures[i]!(row)
        if (one < verdict) verdict = one
      }
      verdicts[p] = verdict
    }
  }
}

function closureOf(node: Node): Closure {
  if (isGroup(node)) {
    const closures = node.of.map(closureOf)
    const isAny = node.join === 'any'
    return (row) => {
      let verdict: 0 | 1 | 2 = isAny ? 0 : 2
      for (const closure of closures) {
        const one = closure(row)
        if (isAny ? one > verdict : one < verdict) verdict = one
      }
      return verdict
    }
  }
  const young = closureOnValue(node)
  const maxAgeDays = maxAgeDaysOfSlot(node.slot)
  const place = placeOfSlot(node.slot)
  return maxAgeDays === 0 ? young : (row) => (row.today - row.knownOn[place]! > maxAgeDays ? 1 : young(row))
}

function closureOnValue(literal: Exclude<Node, { join: string }>): Closure {
  const place = placeOfSlot(literal.slot)
  const [low, high] = literal.flips as readonly number[]
  if (ASKABLE[place]!.type === 'code') {
    // A code is looked up once and remembered: the best a closure can do with a string.
    const known = new Map<string, 0 | 2>()
    return (row) => {
      const code = row.codes[place]
      if (code === null || code === undefined) return 1
      let verdict = known.get(code)
      if (verdict === undefined) {
        verdict = passes(literal, code) ? 2 : 0
        known.set(code, verdict)
      }
      return verdict
    }
  }
  const [before, after] = literal.starts ? ([2, 0] as const) : ([0, 2] as const)
  if (literal.flips.length === 1)
    return (row) => {
      const value = row.values[place]!
      return Number.isNaN(value) ? 1 : value >= low! ? after : before
    }
  if (literal.flips.length === 2)
    return (row) => {
      const value = row.values[place]!
      return Number.isNaN(value) ? 1 : value >= low! && value < high! ? after : before
    }
  return (row) => (Number.isNaN(row.values[place]!) ? 1 : passes(literal, row.values[place]!) ? 2 : 0)
}
