import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { Attestation, DutyCause } from './duty.ts'

/** One row a consent under which something was read, from the end of the lender's ground for keeping it. No values. */
export const deletionDuties = pgTable(
  'deletion_duties',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    consentId: text().notNull(),
    applicationId: text(),
    artefactHash: text().notNull(),
    cause: text().$type<DutyCause>().notNull(),
    fields: json<string[]>().notNull(),
    requestedAt: instant().notNull(),
    dueOn: civil().notNull(),
    answer: text().$type<Attestation>(),
    legalGround: text(),
    answeredBy: text(),
    answeredAt: instant(),
    overdueAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    // The first end stands: what comes after it moves no day.
    uniqueIndex('deletion_duties_once').on(t.subjectId, t.consentId),
    index('deletion_duties_lender').on(t.lenderId, t.id),
    index('deletion_duties_open').on(t.dueOn, t.id).where(sql`${t.answer} is null`),
  ],
)

/** Whose data were erased, when, and by whose hand. */
export const erasures = pgTable('erasures', {
  subjectId: text()
    .primaryKey()
    .references(() => subjects.id),
  id: text().notNull(),
  requestedBy: text().notNull(),
  at: instant().notNull(),
  demands: integer().notNull(),
})
