import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '../platform/db/client.ts'
import type { VersionStatus } from './lifecycle.ts'
import { products, productVersions } from './tables.ts'
import type { ProductTerms } from './terms.ts'
import { termsIn, termsView } from './terms-schema.ts'

export interface ProductVersion {
  version: number
  status: VersionStatus
  terms: ProductTerms
  draftedBy: string
  submittedBy: string | null
  publishedBy: string | null
  publishedAt: Date | null
}

export interface Product {
  id: string
  lenderId: string
  revision: number
  /** What firms are offered now. */
  published: ProductVersion | null
  /** A newer version that is not yet published. */
  pending: ProductVersion | null
}

export interface PublishedVersion {
  id: string
  version: number
  lenderId: string
  publishedAt: Date
  terms: ProductTerms
}

type VersionRow = typeof productVersions.$inferSelect

/** Stored terms were checked on the way in; reading them back through the same schema restores the types. */
function versionFrom({ version, status, terms, draftedBy, submittedBy, publishedBy, publishedAt }: VersionRow): ProductVersion {
  return { version, status, terms: termsIn.parse(terms), draftedBy, submittedBy, publishedBy, publishedAt }
}

export async function insertProduct(db: Db, product: { id: string; lenderId: string; terms: ProductTerms; draftedBy: string; createdAt: Date }): Promise<void> {
  const { id, lenderId, createdAt } = product
  await db.insert(products).values({ id, lenderId, publishedVersion: null, latestVersion: 1, revision: 1, createdAt })
  await insertVersion(db, id, 1, product)
}

export async function insertVersion(
  db: Db,
  productId: string,
  version: number,
  draft: { terms: ProductTerms; draftedBy: string; createdAt: Date },
): Promise<void> {
  await db
    .insert(productVersions)
    .values({ productId, version, status: 'draft', terms: termsView(draft.terms), draftedBy: draft.draftedBy, createdAt: draft.createdAt })
}

export async function updateVersion(
  db: Db,
  productId: string,
  version: number,
  change: Partial<Pick<VersionRow, 'status' | 'draftedBy' | 'submittedBy' | 'publishedBy' | 'publishedAt'>> & { terms?: ProductTerms },
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

/** @param lock takes the product's row lock, so that two people do not change it at once */
export async function findProduct(db: Db, id: string, { lock = false } = {}): Promise<Product | null> {
  const query = db.select().from(products).where(eq(products.id, id))
  const [row] = lock ? await query.for('update') : await query
  if (!row) return null
  const versions = await db.select().from(productVersions).where(eq(productVersions.productId, id))
  return assemble(row, versions)
}

export async function listProductsOf(db: Db, lenderId: string): Promise<Product[]> {
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
    ),
  )
}

function assemble(row: typeof products.$inferSelect, versions: readonly VersionRow[]): Product {
  const find = (version: number | null) => versions.find((v) => v.version === version)
  const published = find(row.publishedVersion)
  const latest = find(row.latestVersion)
  return {
    id: row.id,
    lenderId: row.lenderId,
    revision: row.revision,
    published: published ? versionFrom(published) : null,
    pending: latest && latest.version !== row.publishedVersion ? versionFrom(latest) : null,
  }
}

/** Every product on offer, in the order of first appearance. */
export async function listPublished(db: Db): Promise<PublishedVersion[]> {
  const rows = await db
    .select({ id: products.id, lenderId: products.lenderId, version: productVersions })
    .from(products)
    .innerJoin(productVersions, and(eq(productVersions.productId, products.id), eq(productVersions.version, products.publishedVersion)))
    .where(isNotNull(products.publishedVersion))
    .orderBy(asc(products.id))
  return rows.map(({ id, lenderId, version }) => {
    const { terms, publishedAt } = versionFrom(version)
    return { id, version: version.version, lenderId, publishedAt: publishedAt!, terms }
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
