import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { institutions } from '../identity/tables.ts'
import { civil, fen, instant, json } from '../platform/db/columns.ts'
import { products } from '../products/tables.ts'
import { subjects } from '../subjects/tables.ts'
import type { Decision, DeclineReason, PrecheckOutcome } from './decision.ts'
import type { ApplicationStatus } from './lifecycle.ts'

export const applications = pgTable(
  'applications',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    productId: text()
      .notNull()
      .references(() => products.id),
    productVersion: integer().notNull(),
    consentId: text().notNull(),
    status: text().$type<ApplicationStatus>().notNull(),
    amountFen: fen().notNull(),
    termMonths: integer().notNull(),
    purpose: text().notNull(),
    submittedAt: instant().notNull(),
    /** First answer promised by the end of this day (one working day; Action plan clock). */
    answerDue: civil().notNull(),
    decision: json<Decision | null>(),
    decidedBy: text(),
    endedAt: instant(),
    /** When the applicant took the approved offer. */
    acceptedAt: instant(),
    revision: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    // One live application a product: a double click is not two loans.
    uniqueIndex('applications_live').on(t.subjectId, t.productId).where(sql`${t.status} = 'submitted'`),
  ],
)

/** Whom an applicant named as guarantor of one application, and until when. Whether that firm answers is written with its consent. */
export const guarantors = pgTable(
  'guarantors',
  {
    /** The applicant. */
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    id: text().notNull(),
    applicationId: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    guarantorId: text()
      .notNull()
      .references(() => subjects.id),
    namedBy: text().notNull(),
    namedAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.id] }),
    uniqueIndex('guarantors_once').on(t.subjectId, t.applicationId, t.guarantorId).where(sql`${t.withdrawnAt} is null`),
    index('guarantors_lender').on(t.lenderId, t.applicationId),
    // For whose loan somebody is asked.
    index('guarantors_of').on(t.guarantorId, t.applicationId),
  ],
)

/** What a lender said after the one look before an application: once, and final. */
export const precheckAnswers = pgTable(
  'precheck_answers',
  {
    subjectId: text()
      .notNull()
      .references(() => subjects.id),
    consentId: text().notNull(),
    lenderId: text()
      .notNull()
      .references(() => institutions.id),
    outcome: text().$type<PrecheckOutcome>().notNull(),
    reasons: json<DeclineReason[]>().notNull(),
    note: text().notNull(),
    answeredBy: text().notNull(),
    answeredAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.consentId] }),
    index('precheck_answers_lender').on(t.lenderId, t.consentId),
    check('precheck_answers_outcome', sql`${t.outcome} in ('possible', 'not_now')`),
  ],
)

/** A lender's queue: a projection keyed by lender, fed by the outbox. Holds nothing a consent would have to cover. */
export const lenderQueue = pgTable(
  'lender_queue',
  {
    lenderId: text().notNull(),
    applicationId: text().notNull(),
    subjectId: text().notNull(),
    productId: text().notNull(),
    productName: text().notNull(),
    status: text().$type<ApplicationStatus>().notNull(),
    amountFen: fen().notNull(),
    termMonths: integer().notNull(),
    purpose: text().notNull(),
    submittedAt: instant().notNull(),
    answerDue: civil().notNull(),
    /** Order of the application's own changes, so that a late event never undoes a later one. */
    revision: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.lenderId, t.applicationId] }), index('lender_queue_order').on(t.lenderId, t.submittedAt, t.applicationId)],
)
