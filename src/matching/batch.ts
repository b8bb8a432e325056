/**
 * Many firms × many products: the index turned on its side.
 *
 * Firms are taken in blocks of 1,024, and a column is one bit for each of them: 32 words. A flip's column holds the
 * firms whose value is past it. On an ordinal slot all of them cost one binary search a firm – it marks the last flip
 * that the value passes, and an OR running down from the highest flip gives every lower one its firms. A code marks
 * the patterns it passes. From there on nobody looks at a value again: **a literal's answer is the XOR of its flips'
 * columns**, worked out once a block however many products ask it, and a product is the OR of its literals' refusals and
 * of its slots' holes, 32 firms an operation.
 */
import { type Bits, fullBits, wordsFor } from './bits.ts'
import type { FactsRow } from './facts-row.ts'
import { type Conjunction, isGroup, isPast, keyOf, type Literal, maxAgeDaysOfSlot, type Node, placeOfSlot } from './normal-form.ts'
import { ASKABLE } from './scale.ts'

/** Firms of one block. */
export const BLOCK_FIRMS = 1024
const WORDS = wordsFor(BLOCK_FIRMS)

/** Codes whose patterns are remembered, for each slot, from one block to the next. */
const CODES_KEPT = 4096

/** Bits by place in the block; good only during the call. Who is in neither has met all that the product asks. */
export type VisitProduct = (product: number, short: Bits, unknown: Bits) => void

interface Slot {
  readonly place: number
  readonly maxAgeDays: number
  /** Its hole's column. */
  readonly hole: number
  /** Ordinal: ascending; the column of flip i is first + i. */
  readonly flips: Float64Array
  /** Code. */
  readonly patterns: readonly string[] | null
  readonly first: number
  /** Code → columns of the patterns it passes. */
  readonly passed: Map<string, readonly number[]>
}

/** Columns are numbered; `of` are numbers of steps before this one. */
type Step = { readonly starts: boolean; readonly flips: Uint32Array; readonly hole: number } | { readonly isAny: boolean; readonly of: Uint32Array }

interface Plan {
  readonly slots: readonly Slot[]
  readonly columns: number
  /** Distinct nodes, each behind its children. Step i writes its shorts and its unknowns. */
  readonly steps: readonly Step[]
  /** What each product asks, as steps. */
  readonly asked: readonly Uint32Array[]
}

export class Batch {
  private readonly plan: Plan
  private readonly columns: Int32Array
  /** By step: WORDS of firms that are short, and WORDS that are unknown. */
  private readonly shorts: Int32Array
  private readonly unknowns: Int32Array

  constructor(products: readonly Conjunction[]) {
    this.plan = planFor(products)
    this.columns = new Int32Array(this.plan.columns * WORDS)
    this.shorts = new Int32Array(this.plan.steps.length * WORDS)
    this.unknowns = new Int32Array(this.plan.steps.length * WORDS)
  }

  get bytes(): number {
    return this.columns.byteLength + this.shorts.byteLength + this.unknowns.byteLength
  }

  /** Decides every product for each of at most BLOCK_FIRMS firms. */
  decide(rows: readonly FactsRow[], visit: VisitProduct): void {
    if (rows.length > BLOCK_FIRMS) throw new RangeError(`a block holds ${BLOCK_FIRMS} firms, not ${rows.length}`)
    const full = new Int32Array(WORDS)
    full.set(fullBits(rows.length))
    this.columns.fill(0)
    for (const slot of this.plan.slots) {
      if (slot.patterns === null) this.placeValues(slot, rows)
      else this.placeCodes(slot, slot.patterns, rows)
    }
    this.plan.steps.forEach((step, number) => {
      if ('of' in step) this.fold(step.isAny, step.of, number * WORDS, full)
      else this.answer(step, number * WORDS, full)
    })
    const short = new Int32Array(WORDS)
    const unknown = new Int32Array(WORDS)
    this.plan.asked.forEach((steps, product) => {
      this.gather(steps, short, unknown)
      visit(product, short, unknown)
    })
  }

  private placeValues({ place, maxAgeDays, hole, flips, first }: Slot, rows: readonly FactsRow[]): void {
    const { columns } = this
    for (let firm = 0; firm < rows.length; firm++) {
      const row = rows[firm]!
      const value = row.values[place]!
      const word = firm >>> 5
      const bit = 1 << (firm & 31)
      if (Number.isNaN(value) || isTooOld(row, place, maxAgeDays)) {
        columns[hole * WORDS + word]! |= bit
        continue
      }
      let low = 0
      let high = flips.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (flips[middle]! <= value) low = middle + 1
        else high = middle
      }
      if (low > 0) columns[(first + low - 1) * WORDS + word]! |= bit
    }
    for (let at = (first + flips.length - 1) * WORDS - 1; at >= first * WORDS; at--) columns[at]! |= columns[at + WORDS]!
  }

  private placeCodes(slot: Slot, patterns: readonly string[], rows: readonly FactsRow[]): void {
    const { place, maxAgeDays, hole, first, passed } = slot
    for (let firm = 0; firm < rows.length; firm++) {
      const row = rows[firm]!
      const code = row.codes[place] ?? null
      const word = firm >>> 5
      const bit = 1 << (firm & 31)
      if (code === null || isTooOld(row, place, maxAgeDays)) {
        this.columns[hole * WORDS + word]! |= bit
        continue
      }
      let marks = passed.get(code)
      if (marks === undefined) {
        marks = patterns.flatMap((pattern, i) => (isPast(pattern, code) ? [first + i] : []))
        if (passed.size >= CODES_KEPT) passed.clear()
        passed.set(code, marks)
      }
      for (const column of marks) this.columns[column * WORDS + word]! |= bit
    }
  }

  private answer({ starts, flips, hole }: Extract<Step, { hole: number }>, to: number, full: Bits): void {
    const { columns, shorts, unknowns } = this
    const first = starts ? -1 : 0
    for (let i = 0; i < WORDS; i++) {
      let yes = first
      for (let f = 0; f < flips.length; f++) yes ^= columns[flips[f]! * WORDS + i]!
      const empty = columns[hole * WORDS + i]!
      shorts[to + i] = ~yes & ~empty & full[i]!
      unknowns[to + i] = empty
    }
  }

  private fold(isAny: boolean, of: Uint32Array, to: number, full: Bits): void {
    const { shorts, unknowns } = this
    for (let i = 0; i < WORDS; i++) {
      let short = isAny ? full[i]! : 0
      let met = isAny ? 0 : full[i]!
      for (let child = 0; child < of.length; child++) {
        const from = of[child]! * WORDS + i
        const childShort = shorts[from]!
        const childMet = full[i]! & ~(childShort | unknowns[from]!)
        short = isAny ? short & childShort : short | childShort
        met = isAny ? met | childMet : met & childMet
      }
      shorts[to + i] = short
      unknowns[to + i] = full[i]! & ~(short | met)
    }
  }

  /** The conjunction of these steps. */
  private gather(steps: Uint32Array, short: Bits, unknown: Bits): void {
    const { shorts, unknowns } = this
    short.fill(0)
    unknown.fill(0)
    for (let s = 0; s < steps.length; s++) {
      const from = steps[s]! * WORDS
      for (let i = 0; i < WORDS; i++) {
        short[i]! |= shorts[from + i]!
        unknown[i]! |= unknowns[from + i]!
      }
    }
    for (let i = 0; i < WORDS; i++) unknown[i]! &= ~short[i]!
  }
}

/** Decides any number of firms, block by block; `first` is the place of the block's first firm among the rows. */
export function decideAll(batch: Batch, rows: readonly FactsRow[], visit: (first: number, ...args: Parameters<VisitProduct>) => void): void {
  for (let first = 0; first < rows.length; first += BLOCK_FIRMS) {
    batch.decide(rows.slice(first, first + BLOCK_FIRMS), (product, short, unknown) => visit(first, product, short, unknown))
  }
}

function isTooOld({ knownOn, today }: FactsRow, place: number, maxAgeDays: number): boolean {
  return maxAgeDays > 0 && today - knownOn[place]! > maxAgeDays
}

function planFor(products: readonly Conjunction[]): Plan {
  const flipsOf = new Map<number, Set<number | string>>()
  const notice = (node: Node) => {
    if (isGroup(node)) return node.of.forEach(notice)
    const flips = flipsOf.get(node.slot) ?? new Set()
    for (const flip of node.flips) flips.add(flip)
    flipsOf.set(node.slot, flips)
  }
  for (const { literals, groups } of products) [...literals, ...groups].forEach(notice)

  let columns = 0
  const columnOf = new Map<number, Map<number | string, number>>()
  const holeOf = new Map<number, number>()
  const slots = [...flipsOf].map(([slot, distinct]): Slot => {
    const place = placeOfSlot(slot)
    const isCode = ASKABLE[place]!.type === 'code'
    const ordinal = isCode ? new Float64Array() : Float64Array.from(distinct as Set<number>).sort()
    const patterns = isCode ? [...(distinct as Set<string>)] : null
    const hole = columns++
    const first = columns
    columns += distinct.size
    holeOf.set(slot, hole)
    columnOf.set(slot, new Map((patterns ?? [...ordinal]).map((flip, i) => [flip, first + i])))
    return { place, maxAgeDays: maxAgeDaysOfSlot(slot), hole, flips: ordinal, patterns, first, passed: new Map() }
  })

  const steps: Step[] = []
  const numbers = new Map<string, number>()
  const stepOf = (node: Node): number => {
    const key = keyOf(node)
    const known = numbers.get(key)
    if (known !== undefined) return known
    const step = isGroup(node) ? { isAny: node.join === 'any', of: Uint32Array.from(node.of, stepOf) } : literalStep(node)
    numbers.set(key, steps.length)
    return steps.push(step) - 1
  }
  const literalStep = ({ slot, starts, flips }: Literal): Step => ({
    ...{ starts, hole: holeOf.get(slot)! },
    flips: Uint32Array.from(flips as readonly (number | string)[], (flip) => columnOf.get(slot)!.get(flip)!),
  })
  return { slots, columns, asked: products.map(({ literals, groups }) => Uint32Array.from([...literals, ...groups], stepOf)), steps }
}
