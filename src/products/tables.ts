import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { institutions, users } from '../identity/tables.ts'
import { instant, json } from '../platform/db/columns.ts'
import type { VersionStatus } from './lifecycle.ts'
import type { TermsView } from './terms-schema.ts'

export const products = pgTable('products', {
  id: text().primaryKey(),
  lenderId: text()
    .notNull()
    .references(() => institutions.id),
  /** The version firms are offered now; null until the first publication. */
  publishedVersion: integer(),
  latestVersion: integer().notNull(),
  /** Counts changes of the product and its draft; the ETag. */
  revision: integer().notNull(),
  createdAt: instant().notNull(),
})

export const productVersions = pgTable(
  'product_versions',
  {
    productId: text()
      .notNull()
      .references(() => products.id),
    version: integer().notNull(),
    status: text().$type<VersionStatus>().notNull(),
    /** ProductTerms with fen as decimal strings (`termsView`). */
    terms: json<TermsView>().notNull(),
    draftedBy: text()
      .notNull()
      .references(() => users.id),
    submittedBy: text().references(() => users.id),
    publishedBy: text().references(() => users.id),
    publishedAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.version] })],
)
