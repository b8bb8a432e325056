import { createHash } from 'node:crypto'
import { type Consent, holdConsentsOf, revokeConsent } from '../../consent/index.ts'
import { PLATFORM_ACTOR, writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { findSubject, isNaturalPerson } from '../../subjects/index.ts'
import { destroyKey, markErased } from '../../vault/index.ts'
import type { Duty, Erasure } from '../model.ts'
import { eraseRows, findErasure, insertErasure, listApplicationStatuses, listDuties, lockSubject } from '../store.ts'
import { requestDeletion } from './duties.ts'

/** Live consents: what an erasure takes back. */
const LIVE: readonly string[] = ['granted', 'paused', 'provisional']
const DUTIES_AT_MOST = 500

/** Why an erasure has to wait, or is none. */
export type Hindrance = 'not_personal_data' | 'application_open' | 'loan_under_way'

/**
 * Does anything stand against erasing? A loan under way is one of art. 47's exceptions: the term for keeping it, set by
 * law and by the contract, is not over.
 * @throws Fault not_found
 */
export async function hindranceTo(ctx: Context, subjectId: string): Promise<Hindrance | null> {
  const subject = await findSubject(ctx, subjectId)
  if (!subject) throw notFound()
  if (!isNaturalPerson(subject.kind)) return 'not_personal_data'
  const statuses = await listApplicationStatuses(ctx.db, subjectId)
  if (statuses.includes('submitted')) return 'application_open'
  // Whatever was approved may have become a loan, under whatever name its later steps go by.
  if (statuses.some((status) => status !== 'declined' && status !== 'withdrawn')) return 'loan_under_way'
  return null
}

/**
 * Erases what is held about a natural person, at its own request (个人信息保护法 art. 47): its consents are taken back, every
 * lender that was shown something is asked to delete it, the rows about it go, and its key is destroyed, so that what
 * copies of the database still hold can never be opened. The log stays whole: its leaves know a pseudonym that now leads
 * nowhere. In the caller's transaction; final.
 *
 * Locks in the order in which an application takes them: consents, then the subject, then consents that came in between.
 * @throws Fault not_found, conflict `not_personal_data` | `application_open` | `loan_under_way` | `subject_erased`
 */
export async function eraseSubject(ctx: Context, subjectId: string, actorId: string): Promise<Erasure> {
  await holdConsentsOf(ctx, subjectId)
  await lockSubject(ctx.db, subjectId)
  if (await findErasure(ctx.db, subjectId)) throw alreadyErased()
  const consents = await holdConsentsOf(ctx, subjectId)
  const hindrance = await hindranceTo(ctx, subjectId)
  if (hindrance !== null) throw hindered(hindrance)
  const subject = (await findSubject(ctx, subjectId))!
  const at = ctx.clock.now()

  // Past its day it has ended already, whether or not that was written.
  for (const consent of consents)
    if (LIVE.includes(consent.status) && consent.validTo > at)
      await revokeConsent(ctx, subjectId, consent.id, { actorId, why: 'subject_request', reason: 'subject_erased' })
  let demands = 0
  for (const consent of consents) if (consent.readsUsed > 0 && (await requestDeletion(ctx, readingOf(consent), 'erased', at))) demands++

  const erasure: Erasure = { subjectId, id: ctx.ids.next('erasure'), requestedBy: actorId, at, demands }
  // While the pseudonym still leads here: the tombstone closes the row of what stands under it.
  await writeEntry(ctx, {
    ...{ kind: 'subject.erased', subjectId, consentId: erasure.id, artefactHash: createHash('sha256').update(erasure.id).digest('hex') },
    ...{ lenderId: PLATFORM_ACTOR, actorId, fields: [], readNo: 0, why: 'subject_request' },
  })
  await markErased(ctx, subject.code)
  await eraseRows(ctx.db, subject)
  await destroyKey(ctx, subjectId)
  await insertErasure(ctx.db, erasure)
  return erasure
}

/** How it stands: what would hinder it, or since when it is done and what lenders attest. @throws Fault not_found */
export async function erasureOf(ctx: Context, subjectId: string): Promise<{ erasure: Erasure | null; hindrance: Hindrance | null; duties: Duty[] }> {
  const erasure = await findErasure(ctx.db, subjectId)
  const hindrance = erasure === null ? await hindranceTo(ctx, subjectId) : null
  return { erasure, hindrance, duties: await listDuties(ctx.db, { subjectId }, DUTIES_AT_MOST, null) }
}

function readingOf(consent: Consent) {
  const { subjectId, id: consentId, lenderId, applicationId, hash: artefactHash, status, validTo, endedAt, artefact } = consent
  const fields = [...new Set(artefact.data.flatMap((d) => d.fields))].sort()
  const { retention } = artefact
  return {
    subjectId,
    consentId,
    lenderId,
    applicationId,
    artefactHash,
    status,
    validTo,
    endedAt,
    retention,
    fields,
    applicationStatus: null,
    applicationEndedAt: null,
  }
}

export const HINDRANCE_SENTENCES: Readonly<Record<Hindrance, string>> = {
  not_personal_data:
    '企业的公共信用信息不是个人信息，不能按本人要求删除；如有错误请走异议，如已整改请走信用修复。 A firm’s public records are no personal data; object to what is wrong, or have it repaired.',
  application_open: '您还有申请在办理。请先撤回申请，再来删除。 An application is open; withdraw it first, then erase.',
  loan_under_way:
    '您有已批准的贷款，法律和合同要求在还清以前保存相关信息，现在不能删除。请在结清后再来；您可以先撤回授权，银行将不能再查看。 A loan is under way, for whose term the law has the data kept; come back once it is repaid. You can take back consents now.',
}

function hindered(hindrance: Hindrance): Fault {
  return new Fault('conflict', hindrance, HINDRANCE_SENTENCES[hindrance])
}

function alreadyErased(): Fault {
  return new Fault('conflict', 'subject_erased', '您的数据已经删除，不需要再做一次。 The data were erased already.')
}
