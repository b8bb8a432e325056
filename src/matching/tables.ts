import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant, keptJson } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { MatchView } from './contract.ts'
import type { CatalogueMember } from './run-inputs.ts'
import type { Standings } from './standings.ts'

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
    /** The answer as sent, to the letter; a natural person's sealed under its own key. */
    result: keptJson<MatchView | string>().notNull(),
    /** Also the moment up to which records were known. */
    createdAt: instant().notNull(),
    /** The day the profile spoke of, and what the answer was made from; null for runs older than their keeping. */
    asOf: civil(),
    catalogueHash: text().references(() => matchInputs.hash),
    standingsHash: text().references(() => matchInputs.hash),
    /** SHA-256 of the answer's text, hex. */
    resultHash: text(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.id] }), index('match_runs_id').on(t.id), index('match_runs_created').on(t.createdAt)],
)

/** What many runs share – the products on offer, the standings of a day – once, under the hash of its canonical bytes. */
export const matchInputs = pgTable('match_inputs', {
  hash: text().primaryKey(),
  /** Which product versions were on offer, or a day's Standings. */
  body: keptJson<{ members: readonly CatalogueMember[] } | { standings: Standings }>().notNull(),
  /** When it was last put to use, to the day. */
  createdAt: instant().notNull(),
})
