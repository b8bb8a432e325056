import { type Consent, holdConsentsOf, recordRecall, recordRecallAnswer, settleShownItem, shownItemsOf, subjectsOfEnded } from '../consent/index.ts'
import type { Context } from '../platform/context.ts'
import { emit, type JobHandlers } from '../platform/jobs/service.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { ADVERSE_LISTS, type AdverseList, adverseItemsOf, MARKS } from '../profiles/index.ts'
import { type AnswerInput, checkAnswer } from './answer.ts'
import { type RecallEvent, stepRecall } from './lifecycle.ts'
import { type Recall, recallReason } from './model.ts'
import {
  countOpenRecalls,
  findLendersRecall,
  insertRecall,
  lastRowOf,
  listRecalls,
  listSubjectsConcerned,
  listSubjectsRecalls,
  moveRecall,
  type RecallPlace,
  type RecallQuery,
} from './store.ts'
import { answerDue } from './term.ts'

const REVIEW = 'recalls.review'
const SWEEP = 'recalls.sweep'
/** Subjects looked at in one transaction: their consents are locked meanwhile, so it has to be short. */
const SUBJECTS_AT_ONCE = 20
const SUBJECTS_A_PAGE = 1_000
/** Rows of a batch that one statement goes through: well within the time a statement has. */
const ROWS_AT_ONCE = 100_000

/**
 * After records came in: has anything changed that a reader was shown? Only subjects of whom such a record speaks and
 * whom somebody may have read are looked at, each group in a transaction of its own.
 * @param payload of the event `records.taken`
 */
export async function recallAfterIntake(ctx: Context, payload: Canonical): Promise<void> {
  const { batchId } = payload as { batchId: string }
  const last = await lastRowOf(ctx.db, batchId)
  const subjectIds = new Set<string>()
  for (let from = 0; from <= last; from += ROWS_AT_ONCE) {
    const found = await listSubjectsConcerned(ctx.db, batchId, [...ADVERSE_LISTS, MARKS], { from, to: from + ROWS_AT_ONCE - 1 })
    for (const id of found) subjectIds.add(id)
  }
  await reviewSoon(ctx, [...subjectIds])
}

/** `recalls.sweep` is for once a day, after midnight in Guangzhou; `recalls.review` is made by it and by intakes. */
export const recallJobs: JobHandlers = {
  [SWEEP]: async (ctx) => {
    const today = civilDateOf(ctx.clock.now())
    for (let after = '', more = true; more; ) {
      const page = await subjectsOfEnded(ctx, today, after, SUBJECTS_A_PAGE)
      await reviewSoon(ctx, page)
      more = page.length === SUBJECTS_A_PAGE
      after = page.at(-1) ?? ''
    }
  },
  [REVIEW]: async (ctx, payload) => {
    for (const subjectId of (payload as { subjectIds: string[] }).subjectIds) await reviewSubject(ctx, subjectId)
  },
  // Goes to lenders' machines once they have any (their own issue); until then it stands in their list.
  'recall.issued': async () => {},
}

async function reviewSoon(ctx: Context, subjectIds: readonly string[]): Promise<void> {
  for (let at = 0; at < subjectIds.length; at += SUBJECTS_AT_ONCE) await emit(ctx, REVIEW, { subjectIds: subjectIds.slice(at, at + SUBJECTS_AT_ONCE) })
}

/**
 * Tells every reader of one subject what no longer stands as it was shown. The consents are locked before anything is
 * read: a look under way has committed by then and stands among what was shown, a later one sees what holds now. So
 * nothing is ever shown that is neither standing nor recalled.
 */
export async function reviewSubject(ctx: Context, subjectId: string): Promise<void> {
  const consents = new Map((await holdConsentsOf(ctx, subjectId)).map((consent) => [consent.id, consent]))
  const shown = consents.size === 0 ? [] : await shownItemsOf(ctx, subjectId)
  if (shown.length === 0) return
  const now = new Map((await adverseItemsOf(ctx, subjectId)).map((item) => [placeOf(item), item]))
  for (const row of shown) {
    const item = now.get(placeOf(row))
    const reason = recallReason(row, item)
    if (reason === null) continue
    await issueRecall(ctx, consents.get(row.consentId)!, { ...row, list: row.list as AdverseList, reason })
    // What stands in other words is still to be recalled when it is gone altogether.
    await settleShownItem(ctx, row, reason === 'corrected' ? item! : null)
  }
}

function placeOf({ list, item }: { list: string; item: string }): string {
  return `${list} ${item}`
}

type Reach = Pick<Recall, 'list' | 'item' | 'documentNo' | 'logIndex' | 'fields' | 'reason'>

async function issueRecall(ctx: Context, consent: Consent, { list, item, documentNo, logIndex, fields, reason }: Reach): Promise<void> {
  const issuedAt = ctx.clock.now()
  const { subjectId, lenderId, applicationId } = consent
  const recall: Recall = {
    ...{ subjectId, id: ctx.ids.next('recall'), lenderId, applicationId, consentId: consent.id },
    ...{ logIndex, list, item, documentNo, reason, fields },
    ...{ status: 'issued', issuedAt, dueOn: answerDue(civilDateOf(issuedAt)) },
    ...{ answer: null, legalGround: null, answeredBy: null, answeredAt: null },
  }
  if (!(await insertRecall(ctx.db, recall))) return
  await recordRecall(ctx, consent, fields, reason)
  await emit(ctx, 'recall.issued', { subjectId, recallId: recall.id, lenderId })
}

/** @throws Fault not_found, also for another lender's */
export async function readRecall(ctx: Context, lenderId: string, id: string): Promise<Recall> {
  const recall = await findLendersRecall(ctx.db, lenderId, id)
  if (!recall) throw notFound()
  return recall
}

/**
 * The lender has seen it.
 * @throws Fault not_found, conflict `illegal_transition`
 */
export async function acknowledgeRecall(ctx: Context, lenderId: string, id: string): Promise<Recall> {
  return move(ctx, await readRecall(ctx, lenderId, id), 'acknowledge', {})
}

/**
 * The lender says what it did with what it was shown; final.
 * @throws Fault not_found, conflict `illegal_transition`, invalid: see `checkAnswer`
 */
export async function answerRecall(ctx: Context, lenderId: string, actorId: string, id: string, input: AnswerInput): Promise<Recall> {
  const recall = await readRecall(ctx, lenderId, id)
  const change = { answer: input.answer, legalGround: checkAnswer(input), answeredBy: actorId, answeredAt: ctx.clock.now() }
  const answered = await move(ctx, recall, 'answer', change)
  await recordRecallAnswer(ctx, recall.subjectId, recall.consentId, actorId, input.answer)
  return answered
}

async function move(
  ctx: Context,
  recall: Recall,
  by: RecallEvent,
  change: Partial<Pick<Recall, 'answer' | 'legalGround' | 'answeredBy' | 'answeredAt'>>,
): Promise<Recall> {
  const moved = await moveRecall(ctx.db, recall, { ...change, status: stepRecall(recall.status, by) })
  if (moved) return moved
  // Somebody else was first; a step that is still legal from there is made from there.
  return move(ctx, await readRecall(ctx, recall.lenderId, recall.id), by, change)
}

export async function recallsBy(ctx: Context, query: RecallQuery, limit: number, after: RecallPlace | null): Promise<Recall[]> {
  return listRecalls(ctx.db, query, limit, after)
}

export async function openRecallsOf(ctx: Context, lenderId: string): Promise<number> {
  return countOpenRecalls(ctx.db, lenderId)
}

/** Which lenders were told of what, newest first. */
export async function recallsOfSubject(ctx: Context, subjectId: string): Promise<Recall[]> {
  return listSubjectsRecalls(ctx.db, subjectId)
}
