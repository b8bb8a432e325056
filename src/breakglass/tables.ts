import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { users } from '../identity/tables.ts'
import { instant } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { BasisCode } from './basis.ts'
import type { BreakGlassStatus } from './lifecycle.ts'

/** Every wish to look without a consent, on what statute and by whose two hands. The document stays with who brought it: its hash is here. */
export const breakGlass = pgTable(
  'break_glass',
  {
    id: text().primaryKey(),
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    basis: text().$type<BasisCode>().notNull(),
    /** Number of the writ, as its issuer gave it. */
    documentNo: text().notNull(),
    documentSha256: text().notNull(),
    status: text().$type<BreakGlassStatus>().notNull(),
    requestedBy: text()
      .notNull()
      .references(() => users.id),
    requestedAt: instant().notNull(),
    answeredBy: text().references(() => users.id),
    answeredAt: instant(),
    /** Thirty minutes after the approval. */
    readUntil: instant(),
    reads: integer().notNull().default(0),
  },
  (t) => [
    index('break_glass_subject').on(t.subjectId, t.id),
    // Two persons, whatever a program does.
    check('break_glass_two_persons', sql`${t.answeredBy} is null or ${t.answeredBy} <> ${t.requestedBy}`),
    check('break_glass_window', sql`${t.status} <> 'approved' or (${t.readUntil} is not null and ${t.readUntil} <= ${t.answeredAt} + interval '30 minutes')`),
  ],
)
