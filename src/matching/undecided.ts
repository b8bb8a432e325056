/**
 * What the last query of an index left open, and which data could open it. An undecided product needs every empty slot
 * that it asks, so its category bits are read off the bitsets of these slots; only its undecided groups are looked at
 * one by one.
 *
 * A set of categories is a number below 2^10. The products make a histogram of the sets they need, and "how many does
 * this set open" is the sum over its subsets – for all sets at once by adding up along one category after the other (the
 * zeta transform of the subset lattice). A product that opens with a or with b is counted in a, in b, and once less in
 * a ∪ b (inclusion and exclusion), so it needs no counting of its own.
 */
import { CATEGORIES, type Category } from '../profiles/model.ts'
import { type Bits, lowestOf, orInto, setBit, wordsFor } from './bits.ts'
import type { CriteriaIndex } from './criteria-index.ts'
import { categoriesIn, type Unlock } from './explain.ts'
import { CATEGORY_BIT } from './node-table.ts'

const SETS = 2 ** CATEGORIES.length
/** More than a set has categories. */
const SIZES = 16
const CATEGORIES_IN: readonly (readonly Category[])[] = Array.from({ length: SETS }, (_, set) => categoriesIn(set))

export class Undecided {
  private readonly index: CriteriaIndex
  private readonly withGroups: Bits
  /** By category: the products that ask an empty slot of it. */
  private readonly asking: readonly Bits[]

  constructor(index: CriteriaIndex) {
    const words = wordsFor(index.products)
    this.index = index
    this.asking = CATEGORIES.map(() => new Int32Array(words))
    this.withGroups = new Int32Array(words)
    for (let product = 0; product < index.products; product++) if (index.hasGroups(product)) setBit(this.withGroups, product)
  }

  /** What `unlocks` of explain.ts says of the offers behind them. */
  unlocks(): Unlock[] {
    const { index, withGroups } = this
    const used = this.noteEmptySlots()
    const asking = used.map((category) => this.asking[category]!)
    const here = new Int32Array(used.length)
    const count = new OpenCount()
    for (let i = 0; i < withGroups.length; i++) {
      const undecided = index.unknown[i]!
      if (undecided === 0) continue
      for (let c = 0; c < used.length; c++) here[c] = asking[c]![i]!
      for (let word = undecided; word !== 0; word &= word - 1) {
        const bit = lowestOf(word)
        let set = 0
        for (let c = 0; c < used.length; c++) set |= ((here[c]! >>> bit) & 1) << used[c]!
        if ((withGroups[i]! >>> bit) & 1) count.add(index.leastSets((i << 5) + bit, set))
        else count.addSet(set)
      }
    }
    return count.unlocks()
  }

  /** @returns the categories that have any */
  private noteEmptySlots(): number[] {
    let seen = 0
    for (const { place, asked } of this.index.emptySlots) {
      const bit = CATEGORY_BIT[place]!
      const bits = this.asking[31 - Math.clz32(bit)]!
      if ((seen & bit) === 0) bits.fill(0)
      seen |= bit
      orInto(bits, asked)
    }
    return CATEGORIES.flatMap((_, category) => (seen & (1 << category) ? [category] : []))
  }
}

/** Ways that are counted by inclusion and exclusion: 2^4 terms. Products with more are rare and counted one by one. */
const MOST_WAYS = 4

class OpenCount {
  /** By set: how many products more are open with it than with its subsets. */
  private readonly more = new Int32Array(SETS)
  private readonly isLeast = new Uint8Array(SETS)
  private readonly least: number[] = []
  private readonly manyWays: (readonly number[])[] = []

  /** @param sets the least sets of one product; a number where there is one */
  add(sets: number | readonly number[]): void {
    if (typeof sets === 'number') {
      this.addSet(sets)
      return
    }
    for (const set of sets) this.noteLeast(set)
    if (sets.length > MOST_WAYS) this.manyWays.push(sets)
    else this.include(sets, 0, 0, -1)
  }

  addSet(set: number): void {
    this.noteLeast(set)
    this.more[set]!++
  }

  unlocks(): Unlock[] {
    const { more, least, manyWays } = this
    const used = least.reduce((all, set) => all | set, 0)
    for (let bit = 1; bit <= used; bit <<= 1) {
      if ((used & bit) === 0) continue
      // Through the subsets of the other categories in use, upwards: the next one is (set − others) & others.
      const others = used ^ bit
      let set = 0
      do {
        more[set | bit]! += more[set]!
        set = (set - others) & others
      } while (set !== 0)
    }
    const opens = (set: number) => more[set]! + (manyWays.length > 0 ? manyWays.filter((ways) => ways.some((way) => (way & set) === way)).length : 0)
    // Most products, then fewest categories, then registry order, as one number each: numbers sort without being asked.
    const keys = new Float64Array(least.length)
    for (let i = 0; i < least.length; i++) keys[i] = -((opens(least[i]!) * SIZES - CATEGORIES_IN[least[i]!]!.length) * SETS - least[i]!)
    keys.sort()
    const unlocks: Unlock[] = []
    for (let i = 0; i < keys.length; i++) {
      const set = keys[i]! & (SETS - 1)
      const categories = CATEGORIES_IN[set]!
      unlocks.push({ categories, upToProducts: ((set - keys[i]!) / SETS + categories.length) / SIZES })
    }
    return unlocks
  }

  private noteLeast(set: number): void {
    if (this.isLeast[set]) return
    this.isLeast[set] = 1
    this.least.push(set)
  }

  /** Every choice of ways, with or without the next one. */
  private include(sets: readonly number[], next: number, union: number, sign: -1 | 1): void {
    if (next < sets.length) {
      this.include(sets, next + 1, union, sign)
      this.include(sets, next + 1, union | sets[next]!, sign === 1 ? -1 : 1)
    } else if (union !== 0) this.more[union]! += sign
  }
}
