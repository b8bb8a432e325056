import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import type { Consent } from '../model.ts'
import { findConsentOfLender, listPrechecksOfLender } from '../store.ts'
import { asOfNow } from './grant.ts'

/** What a lender may look at, or might have, before any application; newest first. `before` is the id of the last one already seen. */
export async function prechecksOf(ctx: Context, lenderId: string, limit: number, before: string | null): Promise<Consent[]> {
  const now = ctx.clock.now()
  return (await listPrechecksOfLender(ctx.db, lenderId, limit, before)).map((consent) => asOfNow(consent, now))
}

/** @throws Fault not_found for another lender's, and for a consent of another purpose */
export async function readPrecheck(ctx: Context, lenderId: string, id: string): Promise<Consent> {
  const consent = await findConsentOfLender(ctx.db, lenderId, id)
  if (consent?.purpose !== 'PRECHECK') throw notFound()
  return asOfNow(consent, ctx.clock.now())
}
