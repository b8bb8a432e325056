import type { Context } from '../platform/context.ts'
import { emit, emitOnce, type JobHandlers } from '../platform/jobs/service.ts'
import { settleConsent } from './service/change.ts'
import { settleInquiry } from './service/inquire.ts'
import { CONSENT_EVENTS } from './service/issue.ts'
import { listDueConsents, listDueInquiries } from './store.ts'

/** Writes down ends that took effect by themselves: consents past their day, questions that nobody answered. */
export const CONSENT_SWEEP = 'consents.sweep'
const BATCH = 200

interface Address {
  subjectId: string
  id: string
}

export const consentJobs: JobHandlers = {
  // Who is told by webhook hears of these as well; here nothing is left to do.
  ...Object.fromEntries(CONSENT_EVENTS.map((event) => [event, async () => {}])),
  [CONSENT_SWEEP]: async (ctx) => {
    const now = ctx.clock.now()
    const inquiries = await listDueInquiries(ctx.db, now, BATCH)
    const consents = await listDueConsents(ctx.db, now, BATCH)
    for (const { subjectId, id } of inOrder(inquiries)) await settleInquiry(ctx, subjectId, id)
    for (const { subjectId, id } of inOrder(consents)) await settleConsent(ctx, subjectId, id)
    if (inquiries.length === BATCH || consents.length === BATCH) await goOn(ctx)
  },
}

/**
 * Asks for the sweep where an end has taken effect that is not written down yet. Every minute: two look-ups by an index, so
 * that whoever lists or is told of ends hears of them within minutes and not at the end of the day.
 */
export async function announceEnds(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const due = [...(await listDueConsents(ctx.db, now, 1)), ...(await listDueInquiries(ctx.db, now, 1))]
  if (due.length > 0) await emitOnce(ctx, `${CONSENT_SWEEP}@${now.toISOString().slice(0, 16)}`, CONSENT_SWEEP)
}

/** Rows are locked in the order in which everybody locks several of them. */
function inOrder(addresses: readonly Address[]): Address[] {
  return [...addresses].sort((a, b) => (a.subjectId + a.id < b.subjectId + b.id ? -1 : 1))
}

async function goOn(ctx: Context): Promise<void> {
  await emit(ctx, CONSENT_SWEEP, {})
}
