/**
 * What the last query of an index left open, and which data could open it. An undecided product needs every empty slot
 * that it asks, so its category bits are read off the bitsets of these slots; only its undecided groups are looked at
 * one by one.
 *
 * A set of categories is a number below 2^10. The products make a histogram of the sets they need, and "how many does
 * this set open" is the sum over its subsets – for all sets at once by adding up along one category after the other (the
 * zeta transform of the subset lattice). Products that can be opened in more ways than one are counted apart.
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
    const plain = new Int32Array(SETS)
    const branching = new Map<string, Branch>()
    for (let i = 0; i < withGroups.length; i++) {
      const undecided = index.unknown[i]!
      if (undecided === 0) continue
      for (let c = 0; c < used.length; c++) here[c] = asking[c]![i]!
      for (let word = undecided; word !== 0; word &= word - 1) {
        const bit = lowestOf(word)
        let set = 0
        for (let c = 0; c < used.length; c++) set |= ((here[c]! >>> bit) & 1) << used[c]!
        if ((withGroups[i]! >>> bit) & 1) note(index.leastSets((i << 5) + bit, set), plain, branching)
        else plain[set]!++
      }
    }
    return opened(plain, [...branching.values()])
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

/** Products that can be opened in more ways than one, by these ways. */
interface Branch {
  readonly sets: readonly number[]
  products: number
}

function note(sets: number | readonly number[], plain: Int32Array, branching: Map<string, Branch>): void {
  if (typeof sets === 'number') {
    plain[sets]!++
    return
  }
  const key = sets.join()
  const known = branching.get(key)
  if (known) known.products++
  else branching.set(key, { sets, products: 1 })
}

/** @param plain by set: products that open with this very set and whatever covers it */
function opened(plain: Int32Array, branching: readonly Branch[]): Unlock[] {
  const least: number[] = []
  for (let set = 0; set < SETS; set++) if (plain[set]! > 0) least.push(set)
  const more = new Set(branching.flatMap(({ sets }) => sets).filter((set) => plain[set] === 0))
  least.push(...more)

  // From here on `plain` counts what each set opens: its own products and those of all its subsets.
  const used = least.reduce((all, set) => all | set, 0)
  for (let bit = 1; bit <= used; bit <<= 1) {
    if ((used & bit) === 0) continue
    // Only the subsets of what is used, upwards: the next one is (set − used) & used.
    for (let set = used & -used; set !== 0; set = (set - used) & used) if (set & bit) plain[set]! += plain[set ^ bit]!
  }
  // Most products, then fewest categories, then registry order, as one number each: numbers sort without being asked.
  const keys = Float64Array.from(least, (set) => -(((plain[set]! + branchesOpenedBy(set, branching)) * SIZES - CATEGORIES_IN[set]!.length) * SETS - set)).sort()
  return Array.from(keys, (key) => {
    const set = key & (SETS - 1)
    const categories = CATEGORIES_IN[set]!
    return { categories, upToProducts: ((set - key) / SETS + categories.length) / SIZES }
  })
}

function branchesOpenedBy(set: number, branching: readonly Branch[]): number {
  let products = 0
  for (const branch of branching) if (branch.sets.some((own) => (own & set) === own)) products += branch.products
  return products
}
