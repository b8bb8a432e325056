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

export class NodeTableBuilder {
  private readonly ids = new Map<string, number>()
  private readonly kind: number[] = []
  private readonly place: number[] = []
  private readonly maxAge: number[] = []
  private readonly starts: number[] = []
  private readonly from: number[] = []
  private readonly to: number[] = []
  private readonly flips: number[] = []
  private readonly patterns: string[] = []
  private readonly children: number[] = []

  /** The node's number; equal nodes have one number. */
  add(node: Node): number {
    const key = keyOf(node)
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const children = isGroup(node) ? node.of.map((child) => this.add(child)) : []
    const id = this.kind.length
    this.ids.set(key, id)
    if (isGroup(node)) this.write(node.join === 'all' ? ALL : ANY, this.children, children)
    else if (typeof node.flips[0] === 'string' || ASKABLE[placeOfSlot(node.slot)]?.type === 'code') this.write(CODE, this.patterns, node.flips as string[])
    else this.write(ORDINAL, this.flips, node.flips as number[])
    this.place.push(isGroup(node) ? 0 : placeOfSlot(node.slot))
    this.maxAge.push(isGroup(node) ? 0 : maxAgeDaysOfSlot(node.slot))
    this.starts.push(isGroup(node) || !node.starts ? 0 : 1)
    return id
  }

  build(): NodeTable {
    const { kind, place, maxAge, starts, from, to, flips, patterns, children } = this
    return new NodeTable({
      kind: Uint8Array.from(kind),
      place: Uint8Array.from(place),
      maxAge: Uint16Array.from(maxAge),
      starts: Uint8Array.from(starts),
      from: Uint32Array.from(from),
      to: Uint32Array.from(to),
      flips: Float64Array.from(flips),
      patterns: [...patterns],
      children: Uint32Array.from(children),
    })
  }

  private write<T>(kind: number, pool: T[], items: readonly T[]): void {
    this.kind.push(kind)
    this.from.push(pool.length)
    for (const item of items) pool.push(item)
    this.to.push(pool.length)
  }
}

/** Column-wise; `from` and `to` point into flips, patterns or children, as the kind has it. */
interface Columns {
  readonly kind: Uint8Array
  readonly place: Uint8Array
  readonly maxAge: Uint16Array
  readonly starts: Uint8Array
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly flips: Float64Array
  readonly patterns: readonly string[]
  readonly children: Uint32Array
}

export class NodeTable {
  private readonly columns: Columns
  /** Query number × 4 + verdict. */
  private readonly remembered: Int32Array
  private readonly least = new Map<number, readonly number[]>()
  private query = 0
  private facts: FactsRow | null = null

  constructor(columns: Columns) {
    this.columns = columns
    this.remembered = new Int32Array(columns.kind.length)
  }

  get bytes(): number {
    const { patterns, ...typed } = this.columns
    return Object.values(typed).reduce((sum, column) => sum + column.byteLength, this.remembered.byteLength) + patterns.length * 24
  }

  /** Begins a query: from here on every verdict is about these facts. */
  turnTo(facts: FactsRow): void {
    this.facts = facts
    if (this.least.size > 0) this.least.clear()
    if (++this.query > LAST_QUERY) {
      this.remembered.fill(0)
      this.query = 1
    }
  }

  verdict(node: number): Rank {
    const known = this.remembered[node]!
    if (known >> 2 === this.query) return (known & 3) as Rank
    const verdict = this.columns.kind[node]! < ALL ? this.ask(node) : this.fold(node)
    this.remembered[node] = (this.query << 2) | verdict
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
    const { kind, place, children, from, to } = this.columns
    if (kind[node]! < ALL) return [CATEGORY_BIT[place[node]!]!]
    const sets = Array.from(children.subarray(from[node], to[node]), (child) => this.leastSets(child))
    return kind[node] === ANY ? leastOf(sets.flat()) : sets.reduce(togetherLeast)
  }

  private ask(node: number): Rank {
    const { kind, place: places, maxAge, starts, from, to, flips, patterns } = this.columns
    const { values, codes, knownOn, today } = this.facts!
    const place = places[node]!
    if (maxAge[node]! > 0 && today - knownOn[place]! > maxAge[node]!) return UNKNOWN
    const end = to[node]!
    let answer = starts[node]!
    if (kind[node] === ORDINAL) {
      const value = values[place]!
      if (Number.isNaN(value)) return UNKNOWN
      for (let i = from[node]!; i < end && flips[i]! <= value; i++) answer ^= 1
    } else {
      const code = codes[place]
      if (code === null || code === undefined) return UNKNOWN
      for (let i = from[node]!; i < end; i++) if (isPast(patterns[i]!, code)) answer ^= 1
    }
    return answer === 1 ? MET : SHORT
  }

  private fold(node: number): Rank {
    const { kind, children, from, to } = this.columns
    const isAny = kind[node] === ANY
    const decisive = isAny ? MET : SHORT
    let verdict: Rank = isAny ? SHORT : MET
    for (let i = from[node]!; i < to[node]! && verdict !== decisive; i++) {
      const child = this.verdict(children[i]!)
      if (isAny ? child > verdict : child < verdict) verdict = child
    }
    return verdict
  }
}

/** Sets of `a` and sets of `b` must both turn out well. */
export function togetherLeast(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 1 && b.length === 1) return [a[0]! | b[0]!]
  return leastOf(a.flatMap((one) => b.map((other) => one | other)))
}

function leastOf(sets: readonly number[]): readonly number[] {
  const once = [...new Set(sets)]
  return once.filter((set) => !once.some((smaller) => smaller !== set && (smaller & set) === smaller))
}
