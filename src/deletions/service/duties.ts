import { PLATFORM_ACTOR, writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { emit } from '../../platform/jobs/service.ts'
import { Fault, invalidField, notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { type Attestation, type DutyCause, dueOn, startsTerm, termBegins } from '../duty.ts'
import type { Duty } from '../model.ts'
import { answerDuty, type DutyQuery, type EndedReading, findLendersDuty, insertDuty, listDuties, listEndedReadings, markOverdue } from '../store.ts'

const READINGS_A_PAGE = 500

/** Told to the lender's machines. */
const DELETION_REQUESTED = 'deletion.requested'

/**
 * Asks of every lender that read something under a consent whose ground has ended, and was not asked yet, to delete it.
 * @param subjectId of one subject alone; of everybody unless told
 * @returns how many were asked
 */
export async function requestDeletions(ctx: Context, subjectId?: string): Promise<number> {
  const now = ctx.clock.now()
  let asked = 0
  for (let after = ''; ; ) {
    const page = await listEndedReadings(ctx.db, now, READINGS_A_PAGE, after, subjectId)
    for (const reading of page) {
      const end = firstEnd(reading, now)
      if (end !== null && (await requestDeletion(ctx, reading, end.cause, end.at))) asked++
    }
    if (page.length < READINGS_A_PAGE) return asked
    after = page.at(-1)!.consentId
  }
}

/** Of one reading, for a reason of one's own. @returns false where it was asked for already */
export async function requestDeletion(ctx: Context, reading: EndedReading, cause: DutyCause, since: Date): Promise<boolean> {
  const { subjectId, consentId, lenderId, applicationId, artefactHash, fields } = reading
  const due = dueOn(civilDateOf(since), reading.retention.deleteAfter)
  const duty: Duty = {
    ...{ subjectId, id: ctx.ids.next('deletion'), lenderId, consentId, applicationId, artefactHash, cause, fields },
    ...{ requestedAt: ctx.clock.now(), dueOn: due, answer: null, legalGround: null, answeredBy: null, answeredAt: null, overdueAt: null },
  }
  if (!(await insertDuty(ctx.db, duty))) return false
  await writeOfDuty(ctx, duty, 'delete.requested', PLATFORM_ACTOR, `${cause} due ${due}`)
  await emit(ctx, DELETION_REQUESTED, { subjectId, deletionId: duty.id, lenderId, consentId, dueOn: due })
  return true
}

/** What ended first of what starts the term; null where nothing did yet. */
function firstEnd(reading: EndedReading, now: Date): { cause: DutyCause; at: Date } | null {
  const { status, validTo, endedAt, applicationStatus, applicationEndedAt, applicationId, retention } = reading
  const ends: { cause: DutyCause; at: Date }[] = []
  if (status === 'revoked' || status === 'consumed' || status === 'expired')
    ends.push({ cause: status, at: termBegins(retention, status, endedAt ?? validTo, validTo) })
  else if (validTo <= now && status !== 'superseded') ends.push({ cause: 'expired', at: validTo })
  if (applicationEndedAt !== null) ends.push({ cause: applicationStatus === 'withdrawn' ? 'withdrawn' : 'decided', at: applicationEndedAt })
  const hasApplication = applicationId !== null && applicationStatus !== null
  return ends.filter(({ cause }) => startsTerm(retention, cause, hasApplication)).sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null
}

const OVERDUE_A_PAGE = 200

/** Flags what was not attested by its day, and writes down that it was not. @returns how many */
export async function flagOverdue(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  for (let flagged = 0; ; ) {
    const late = await markOverdue(ctx.db, civilDateOf(now), now, OVERDUE_A_PAGE)
    for (const duty of late) await writeOfDuty(ctx, duty, 'delete.overdue', PLATFORM_ACTOR, `due ${duty.dueOn}`)
    flagged += late.length
    if (late.length < OVERDUE_A_PAGE) return flagged
  }
}

/** @throws Fault not_found, also for another lender's */
export async function readDuty(ctx: Context, lenderId: string, id: string): Promise<Duty> {
  const duty = await findLendersDuty(ctx.db, lenderId, id)
  if (!duty) throw notFound()
  return duty
}

/**
 * The lender says what became of what it was shown; final, also where it is late.
 * @throws Fault not_found, conflict `already_attested`, invalid `legal_ground_required`, `legal_ground_not_asked`
 */
export async function attestDeletion(
  ctx: Context,
  { lenderId, userId }: { lenderId: string; userId: string },
  id: string,
  input: { answer: Attestation; legalGround: string },
): Promise<Duty> {
  const duty = await readDuty(ctx, lenderId, id)
  const ground = input.legalGround.trim()
  if (input.answer === 'kept_for_law' && ground.length < LEAST_GROUND)
    throw invalidField('/legalGround', 'legal_ground_required', '依法留存须写明法律名称和条款。 Name the law and article for keeping it.')
  if (input.answer !== 'kept_for_law' && ground !== '')
    throw invalidField('/legalGround', 'legal_ground_not_asked', '已删除的不需要写法律依据。 Only what is kept needs a ground.')
  const change = { answer: input.answer, legalGround: ground === '' ? null : ground, answeredBy: userId, answeredAt: ctx.clock.now() }
  const answered = await answerDuty(ctx.db, duty, change)
  if (!answered) throw new Fault('conflict', 'already_attested', '这一项已经答复过，答复后不能更改。 This was attested already; an attestation is final.')
  await writeOfDuty(ctx, answered, 'delete.attested', userId, input.answer)
  return answered
}

/** 《…法》第…条 takes more than this. */
const LEAST_GROUND = 6

export async function dutiesBy(ctx: Context, query: DutyQuery, limit: number, before: string | null): Promise<Duty[]> {
  return listDuties(ctx.db, query, limit, before)
}

async function writeOfDuty(
  ctx: Context,
  { subjectId, consentId, artefactHash, lenderId, fields }: Duty,
  kind: 'delete.requested' | 'delete.attested' | 'delete.overdue',
  actorId: string,
  why: string,
): Promise<void> {
  await writeEntry(ctx, { kind, subjectId, consentId, artefactHash, lenderId, actorId, fields, readNo: 0, why })
}
