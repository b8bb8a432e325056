import { writeEntry } from '../log/index.ts'
import type { Context } from '../platform/context.ts'
import { checkEvidence } from '../platform/kernel/evidence.ts'
import { Fault, invalidField, notFound } from '../platform/kernel/fault.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { ownProfile } from '../profiles/index.ts'
import { type AttributeId, attributesOf, type Profile, profileBytes, projectProfile } from '../profiles/model.ts'
import { findSubjectByCode } from '../subjects/index.ts'
import { macOf } from '../vault/index.ts'
import { type Basis, type BasisCode, basisOn } from './basis.ts'
import { ANSWER_HOURS, stepBreakGlass, WINDOW_MINUTES } from './lifecycle.ts'
import type { BreakGlass } from './model.ts'
import { findBreakGlass, insertBreakGlass, listBreakGlass, lockBreakGlass, updateBreakGlass } from './store.ts'

export interface BreakGlassWish {
  /** Credit code or household number. */
  code: string
  basis: BasisCode
  documentNo: string
  documentSha256: string
}

/**
 * Asks to look without a consent. Nothing opens by it; the subject sees that it was asked.
 * @throws Fault invalid `unknown_subject`, `basis_not_in_force`, `empty_evidence`
 */
export async function requestBreakGlass(ctx: Context, actorId: string, wish: BreakGlassWish): Promise<BreakGlass> {
  const subject = await findSubjectByCode(ctx, wish.code)
  if (!subject) throw invalidField('/code', 'unknown_subject', '没有这个主体，请核对代码。 No such subject; check the code.')
  const now = ctx.clock.now()
  basisInForce(wish.basis, now)
  const { basis, documentNo, documentSha256 } = wish
  checkEvidence({ '/documentSha256': documentSha256 })
  const row: BreakGlass = {
    ...{ id: ctx.ids.next('breakGlass'), subjectId: subject.id, basis, documentNo, documentSha256, status: 'requested' },
    ...{ requestedBy: actorId, requestedAt: now, answeredBy: null, answeredAt: null, readUntil: null, reads: 0 },
  }
  await insertBreakGlass(ctx.db, row)
  await write(ctx, row, 'breakglass.requested', actorId, { fields: fieldsOf(basisInForce(basis, now)) })
  return row
}

/**
 * Another person says yes or no. Yes opens the basis's fields for thirty minutes to the one who asked.
 * @throws Fault not_found, forbidden `second_person_needed`, conflict `illegal_transition` | `wish_lapsed`, invalid `basis_not_in_force`
 */
export async function answerBreakGlass(ctx: Context, actorId: string, id: string, approve: boolean): Promise<BreakGlass> {
  const row = await lockBreakGlass(ctx.db, id)
  if (!row) throw notFound()
  if (row.requestedBy === actorId)
    throw new Fault('forbidden', 'second_person_needed', '申请人不能批准自己的申请，请另一位同事办理。 Whoever asked cannot approve; another person has to.')
  const status = stepBreakGlass(row.status, approve ? 'approve' : 'deny')
  const now = ctx.clock.now()
  if (approve && now.getTime() - row.requestedAt.getTime() > ANSWER_HOURS * 3_600_000)
    throw new Fault('conflict', 'wish_lapsed', '申请已超过二十四小时，请重新申请。 The request is older than 24 hours; make a new one.')
  const basis = basisInForce(row.basis, now)
  const readUntil = approve ? new Date(now.getTime() + WINDOW_MINUTES * 60_000) : null
  const answered: BreakGlass = { ...row, status, answeredBy: actorId, answeredAt: now, readUntil }
  await updateBreakGlass(ctx.db, id, { status, answeredBy: actorId, answeredAt: now, readUntil })
  await write(ctx, answered, approve ? 'breakglass.approved' : 'breakglass.denied', actorId, { fields: approve ? fieldsOf(basis) : [] })
  return answered
}

/**
 * The look itself: the one projection, an entry with the HMAC of exactly what goes out, and nothing returned before both
 * have committed. Time is taken after the lock is held.
 * @throws Fault not_found, forbidden `not_the_requester` | `not_approved` | `window_closed`, conflict `subject_erased`
 */
export async function readBreakGlass(
  ctx: Context,
  actorId: string,
  id: string,
): Promise<{ wish: BreakGlass; profile: Profile; fields: AttributeId[]; logIndex: number }> {
  const row = await lockBreakGlass(ctx.db, id)
  if (!row) throw notFound()
  if (row.requestedBy !== actorId) throw new Fault('forbidden', 'not_the_requester', '只有申请人本人可以查看。 Only the person who asked may look.')
  if (row.status !== 'approved' || row.readUntil === null)
    throw new Fault('forbidden', 'not_approved', '还没有经另一位同事批准，不能查看。 Not approved by a second person.')
  const now = ctx.clock.now()
  if (now >= row.readUntil)
    throw new Fault('forbidden', 'window_closed', '批准后三十分钟的查看时间已过，请重新申请。 The thirty minutes are over; make a new request.')
  const fields = fieldsOf(basisInForce(row.basis, now))
  const { profile: whole } = await ownProfile(ctx, row.subjectId)
  const profile = projectProfile(whole, new Set<string>(fields))
  const reads = row.reads + 1
  await updateBreakGlass(ctx.db, id, { reads })
  const bodyMac = await macOf(ctx, row.subjectId, profileBytes(profile))
  const logIndex = await write(ctx, row, 'breakglass.read', actorId, { fields, readNo: reads, bodyMac })
  return { wish: { ...row, reads }, profile, fields, logIndex }
}

/** @throws Fault not_found */
export async function breakGlassOf(ctx: Context, id: string): Promise<BreakGlass> {
  const row = await findBreakGlass(ctx.db, id)
  if (!row) throw notFound()
  return row
}

/** Everybody's, newest first; of one subject alone where named. */
export async function listBreakGlassWishes(ctx: Context, subjectId: string | null, limit: number, before: string | null): Promise<BreakGlass[]> {
  return listBreakGlass(ctx.db, subjectId, limit, before)
}

/** All fields of the basis's categories, sorted. */
export function fieldsOf({ categories }: Basis): AttributeId[] {
  return categories.flatMap((category) => attributesOf(category as Parameters<typeof attributesOf>[0])).sort()
}

function basisInForce(code: BasisCode, at: Date): Basis {
  const basis = basisOn(code, civilDateOf(at))
  if (!basis) throw invalidField('/basis', 'basis_not_in_force', '这项法律依据今天没有生效，请另选。 This statute is not in force today.')
  return basis
}

async function write(
  ctx: Context,
  { id, subjectId, documentSha256, basis }: BreakGlass,
  kind: 'breakglass.requested' | 'breakglass.approved' | 'breakglass.denied' | 'breakglass.read',
  actorId: string,
  more: { fields: readonly AttributeId[]; readNo?: number; bodyMac?: string },
): Promise<number> {
  const { fields, readNo = 0, bodyMac } = more
  // The writ stands for the artefact: its hash. No lender reads: the house itself does.
  const about = { subjectId, consentId: id, artefactHash: documentSha256, lenderId: 'platform', actorId }
  return writeEntry(ctx, { kind, ...about, fields, readNo, why: basis, ...(bodyMac !== undefined && { bodyMac }) })
}
