import { PLATFORM_ACTOR } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Consent } from '../model.ts'
import { listShownItems, listSubjectsOfEnded, lockConsent, lockConsentsOf, type ShownRow, updateShownItem } from '../store.ts'
import { writeOfConsent } from './write-down.ts'

export type { ShownRow } from '../store.ts'

/**
 * Every consent of a subject under its row lock: reads under way have committed, later ones wait, so what was shown so
 * far stands in `shownItemsOf` and nothing is missing from it.
 */
export async function holdConsentsOf(ctx: Context, subjectId: string): Promise<Consent[]> {
  return lockConsentsOf(ctx.db, subjectId)
}

/** What readers were shown, and what they have been told of it since. */
export async function shownItemsOf(ctx: Context, subjectId: string): Promise<ShownRow[]> {
  return listShownItems(ctx.db, subjectId)
}

/** Keeps what the reader of a shown fact was told, and its last day as its record has it now. */
export async function settleShownItem(
  ctx: Context,
  row: ShownRow,
  change: Partial<Pick<ShownRow, 'lastShownOn' | 'recalledAt' | 'correctedAt'>>,
): Promise<void> {
  await updateShownItem(ctx.db, row, change)
}

/** Subjects of whom readers were shown something that has run out since, by id from `after` on. */
export async function subjectsOfEnded(ctx: Context, today: CivilDate, after: string, limit: number): Promise<string[]> {
  return listSubjectsOfEnded(ctx.db, today, after, limit)
}

/** Writes down that a reader was told, under the consent's row lock. */
export async function recordRecall(ctx: Context, consent: Consent, fields: readonly string[], reason: string): Promise<void> {
  await writeOfConsent(ctx, consent, 'recall.issued', PLATFORM_ACTOR, { fields, why: reason })
}

/** Writes down that what a reader was told to stop using stands again, under the consent's row lock. */
export async function recordLift(ctx: Context, consent: Consent, fields: readonly string[]): Promise<void> {
  await writeOfConsent(ctx, consent, 'recall.lifted', PLATFORM_ACTOR, { fields, why: 'restated' })
}

/**
 * Writes down what a reader did about a recall.
 * @throws Fault not_found
 */
export async function recordRecallAnswer(ctx: Context, subjectId: string, consentId: string, actorId: string, answer: string): Promise<void> {
  const consent = await lockConsent(ctx.db, subjectId, consentId)
  if (!consent) throw notFound()
  await writeOfConsent(ctx, consent, 'recall.answered', actorId, { why: answer })
}
