import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant, json } from '../platform/db/columns.ts'
import { importBatches } from '../sources/tables.ts'
import { subjects } from '../subjects/tables.ts'

/** What the rules have against the records of a subject that hold, as of the last look at that subject. */
export const qualityFindings = pgTable(
  'quality_findings',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    /** Content address of rule, record and field. */
    id: text().notNull(),
    rule: text().notNull(),
    source: text().notNull(),
    record: text().notNull(),
    recordId: text().notNull(),
    batchId: text().notNull(),
    rowNo: integer().notNull(),
    field: text().notNull(),
    detail: text().notNull(),
    /** Day on which the row was taken in. */
    recordedOn: civil().notNull(),
    foundAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    index('quality_findings_batch').on(t.batchId, t.rowNo),
    index('quality_findings_feed').on(t.recordedOn, t.source, t.record, t.rule),
  ],
)

/** How far the check of a batch has come and what it counted; belongs to the batch. */
export const qualityChecks = pgTable(
  'quality_checks',
  {
    batchId: text()
      .primaryKey()
      .references(() => importBatches.id),
    source: text().notNull(),
    record: text().notNull(),
    receivedOn: civil().notNull(),
    /** Where checking goes on: rows up to here were looked at. */
    afterRow: integer().notNull(),
    checked: integer().notNull(),
    importantCells: integer().notNull(),
    filledCells: integer().notNull(),
    done: boolean().notNull(),
    /** There is something to tell the office, and by when; null where nothing is. */
    noticeDueOn: civil(),
    noticed: boolean().notNull(),
  },
  (t) => [index('quality_checks_day').on(t.receivedOn, t.source, t.record)],
)

/** One feed's figures of one day, kept as they stood at the end of it: what the next day is compared with. */
export const qualityDaily = pgTable(
  'quality_daily',
  {
    source: text().notNull(),
    record: text().notNull(),
    day: civil().notNull(),
    received: integer().notNull(),
    accepted: integer().notNull(),
    duplicate: integer().notNull(),
    quarantined: integer().notNull(),
    checked: integer().notNull(),
    quarantineByCode: json<Record<string, number>>().notNull(),
    findingsByRule: json<Record<string, number>>().notNull(),
    findingsByKind: json<Record<string, number>>().notNull(),
    completenessBp: integer().notNull(),
    validityBp: integer().notNull(),
    consistencyBp: integer().notNull(),
    timelinessBp: integer().notNull(),
    scoreBp: integer().notNull(),
    countedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.record, t.day] })],
)
