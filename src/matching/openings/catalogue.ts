/** The products on offer, ready to be decided for one subject or for many: what each asks of whom, whatever is needed. */
import type { ProductTerms } from '../../products/model.ts'
import { Batch } from '../batch.ts'
import { type Bits, setBit, wordsFor } from '../bits.ts'
import { buildIndex, type CriteriaIndex } from '../criteria-index.ts'
import { type Conjunction, isGroup, maxAgeDaysOfSlot, type Node, normalForm, placeOfSlot } from '../normal-form.ts'
import { hashOf } from '../run-inputs.ts'
import { ASKABLE } from '../scale.ts'

/** One bit of `openings.open`. */
export interface CatalogueProduct {
  productId: string
  version: number
}

export interface OfferedProduct extends CatalogueProduct {
  lenderId: string
  lenderName: string
  publishedAt: Date
  terms: ProductTerms
}

export interface OpeningCatalogue {
  /** By product id: the order of the bits. */
  readonly products: readonly OfferedProduct[]
  readonly members: readonly CatalogueProduct[]
  /** Of the members. */
  readonly hash: string
  readonly placeOf: ReadonlyMap<string, number>
  readonly conjunctions: readonly Conjunction[]
  readonly index: CriteriaIndex
  readonly batch: Batch
  /** By place in ASKABLE: products that ask this attribute. */
  readonly askers: readonly Bits[]
  /** Of these, the ones that ask it with an age of their own: the day alone can change their answer. */
  readonly agedAskers: readonly Bits[]
}

export function openingCatalogue(offered: readonly OfferedProduct[]): OpeningCatalogue {
  const products = [...offered].sort((a, b) => (a.productId < b.productId ? -1 : 1))
  const members = products.map(({ productId, version }) => ({ productId, version }))
  const conjunctions = products.map(({ terms: { audience, criteria } }) => normalForm([{ attr: 'kind', op: 'in', value: audience }, ...criteria]))
  const words = wordsFor(products.length)
  const askers = ASKABLE.map(() => new Int32Array(words))
  const agedAskers = ASKABLE.map(() => new Int32Array(words))
  const note = (product: number) => (node: Node) => {
    if (isGroup(node)) return node.of.forEach(note(product))
    const place = placeOfSlot(node.slot)
    setBit(askers[place]!, product)
    if (maxAgeDaysOfSlot(node.slot) > 0) setBit(agedAskers[place]!, product)
  }
  conjunctions.forEach(({ literals, groups }, product) => {
    for (const node of [...literals, ...groups]) note(product)(node)
  })
  return {
    ...{ products, members, hash: hashOf({ members }), placeOf: new Map(members.map(({ productId }, place) => [productId, place])) },
    ...{ conjunctions, index: buildIndex(conjunctions).index, batch: new Batch(conjunctions), askers, agedAskers },
  }
}
