import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { Artefact } from './artefact.ts'
import type { ConsentStatus } from './lifecycle.ts'
import type { LogKind } from './log-entry.ts'

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
 * Every grant, look, refusal and end, numbered as they were written: for one consent, whose row is locked, that is
 * the order of commit; across consents the sealer will fix it. Append-only (a trigger refuses
 * UPDATE and DELETE). `leaf` is the canonical entry that the Merkle log will hash: it holds no personal data.
 */
export const accessLog = pgTable(
  'access_log',
  {
    subjectId: text().notNull(),
    logIndex: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    kind: text().$type<LogKind>().notNull(),
    consentId: text().notNull(),
    lenderId: text().notNull(),
    /** Who did it: a user id. The subject sees the display name. */
    actorId: text().notNull(),
    leaf: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.logIndex] }), index('access_log_consent').on(t.subjectId, t.consentId)],
)
