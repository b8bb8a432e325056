/** Runs as they are kept. What was answered to a natural person says much of it, and lies sealed under its own key. */
import type { Context } from '../../platform/context.ts'
import type { Profile } from '../../profiles/model.ts'
import { isNaturalPerson, type SubjectKind } from '../../subjects/index.ts'
import { isSealed, openerOf, seal } from '../../vault/index.ts'
import type { MatchView } from '../contract.ts'
import { findLatestRun, findRun, findRunById, insertRun, type LyingRun, type StoredRun } from '../store.ts'

/** @param text the answer as sent */
export async function keepRun(ctx: Context, profile: Profile, run: StoredRun, text: string): Promise<void> {
  const kind = profile.entries.find(({ attribute }) => attribute === 'kind')?.value as SubjectKind
  await insertRun(ctx.db, run, isNaturalPerson(kind) ? JSON.stringify(await seal(ctx, run.view.subjectId, text)) : text)
}

export async function runOf(ctx: Context, subjectId: string, id: string): Promise<StoredRun | null> {
  return opened(ctx, await findRun(ctx.db, subjectId, id))
}

/** Of whichever subject: for the operator who replays it. */
export async function runNamed(ctx: Context, id: string): Promise<StoredRun | null> {
  return opened(ctx, await findRunById(ctx.db, id))
}

export async function newestRunOf(ctx: Context, subjectId: string): Promise<StoredRun | null> {
  return opened(ctx, await findLatestRun(ctx.db, subjectId))
}

/** null where its key is gone: nobody can read it any more. */
async function opened(ctx: Context, run: LyingRun | null): Promise<StoredRun | null> {
  if (run === null) return null
  const { subjectId, lying, ...rest } = run
  if (!isSealed(lying)) return { ...rest, view: lying as MatchView }
  const text = (await openerOf(ctx, [subjectId])).open(subjectId, lying)
  return text === null ? null : { ...rest, view: JSON.parse(text) }
}
