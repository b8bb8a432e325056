/**
 * Nodes of normal form, each kept once however many products ask it, and decided at most once a query. A verdict is
 * written down with the number of the query it belongs to, so a new query forgets all of them by counting on.
 * Typed arrays throughout: ten thousand products with a group of their own fit in half a megabyte.
 */
import { CATEGORIES } from '../profiles/model.ts'
import type { FactsRow } from './facts-row.ts'
import { isGroup, isPast, keyOf, maxAgeDaysOfSlot, type Node, placeOfSlot } from './normal-form.ts'
import { ASKABLE } from './scale.ts'

/** Kleene's values in an order that makes `all` the least and `any` the greatest of them. */
export const SHORT = 0
export const UNKNOWN = 1
export const MET = 2
export type Rank = typeof SHORT | typeof UNKNOWN | typeof MET

const ORDINAL = 0
const CODE = 1
const ALL = 2
const ANY = 3

/** 2^29 queries of two bits fill 31. */
const LAST_QUERY = 2 ** 29 - 1

/** By place in ASKABLE: the bit of its category, in the order of CATEGORIES. */
export const CATEGORY_BIT: readonly number[] = ASKABLE.map(({ category }) => 1 << CATEGORIES.indexOf(category))

/** Four words a node, side by side: what it asks, where its flips or children begin and end, and what was last said. */
const RECORD = 4
const FROM = 1
const TO = 2
const SAID = 3
/** The first word: kind in 2 bits, where the answer starts in 1, place in 8, age in 12. */
const PLACE_AT = 3
const AGE_AT = 11

export class NodeTableBuilder {
  private readonly ids = new Map<string, number>()
  private readonly records: number[] = []
  private readonly flips: number[] = []
  private readonly patterns: string[] = []
  private readonly children: number[] = []

  /** The node's number; equal nodes have one number. */
  add(node: Node): number {
    const key = keyOf(node)
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const children = isGroup(node) ? node.of.map((child) => this.add(child)) : []
    const id = this.ids.size
    this.ids.set(key, id)
    if (isGroup(node)) this.write(node.join === 'all' ? ALL : ANY, this.children, children)
    else {
      const place = placeOfSlot(node.slot)
      const asks = (node.starts ? 4 : 0) | (place << PLACE_AT) | (maxAgeDaysOfSlot(node.slot) << AGE_AT)
      if (ASKABLE[place]!.type === 'code') this.write(asks | CODE, this.patterns, node.flips as readonly string[])
      else this.write(asks | ORDINAL, this.flips, node.flips as readonly number[])
    }
    return id
  }

  build(): NodeTable {
    return new NodeTable(Int32Array.from(this.records), Float64Array.from(this.flips), [...this.patterns], Uint32Array.from(this.children))
  }

  private write<T>(first: number, pool: T[], items: readonly T[]): void {
    const from = pool.length
    for (const item of items) pool.push(item)
    this.records.push(first, from, pool.length, 0)
  }
}

export class NodeTable {
  private readonly records: Int32Array
  private readonly flips: Float64Array
  private readonly patterns: readonly string[]
  private readonly children: Uint32Array
  private readonly least = new Map<number, readonly number[]>()
  private query = 0
  private facts: FactsRow | null = null

  constructor(records: Int32Array, flips: Float64Array, patterns: readonly string[], children: Uint32Array) {
    this.records = records
    this.flips = flips
    this.patterns = patterns
    this.children = children
  }

  get bytes(): number {
    return this.records.byteLength + this.flips.byteLength + this.children.byteLength + this.patterns.length * 24
  }

  /** Begins a query: from here on every verdict is about these facts. */
  turnTo(facts: FactsRow): void {
    this.facts = facts
    if (this.least.size > 0) this.least.clear()
    if (++this.query > LAST_QUERY) {
      for (let at = SAID; at < this.records.length; at += RECORD) this.records[at] = 0
      this.query = 1
    }
  }

  verdict(node: number): Rank {
    const { records } = this
    const at = node * RECORD
    const said = records[at + SAID]!
    if (said >> 2 === this.query) return (said & 3) as Rank
    const verdict = (records[at]! & 3) < ALL ? this.ask(at) : this.fold(at)
    records[at + SAID] = (this.query << 2) | verdict
    return verdict
  }

  /**
   * Each least set of categories (as bits) that, turning out well, would make this node met: none for a node that is
   * short, the empty set for one that is met already.
   */
  leastSets(node: number): readonly number[] {
    const known = this.least.get(node)
    if (known !== undefined) return known
    const sets = this.leastSetsOf(node)
    this.least.set(node, sets)
    return sets
  }

  private leastSetsOf(node: number): readonly number[] {
    const verdict = this.verdict(node)
    if (verdict !== UNKNOWN) return verdict === MET ? [0] : []
    const at = node * RECORD
    const first = this.records[at]!
    if ((first & 3) < ALL) return [CATEGORY_BIT[(first >> PLACE_AT) & 255]!]
    // What is short opens nothing here, and what is met needs nothing.
    let together: readonly number[] = [0]
    const either: number[] = []
    for (let i = this.records[at + FROM]!; i < this.records[at + TO]!; i++) {
      const child = this.children[i]!
      if (this.verdict(child) !== UNKNOWN) continue
      const sets = this.leastSets(child)
      if ((first & 3) === ALL) together = togetherLeast(together, sets)
      else either.push(...sets)
    }
    return (first & 3) === ALL ? together : leastOf(either)
  }

  private ask(at: number): Rank {
    const { records } = this
    const facts = this.facts!
    const first = records[at]!
    const place = (first >> PLACE_AT) & 255
    const maxAgeDays = first >> AGE_AT
    if (maxAgeDays > 0 && facts.today - facts.knownOn[place]! > maxAgeDays) return UNKNOWN
    const end = records[at + TO]!
    let answer = (first >> 2) & 1
    if ((first & 3) === ORDINAL) {
      const value = facts.values[place]!
      if (Number.isNaN(value)) return UNKNOWN
      const { flips } = this
      for (let i = records[at + FROM]!; i < end && flips[i]! <= value; i++) answer ^= 1
    } else {
      const code = facts.codes[place] ?? null
      if (code === null) return UNKNOWN
      for (let i = records[at + FROM]!; i < end; i++) if (isPast(this.patterns[i]!, code)) answer ^= 1
    }
    return answer === 1 ? MET : SHORT
  }

  private fold(at: number): Rank {
    const { records, children } = this
    const isAny = (records[at]! & 3) === ANY
    const decisive = isAny ? MET : SHORT
    const end = records[at + TO]!
    let verdict: Rank = isAny ? SHORT : MET
    for (let i = records[at + FROM]!; i < end && verdict !== decisive; i++) {
      const child = this.verdict(children[i]!)
      if (isAny ? child > verdict : child < verdict) verdict = child
    }
    return verdict
  }
}

/** Sets of `a` and sets of `b` must both turn out well. */
export function togetherLeast(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 1 && b.length === 1) return [a[0]! | b[0]!]
  if (a.length === 2 && b.length === 1) {
    const [one, other] = [a[0]! | b[0]!, a[1]! | b[0]!]
    if ((one & other) === one) return [one]
    return (one & other) === other ? [other] : [one, other]
  }
  return leastOf(a.flatMap((one) => b.map((other) => one | other)))
}

function leastOf(sets: readonly number[]): readonly number[] {
  if (sets.length < 2) return sets
  const once = [...new Set(sets)]
  return once.filter((set) => !once.some((smaller) => smaller !== set && (smaller & set) === smaller))
}
