import type { Context } from '../../platform/context.ts'
import type { Consent, Inquiry } from '../model.ts'
import { lockInquiry, updateInquiry } from '../store.ts'

/**
 * What a lender asked for and an officer proposed by goes the way of the proposal of the same id: the lender's list says how
 * it ended. Under the consent's lock; nothing to do where no lender had asked.
 */
export async function followInquiry(ctx: Context, { subjectId, id }: Pick<Consent, 'subjectId' | 'id'>, status: Inquiry['status'], at: Date): Promise<void> {
  const inquiry = await lockInquiry(ctx.db, subjectId, id)
  if (inquiry?.status === 'provisional') await updateInquiry(ctx.db, inquiry, { status, answeredAt: at })
}
