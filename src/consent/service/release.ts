import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { type Coverage, coverageOf } from '../coverage.ts'
import { stepConsent } from '../lifecycle.ts'
import type { Consent } from '../model.ts'
import { lockConsent, updateConsent } from '../store.ts'
import { writeOfConsent } from './write-down.ts'

export interface Release {
  subjectId: string
  consentId: string
  lenderId: string
  applicationId: string
  actorId: string
  /** The licensed bureau's ticket, where personal data may only go through one. */
  via?: string
}

export type Released =
  | { coverage: Extract<Coverage, { covered: true }>; consent: Consent; logIndex: number }
  | { coverage: Extract<Coverage, { covered: false }>; consent: Consent }

/**
 * The consent's half of a disclosure, inside the caller's transaction: takes the row lock, checks, counts the read
 * and writes `read.released`. The caller reads only `fields` and answers only after the transaction has committed.
 * Time is taken after the lock is held (rule R5): a reader who waited behind a revoke sees the revoke.
 */
export async function releaseRead(ctx: Context, read: Release): Promise<Released> {
  const consent = await lockConsent(ctx.db, read.subjectId, read.consentId)
  if (!consent) throw notFound()
  const at = ctx.clock.now()
  const coverage = coverageOf(consent, { lenderId: read.lenderId, applicationId: read.applicationId, at })
  if (!coverage.covered) return { coverage, consent }
  const readNo = consent.readsUsed + 1
  const logIndex = await writeOfConsent(ctx, consent, 'read.released', read.actorId, {
    fields: [...coverage.fields],
    readNo,
    why: consent.artefact.purpose.code,
    via: read.via,
  })
  if (coverage.lastRead) {
    await updateConsent(ctx.db, consent, { readsUsed: readNo, status: stepConsent('granted', 'lastRead'), endedAt: at, endReason: 'last_read' })
    await writeOfConsent(ctx, consent, 'consent.consumed', read.actorId, { why: 'last_read' })
  } else {
    await updateConsent(ctx.db, consent, { readsUsed: readNo })
  }
  return { coverage, consent: { ...consent, readsUsed: readNo }, logIndex }
}

/** Writes down a refused look, in a transaction of its own: the refused one is rolled back. */
export async function recordDenial(ctx: Context, consent: Consent, actorId: string, why: string): Promise<void> {
  await writeOfConsent(ctx, consent, 'read.denied', actorId, { why })
}

export function refusalOf(coverage: Extract<Coverage, { covered: false }>): Fault {
  switch (coverage.why) {
    case 'not_this_reader':
      return notFound()
    case 'consent_revoked':
      return new Fault(
        'forbidden',
        'consent_revoked',
        '企业已撤回授权，不能再查看。请联系企业重新授权。 The consent was revoked; ask the applicant for a new one.',
      )
    case 'consent_expired':
      return new Fault('forbidden', 'consent_expired', '授权已到期，不能再查看。请联系企业重新授权。 The consent has expired; ask the applicant for a new one.')
    case 'consent_consumed':
      return new Fault(
        'forbidden',
        'consent_consumed',
        '授权的查看次数已用完。请联系企业重新授权。 All reads of this consent are used; ask the applicant for a new one.',
      )
  }
}
