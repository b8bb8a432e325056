/** The two kinds of slot of the index: what each value of one attribute rules out. The idea is told in criteria-index.ts. */
import { type Bits, setBit } from './bits.ts'
import { type Literal, maxAgeDaysOfSlot, placeOfSlot } from './normal-form.ts'

/** A product and what it asks of this slot; one literal a product. */
export interface Asker {
  readonly product: number
  readonly literal: Literal
}

/** Toggles between two snapshots: half as many as a snapshot has words, so that the way there is shorter than the OR. */
function spacingFor(words: number): number {
  return Math.min(MOST_SPACING, Math.max(LEAST_SPACING, words >>> 1))
}
const LEAST_SPACING = 16
/** The nearest one is then some 30 toggles away. */
const MOST_SPACING = 128
/** Codes whose bitset is kept, for each slot. */
const CODES_KEPT = 64

export class OrdinalSlot {
  readonly slot: number
  readonly place: number
  readonly maxAgeDays: number
  /** Products that ask this slot. */
  readonly asked: Bits
  /** Distinct flips, ascending. Region r lies past the first r of them. */
  private readonly flips: Float64Array
  /** Products that flip, flip by flip: those of flip i are toggles[togglesTo[i]] up to toggles[togglesTo[i + 1]]. */
  private readonly toggles: Uint32Array
  private readonly togglesTo: Uint32Array
  /** Which snapshot is nearest to each region, and the region that each snapshot shows. */
  private readonly nearest: Uint16Array
  private readonly shows: Uint32Array
  private readonly snapshots: readonly Bits[]
  /** Region 0 is shown by the first snapshot as it is: there is nothing to give back. */
  private lentRegion = 0

  constructor(slot: number, askers: readonly Asker[], words: number) {
    this.slot = slot
    this.place = slot < 0 ? slot : placeOfSlot(slot)
    this.maxAgeDays = slot < 0 ? 0 : maxAgeDaysOfSlot(slot)
    const { flips, toggles, togglesTo } = inOrder(askers)
    this.flips = flips
    this.toggles = toggles
    this.togglesTo = togglesTo
    const { asked, ruledOut } = beforeAnyFlip(askers, words)
    this.asked = asked
    const { shows, snapshots } = this.snapshotsFrom(ruledOut)
    this.shows = Uint32Array.from(shows)
    this.snapshots = snapshots
    this.nearest = Uint16Array.from(this.togglesTo, (_, region) => this.nearestTo(region))
  }

  get bytes(): number {
    const { flips, toggles, togglesTo, nearest, shows, asked, snapshots } = this
    return [flips, toggles, togglesTo, nearest, shows, asked, ...snapshots].reduce((sum, array) => sum + array.byteLength, 0)
  }

  /**
   * The products that this value rules out. The nearest snapshot itself is led to the value's region, which is cheaper than a
   * copy: it must be given back before the next question.
   */
  lend(value: number): Bits {
    this.lentRegion = this.regionOf(value)
    const snapshot = this.nearest[this.lentRegion]!
    this.toggle(this.snapshots[snapshot]!, this.shows[snapshot]!, this.lentRegion)
    return this.snapshots[snapshot]!
  }

  giveBack(): void {
    const snapshot = this.nearest[this.lentRegion]!
    this.toggle(this.snapshots[snapshot]!, this.shows[snapshot]!, this.lentRegion)
    this.lentRegion = 0
  }

  /** How many flips the value has passed. */
  private regionOf(value: number): number {
    const { flips } = this
    let low = 0
    let high = flips.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (flips[middle]! <= value) low = middle + 1
      else high = middle
    }
    return low
  }

  /** From one region to another, in either direction. */
  private toggle(bits: Bits, from: number, to: number): void {
    if (from === to) return
    const { toggles, togglesTo } = this
    const end = togglesTo[from < to ? to : from]!
    for (let i = togglesTo[from < to ? from : to]!; i < end; i++) {
      const product = toggles[i]!
      bits[product >>> 5]! ^= 1 << (product & 31)
    }
  }

  private snapshotsFrom(first: Bits): { shows: number[]; snapshots: Bits[] } {
    const shows = [0]
    const snapshots = [first]
    const spacing = spacingFor(first.length)
    const { togglesTo } = this
    for (let region = 1; region < togglesTo.length; region++) {
      const last = shows.at(-1)!
      if (togglesTo[region]! - togglesTo[last]! < spacing) continue
      const bits = snapshots.at(-1)!.slice()
      this.toggle(bits, last, region)
      shows.push(region)
      snapshots.push(bits)
    }
    return { shows, snapshots }
  }

  private nearestTo(region: number): number {
    const { shows, togglesTo } = this
    const after = shows.findIndex((shown) => shown >= region)
    if (after === 0) return 0
    if (after < 0) return shows.length - 1
    const down = togglesTo[shows[after]!]! - togglesTo[region]!
    const up = togglesTo[region]! - togglesTo[shows[after - 1]!]!
    return down < up ? after : after - 1
  }
}

export class CodeSlot {
  readonly slot: number
  readonly place: number
  readonly maxAgeDays: number
  readonly asked: Bits
  /** Products that a code without any of the patterns rules out. */
  private readonly otherwise: Bits
  /** Pattern → products that flip. */
  private readonly toggles: ReadonlyMap<string, readonly number[]>
  private readonly longestPrefix: number
  /** What a code rules out, for some codes: the one kept longest makes room for the next. */
  private readonly kept = new Map<string, Bits>()

  constructor(slot: number, askers: readonly Asker[], words: number) {
    this.slot = slot
    this.place = slot < 0 ? slot : placeOfSlot(slot)
    this.maxAgeDays = slot < 0 ? 0 : maxAgeDaysOfSlot(slot)
    const { asked, ruledOut } = beforeAnyFlip(askers, words)
    this.asked = asked
    this.otherwise = ruledOut
    this.toggles = productsByPattern(askers)
    this.longestPrefix = Math.max(0, ...[...this.toggles.keys()].filter((pattern) => pattern.startsWith('^')).map((pattern) => pattern.length - 1))
  }

  get bytes(): number {
    const toggled = [...this.toggles.values()].reduce((sum, products) => sum + 4 * products.length + 64, 0)
    return toggled + (2 + this.kept.size) * this.asked.byteLength
  }

  /** The products that this code rules out. */
  lend(code: string): Bits {
    return this.kept.get(code) ?? this.keep(code)
  }

  /** As with an ordinal slot; what is kept for a code stays as it is. */
  giveBack(): void {}

  private keep(code: string): Bits {
    const bits = this.otherwise.slice()
    this.toggle(bits, `=${code}`)
    for (let length = Math.min(code.length, this.longestPrefix); length >= 0; length--) this.toggle(bits, `^${code.slice(0, length)}`)
    if (this.kept.size >= CODES_KEPT) this.kept.delete(this.kept.keys().next().value!)
    this.kept.set(code, bits)
    return bits
  }

  private toggle(bits: Bits, pattern: string): void {
    for (const product of this.toggles.get(pattern) ?? []) bits[product >>> 5]! ^= 1 << (product & 31)
  }
}

/** Who asks this slot, and whom a value before any flip rules out. */
function beforeAnyFlip(askers: readonly Asker[], words: number): { asked: Bits; ruledOut: Bits } {
  const asked = new Int32Array(words)
  const ruledOut = new Int32Array(words)
  for (const { product, literal } of askers) {
    setBit(asked, product)
    if (!literal.starts) setBit(ruledOut, product)
  }
  return { asked, ruledOut }
}

/** Flips ascending, each with its products: chained up by flip first, so that only the distinct flips are sorted. */
function inOrder(askers: readonly Asker[]): { flips: Float64Array; toggles: Uint32Array; togglesTo: Uint32Array } {
  const count = askers.reduce((sum, { literal }) => sum + literal.flips.length, 0)
  const productOf = new Uint32Array(count)
  const next = new Int32Array(count)
  const last = new Map<number, number>()
  let link = 0
  for (const { product, literal } of askers) {
    for (const flip of literal.flips as readonly number[]) {
      productOf[link] = product
      next[link] = last.get(flip) ?? -1
      last.set(flip, link++)
    }
  }
  const flips = Float64Array.from(last.keys()).sort()
  const toggles = new Uint32Array(count)
  const togglesTo = new Uint32Array(flips.length + 1)
  let at = 0
  for (let i = 0; i < flips.length; i++) {
    for (let one = last.get(flips[i]!)!; one >= 0; one = next[one]!) toggles[at++] = productOf[one]!
    togglesTo[i + 1] = at
  }
  return { flips, toggles, togglesTo }
}

function productsByPattern(askers: readonly Asker[]): Map<string, number[]> {
  const byPattern = new Map<string, number[]>()
  for (const { product, literal } of askers) {
    for (const pattern of literal.flips as readonly string[]) {
      const known = byPattern.get(pattern)
      if (known) known.push(product)
      else byPattern.set(pattern, [product])
    }
  }
  return byPattern
}
