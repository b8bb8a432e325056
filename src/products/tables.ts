import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { institutions, users } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import type { VersionStatus } from './lifecycle.ts'
import type { TermsView } from './terms-schema.ts'
import type { TestCase } from './test-case.ts'

export const products = pgTable('products', {
  id: text().primaryKey(),
  lenderId: text()
    .notNull()
    .references(() => institutions.id),
  /** The version published last; null until the first publication. Which one is on offer, its effective days say. */
  publishedVersion: integer(),
  latestVersion: integer().notNull(),
  /** Counts changes of the product and its draft; the ETag. */
  revision: integer().notNull(),
  /** The quota is full until this day, and what firms are told of it; both null: open. Every change stands in `product_pauses`. */
  pausedUntil: civil(),
  pausedReason: text(),
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
    /** The lender's proof of its criteria; no part of the terms, so that nobody else is shown it and nothing binds to it. */
    testCases: json<readonly TestCase[]>().notNull().default([]),
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

/** Who said when that a quota was full, or open again. Rows are only ever added. */
export const productPauses = pgTable(
  'product_pauses',
  {
    productId: text()
      .notNull()
      .references(() => products.id),
    /** Counts from 1. */
    no: integer().notNull(),
    pausedUntil: civil(),
    reason: text(),
    setBy: text()
      .notNull()
      .references(() => users.id),
    setAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.no] })],
)
