import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant, json } from '../db/columns.ts'

/** Jobs and outbox in one: an event is a job written in its cause's own transaction. */
export const jobs = pgTable(
  'jobs',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    payload: json().notNull(),
    runAt: instant().notNull(),
    attempts: integer().notNull().default(0),
    leasedUntil: instant(),
    doneAt: instant(),
    /** Set when it will not be tried again; an operator may clear it. */
    deadAt: instant(),
    lastError: text(),
    createdAt: instant().notNull(),
  },
  (t) => [index('jobs_due').on(t.runAt, t.id).where(sql`${t.doneAt} is null and ${t.deadAt} is null`)],
)
