import {
  type Consent,
  holdConsent,
  holdConsentsOf,
  recordLift,
  recordRecall,
  recordRecallAnswer,
  type ShownRow,
  settleShownItem,
  shownItemsOf,
  subjectsOfEnded,
} from '../consent/index.ts'
import type { Context } from '../platform/context.ts'
import { emit, type JobHandlers } from '../platform/jobs/service.ts'
import type { Canonical } from '../platform/kernel/canonical.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { ADVERSE_LISTS, type AttributeId, type Fate, fatesOfShown, MARKS } from '../profiles/index.ts'
import { type AnswerInput, checkAnswer } from './answer.ts'
import { type RecallEvent, stepRecall } from './lifecycle.ts'
import type { Recall } from './model.ts'
import { type ItemReview, reviewItem } from './review.ts'
import {
  countOpenRecalls,
  findLendersRecall,
  insertRecall,
  lastRowOf,
  listRecalls,
  listStandingRecalls,
  listSubjectsConcerned,
  listSubjectsRecalls,
  moveRecall,
  type RecallChange,
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
  'recall.lifted': async () => {},
}

async function reviewSoon(ctx: Context, subjectIds: readonly string[]): Promise<void> {
  for (let at = 0; at < subjectIds.length; at += SUBJECTS_AT_ONCE) await emit(ctx, REVIEW, { subjectIds: subjectIds.slice(at, at + SUBJECTS_AT_ONCE) })
}

/**
 * Tells every reader of one subject what no longer stands as it was shown, and whom it told before that it stands again.
 * The consents are locked before anything is read: a look under way has committed by then and stands among what was shown,
 * a later one sees what holds now. So nothing is ever shown that is neither standing nor recalled.
 */
export async function reviewSubject(ctx: Context, subjectId: string): Promise<void> {
  const consents = new Map((await holdConsentsOf(ctx, subjectId)).map((consent) => [consent.id, consent]))
  const shown = consents.size === 0 ? [] : await shownItemsOf(ctx, subjectId)
  if (shown.length === 0) return
  const fateOf = await fatesOfShown(ctx, subjectId)
  const standing = byPlace(await listStandingRecalls(ctx.db, subjectId))
  const seen = shown.map((row): SeenRow => ({ ...row, ...fateOf(row), keptLastDay: row.lastShownOn }))
  for (const [place, rows] of byPlace(seen)) {
    const review = reviewItem(rows, standing.get(place) ?? [])
    const consent = consents.get(rows[0]!.consentId)!
    if (review.issue) await issueRecall(ctx, consent, rows[0]!, review.issue)
    for (const recall of review.lift) await liftRecall(ctx, consent, recall)
    await settle(ctx, rows, review)
  }
}

type SeenRow = ShownRow & Fate & { keptLastDay: ShownRow['lastShownOn'] }

function byPlace<T extends Pick<ShownRow, 'consentId' | 'attribute' | 'item'>>(rows: readonly T[]): ReadonlyMap<string, T[]> {
  const places = new Map<string, T[]>()
  for (const row of rows) {
    const place = `${row.consentId} ${row.attribute} ${row.item}`
    const alike = places.get(place)
    if (alike) alike.push(row)
    else places.set(place, [row])
  }
  return places
}

async function settle(ctx: Context, rows: readonly SeenRow[], review: ItemReview<SeenRow>): Promise<void> {
  const at = ctx.clock.now()
  for (const { row, recalled, corrected } of review.rows)
    await settleShownItem(ctx, row, { recalledAt: recalled ? (row.recalledAt ?? at) : null, correctedAt: corrected ? (row.correctedAt ?? at) : null })
  // A correction may move the last day; what is gone keeps the one it had.
  const moved = rows.filter((row) => (row.change === null || row.change === 'corrected') && row.lastShownOn !== row.keptLastDay)
  for (const row of moved) await settleShownItem(ctx, row, { lastShownOn: row.lastShownOn })
}

async function issueRecall(
  ctx: Context,
  consent: Consent,
  { attribute, item, documentNo }: ShownRow,
  told: NonNullable<ItemReview<SeenRow>['issue']>,
): Promise<void> {
  const issuedAt = ctx.clock.now()
  const { subjectId, lenderId, applicationId } = consent
  const recall: Recall = {
    ...{ subjectId, id: ctx.ids.next('recall'), lenderId, applicationId, consentId: consent.id },
    ...{ attribute: attribute as AttributeId, item, documentNo, ...told },
    ...{ status: 'issued', issuedAt, dueOn: answerDue(civilDateOf(issuedAt)) },
    ...{ answer: null, legalGround: null, answeredBy: null, answeredAt: null, restatedAt: null },
  }
  if (!(await insertRecall(ctx.db, recall))) return
  await recordRecall(ctx, consent, told.fields, told.reason)
  await emit(ctx, 'recall.issued', { subjectId, recallId: recall.id, lenderId })
}

/** The fact is stated again as it was shown: what awaits an answer ends, what was answered says so. */
async function liftRecall(ctx: Context, consent: Consent, recall: Recall): Promise<void> {
  await move(ctx, recall, 'restate', { restatedAt: ctx.clock.now() })
  await recordLift(ctx, consent, recall.fields)
  await emit(ctx, 'recall.lifted', { subjectId: recall.subjectId, recallId: recall.id, lenderId: recall.lenderId })
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
  // In the order of a review, which lifts recalls under the consent's lock: neither waits for the other in a ring.
  await holdConsent(ctx, recall.subjectId, recall.consentId)
  const change = { answer: input.answer, legalGround: checkAnswer(input), answeredBy: actorId, answeredAt: ctx.clock.now() }
  const answered = await move(ctx, recall, 'answer', change)
  await recordRecallAnswer(ctx, recall.subjectId, recall.consentId, actorId, input.answer)
  return answered
}

async function move(ctx: Context, recall: Recall, by: RecallEvent, change: Partial<RecallChange>): Promise<Recall> {
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
