import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import type { AttributeId } from '../profiles/model.ts'
import { subjects } from '../subjects/tables.ts'
import type { RecallAnswer } from './answer.ts'
import type { RecallStatus } from './lifecycle.ts'
import type { RecallReason } from './model.ts'

export const recalls = pgTable(
  'recalls',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    /** Null for what was shown before any application. */
    applicationId: text(),
    consentId: text().notNull(),
    logIndex: bigint({ mode: 'number' }).notNull(),
    attribute: text().$type<AttributeId>().notNull(),
    item: text().notNull(),
    documentNo: text().notNull(),
    asOf: civil(),
    reason: text().$type<RecallReason>().notNull(),
    fields: json<string[]>().notNull(),
    status: text().$type<RecallStatus>().notNull(),
    issuedAt: instant().notNull(),
    dueOn: civil().notNull(),
    answer: text().$type<RecallAnswer>(),
    legalGround: text(),
    answeredBy: text(),
    answeredAt: instant(),
    restatedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    // A lender is told once of one item, reason and read; one that was shown it anew, or told that it stands again, is told anew.
    uniqueIndex('recalls_once').on(t.subjectId, t.lenderId, t.consentId, t.attribute, t.item, t.reason, t.logIndex).where(sql`${t.restatedAt} is null`),
    index('recalls_lender').on(t.lenderId, t.dueOn, t.id),
    index('recalls_open').on(t.dueOn, t.id).where(sql`${t.status} in ('issued', 'acknowledged')`),
  ],
)
