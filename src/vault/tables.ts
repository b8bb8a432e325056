import { pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../platform/db/columns.ts'

/**
 * One key a subject, wrapped by the master key: what is sealed under it, and the pseudonym by which the log knows it, are
 * gone for good once the key is. The row stays behind as the tombstone. `platform` is the house's own.
 */
export const subjectKeys = pgTable('subject_keys', {
  subjectId: text().primaryKey(),
  /** Null once destroyed. */
  wrappedKey: text(),
  /** As it stands in the log's leaves; null once destroyed. */
  pseudonym: text(),
  createdAt: instant().notNull(),
  destroyedAt: instant(),
})

/**
 * Codes and household numbers of those who had themselves erased, as HMACs under the house's key: what their sources send
 * again is turned away by it, and it leads back to nobody.
 */
export const erasedCodes = pgTable('erased_codes', {
  mark: text().primaryKey(),
  at: instant().notNull(),
})
