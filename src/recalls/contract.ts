import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { RECALL_ANSWERS } from './answer.ts'
import { RECALL_REASONS } from './model.ts'

export const RECALL_STATUSES = ['issued', 'acknowledged', 'answered', 'lifted'] as const

const common = {
  id: idOf('recall'),
  applicationId: idOf('application').nullable().openapi({ description: 'null: shown before any application, under the precheck `consentId`' }),
  consentId: idOf('consent'),
  attribute: z
    .string()
    .max(60)
    .openapi({ description: 'What no longer stands: an attribute of the profile, whether shown itself or by what is worked out from it' }),
  attributeName: z.string().max(60),
  kind: z
    .enum(['record', 'value'])
    .openapi({ description: 'record: one item of a list, such as a licence or a penalty; value: a single value, such as a grade' }),
  /** What happened to the record, and nothing of what it says now. */
  reason: z.enum(RECALL_REASONS).openapi({
    description:
      'repaired, ended: marked so at 信用中国; withdrawn: its source took it back; expired: past its publicity or five years; corrected: its source says something else of the same day',
  }),
  status: z.enum(RECALL_STATUSES).openapi({ description: 'lifted: it was stated again as it was shown before it was answered; no answer is asked for' }),
  issuedAt: instantOut,
  /** Last day for the answer. */
  dueOn: civilDate,
  overdue: z.boolean(),
  answer: z.enum(RECALL_ANSWERS).nullable(),
  /** The law and article, where it is kept for one. */
  legalGround: z.string().max(500).nullable(),
  answeredAt: instantOut.nullable(),
  restatedAt: instantOut.nullable().openapi({ description: 'Since when it stands again as it was shown' }),
}

export const LenderRecall = z
  .object({
    ...common,
    /** null where there is none, or where the lender saw a count and never the record itself. */
    documentNo: z.string().max(200).nullable(),
    asOf: civilDate.nullable().openapi({ description: 'The day it spoke of; null where only something worked out from it was shown' }),
    advice: z.string().max(400).openapi({ description: 'What happened and what is to be done, in Chinese' }),
    /** By which fields of the disclosure it was shown. */
    fields: z.array(z.object({ id: z.string().max(60), label: z.string().max(60) })),
    answeredByName: z.string().max(100).nullable(),
  })
  .openapi('LenderRecall')
export type LenderRecall = z.infer<typeof LenderRecall>
export const LenderRecallPage = pageOf(LenderRecall)
  .extend({ open: countOut.openapi({ description: 'All that await an answer' }) })
  .openapi('LenderRecallPage')
export type LenderRecallPage = z.infer<typeof LenderRecallPage>

export const SubjectRecall = z
  .object({
    ...common,
    documentNo: z.string().max(200).nullable(),
    asOf: civilDate.nullable(),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    /** The first read that showed it, in the access log. */
    readIndex: int(1, Number.MAX_SAFE_INTEGER),
  })
  .openapi('SubjectRecall')
export type SubjectRecall = z.infer<typeof SubjectRecall>
export const SubjectRecallList = z.object({ items: z.array(SubjectRecall) }).openapi('SubjectRecallList')
export type SubjectRecallList = z.infer<typeof SubjectRecallList>

export const OperatorRecall = z
  .object({ ...common, subjectId: idOf('subject'), lenderId: idOf('institution'), lenderName: z.string().max(200) })
  .openapi('OperatorRecall')
export const OperatorRecallPage = pageOf(OperatorRecall).openapi('OperatorRecallPage')
export type OperatorRecallPage = z.infer<typeof OperatorRecallPage>

export const RecallAnswerRequest = z
  .object({
    answer: z.enum(RECALL_ANSWERS),
    legalGround: safeText(500).default('').openapi({ description: 'Required for kept_for_law: the law and article' }),
  })
  .openapi('RecallAnswerRequest')
