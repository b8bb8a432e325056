import { civilDate, countOut, idOf, instantOut, int, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { ADVERSE_LISTS } from '../profiles/model.ts'
import { RECALL_ANSWERS } from './answer.ts'
import { RECALL_REASONS } from './model.ts'

export const RECALL_STATUSES = ['issued', 'acknowledged', 'answered'] as const

const common = {
  id: idOf('recall'),
  applicationId: idOf('application'),
  list: z.enum(ADVERSE_LISTS),
  listName: z.string().max(60),
  /** What happened to the record, and nothing of what it says now. */
  reason: z.enum(RECALL_REASONS),
  status: z.enum(RECALL_STATUSES),
  issuedAt: instantOut,
  /** Last day for the answer. */
  dueOn: civilDate,
  overdue: z.boolean(),
  answer: z.enum(RECALL_ANSWERS).nullable(),
  /** The law and article, where it is kept for one. */
  legalGround: z.string().max(500).nullable(),
  answeredAt: instantOut.nullable(),
}

export const LenderRecall = z
  .object({
    ...common,
    /** null where the lender saw a count and never the record itself. */
    documentNo: z.string().max(200).nullable(),
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
    documentNo: z.string().max(200),
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
