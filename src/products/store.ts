import { and, asc, count, eq, inArray, sql, sum } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { VersionStatus } from './lifecycle.ts'
import { productPauses, products, productVersions } from './tables.ts'
import { isEffective, type ProductTerms } from './terms.ts'
import { termsStored, termsView } from './terms-schema.ts'
import type { TestCase } from './test-case.ts'

export interface ProductVersion {
  version: number
  status: VersionStatus
  terms: ProductTerms
  testCases: readonly TestCase[]
  draftedBy: string
  submittedBy: string | null
  publishedBy: string | null
  publishedAt: Date | null
}

export interface Product {
  id: string
  lenderId: string
  revision: number
  /** What firms are offered on the day asked for. */
  published: ProductVersion | null
  /** Every version published and not superseded, oldest first: expired, on offer and to come. */
  standing: readonly ProductVersion[]
  /** A newer version that is not yet published. */
  pending: ProductVersion | null
  pause: Pause | null
}

/** The quota is full. */
export interface Pause {
  /** The day it is open again. */
  until: CivilDate
  reason: string
}

export interface PublishedVersion {
  id: string
  pause: Pause | null
  version: number
  lenderId: string
  publishedAt: Date
  terms: ProductTerms
}

type VersionRow = typeof productVersions.$inferSelect

/** Stored terms were checked on their way in, by the rules of that day; reading them back restores the types and asks no more. */
function versionFrom({ version, status, terms, testCases, draftedBy, submittedBy, publishedBy, publishedAt }: VersionRow): ProductVersion {
  return { version, status, terms: termsStored.parse(terms), testCases, draftedBy, submittedBy, publishedBy, publishedAt }
}

type Draft = { terms: ProductTerms; testCases: readonly TestCase[] }

export async function insertProduct(db: Db, product: Draft & { id: string; lenderId: string; draftedBy: string; createdAt: Date }): Promise<void> {
  const { id, lenderId, createdAt } = product
  await db.insert(products).values({ id, lenderId, publishedVersion: null, latestVersion: 1, revision: 1, createdAt })
  await insertVersion(db, id, 1, product)
}

export async function insertVersion(db: Db, productId: string, version: number, draft: Draft & { draftedBy: string; createdAt: Date }): Promise<void> {
  await db.insert(productVersions).values({
    productId,
    version,
    status: 'draft',
    terms: termsView(draft.terms),
    testCases: draft.testCases,
    draftedBy: draft.draftedBy,
    createdAt: draft.createdAt,
  })
}

export async function updateVersion(
  db: Db,
  productId: string,
  version: number,
  change: Partial<Pick<VersionRow, 'status' | 'testCases' | 'draftedBy' | 'submittedBy' | 'publishedBy' | 'publishedAt'>> & { terms?: ProductTerms },
): Promise<void> {
  const { terms, ...rest } = change
  await db
    .update(productVersions)
    .set({ ...rest, ...(terms ? { terms: termsView(terms) } : {}) })
    .where(and(eq(productVersions.productId, productId), eq(productVersions.version, version)))
}

export async function updateProduct(db: Db, id: string, change: { publishedVersion?: number; latestVersion?: number }): Promise<void> {
  await db
    .update(products)
    .set({ ...change, revision: sql`${products.revision} + 1` })
    .where(eq(products.id, id))
}

/** Puts the pause, or its end, on the product and into the log. Under the product's lock. */
export async function setPause(db: Db, productId: string, pause: Pause | null, setBy: string, setAt: Date): Promise<void> {
  const pausedUntil = pause?.until ?? null
  const reason = pause?.reason ?? null
  const no = await db.$count(productPauses, eq(productPauses.productId, productId))
  await db.insert(productPauses).values({ productId, no: no + 1, pausedUntil, reason, setBy, setAt })
  await db
    .update(products)
    .set({ pausedUntil, pausedReason: reason, revision: sql`${products.revision} + 1` })
    .where(eq(products.id, productId))
}

export async function listPauses(db: Db, productId: string): Promise<(typeof productPauses.$inferSelect)[]> {
  return db.select().from(productPauses).where(eq(productPauses.productId, productId)).orderBy(asc(productPauses.no))
}

/**
 * @param on the day whose version on offer is asked for
 * @param lock takes the product's row lock, so that two people do not change it at once
 */
export async function findProduct(db: Db, id: string, on: CivilDate, { lock = false } = {}): Promise<Product | null> {
  const query = db.select().from(products).where(eq(products.id, id))
  const [row] = lock ? await query.for('update') : await query
  if (!row) return null
  const versions = await db.select().from(productVersions).where(eq(productVersions.productId, id)).orderBy(asc(productVersions.version))
  return assemble(row, versions, on)
}

export async function listProductsOf(db: Db, lenderId: string, on: CivilDate): Promise<Product[]> {
  const rows = await db
    .select({ product: products, version: productVersions })
    .from(products)
    .innerJoin(productVersions, eq(productVersions.productId, products.id))
    .where(eq(products.lenderId, lenderId))
    .orderBy(asc(products.id), asc(productVersions.version))
  const byId = new Map<string, typeof rows>()
  for (const row of rows) byId.set(row.product.id, [...(byId.get(row.product.id) ?? []), row])
  return [...byId.values()].map((group) =>
    assemble(
      group[0]!.product,
      group.map((g) => g.version),
      on,
    ),
  )
}

function assemble(row: typeof products.$inferSelect, versions: readonly VersionRow[], on: CivilDate): Product {
  const latest = versions.find((v) => v.version === row.latestVersion)
  const standing = versions.filter((v) => v.status === 'published').map(versionFrom)
  return {
    id: row.id,
    lenderId: row.lenderId,
    revision: row.revision,
    published: standing.findLast(({ terms }) => isEffective(terms, on)) ?? null,
    standing,
    pending: latest && (latest.status === 'draft' || latest.status === 'submitted') ? versionFrom(latest) : null,
    pause: pauseOf(row, on),
  }
}

/** A pause ends by itself. */
function pauseOf({ pausedUntil, pausedReason }: Pick<typeof products.$inferSelect, 'pausedUntil' | 'pausedReason'>, on: CivilDate): Pause | null {
  return pausedUntil !== null && on < pausedUntil ? { until: pausedUntil, reason: pausedReason ?? '' } : null
}

/** Every product on offer that day, in the order of first appearance. */
export async function listPublished(db: Db, on: CivilDate): Promise<PublishedVersion[]> {
  const rows = await db
    .select({ product: products, version: productVersions })
    .from(products)
    .innerJoin(productVersions, eq(productVersions.productId, products.id))
    .where(eq(productVersions.status, 'published'))
    .orderBy(asc(products.id))
  return rows.flatMap(({ product, version }) => {
    const { terms, publishedAt } = versionFrom(version)
    if (!isEffective(terms, on)) return []
    return [{ id: product.id, version: version.version, lenderId: product.lenderId, publishedAt: publishedAt!, pause: pauseOf(product, on), terms }]
  })
}

/** The terms of one version, published or superseded: what an application was made under. */
export async function findTerms(db: Db, productId: string, version: number): Promise<ProductTerms | null> {
  const [row] = await db
    .select()
    .from(productVersions)
    .where(and(eq(productVersions.productId, productId), eq(productVersions.version, version)))
  return row ? versionFrom(row).terms : null
}

/** Terms of these versions, in their order. @throws Error where one does not exist */
export async function listTerms(db: Db, wanted: readonly { productId: string; version: number }[]): Promise<ProductTerms[]> {
  const ids = [...new Set(wanted.map(({ productId }) => productId))]
  const rows = ids.length === 0 ? [] : await db.select().from(productVersions).where(inArray(productVersions.productId, ids))
  const byVersion = new Map(rows.map((row) => [`${row.productId} ${row.version}`, row]))
  return wanted.map(({ productId, version }) => {
    const row = byVersion.get(`${productId} ${version}`)
    if (!row) throw new Error(`product ${productId} has no version ${version}`)
    return versionFrom(row).terms
  })
}

/** Changes with every publication, pause and draft: who keeps the products on offer asks whether they are still the same. */
export async function stampOfProducts(db: Db): Promise<string> {
  const [row] = await db.select({ count: count(), revisions: sum(products.revision) }).from(products)
  return `${row!.count} ${row!.revisions ?? 0}`
}
