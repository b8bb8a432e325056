import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'

/**
 * Which records a granted category lets through the second wall: the catalogue as the database can hold a consent against
 * it. Drawn by whoever owns the schema; the app may only read it, and a record of no row here is no lender's to see.
 */
export const wallFeeds = pgTable(
  'wall_feeds',
  {
    /** Consent category, as in an artefact's `data`. */
    category: text().notNull(),
    source: text().notNull(),
    record: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.category, t.source, t.record] })],
)
