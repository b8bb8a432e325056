import { and, desc, gt, gte, isNotNull, lte, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { PastPrediction } from '../calibration.ts'
import type { OutcomeCount } from '../likelihood.ts'
import type { AnswerClock, OutcomeModel } from './model.ts'
import { outcomeCounts, outcomeModels, outcomes } from './tables.ts'

export type OutcomeRow = typeof outcomes.$inferSelect

/** @returns false where this application's end was told before */
export async function insertOutcome(db: Db, row: OutcomeRow): Promise<boolean> {
  return (await db.insert(outcomes).values(row).onConflictDoNothing().returning({ id: outcomes.applicationId })).length > 0
}

export async function countOutcome(db: Db, { lenderId, productId, segment, approved, late, endedOn }: OutcomeRow): Promise<void> {
  const one = (is: boolean) => (is ? 1 : 0)
  const counts = {
    approved: one(approved === true),
    declined: one(approved === false),
    late: one(late && approved !== null),
    lapsed: one(late && approved === null),
  }
  await db
    .insert(outcomeCounts)
    .values({ lenderId, productId, segment, month: `${endedOn.slice(0, 7)}-01`, ...counts })
    .onConflictDoUpdate({
      target: [outcomeCounts.lenderId, outcomeCounts.productId, outcomeCounts.segment, outcomeCounts.month],
      set: {
        approved: sql`${outcomeCounts.approved} + excluded.approved`,
        declined: sql`${outcomeCounts.declined} + excluded.declined`,
        late: sql`${outcomeCounts.late} + excluded.late`,
        lapsed: sql`${outcomeCounts.lapsed} + excluded.lapsed`,
      },
    })
}

/** Decided applications since a month by lender, product and segment. */
export async function listCounts(db: Db, sinceMonth: CivilDate): Promise<OutcomeCount[]> {
  const { lenderId, productId, segment, approved, declined } = outcomeCounts
  return db
    .select({ lenderId, productId, segment, approved: totalOf(approved), declined: totalOf(declined) })
    .from(outcomeCounts)
    .where(gte(outcomeCounts.month, sinceMonth))
    .groupBy(lenderId, productId, segment)
    .having(gt(totalOf(sql`${approved} + ${declined}`), 0))
}

export async function listClocks(db: Db, sinceMonth: CivilDate): Promise<AnswerClock[]> {
  const { lenderId, approved, declined, late, lapsed } = outcomeCounts
  return db
    .select({ lenderId, answers: totalOf(sql`${approved} + ${declined} + ${lapsed}`), missed: totalOf(sql`${late} + ${lapsed}`) })
    .from(outcomeCounts)
    .where(gte(outcomeCounts.month, sinceMonth))
    .groupBy(lenderId)
    .orderBy(sql`${lenderId} collate "C"`)
}

/** What was foretold since a month, and how often it came true. */
export async function listPredictions(db: Db, sinceMonth: CivilDate): Promise<PastPrediction[]> {
  const { predictedBp, approved } = outcomes
  return db
    .select({ predictedBp, approved: totalOf(sql`${approved}::int`), declined: totalOf(sql`(not ${approved})::int`) })
    .from(outcomes)
    .where(and(isNotNull(approved), gte(outcomes.endedOn, sinceMonth)))
    .groupBy(predictedBp)
}

function totalOf(of: unknown) {
  return sql<number>`sum(${of})::int`.mapWith(Number)
}

export async function insertModel(db: Db, id: string, model: OutcomeModel, createdAt: Date): Promise<void> {
  await db.insert(outcomeModels).values({ id, fittedOn: model.fittedOn, model, createdAt }).onConflictDoNothing()
}

/** The newest that was fitted on that day or before. */
export async function findModel(db: Db, day: CivilDate): Promise<OutcomeModel | null> {
  const [row] = await db
    .select({ model: outcomeModels.model })
    .from(outcomeModels)
    .where(lte(outcomeModels.fittedOn, day))
    .orderBy(desc(outcomeModels.fittedOn), desc(outcomeModels.createdAt), desc(outcomeModels.id))
    .limit(1)
  return row?.model ?? null
}
