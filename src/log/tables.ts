import { bigint, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '../platform/db/columns.ts'
import type { LogKind } from './entry.ts'

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
