import type { Context } from '../../../platform/context.ts'
import { civilDateOf } from '../../../platform/kernel/time.ts'
import { catalogueStamp, publishedProducts } from '../../../products/index.ts'
import { type OpeningCatalogue, openingCatalogue } from '../catalogue.ts'
import { hasCatalogue, insertCatalogue } from '../store.ts'

export type OfferedNow = (ctx: Context) => Promise<OpeningCatalogue>

/** What can be had today, ready to be decided: kept by one process until a product, a pause or the day changes. */
export function keepOffered(): OfferedNow {
  let kept: { name: string; catalogue: OpeningCatalogue } | null = null
  return async (ctx) => {
    const now = ctx.clock.now()
    const name = `${civilDateOf(now)} ${await catalogueStamp(ctx)}`
    // A database that was put back to an earlier state may have the same stamp and other products.
    if (kept?.name === name && (await hasCatalogue(ctx.db, kept.catalogue.hash))) return kept.catalogue
    const offered = (await publishedProducts(ctx)).filter(({ pausedUntil }) => pausedUntil === null)
    const catalogue = openingCatalogue(
      offered.map(({ id, version, lender, publishedAt, terms }) => ({
        ...{ productId: id, version, lenderId: lender.id, lenderName: lender.name, publishedAt, terms },
      })),
    )
    await insertCatalogue(ctx.db, catalogue.hash, catalogue.members, now)
    kept = { name, catalogue }
    return catalogue
  }
}
