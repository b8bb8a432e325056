import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant } from '../../platform/db/columns.ts'
import { subjects } from '../../subjects/tables.ts'

/** What was signed for a subject, for one lender and one version of a product. */
export const proofs = pgTable(
  'proofs',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    productId: text().notNull(),
    productVersion: integer().notNull(),
    /** SHA-256, hex, of the terms it speaks of. */
    termsHash: text().notNull(),
    lenderId: text().notNull(),
    factsAsOf: civil().notNull(),
    /** Compact JWS, as handed to the subject. */
    jws: text().notNull(),
    /** Opens the commitment; null for a firm, which stands in it by its code. */
    salt: text(),
    issuedAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** By the subject itself. Whether the criteria still hold is worked out when somebody asks. */
    withdrawnAt: instant(),
  },
  // A verifier knows a proof by its id alone: of a natural person it must not learn more.
  (t) => [primaryKey({ columns: [t.subjectId, t.id] }), index('proofs_id').on(t.id)],
)
