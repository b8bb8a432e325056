import type { Context } from '../../platform/context.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import type { Artefact } from '../artefact.ts'
import { type Capacity, checkCapacity, checkGrantor, OWN_CAPACITY } from '../grantor.ts'
import { type GrantorRow, listGrantors, upsertGrantor, upsertStation, villageOfStation } from '../store.ts'
import type { PurposeCode } from '../template.ts'
import type { Hand } from './grant.ts'

/**
 * In what capacity somebody may give this consent.
 * @throws Fault forbidden `guardian_required`, `mandate_out_of_scope`, `mandate_out_of_term`, `step_up_required`
 */
export async function grantorOf(ctx: Context, subjectId: string, { userId, assurance, prove }: Hand, purpose: PurposeCode): Promise<Artefact['grantor']> {
  const known = await listGrantors(ctx.db, subjectId)
  const capacity: Capacity = known.find((row) => row.userId === userId) ?? OWN_CAPACITY
  checkGrantor(
    capacity,
    purpose,
    civilDateOf(ctx.clock.now()),
    known.some(({ role }) => role === 'guardian'),
  )
  if (capacity.role === 'agent' || capacity.role === 'guardian') prove?.()
  return { ref: userId, role: capacity.role, assurance, evidence: capacity.evidence }
}

/** Is somebody written down as this subject's guardian? Then nobody else confirms for it. */
export async function hasGuardian(ctx: Context, subjectId: string): Promise<boolean> {
  return (await listGrantors(ctx.db, subjectId)).some(({ role }) => role === 'guardian')
}

/**
 * Writes down in what capacity somebody acts for a subject, after the papers were seen.
 * @throws Fault invalid, see `checkCapacity`
 */
export async function recordCapacity(
  ctx: Context,
  subject: { id: string; kind: string },
  userId: string,
  capacity: Capacity,
  checkedBy: string,
): Promise<GrantorRow> {
  const now = ctx.clock.now()
  checkCapacity(capacity, subject.kind, civilDateOf(now))
  const row = { subjectId: subject.id, userId, ...capacity, checkedBy, checkedAt: now }
  await upsertGrantor(ctx.db, row)
  return row
}

export async function capacitiesOf(ctx: Context, subjectId: string): Promise<GrantorRow[]> {
  return listGrantors(ctx.db, subjectId)
}

/** Says which village a station's officers serve. */
export async function assignVillage(ctx: Context, institutionId: string, village: string): Promise<void> {
  await upsertStation(ctx.db, institutionId, village)
}

export async function villageServedBy(ctx: Context, institutionId: string): Promise<string | null> {
  return villageOfStation(ctx.db, institutionId)
}
