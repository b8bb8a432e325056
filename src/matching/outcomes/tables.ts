import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant, keptJson } from '../../platform/db/columns.ts'
import { subjects } from '../../subjects/tables.ts'
import type { OutcomeModel } from './model.ts'

/** How each decided application ended, and what had been foretold: what a calibration learns from. */
export const outcomes = pgTable(
  'outcomes',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    applicationId: text().notNull(),
    lenderId: text().notNull(),
    productId: text().notNull(),
    segment: text().notNull(),
    /** null: the applicant took it back. */
    approved: boolean(),
    /** The lender's answer, or the applicant's going, came later than promised. */
    late: boolean().notNull(),
    endedOn: civil().notNull(),
    /** As foretold, before calibration, by the model in force when it was decided. */
    predictedBp: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.applicationId] }), index('outcomes_ended').on(t.endedOn)],
)

/** Outcomes by lender, product, segment and month: a projection of `outcomes`, small enough to be read whole. */
export const outcomeCounts = pgTable(
  'outcome_counts',
  {
    lenderId: text().notNull(),
    productId: text().notNull(),
    segment: text().notNull(),
    /** First day of the month. */
    month: civil().notNull(),
    approved: integer().notNull(),
    declined: integer().notNull(),
    /** Decided later than promised. */
    late: integer().notNull(),
    /** Taken back by the applicant after the promised time had passed. */
    lapsed: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.lenderId, t.productId, t.segment, t.month] })],
)

/** What a day's ranking knows of outcomes. Never changed: a run names the one it was made with. */
export const outcomeModels = pgTable(
  'outcome_models',
  {
    /** SHA-256 of day and model, hex. */
    id: text().primaryKey(),
    fittedOn: civil().notNull(),
    model: keptJson<OutcomeModel>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index('outcome_models_day').on(t.fittedOn, t.createdAt)],
)
