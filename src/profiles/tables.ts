import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil, instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { AttributeId } from './attributes.ts'

export const facts = pgTable(
  'facts',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    attribute: text().$type<AttributeId>().notNull(),
    item: text().notNull(),
    source: text().notNull(),
    record: text().notNull(),
    recordKey: text().notNull(),
    contentHash: text().notNull(),
    value: json().notNull(),
    scheme: text(),
    asOf: civil().notNull(),
    validUntil: civil(),
    recordedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.attribute, t.item, t.source, t.record, t.recordKey, t.contentHash] })],
)
