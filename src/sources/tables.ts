import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { users } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { subjects } from '../subjects/tables.ts'
import type { Row, RowIssue } from './record-kind.ts'

export const importBatches = pgTable(
  'import_batches',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    record: text().notNull(),
    /** How it came: upload, drop, pull, push, query, present. */
    way: text().notNull().default('upload'),
    /** `running` between the chunks of a large file; `stopped` when it broke off and can be resumed; then `done`. */
    status: text().notNull().default('done'),
    fileName: text(),
    format: text().notNull(),
    encoding: text().notNull(),
    sha256: text().notNull(),
    received: integer().notNull(),
    accepted: integer().notNull(),
    duplicate: integer().notNull(),
    quarantined: integer().notNull(),
    ignoredColumns: json<string[]>().notNull(),
    /** Where reading goes on after a break: bytes of the file already taken in, and all of them where known. */
    bytesDone: bigint({ mode: 'number' }).notNull().default(0),
    bytesTotal: bigint({ mode: 'number' }),
    createdBy: text().references(() => users.id),
    createdAt: instant().notNull(),
    finishedAt: instant(),
    /** Intake check (≤ 2 working days) and error notice to the office (≤ 3), Guangzhou order 204. */
    checkedAt: instant(),
    noticedAt: instant(),
  },
  (t) => [index('import_batches_feed').on(t.source, t.record, t.createdAt)],
)

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
    /** open → replayed (it became a record) · dismissed (the office will send it anew). */
    status: text().notNull().default('open'),
    /** What the operator changed, by column: before and after. */
    fix: json<Record<string, { from: string; to: string }>>(),
    fixedBy: text().references(() => users.id),
    fixedAt: instant(),
    recordId: text(),
    /** Registered subjects it could be about, where that is what has to be decided. */
    candidates: json<string[]>(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.rowNo] }), index('quarantine_open').on(t.batchId).where(sql`${t.status} = 'open'`)],
)

/**
 * Every version of every record, as taken in and as translated; append-only. Its id is its content address, so a resend
 * is a no-op; a correction is another version of the same key, a retraction one that takes the key back. Which version
 * holds is decided on reading, by the source's own order (profiles/versions): `recorded_at` only says since when we knew.
 */
export const records = pgTable(
  'records',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    source: text().notNull(),
    record: text().notNull(),
    recordKey: text().notNull(),
    version: text().notNull(),
    retracts: boolean().notNull(),
    asOf: civil().notNull(),
    body: json<Row>().notNull(),
    facts: json<Canonical[]>().notNull(),
    batchId: text().notNull(),
    rowNo: integer().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.id] }), index('records_batch').on(t.batchId, t.rowNo)],
)

/** The days on which each feed was received: what lets "no penalty on record" be said instead of "unknown", then and now. */
export const feedCoverage = pgTable(
  'feed_coverage',
  {
    source: text().notNull(),
    record: text().notNull(),
    receivedOn: civil().notNull(),
    recordedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.record, t.receivedOn] })],
)

/** What was turned away at the door as a whole: not in the catalogue, unreadable, forged. Nothing of its content is kept. */
export const intakeRefusals = pgTable(
  'intake_refusals',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    record: text().notNull(),
    way: text().notNull(),
    code: text().notNull(),
    detail: text().notNull(),
    sha256: text(),
    actorId: text(),
    at: instant().notNull(),
  },
  (t) => [index('intake_refusals_at').on(t.at)],
)
