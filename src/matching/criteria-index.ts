/**
 * One firm × all products, without a loop over the products.
 *
 * In normal form every literal flips at certain places of its slot. Turned round, each place of a slot has the products
 * that flip there, and **what a value rules out is the XOR of the flips it has passed**. Values between two
 * neighbouring places rule out the same products, so a slot falls into regions. Snapshots – the bitset of a whole
 * region – are kept so often that every region is a few toggles from one; the way there may lead down as well as up, for
 * XOR undoes itself. For a code the places are patterns; its bitset is worked out once and kept, for a bounded number of
 * codes.
 *
 *   short    = OR over the slots with a value: what that value rules out
 *   unknown  = OR over the slots without one: who asks this slot, less the short (a refusal that is proven stands)
 *   met      = the rest
 *
 * Groups (`any` over several slots) come after. A group that several products share is decided once for all of them;
 * one that a single product asks is decided only while that product is not yet short. A slot that hardly anyone asks is
 * not worth its bitsets: its literals are treated as groups of one.
 *
 * What a product can lend – amount, term, purpose – is asked of the need by the same literals, on slots below zero.
 */
import { andNotInto, type Bits, fullBits, lowestOf, setBit, unite, wordsFor } from './bits.ts'
import type { FactsRow } from './facts-row.ts'
import { type NodeTable, NodeTableBuilder, SHORT, togetherLeast, UNKNOWN } from './node-table.ts'
import { type Conjunction, type Literal, type Node, placeOfSlot } from './normal-form.ts'
import { ASKABLE } from './scale.ts'
import { CodeSlot, OrdinalSlot } from './slot-index.ts'

/** Slots of the need: whole fen, whole months, a purpose. */
export const AMOUNT_SLOT = -1
export const TERM_SLOT = -2
export const PURPOSE_SLOT = -3

/** What is asked for, as the slots of the need take it. */
export interface AskedLoan {
  readonly amount: number
  readonly months: number
  readonly purpose: string
}

/** A slot earns its bitsets when its products number at least an eighth of a bitset's words. */
const RARE = 8

export interface IndexedCatalogue {
  index: CriteriaIndex
  /** Numbers, in `index.nodes`, of the conditions handed in beside the products, in their order. */
  conditions: Uint32Array
}

/** @param conditions nodes to be decided on demand (price tiers), not part of any product's verdict */
export function buildIndex(products: readonly Conjunction[], conditions: readonly Node[] = []): IndexedCatalogue {
  const words = wordsFor(products.length)
  const askers = new Map<number, { product: number; literal: Literal }[]>()
  products.forEach(({ literals }, product) => {
    for (const literal of literals) {
      const known = askers.get(literal.slot)
      if (known) known.push({ product, literal })
      else askers.set(literal.slot, [{ product, literal }])
    }
  })
  const nodes = new NodeTableBuilder()
  const asked: Set<number>[] = products.map(({ groups }) => new Set(groups.map((group) => nodes.add(group))))
  const ordinals: OrdinalSlot[] = []
  const codes: CodeSlot[] = []
  for (const [slot, literals] of [...askers].sort(([a], [b]) => a - b)) {
    if (slot >= 0 && literals.length * RARE < words) for (const { product, literal } of literals) asked[product]!.add(nodes.add(literal))
    else if (slot === PURPOSE_SLOT || (slot >= 0 && ASKABLE[placeOfSlot(slot)]!.type === 'code')) codes.push(new CodeSlot(slot, literals, words))
    else ordinals.push(new OrdinalSlot(slot, literals, words))
  }
  const numbers = Uint32Array.from(conditions, (condition) => nodes.add(condition))
  return { index: new CriteriaIndex(products.length, ordinals, codes, nodes.build(), asked), conditions: numbers }
}

export class CriteriaIndex {
  readonly products: number
  readonly nodes: NodeTable
  /** After `decide`, until the next one: the products ruled out, and those neither ruled out nor met. */
  readonly short: Bits
  readonly unknown: Bits
  /** And the slots it found empty, by place in ASKABLE, each with the products that ask it. */
  emptySlots: readonly { readonly place: number; readonly asked: Bits }[] = []
  private readonly all: Bits
  readonly ordinals: readonly OrdinalSlot[]
  readonly codes: readonly CodeSlot[]
  /** Groups of product p: groups[groupsFrom[p]] up to groups[groupsFrom[p + 1]]. */
  private readonly groups: Uint32Array
  private readonly groupsFrom: Uint32Array
  private readonly shared: readonly { node: number; products: Uint32Array }[]
  /** Products with a group that nobody shares. */
  private readonly alone: Bits

  constructor(products: number, ordinals: readonly OrdinalSlot[], codes: readonly CodeSlot[], nodes: NodeTable, asked: readonly ReadonlySet<number>[]) {
    const words = wordsFor(products)
    this.products = products
    this.nodes = nodes
    this.short = new Int32Array(words)
    this.unknown = new Int32Array(words)
    this.all = fullBits(products)
    this.ordinals = ordinals
    this.codes = codes
    const askedBy = new Map<number, number[]>()
    asked.forEach((groups, product) => {
      for (const group of groups) {
        const known = askedBy.get(group)
        if (known) known.push(product)
        else askedBy.set(group, [product])
      }
    })
    this.groups = Uint32Array.from(asked.flatMap((groups) => [...groups]))
    this.groupsFrom = new Uint32Array(products + 1)
    asked.forEach((groups, product) => {
      this.groupsFrom[product + 1] = this.groupsFrom[product]! + groups.size
    })
    this.shared = [...askedBy].filter(([, by]) => by.length > 1).map(([node, by]) => ({ node, products: Uint32Array.from(by) }))
    this.alone = new Int32Array(words)
    for (const by of askedBy.values()) if (by.length === 1) setBit(this.alone, by[0]!)
  }

  /** Memory held by the index, in bytes: its typed arrays, kept codes included. */
  get bytes(): number {
    const slots = [...this.ordinals, ...this.codes].reduce((sum, slot) => sum + slot.bytes, 0)
    const groups = this.groups.byteLength + this.groupsFrom.byteLength + this.shared.reduce((sum, { products }) => sum + products.byteLength, 0)
    return slots + groups + this.nodes.bytes + 4 * this.short.byteLength
  }

  /** Sets `short` and `unknown`. Without a loan nothing is asked about amount, term and purpose. */
  decide(facts: FactsRow, loan: AskedLoan | null = null): void {
    this.nodes.turnTo(facts)
    const ruledOut: Bits[] = []
    const holes: { place: number; asked: Bits }[] = []
    for (const slot of this.ordinals) {
      if (slot.slot >= 0) {
        const value = facts.values[slot.place]!
        if (!Number.isNaN(value) && isYoung(facts, slot)) ruledOut.push(slot.lend(value))
        else holes.push(slot)
      } else if (loan !== null) ruledOut.push(slot.lend(slot.slot === AMOUNT_SLOT ? loan.amount : loan.months))
    }
    for (const slot of this.codes) {
      if (slot.slot >= 0) {
        const code = facts.codes[slot.place] ?? null
        if (code !== null && isYoung(facts, slot)) ruledOut.push(slot.lend(code))
        else holes.push(slot)
      } else if (loan !== null) ruledOut.push(slot.lend(loan.purpose))
    }
    unite(this.short, ruledOut)
    for (const slot of this.ordinals) slot.giveBack()
    unite(
      this.unknown,
      holes.map(({ asked }) => asked),
    )
    this.emptySlots = holes
    this.decideShared()
    this.decideAlone()
    andNotInto(this.unknown, this.short)
  }

  /**
   * Of the products that the last query ruled out, those that one slot alone rules out: the nearest to being open. Groups
   * are not counted. To be asked with the same facts and loan.
   */
  nearMisses(facts: FactsRow, loan: AskedLoan | null = null): Bits {
    const once = new Int32Array(this.short.length)
    const twice = new Int32Array(this.short.length)
    for (const slot of [...this.ordinals, ...this.codes]) {
      const value = slot.slot < 0 ? asked(slot.slot, loan) : known(facts, slot)
      if (value === null) continue
      const mine = slot.lend(value as never)
      for (let i = 0; i < mine.length; i++) {
        twice[i]! |= once[i]! & mine[i]!
        once[i]! |= mine[i]!
      }
      slot.giveBack()
    }
    return once.map((word, i) => word & ~twice[i]! & this.short[i]!)
  }

  /** The products of which everything is met. */
  get met(): Bits {
    return this.all.map((word, i) => word & ~(this.short[i]! | this.unknown[i]!))
  }

  hasGroups(product: number): boolean {
    return this.groupsFrom[product]! < this.groupsFrom[product + 1]!
  }

  /**
   * The least sets of categories (as bits) that could still open the product, where its empty slots need those of `set`.
   * One number where there is one way. Only for products that the last query left unknown.
   */
  leastSets(product: number, set: number): number | readonly number[] {
    const { groups, groupsFrom, nodes } = this
    let sets: readonly number[] | null = null
    let together = set
    for (let at = groupsFrom[product]!; at < groupsFrom[product + 1]!; at++) {
      if (nodes.verdict(groups[at]!) !== UNKNOWN) continue
      const ways = nodes.leastSets(groups[at]!)
      if (ways.length === 1) together |= ways[0]!
      else sets = sets === null ? ways : togetherLeast(sets, ways)
    }
    if (sets === null) return together
    const ways = togetherLeast(sets, [together])
    return ways.length === 1 ? ways[0]! : ways
  }

  private decideShared(): void {
    for (const { node, products } of this.shared) {
      const verdict = this.nodes.verdict(node)
      if (verdict === SHORT) for (let i = 0; i < products.length; i++) setBit(this.short, products[i]!)
      else if (verdict === UNKNOWN) for (let i = 0; i < products.length; i++) setBit(this.unknown, products[i]!)
    }
  }

  private decideAlone(): void {
    const { alone, short, unknown, groups, groupsFrom, nodes } = this
    for (let i = 0; i < alone.length; i++) {
      for (let word = alone[i]! & ~short[i]!; word !== 0; word &= word - 1) {
        const product = (i << 5) + lowestOf(word)
        for (let at = groupsFrom[product]!; at < groupsFrom[product + 1]!; at++) {
          const verdict = nodes.verdict(groups[at]!)
          if (verdict === SHORT) {
            setBit(short, product)
            break
          }
          if (verdict === UNKNOWN) setBit(unknown, product)
        }
      }
    }
  }
}

/** What the loan says to a slot of the need. */
function asked(slot: number, loan: AskedLoan | null): number | string | null {
  if (loan === null) return null
  return slot === AMOUNT_SLOT ? loan.amount : slot === TERM_SLOT ? loan.months : loan.purpose
}

/** What is known and young enough for a slot of the firm. */
function known(facts: FactsRow, slot: OrdinalSlot | CodeSlot): number | string | null {
  if (!isYoung(facts, slot)) return null
  const code = facts.codes[slot.place]!
  const value = facts.values[slot.place]!
  return code ?? (Number.isNaN(value) ? null : value)
}

function isYoung({ knownOn, today }: FactsRow, { place, maxAgeDays }: { place: number; maxAgeDays: number }): boolean {
  return maxAgeDays === 0 || today - knownOn[place]! <= maxAgeDays
}
