import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions, users } from '../identity/tables.ts'
import { civil, instant, json } from '../platform/db/columns.ts'
import { subjects } from '../subjects/tables.ts'
import type { Artefact, ArtefactSignatures, Evidence, GrantorRole, Mandate } from './artefact.ts'
import { CONSENT_STATUSES, type ConsentStatus } from './lifecycle.ts'
import type { Asked, Confirmation } from './model.ts'
import type { PurposeCode } from './template.ts'

const STATUSES = CONSENT_STATUSES.filter((status) => status !== 'requested')

/** What was agreed to, from the moment there is an artefact; a row's status moves, its artefact never does. */
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
    /** The one application this consent is bound to; its id is fixed when the consent is given. Null only for a precheck. */
    applicationId: text(),
    /** As in the artefact. The first consents were all for underwriting. */
    purpose: text().$type<PurposeCode>().notNull().default('UNDERWRITE'),
    status: text().$type<ConsentStatus>().notNull(),
    artefact: json<Artefact>().notNull(),
    /** SHA-256 of the artefact's canonical bytes. */
    hash: text().notNull(),
    /** Null for the first consents: those before the platform signed. */
    signatures: json<ArtefactSignatures | null>(),
    readsUsed: integer().notNull(),
    /** SHA-256, hex, of the facts that the last read showed, as long as all of them stand among `shownItems` as it left them; null: ask there. */
    shownDigest: text(),
    validTo: instant().notNull(),
    /** Null while an officer's proposal waits for its confirmation. */
    grantedAt: instant(),
    /** Until when a proposal may be confirmed. */
    answerBy: instant(),
    pausedAt: instant(),
    endedAt: instant(),
    endReason: text(),
    /** Consents given in one go to several lenders, and whether accepting one lender's offer takes the others back. */
    bundleId: text(),
    bundleSettles: boolean().notNull().default(false),
    /** The village whose officer proposed it. */
    village: text(),
    confirmation: json<Confirmation | null>(),
    /** The consent that took this one's place. */
    replacedBy: text(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    // One live consent a purpose for one application: a double click is not two.
    uniqueIndex('consents_live').on(t.subjectId, t.applicationId, t.purpose).where(sql`${t.status} in ('provisional', 'granted', 'paused')`),
    index('consents_lender').on(t.lenderId, t.id),
    // What a lender may look at before any application.
    index('consents_prechecks').on(t.lenderId, t.id).where(sql`${t.purpose} = 'PRECHECK'`),
    index('consents_village').on(t.village, t.id).where(sql`${t.village} is not null`),
    index('consents_bundle').on(t.subjectId, t.bundleId).where(sql`${t.bundleId} is not null`),
    // What the sweep looks for: what is live and past its day.
    index('consents_ending').on(t.validTo).where(sql`${t.status} in ('provisional', 'granted', 'paused')`),
    check('consents_status', sql.raw(`"status" in (${STATUSES.map((status) => `'${status}'`).join(', ')})`)),
    check('consents_bound', sql`${t.applicationId} is not null or ${t.purpose} = 'PRECHECK'`),
    check('consents_answer', sql`${t.status} <> 'provisional' or (${t.answerBy} is not null and ${t.grantedAt} is null)`),
  ],
)

/** What a lender asked of its customer, and the answer. A granted one goes on as the consent of the same id. */
export const consentRequests = pgTable(
  'consent_requests',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    askedBy: text().notNull(),
    purpose: text().$type<PurposeCode>().notNull(),
    productId: text().notNull(),
    productVersion: integer().notNull(),
    applicationId: text().notNull(),
    asked: json<Asked>().notNull(),
    /** SHA-256 of what was asked, canonical: what the log names until there is an artefact. */
    hash: text().notNull(),
    status: text().$type<Extract<ConsentStatus, 'requested' | 'provisional' | 'granted' | 'denied' | 'lapsed'>>().notNull(),
    askedAt: instant().notNull(),
    answerBy: instant().notNull(),
    answeredAt: instant(),
    reason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    uniqueIndex('consent_requests_open').on(t.subjectId, t.lenderId, t.applicationId, t.purpose).where(sql`${t.status} = 'requested'`),
    index('consent_requests_lender').on(t.lenderId, t.id),
    index('consent_requests_waiting').on(t.answerBy).where(sql`${t.status} = 'requested'`),
    check('consent_requests_status', sql`${t.status} in ('requested', 'provisional', 'granted', 'denied', 'lapsed')`),
  ],
)

/** In what capacity somebody acts for a subject, as it was checked against papers. Who has no row acts as its account holder. */
export const grantors = pgTable(
  'grantors',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    userId: text()
      .notNull()
      .references(() => users.id),
    role: text().$type<GrantorRole>().notNull(),
    mandate: json<Mandate | null>(),
    evidence: json<Evidence[]>().notNull(),
    checkedBy: text().notNull(),
    checkedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.userId] }), check('grantors_role', sql`${t.role} in ('self', 'legal_rep', 'agent', 'guardian')`)],
)

/** Which village an officers' station serves. */
export const villageStations = pgTable('village_stations', {
  institutionId: text()
    .primaryKey()
    .references(() => institutions.id),
  village: text().notNull(),
})

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
