import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { InstitutionKind, Role } from './model.ts'

export const institutions = pgTable('institutions', {
  id: text().primaryKey(),
  kind: text().$type<InstitutionKind>().notNull(),
  code: text().notNull().unique(),
  name: text().notNull(),
  createdAt: instant().notNull(),
})

export const users = pgTable('users', {
  id: text().primaryKey(),
  username: text().notNull().unique(),
  passwordHash: text().notNull(),
  displayName: text().notNull(),
  role: text().$type<Role>().notNull(),
  institutionId: text().references(() => institutions.id),
  subjectId: text().references(() => subjects.id),
  createdAt: instant().notNull(),
})

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session id: a stolen table opens nothing. */
    idHash: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    expiresAt: instant().notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
)
