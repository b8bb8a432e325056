import { civilDate, countOut, idOf, instantOut, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { ATTESTATIONS, DUTY_CAUSES } from './duty.ts'
import { ERASURE_WORDS } from './erasable.ts'

const common = {
  id: idOf('deletion'),
  consentId: idOf('consent'),
  applicationId: idOf('application').nullable(),
  cause: z.enum(DUTY_CAUSES).openapi({
    description: 'What ended the ground for keeping it; erased: the subject, a natural person, had everything about itself erased',
  }),
  requestedAt: instantOut,
  dueOn: civilDate.openapi({ description: 'Last day for the attestation' }),
  overdue: z.boolean(),
  answer: z.enum(ATTESTATIONS).nullable(),
  legalGround: z.string().max(500).nullable(),
  answeredAt: instantOut.nullable(),
}

export const LenderDeletion = z
  .object({ ...common, fields: z.array(z.object({ id: z.string().max(60), label: z.string().max(60) })), answeredByName: z.string().max(100).nullable() })
  .openapi('LenderDeletion')
export type LenderDeletion = z.infer<typeof LenderDeletion>
export const LenderDeletionPage = pageOf(LenderDeletion).openapi('LenderDeletionPage')
export type LenderDeletionPage = z.infer<typeof LenderDeletionPage>

export const SubjectDeletion = z.object({ ...common, lenderId: idOf('institution'), lenderName: z.string().max(200) }).openapi('SubjectDeletion')
export type SubjectDeletion = z.infer<typeof SubjectDeletion>
export const SubjectDeletionList = z.object({ items: z.array(SubjectDeletion) }).openapi('SubjectDeletionList')
export type SubjectDeletionList = z.infer<typeof SubjectDeletionList>

export const OperatorDeletion = SubjectDeletion.extend({ subjectId: idOf('subject') }).openapi('OperatorDeletion')
export const OperatorDeletionPage = pageOf(OperatorDeletion).openapi('OperatorDeletionPage')
export type OperatorDeletionPage = z.infer<typeof OperatorDeletionPage>

export const AttestationRequest = z
  .object({
    answer: z.enum(ATTESTATIONS),
    legalGround: safeText(500).default('').openapi({ description: 'Required for kept_for_law, and for it alone: the law and article' }),
  })
  .openapi('DeletionAttestation')

export const ErasureRequest = z
  .object({ words: z.literal(ERASURE_WORDS).openapi({ description: 'Typed in full by the subject itself' }) })
  .openapi('ErasureRequest')

export const ErasureView = z
  .object({
    erasedAt: instantOut.nullable(),
    /** Lenders that were asked to delete. */
    demands: countOut,
    hindrance: z
      .object({ code: z.enum(['not_personal_data', 'application_open', 'loan_under_way']), detail: z.string().max(500) })
      .nullable()
      .openapi({ description: 'Why it cannot be done now, and what to do' }),
    deletions: z.array(SubjectDeletion),
  })
  .openapi('Erasure')
export type ErasureView = z.infer<typeof ErasureView>
