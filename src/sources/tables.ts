import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { users } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { Row, RowIssue } from './record-kind.ts'

export const importBatches = pgTable('import_batches', {
  id: text().primaryKey(),
  source: text().notNull(),
  record: text().notNull(),
  fileName: text(),
  format: text().notNull(),
  encoding: text().notNull(),
  sha256: text().notNull(),
  received: integer().notNull(),
  accepted: integer().notNull(),
  duplicate: integer().notNull(),
  quarantined: integer().notNull(),
  ignoredColumns: json<string[]>().notNull(),
  createdBy: text()
    .notNull()
    .references(() => users.id),
  createdAt: instant().notNull(),
})

/** Rows kept aside: declared columns only, personal ones dropped or masked before they get here. */
export const quarantine = pgTable(
  'quarantine',
  {
    batchId: text()
      .notNull()
      .references(() => importBatches.id),
    rowNo: integer().notNull(),
    issues: json<RowIssue[]>().notNull(),
    row: json<Row>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.rowNo] })],
)

/** Raw records as taken in. A resend has the same key and hash, a correction the same key and another hash. */
export const records = pgTable(
  'records',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    source: text().notNull(),
    record: text().notNull(),
    recordKey: text().notNull(),
    contentHash: text().notNull(),
    asOf: civil().notNull(),
    body: json<Row>().notNull(),
    batchId: text().notNull(),
    rowNo: integer().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.source, t.record, t.recordKey, t.contentHash] }), index('records_batch').on(t.batchId, t.rowNo)],
)

/** The last day each feed was received: what lets "no penalty on record" be said instead of "unknown". */
export const feedCoverage = pgTable(
  'feed_coverage',
  {
    source: text().notNull(),
    record: text().notNull(),
    receivedOn: civil().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.record] })],
)
