import { institutionNamed, lenders } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { emit } from '../platform/jobs/service.ts'
import { Fault, invalidField, notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { stepVersion } from './lifecycle.ts'
import type { Population } from './population.ts'
import { requireCases, requireReach, requireSoundCriteria, requireUnexpired, supersededBy } from './publication.ts'
import {
  findProduct,
  findTerms,
  insertProduct,
  insertVersion,
  listProductsOf,
  listPublished,
  listTerms,
  type Pause,
  type Product,
  type PublishedVersion,
  setPause,
  stampOfProducts,
  updateProduct,
  updateVersion,
} from './store.ts'
import type { ProductTerms } from './terms.ts'
import type { Evaluate, TestCase } from './test-case.ts'

/** What is on offer may be something else now: published, superseded, paused or open again. */
const CHANGED = 'product.changed'

/** Who changes a product: a person of a lender. */
export interface Maker {
  lenderId: string
  userId: string
}

/** What a lender writes: the terms, and its own proof of them. */
export interface Draft {
  terms: ProductTerms
  testCases: readonly TestCase[]
}

/** What proves a version before it is published: both stand to the right of this slice and are handed in. */
export interface Proofs {
  evaluate: Evaluate
  /** Absent where nobody is there to count: an empty city that is only being planted. */
  population?: Population
}

export async function createProduct(ctx: Context, maker: Maker, { terms, testCases }: Draft): Promise<Product> {
  const id = ctx.ids.next('product')
  await insertProduct(ctx.db, { id, lenderId: maker.lenderId, terms, testCases, draftedBy: maker.userId, createdAt: ctx.clock.now() })
  return readOwn(ctx, maker.lenderId, id)
}

/**
 * Replaces the draft. A submitted version becomes a draft again; a published one stays as it is and the next version begins.
 * @param check called with the product under its lock, before anything changes
 * @throws Fault not_found
 */
export async function putDraft(ctx: Context, maker: Maker, id: string, draft: Draft, check: (product: Product) => Promise<void>): Promise<Product> {
  const product = await lockOwn(ctx, maker.lenderId, id)
  await check(product)
  const { pending, standing } = product
  if (pending) {
    const status = pending.status === 'draft' ? 'draft' : stepVersion(pending.status, 'redraft')
    await updateVersion(ctx.db, id, pending.version, { status, ...draft, draftedBy: maker.userId, submittedBy: null })
    await updateProduct(ctx.db, id, {})
  } else {
    const version = standing.at(-1)!.version + 1
    await insertVersion(ctx.db, id, version, { ...draft, draftedBy: maker.userId, createdAt: ctx.clock.now() })
    await updateProduct(ctx.db, id, { latestVersion: version })
  }
  return readOwn(ctx, maker.lenderId, id)
}

/** @throws Fault not_found, conflict `illegal_transition`, invalid: what `publishProduct` would refuse of the version itself */
export async function submitProduct(ctx: Context, maker: Maker, id: string, { evaluate }: Proofs): Promise<Product> {
  const { pending } = await lockOwn(ctx, maker.lenderId, id)
  if (!pending) throw nothingPending()
  const status = stepVersion(pending.status, 'submit')
  requireSoundCriteria(pending.terms)
  requireCases(pending.terms, pending.testCases, evaluate)
  await updateVersion(ctx.db, id, pending.version, { status, submittedBy: maker.userId })
  await updateProduct(ctx.db, id, {})
  return readOwn(ctx, maker.lenderId, id)
}

/**
 * Publishes the submitted version. One that begins today, or names no day, takes the place of the former; one that
 * begins later waits beside it. Four eyes: whoever drafted or submitted it may not.
 * @throws Fault not_found, conflict `illegal_transition`, forbidden `second_person_required`, invalid
 * `test_case_failed` | `nobody_could_pass` | `versions_overlap` | `terms_expired` | what criteria are refused for
 */
export async function publishProduct(ctx: Context, maker: Maker, id: string, { evaluate, population }: Proofs): Promise<Product> {
  const { pending, standing } = await lockOwn(ctx, maker.lenderId, id)
  if (!pending) throw nothingPending()
  const status = stepVersion(pending.status, 'publish')
  if (pending.submittedBy === maker.userId || pending.draftedBy === maker.userId) {
    throw new Fault(
      'forbidden',
      'second_person_required',
      '起草或提交的人不能自己发布，请另一位同事复核发布。 Someone other than the drafter and submitter must publish.',
    )
  }
  const { terms, testCases } = pending
  requireSoundCriteria(terms)
  requireUnexpired(terms, todayOf(ctx))
  const replaced = supersededBy(terms, standing, todayOf(ctx))
  requireCases(terms, testCases, evaluate)
  if (population) requireReach(terms, await population(terms.criteria, terms.audience))
  for (const { version } of replaced) await updateVersion(ctx.db, id, version, { status: stepVersion('published', 'supersede') })
  await updateVersion(ctx.db, id, pending.version, { status, publishedBy: maker.userId, publishedAt: ctx.clock.now() })
  await updateProduct(ctx.db, id, { publishedVersion: pending.version })
  await emit(ctx, CHANGED, { productId: id })
  return readOwn(ctx, maker.lenderId, id)
}

/**
 * The quota is full until a day, or open again. Terms stay as they are; each change is kept in a log.
 * @param check called with the product under its lock, before anything changes
 * @throws Fault not_found, conflict `not_published`, invalid `day_passed`
 */
export async function pauseProduct(
  ctx: Context,
  maker: Maker,
  id: string,
  pause: Pause | null,
  check: (product: Product) => Promise<void> = async () => {},
): Promise<Product> {
  const product = await lockOwn(ctx, maker.lenderId, id)
  await check(product)
  const { standing } = product
  if (standing.length === 0) throw new Fault('conflict', 'not_published', '还没有发布的产品不用暂停。 The product was never published.')
  if (pause !== null && pause.until <= todayOf(ctx)) throw invalidField('/until', 'day_passed', '恢复日期要晚于今天。 The day must lie after today.')
  await setPause(ctx.db, id, pause, maker.userId, ctx.clock.now())
  await emit(ctx, CHANGED, { productId: id })
  return readOwn(ctx, maker.lenderId, id)
}

export async function readProduct(ctx: Context, id: string): Promise<Product | null> {
  return findProduct(ctx.db, id, todayOf(ctx))
}

/** @throws Fault not_found for another lender's product as for none */
async function readOwn(ctx: Context, lenderId: string, id: string): Promise<Product> {
  const product = await findProduct(ctx.db, id, todayOf(ctx))
  if (product?.lenderId !== lenderId) throw notFound()
  return product
}

export async function productsOf(ctx: Context, lenderId: string): Promise<Product[]> {
  return listProductsOf(ctx.db, lenderId, todayOf(ctx))
}

/** A product on offer, with its lender. */
export interface PublishedProduct {
  id: string
  version: number
  lender: { id: string; name: string }
  publishedOn: CivilDate
  publishedAt: Date
  /** Its quota is full; open again on this day. null: open. */
  pausedUntil: CivilDate | null
  /** What firms are told of it: 本月额度已满. */
  pausedReason: string | null
  terms: ProductTerms
}

/** What is on offer today: published, within its effective days. */
export async function publishedProducts(ctx: Context): Promise<PublishedProduct[]> {
  const names = new Map((await lenders(ctx)).map((l) => [l.id, l.name]))
  return (await listPublished(ctx.db, todayOf(ctx))).map((version) => offered(version, names.get(version.lenderId)!))
}

export async function publishedProduct(ctx: Context, id: string): Promise<PublishedProduct | null> {
  const product = await findProduct(ctx.db, id, todayOf(ctx))
  if (!product?.published) return null
  const { lenderId, pause, published } = product
  const lender = await institutionNamed(ctx, lenderId)
  return offered({ id, lenderId, pause, version: published.version, publishedAt: published.publishedAt!, terms: published.terms }, lender!.name)
}

function offered({ id, version, lenderId, publishedAt, pause, terms }: PublishedVersion, name: string): PublishedProduct {
  return {
    id,
    version,
    lender: { id: lenderId, name },
    publishedOn: civilDateOf(publishedAt),
    publishedAt,
    pausedUntil: pause?.until ?? null,
    pausedReason: pause?.reason ?? null,
    terms,
  }
}

/** The terms an application was made under, even after a newer version was published. */
export async function termsOfVersion(ctx: Context, productId: string, version: number): Promise<ProductTerms> {
  const terms = await findTerms(ctx.db, productId, version)
  if (!terms) throw new Error(`product ${productId} has no version ${version}`)
  return terms
}

async function lockOwn(ctx: Context, lenderId: string, id: string): Promise<Product> {
  const product = await findProduct(ctx.db, id, todayOf(ctx), { lock: true })
  if (product?.lenderId !== lenderId) throw notFound()
  return product
}

function todayOf(ctx: Context): CivilDate {
  return civilDateOf(ctx.clock.now())
}

function nothingPending(): Fault {
  return new Fault('conflict', 'illegal_transition', '没有待提交或待发布的版本，请先修改草稿。 There is no draft; change the product first.')
}

/** Terms of these versions, in their order: for what was made from them long ago. */
export async function termsOfVersions(ctx: Context, wanted: readonly { productId: string; version: number }[]): Promise<ProductTerms[]> {
  return listTerms(ctx.db, wanted)
}

/** The same text as long as no product was changed, published or paused. Which version is on offer also depends on the day. */
export async function catalogueStamp(ctx: Context): Promise<string> {
  return stampOfProducts(ctx.db)
}
