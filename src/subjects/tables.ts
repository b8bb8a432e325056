import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant } from '../platform/db/columns.ts'
import type { SubjectKind } from './model.ts'

export const subjects = pgTable(
  'subjects',
  {
    id: text().primaryKey(),
    kind: text().$type<SubjectKind>().notNull(),
    /** A household's number and name lie sealed under its own key (decision 0023). */
    code: text().notNull().unique(),
    /** By what a sealed number is found: HMAC under the house's key; null where the code lies open. */
    codeMark: text().unique(),
    name: text().notNull(),
    /** The day the name is true of, so that an older record arriving late does not take it back; null: from a passing mention. */
    nameAsOf: civil(),
    synthetic: boolean().notNull(),
    createdAt: instant().notNull(),
  },
  // The organisation code (GB 11714) is characters 9 to 17 of the credit code: old records know a firm by it alone.
  (t) => [index('subjects_org_code').on(sql`substr(${t.code}, 9, 9)`)],
)

/** Other marks a subject goes by or went by: names with the day they are true of, registration numbers of before 2015. */
export const subjectAliases = pgTable(
  'subject_aliases',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    scheme: text().$type<'name' | 'registration_no'>().notNull(),
    /** As compared (plainName), or the number; a household's sealed. */
    value: text().notNull(),
    /** As written; a household's sealed. */
    shown: text().notNull(),
    asOf: civil().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.scheme, t.value] }), index('subject_aliases_value').on(t.scheme, t.value)],
)
