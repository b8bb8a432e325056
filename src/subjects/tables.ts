import { boolean, pgTable, text } from 'drizzle-orm/pg-core'
import { civil, instant } from '../platform/db/columns.ts'
import type { SubjectKind } from './model.ts'

export const subjects = pgTable('subjects', {
  id: text().primaryKey(),
  kind: text().$type<SubjectKind>().notNull(),
  code: text().notNull().unique(),
  name: text().notNull(),
  /** The day the name is true of, so that an older record arriving late does not take it back; null: from a passing mention. */
  nameAsOf: civil(),
  synthetic: boolean().notNull(),
  createdAt: instant().notNull(),
})
