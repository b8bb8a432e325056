import { DELETION_TRIGGERS } from '../consent/model.ts'
import { bpOut, civilDate, countOut, fenIn, fenOut, idOf, instantOut, int, monthsOut, pageOf, safeText, versionOut, z } from '../platform/kernel/schema.ts'
import { PURPOSES } from '../products/model.ts'
import { ProfileSection } from '../profiles/contract.ts'
import { DECLINE_REASON_CODES } from './decision.ts'

export const ApplyRequest = z
  .object({
    consentId: idOf('consent').openapi({ description: 'A live consent of yours; it fixes the product, the lender and this application’s id' }),
    amountFen: fenIn(1n),
    termMonths: int(1, 360),
    purpose: z.enum(PURPOSES),
  })
  .openapi('ApplyRequest')

const DecisionView = z.object({
  outcome: z.enum(['approved', 'declined']),
  amountFen: fenOut.nullable(),
  termMonths: monthsOut.nullable(),
  rateBp: bpOut.nullable(),
  reasons: z.array(z.object({ code: z.enum(DECLINE_REASON_CODES), label: z.string().max(100), next: z.string().max(200) })),
  note: z.string().max(500),
})

const common = {
  id: idOf('application'),
  productId: idOf('product'),
  productVersion: versionOut,
  productName: z.string().max(100),
  status: z.enum(['submitted', 'approved', 'declined', 'withdrawn']),
  amountFen: fenOut,
  termMonths: monthsOut,
  purpose: z.enum(PURPOSES),
  submittedAt: instantOut,
  answerDue: civilDate.openapi({ description: 'First answer is promised by the end of this day' }),
  endedAt: instantOut.nullable(),
}

export const ApplicationView = z
  .object({
    ...common,
    subjectId: idOf('subject'),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    consentId: idOf('consent'),
    decision: DecisionView.nullable(),
    /** When you took the approved offer. */
    acceptedAt: instantOut.nullable(),
  })
  .openapi('Application')
export type ApplicationView = z.infer<typeof ApplicationView>
export const ApplicationList = z.object({ items: z.array(ApplicationView) })
export type ApplicationList = z.infer<typeof ApplicationList>

/** A row of the queue: no fact about the applicant, whose name is a fact that a consent has to cover. */
export const QueueItem = z.object({
  id: idOf('application'),
  productId: idOf('product'),
  productName: z.string().max(100),
  status: common.status,
  amountFen: fenOut,
  termMonths: monthsOut,
  purpose: z.enum(PURPOSES),
  submittedAt: instantOut,
  answerDue: civilDate,
})
export type QueueItem = z.infer<typeof QueueItem>
export const QueuePage = pageOf(QueueItem).openapi('QueuePage')
export type QueuePage = z.infer<typeof QueuePage>

/** One application as its lender sees it before looking at any data. */
export const CaseView = z
  .object({
    ...common,
    /** The consent it was made under: its receipt is the proof. */
    consentId: idOf('consent'),
    decision: DecisionView.nullable(),
    decidedByName: z.string().max(100).nullable(),
    /** How many looks the consent allows and how many were taken, so that one is not spent unawares. */
    reads: z.object({ used: int(0, 1000), total: int(1, 1000) }),
  })
  .openapi('Case')
export type CaseView = z.infer<typeof CaseView>

export const CriterionOutcome = z.object({ verdict: z.enum(['met', 'short', 'unknown']), criterion: z.string().max(500), text: z.string().max(500) })

/** The disclosure: exactly the consented fields, and the product's criteria judged on them alone. */
export const DisclosureView = z
  .object({
    applicationId: idOf('application'),
    asOf: civilDate,
    sections: z.array(ProfileSection),
    criteria: z.array(CriterionOutcome),
    consent: z.object({
      id: idOf('consent'),
      hash: z.string().length(64),
      readNo: countOut,
      readsTotal: countOut,
      validTo: instantOut,
      deleteAfter: z.string().max(20),
      deleteTrigger: z.enum(DELETION_TRIGGERS).openapi({ description: 'What the days of keeping are counted from; taking back always counts too' }),
      purpose: z.string().max(200),
    }),
    /** About a natural person: the licensed bureau it went through and its ticket. */
    gateway: z.object({ bureau: z.string().max(100), ticket: z.string().max(40) }).nullable(),
  })
  .openapi('Disclosure')
export type DisclosureView = z.infer<typeof DisclosureView>

export const DecisionRequest = z
  .object({
    outcome: z.enum(['approved', 'declined']),
    amountFen: fenIn(0n).optional(),
    termMonths: int(1, 360).optional(),
    rateBp: int(0, 2400).optional(),
    reasons: z.array(z.enum(DECLINE_REASON_CODES)).max(10).default([]),
    note: safeText(500).default(''),
  })
  .openapi('DecisionRequest')

export const DeclineReasonList = z
  .object({ items: z.array(z.object({ code: z.enum(DECLINE_REASON_CODES), label: z.string().max(100), next: z.string().max(200) })) })
  .openapi('DeclineReasonList')
export type DeclineReasonList = z.infer<typeof DeclineReasonList>
