/**
 * Which products are open for a subject: audience and all criteria met; what is needed is no part of it. **Only what can
 * have changed is decided again**: products that ask an attribute whose fact is another, products that ask a fact's age
 * when the day is another, and product versions that were not on offer before. For everything else the former bit stands.
 */
import type { CivilDate } from '../../platform/kernel/time.ts'
import { Batch, BLOCK_FIRMS } from '../batch.ts'
import { type Bits, eachBit, fullBits, hasBit, orInto, setBit, wordsFor } from '../bits.ts'
import type { FactsRow } from '../facts-row.ts'
import type { CatalogueProduct, OpeningCatalogue } from './catalogue.ts'
import { changedPlaces, factsOfRow, type HeldFacts } from './held-facts.ts'

export interface Former {
  facts: HeldFacts
  day: CivilDate
  open: Bits
  /** What the bits of `open` stand for. */
  change: CatalogueChange
}

/** From one catalogue to a later one. */
export interface CatalogueChange {
  /** Of the earlier one. */
  members: readonly CatalogueProduct[]
  /** Of the later one: versions that were not on offer. */
  fresh: Bits
  /** Where each earlier product stands in the later one, in whatever version; -1: no more on offer. */
  placeNow: Int32Array
}

export interface Undecided {
  facts: HeldFacts
  day: CivilDate
  /** null: nothing is known of it yet. */
  former: Former | null
}

/** Up to so many subjects go through the index one by one; a block of the batch kernel costs the same however full it is. */
const ONE_BY_ONE = 32

export function changeBetween(members: readonly CatalogueProduct[], { products, placeOf }: OpeningCatalogue): CatalogueChange {
  const versions = new Map(members.map(({ productId, version }) => [productId, version]))
  const fresh = new Int32Array(wordsFor(products.length))
  products.forEach(({ productId, version }, place) => {
    if (versions.get(productId) !== version) setBit(fresh, place)
  })
  return { members, fresh, placeNow: Int32Array.from(members, ({ productId }) => placeOf.get(productId) ?? -1) }
}

/** By place in the catalogue: products that were open, in the version on offer then. */
export function wasOpen({ products }: OpeningCatalogue, former: Former): Bits {
  const open = new Int32Array(wordsFor(products.length))
  eachBit(former.open, (place) => {
    const now = former.change.placeNow[place]!
    if (now >= 0) setBit(open, now)
  })
  return open
}

/** Products whose answer may be another than it was. */
export function mayDiffer({ products, askers, agedAskers }: OpeningCatalogue, { facts, day, former }: Undecided): Bits {
  const places = former === null ? null : changedPlaces(former.facts, facts)
  if (former === null || places === null) return fullBits(products.length)
  const affected = former.change.fresh.slice()
  for (const place of places) orInto(affected, askers[place]!)
  if (former.day !== day) {
    facts.knownOn.forEach((known, place) => {
      if (known !== null) orInto(affected, agedAskers[place]!)
    })
  }
  return affected
}

/** For each the bits of the products that are open for it now. */
export function openSets(catalogue: OpeningCatalogue, subjects: readonly Undecided[]): Bits[] {
  const again = subjects.map((subject) => mayDiffer(catalogue, subject))
  const open = subjects.map(({ former }, i) => {
    const kept = former === null ? new Int32Array(again[i]!.length) : wasOpen(catalogue, former)
    return kept.map((word, w) => word & ~again[i]![w]!)
  })
  const asked = subjects.flatMap((_, i) => (again[i]!.some((word) => word !== 0) ? [i] : []))
  const rows = asked.map((i) => factsOfRow(subjects[i]!.facts, subjects[i]!.day))
  if (rows.length <= ONE_BY_ONE) {
    rows.forEach((row, at) => {
      catalogue.index.decide(row)
      const [mine, mask] = [open[asked[at]!]!, again[asked[at]!]!]
      catalogue.index.met.forEach((word, w) => {
        mine[w]! |= word & mask[w]!
      })
    })
  } else {
    const union = new Int32Array(wordsFor(catalogue.products.length))
    for (const i of asked) orInto(union, again[i]!)
    decideMany(catalogue, union, rows, (at, product) => {
      const i = asked[at]!
      if (hasBit(again[i]!, product)) setBit(open[i]!, product)
    })
  }
  return open
}

/** By the batch kernel; `visit` is called for every pair of a row and a product of `among` of which everything is met. */
function decideMany(catalogue: OpeningCatalogue, among: Bits, rows: readonly FactsRow[], visit: (row: number, product: number) => void): void {
  const products: number[] = []
  eachBit(among, (product) => products.push(product))
  const isAll = products.length === catalogue.products.length
  const batch = isAll ? catalogue.batch : new Batch(products.map((product) => catalogue.conjunctions[product]!))
  for (let first = 0; first < rows.length; first += BLOCK_FIRMS) {
    const block = rows.slice(first, first + BLOCK_FIRMS)
    const full = fullBits(block.length)
    batch.decide(block, (product, short, unknown) => {
      const met = full.map((word, w) => word & ~(short[w]! | unknown[w]!))
      eachBit(met, (firm) => visit(first + firm, products[product]!))
    })
  }
}

/** As `openings.open` keeps them. */
export function bitsToBytes(bits: Bits): Uint8Array {
  return new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength)
}

export function bitsFromBytes(bytes: Uint8Array): Bits {
  return new Int32Array(new Uint8Array(bytes).buffer)
}
