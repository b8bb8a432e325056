import { sql } from 'drizzle-orm'
import { bigint, index, integer, type PgColumnBuilderBase, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { institutions, users } from '../../identity/tables.ts'
import { civil, instant, json } from '../../platform/db/columns.ts'
import type { Criterion } from '../../products/model.ts'
import { products } from '../../products/tables.ts'
import type { SubjectKind } from '../../subjects/model.ts'
import { subjects } from '../../subjects/tables.ts'
import { type ColumnType, VALUE_COLUMNS } from './layout.ts'
import type { BatchStatus } from './lifecycle.ts'

const COLUMN: Record<ColumnType, (name: string) => PgColumnBuilderBase> = {
  bigint: (name) => bigint(name, { mode: 'bigint' }),
  smallint: (name) => smallint(name),
  text: (name) => text(name),
}

/** A value column for every attribute that criteria may ask for (layout.ts). NULL is unknown. */
const valueColumns = Object.fromEntries(VALUE_COLUMNS.map(({ column, type }) => [column, COLUMN[type](column)]))

/** One row a subject: a snapshot of its profile as of a day, for questions that span all subjects. Nothing reads it about one subject. */
export const screenRows = pgTable(
  'screen_rows',
  {
    subjectId: text()
      .primaryKey()
      .references(() => subjects.id),
    kind: text().$type<SubjectKind>().notNull(),
    asOf: civil().notNull(),
    district: text(),
    village: text(),
    /** The registry's edition; a row of another one is unknown until it is written again. */
    layout: integer().notNull(),
    /** When its records were read: a later reading is never overwritten by an earlier one. */
    readAt: instant().notNull(),
    /** By place in the registry: the value's day as days since 1970-01-01. */
    knownOn: integer().array().notNull(),
    /** Places whose value is not to be used without the subject's consent. */
    closed: smallint().array().notNull(),
    ...valueColumns,
  },
  (t) => [index('screen_rows_district').on(t.district, t.subjectId), index('screen_rows_village').on(t.village, t.subjectId)],
)

/** Subjects of whom records came in: `marked` counts the news, `taken` how many of them the row has in it. */
export const screenDues = pgTable(
  'screen_dues',
  {
    subjectId: text()
      .primaryKey()
      .references(() => subjects.id),
    marked: integer().notNull(),
    taken: integer().notNull(),
  },
  (t) => [index('screen_dues_open').on(t.subjectId).where(sql`${t.marked} > ${t.taken}`)],
)

/** A lender's look at everybody of an area with one version of a product; the cursor moves in the transaction of each page's results. */
export const screenBatches = pgTable(
  'screen_batches',
  {
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    id: text().notNull(),
    productId: text()
      .notNull()
      .references(() => products.id),
    version: integer().notNull(),
    productName: text().notNull(),
    audience: json<SubjectKind[]>().notNull(),
    criteria: json<Criterion[]>().notNull(),
    area: text().notNull(),
    status: text().$type<BatchStatus>().notNull(),
    /** Everybody up to this subject has been looked at; '' at the start. */
    cursor: text().notNull(),
    expected: integer().notNull(),
    walked: integer().notNull(),
    met: integer().notNull(),
    short: integer().notNull(),
    unknown: integer().notNull(),
    /** The earliest day a row that was looked at speaks of; null before the first. */
    asOf: civil(),
    /** Prints of the sets counted so far (anonymity.ts), decimal; null for batches from before, whose totals are not told. */
    prints: json<{ met: string; short: string; unknown: string }>(),
    createdBy: text()
      .notNull()
      .references(() => users.id),
    createdAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.lenderId, t.id] })],
)

/** Whom a batch may name to its lender: firms decided by open records alone, and applicants with a consent. */
export const screenEntries = pgTable(
  'screen_entries',
  {
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    batchId: text().notNull(),
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    kind: text().$type<SubjectKind>().notNull(),
    verdict: text().$type<'met' | 'short' | 'unknown'>().notNull(),
    basis: text().$type<'public' | 'consent'>().notNull(),
    consentId: text(),
    applicationId: text(),
    /** Set when its consent was found ended: it is not shown or asked for again. */
    endedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.lenderId, t.batchId, t.subjectId] })],
)
