import type { Context } from '../../../platform/context.ts'
import { deleteSpentCatalogues, lockRound, putRound, type ScreenedSubject, screenedAfter, screenedOf } from '../store.ts'
import type { OfferedNow } from './offered.ts'
import { refreshOpenings } from './refresh.ts'

/** Subjects whose rows one transaction reads. */
export const SPAN = 200

/** A catalogue made just now may be about to be referred to by somebody else's transaction. */
const SPENT_AFTER_MS = 24 * 3_600_000

/**
 * Begins a walk over everybody, in the place of one that is under way.
 * @param always also when nothing is on offer that was not at the last one: facts have aged
 * @returns its number, or null where there is nothing to do
 */
export async function beginRound(ctx: Context, offeredNow: OfferedNow, always: boolean): Promise<number | null> {
  const former = await lockRound(ctx.db)
  const { hash } = await offeredNow(ctx)
  if (!always && former?.catalogueHash === hash) return null
  const round = (former?.round ?? 0) + 1
  const isNightly = always || (former !== null && former.endedAt === null && former.isNightly)
  const tellsSince = former?.tellsSince ?? null
  await putRound(ctx.db, { name: 'city', round, catalogueHash: hash, isNightly, startedAt: ctx.clock.now(), endedAt: null, tellsSince })
  return round
}

/**
 * The next subjects of a round. @returns after whom to go on; null: that was everybody, or a later round has taken over
 */
export async function walkOn(ctx: Context, offeredNow: OfferedNow, { round, after }: { round: number; after: string }, span = SPAN): Promise<string | null> {
  const current = await lockRound(ctx.db)
  if (current?.round !== round) return null
  const screened = await screenedAfter(ctx.db, after, null, span)
  const done = await refreshOpenings(ctx, offeredNow, screened)
  if (done === screened.length && screened.length < span) {
    const now = ctx.clock.now()
    await deleteSpentCatalogues(ctx.db, new Date(now.getTime() - SPENT_AFTER_MS))
    await putRound(ctx.db, { ...current, endedAt: now, tellsSince: current.tellsSince ?? (current.isNightly ? now : null) })
    return null
  }
  return screened[done - 1]!.subjectId
}

/** Subjects whose rows were written anew. @returns those that are left for another time */
export async function refreshSome(ctx: Context, offeredNow: OfferedNow, subjectIds: readonly string[]): Promise<string[]> {
  const [now, later] = [subjectIds.slice(0, SPAN), subjectIds.slice(SPAN)]
  const screened: ScreenedSubject[] = await screenedOf(ctx.db, now)
  const done = await refreshOpenings(ctx, offeredNow, screened)
  return [...screened.slice(done).map(({ subjectId }) => subjectId), ...later]
}
