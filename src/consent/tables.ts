import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { Artefact } from './artefact.ts'
import type { ConsentStatus } from './lifecycle.ts'

export const consents = pgTable(
  'consents',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    /** The one application this consent is bound to; its id is fixed when the consent is given. */
    applicationId: text().notNull(),
    status: text().$type<ConsentStatus>().notNull(),
    artefact: json<Artefact>().notNull(),
    /** SHA-256 of the artefact's canonical bytes. */
    hash: text().notNull(),
    readsUsed: integer().notNull(),
    validTo: instant().notNull(),
    grantedAt: instant().notNull(),
    endedAt: instant(),
    endReason: text(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.id] }), uniqueIndex('consents_application').on(t.subjectId, t.applicationId)],
)

/**
 * Which facts a consent's reads have shown, written in the read's own transaction: exactly what went out, whatever was
 * arriving at that instant and however profiles are merged later. No values: an item or a record, and a hash of what it
 * said. A row is the first read that showed just this since its reader was last told that it does not stand.
 */
export const shownItems = pgTable(
  'shown_items',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    consentId: text().notNull(),
    attribute: text().notNull(),
    /** An item's key in its list; of a single value its record: source and kind, and a digest of the key. */
    item: text().notNull(),
    /** SHA-256 of what was said; who was shown two versions has two rows. */
    hash: text().notNull(),
    logIndex: bigint({ mode: 'number' }).notNull(),
    /** Number of the decision, the case or the project, as it stands in the item; else empty. */
    documentNo: text().notNull(),
    /** The day it spoke of, the latest that was shown; null for reads before that was kept. */
    asOf: civil(),
    /** Fields of the read that showed it: the attribute itself, a count that counted it. */
    fields: json<string[]>().notNull(),
    /** Last day it may be shown by itself; null while it goes on. */
    lastShownOn: civil(),
    /** Since when its reader has been told that it is gone. */
    recalledAt: instant(),
    /** Since when its reader has been told that it says something else. */
    correctedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.consentId, t.attribute, t.item, t.hash] }),
    index('shown_items_ending').on(t.lastShownOn).where(sql`${t.recalledAt} is null`),
  ],
)
