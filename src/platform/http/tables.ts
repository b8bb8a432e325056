import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '../db/columns.ts'

/** Answers already given under an Idempotency-Key; written in the effect's own transaction. */
export const idempotency = pgTable(
  'idempotency',
  {
    principal: text().notNull(),
    operation: text().notNull(),
    key: text().notNull(),
    bodyHash: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    headers: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.principal, t.operation, t.key] })],
)

/** Counts per key and window; the rate limiter of every process and Worker. */
export const throttle = pgTable('throttle', {
  key: text().primaryKey(),
  windowStart: instant().notNull(),
  count: integer().notNull(),
})
