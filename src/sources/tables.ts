import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { users } from '../identity/tables.ts'
import { civil, instant, json, keptJson } from '../platform/db/columns.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import type { BreakerState } from '../platform/outside/breaker.ts'
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
    /** Lines within those bytes, so that a resumed import goes on counting where it broke off. */
    linesDone: integer().notNull().default(0),
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

/** What the cells of a row are called, once for all rows that came under the same columns: names take more room than cells. */
export const rowLayouts = pgTable('row_layouts', {
  /** Content address of the names. */
  id: text().primaryKey(),
  names: json<string[]>().notNull(),
})

/**
 * Every version of every record, as taken in and as translated; append-only. Its id is its content address, so a resend
 * is a no-op; a correction is another version of the same key, a retraction one that takes the key back. Which version
 * holds is decided on reading, by the source's own order (profiles/versions): `recorded_at` only says since when we knew.
 *
 * Written by the million: no foreign key is asked for each row. The intake finds or registers the subject and the layout
 * in the transaction that writes the record (chunk/service.ts), and neither is ever deleted.
 */
export const records = pgTable(
  'records',
  {
    subjectId: text().notNull(),
    id: text().notNull(),
    source: text().notNull(),
    record: text().notNull(),
    recordKey: text().notNull(),
    version: text().notNull(),
    retracts: boolean().notNull(),
    asOf: civil().notNull(),
    /** Cells as taken in, in the order of the layout's names; personal ones are not among them. */
    body: keptJson<string[]>().notNull(),
    layout: text().notNull(),
    facts: keptJson<Canonical[]>().notNull(),
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

/**
 * What was turned away at the door as a whole: not in the catalogue, unreadable, forged. Nothing of its content is kept.
 * What anybody may send, events of sources, is one row for each source, reason and minute, however many came.
 */
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
    /** When the first came. */
    at: instant().notNull(),
    times: integer().notNull().default(1),
    /** When the last of several came. */
    lastAt: instant(),
  },
  (t) => [index('intake_refusals_at').on(t.at)],
)

/**
 * Where fetching one kind of record stands. A page and the cursor behind it commit together, so that a run that broke
 * off goes on after the last page that was taken in. Whoever holds the lease fetches; nobody else moves the cursor.
 */
export const feedStates = pgTable(
  'feed_states',
  {
    source: text().notNull(),
    record: text().notNull(),
    /** What the last page gave as `next`; null where the next page asked for is the first of a round. */
    cursor: text(),
    leasedBy: text(),
    leasedUntil: instant(),
    firstTryAt: instant().notNull(),
    lastTryAt: instant().notNull(),
    /** When a round last came to its end with rows, or without where none are usual. */
    lastOkAt: instant(),
    lastOutcome: text(),
    lastFailure: text(),
    /** Rows of the round under way, over all its runs. */
    rowsSoFar: integer().notNull().default(0),
    /** Rows of the last whole round, and what was usual before it (exponentially weighted). */
    lastRows: integer(),
    usualRows: integer(),
  },
  (t) => [primaryKey({ columns: [t.source, t.record] })],
)

/** One breaker per source for all processes; moved by compare-and-set on `version`, so that one probe goes out. */
export const feedBreakers = pgTable('feed_breakers', {
  source: text().primaryKey(),
  state: json<BreakerState>().notNull(),
  version: integer().notNull(),
})

/** Every time a source was asked: for its list, about one subject at its own wish, or for the keys of a code presented. */
export const feedRuns = pgTable(
  'feed_runs',
  {
    /** Of a query also our reference of the subject's authorisation, which the source keeps as its ground. */
    id: text().primaryKey(),
    source: text().notNull(),
    record: text().notNull(),
    way: text().notNull(),
    /** At whose wish and about whom; null for a list. */
    subjectId: text().references(() => subjects.id),
    actorId: text(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** ok · empty · failed · wrong · skipped; null while under way, and for ever where the process died. */
    outcome: text(),
    rows: integer().notNull().default(0),
    accepted: integer().notNull().default(0),
    duplicate: integer().notNull().default(0),
    quarantined: integer().notNull().default(0),
    pages: integer().notNull().default(0),
    /** Requests sent for data, repetitions included. */
    tries: integer().notNull().default(0),
    failure: text(),
    detail: text(),
    batchIds: json<string[]>().notNull(),
  },
  (t) => [index('feed_runs_source').on(t.source, t.id)],
)

/** Events that sources pushed, by their own id: a second delivery is answered as the first and changes nothing. */
export const feedEvents = pgTable(
  'feed_events',
  {
    source: text().notNull(),
    eventId: text().notNull(),
    bodySha256: text().notNull(),
    /** The answer that was given. */
    outcome: json().notNull(),
    receivedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.eventId] })],
)
