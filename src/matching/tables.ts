import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { MatchView } from './contract.ts'

/** What was asked, on which data and under which policy, and what was answered. */
export const matchRuns = pgTable(
  'match_runs',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    profileHash: text().notNull(),
    policyVersion: text().notNull(),
    /** The answer as sent: MatchView. */
    result: json<MatchView>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.id] })],
)
