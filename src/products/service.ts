import { institutionNamed, lenders } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { Fault, notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { stepVersion } from './lifecycle.ts'
import { findProduct, findTerms, insertProduct, insertVersion, listProductsOf, listPublished, type Product, updateProduct, updateVersion } from './store.ts'
import type { ProductTerms } from './terms.ts'

/** Who changes a product: a person of a lender. */
export interface Maker {
  lenderId: string
  userId: string
}

export async function createProduct(ctx: Context, maker: Maker, terms: ProductTerms): Promise<Product> {
  const id = ctx.ids.next('product')
  await insertProduct(ctx.db, { id, lenderId: maker.lenderId, terms, draftedBy: maker.userId, createdAt: ctx.clock.now() })
  return readOwn(ctx, maker.lenderId, id)
}

/**
 * Replaces the draft. A submitted version becomes a draft again; a published one stays as it is and the next version begins.
 * @param check called with the product under its lock, before anything changes
 * @throws Fault not_found
 */
export async function putDraft(ctx: Context, maker: Maker, id: string, terms: ProductTerms, check: (product: Product) => Promise<void>): Promise<Product> {
  const product = await lockOwn(ctx, maker.lenderId, id)
  await check(product)
  const { pending, published } = product
  if (pending) {
    const status = pending.status === 'draft' ? 'draft' : stepVersion(pending.status, 'redraft')
    await updateVersion(ctx.db, id, pending.version, { status, terms, draftedBy: maker.userId, submittedBy: null })
    await updateProduct(ctx.db, id, {})
  } else {
    const version = published!.version + 1
    await insertVersion(ctx.db, id, version, { terms, draftedBy: maker.userId, createdAt: ctx.clock.now() })
    await updateProduct(ctx.db, id, { latestVersion: version })
  }
  return readOwn(ctx, maker.lenderId, id)
}

/** @throws Fault not_found, conflict `illegal_transition` */
export async function submitProduct(ctx: Context, maker: Maker, id: string): Promise<Product> {
  const { pending } = await lockOwn(ctx, maker.lenderId, id)
  if (!pending) throw nothingPending()
  await updateVersion(ctx.db, id, pending.version, { status: stepVersion(pending.status, 'submit'), submittedBy: maker.userId })
  await updateProduct(ctx.db, id, {})
  return readOwn(ctx, maker.lenderId, id)
}

/**
 * Puts the submitted version on offer and takes the former one off. Four eyes: whoever drafted or submitted it may not.
 * @throws Fault not_found, conflict `illegal_transition`, forbidden `second_person_required`
 */
export async function publishProduct(ctx: Context, maker: Maker, id: string): Promise<Product> {
  const { pending, published } = await lockOwn(ctx, maker.lenderId, id)
  if (!pending) throw nothingPending()
  const status = stepVersion(pending.status, 'publish')
  if (pending.submittedBy === maker.userId || pending.draftedBy === maker.userId) {
    throw new Fault(
      'forbidden',
      'second_person_required',
      '起草或提交的人不能自己发布，请另一位同事复核发布。 Someone other than the drafter and submitter must publish.',
    )
  }
  if (published) await updateVersion(ctx.db, id, published.version, { status: stepVersion('published', 'supersede') })
  await updateVersion(ctx.db, id, pending.version, { status, publishedBy: maker.userId, publishedAt: ctx.clock.now() })
  await updateProduct(ctx.db, id, { publishedVersion: pending.version })
  return readOwn(ctx, maker.lenderId, id)
}

export async function readProduct(ctx: Context, id: string): Promise<Product | null> {
  return findProduct(ctx.db, id)
}

/** @throws Fault not_found for another lender's product as for none */
async function readOwn(ctx: Context, lenderId: string, id: string): Promise<Product> {
  const product = await findProduct(ctx.db, id)
  if (product?.lenderId !== lenderId) throw notFound()
  return product
}

export async function productsOf(ctx: Context, lenderId: string): Promise<Product[]> {
  return listProductsOf(ctx.db, lenderId)
}

/** A product on offer, with its lender. */
export interface PublishedProduct {
  id: string
  version: number
  lender: { id: string; name: string }
  publishedOn: CivilDate
  publishedAt: Date
  terms: ProductTerms
}

export async function publishedProducts(ctx: Context): Promise<PublishedProduct[]> {
  const names = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
  return (await listPublished(ctx.db)).map(({ lenderId, ...version }) => ({
    ...version,
    lender: { id: lenderId, name: names.get(lenderId)! },
    publishedOn: civilDateOf(version.publishedAt),
  }))
}

export async function publishedProduct(ctx: Context, id: string): Promise<PublishedProduct | null> {
  const product = await findProduct(ctx.db, id)
  if (!product?.published) return null
  const { version, terms, publishedAt } = product.published
  const lender = await institutionNamed(ctx, product.lenderId)
  return { id, version, lender: { id: product.lenderId, name: lender!.name }, publishedOn: civilDateOf(publishedAt!), publishedAt: publishedAt!, terms }
}

/** The terms an application was made under, even after a newer version was published. */
export async function termsOfVersion(ctx: Context, productId: string, version: number): Promise<ProductTerms> {
  const terms = await findTerms(ctx.db, productId, version)
  if (!terms) throw new Error(`product ${productId} has no version ${version}`)
  return terms
}

async function lockOwn(ctx: Context, lenderId: string, id: string): Promise<Product> {
  const product = await findProduct(ctx.db, id, { lock: true })
  if (product?.lenderId !== lenderId) throw notFound()
  return product
}

function nothingPending(): Fault {
  return new Fault('conflict', 'illegal_transition', '没有待提交或待发布的版本，请先修改草稿。 There is no draft; change the product first.')
}
