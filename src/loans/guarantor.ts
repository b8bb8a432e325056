/** Whom an applicant names as guarantor (保证人), and how often it may. */
import { Fault, invalidField } from '../platform/kernel/fault.ts'
import { checkIdentifier } from '../subjects/model.ts'

export interface Guarantor {
  /** The applicant. */
  subjectId: string
  id: string
  applicationId: string
  lenderId: string
  /** The subject that was named. */
  guarantorId: string
  namedBy: string
  namedAt: Date
  /** When the applicant took the naming back. */
  withdrawnAt: Date | null
}

export const MOST_GUARANTORS = 3
/** With those taken back: nobody is asked over and over, and no register is read by naming. */
export const MOST_NAMINGS = 10

/** @throws Fault invalid `invalid_code` for what is no unified social credit code */
export function codeOf(text: string): string {
  const { canonical, reason } = checkIdentifier(text)
  if (canonical === null)
    throw invalidField('/code', 'invalid_code', `统一社会信用代码不对：${reason ?? ''}请对照营业执照再填。 No valid credit code; see the business licence.`)
  return canonical
}

/** One answer for a code that nobody has and for one whose data were erased: what is not public is not told by it either. */
export function unknownGuarantor(): Fault {
  return invalidField(
    '/code',
    'unknown_guarantor',
    '没有可以提名的担保人用这个代码。请对照营业执照核对；须是在广州登记的企业、个体工商户或合作社。 Nobody who can be named has this code; check it against the licence.',
  )
}

/**
 * @param named all namings of the application, those taken back among them
 * @throws Fault invalid `guarantor_is_applicant`; conflict `guarantor_named`, `too_many_guarantors`
 */
export function checkNaming(subjectId: string, guarantorId: string, named: readonly Guarantor[]): void {
  if (guarantorId === subjectId)
    throw invalidField('/code', 'guarantor_is_applicant', '不能由自己给自己担保，请填别家的代码。 An applicant cannot be its own guarantor.')
  const standing = named.filter(({ withdrawnAt }) => withdrawnAt === null)
  if (standing.some((one) => one.guarantorId === guarantorId))
    throw new Fault('conflict', 'guarantor_named', '这家已经提名过了，等它答复就行。 It was named already; await its answer.')
  if (standing.length >= MOST_GUARANTORS || named.length >= MOST_NAMINGS)
    throw new Fault(
      'conflict',
      'too_many_guarantors',
      `一笔申请最多同时提名 ${MOST_GUARANTORS} 家，前后最多 ${MOST_NAMINGS} 次。请先取消一家，或与银行商量。 At most ${MOST_GUARANTORS} at a time and ${MOST_NAMINGS} in all; take one back or talk to the bank.`,
    )
}
