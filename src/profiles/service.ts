import type { Context } from '../platform/context.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { type CivilDate, civilDateOf } from '../platform/kernel/time.ts'
import { coverageOfFeeds, recordsOf } from '../sources/index.ts'
import { findSubject } from '../subjects/index.ts'
import { type Fate, fatesOf, type ShownFact } from './disclosed.ts'
import type { Fact } from './fact.ts'
import { type MergeInput, mergeProfile } from './merge.ts'
import type { Profile } from './profile.ts'
import { profileHash } from './profile-hash.ts'

/** Two times: what is true of a day, and what was known at a moment. */
export interface Moments {
  /** The day the profile speaks of; today unless told. */
  asOf?: CivilDate | undefined
  /** Only records we had by then; all of them unless told. */
  knownAt?: Date | undefined
}

/**
 * The whole merged profile, for the subject's own eyes and for the matcher that works for it.
 * Lenders get theirs from `discloseTo` (door/) and nowhere else.
 * @throws Fault not_found
 */
export async function ownProfile(ctx: Context, subjectId: string, { asOf, knownAt }: Moments = {}): Promise<{ profile: Profile; hash: string }> {
  const profile = mergeProfile(await ingredients(ctx, subjectId, asOf ?? civilDateOf(knownAt ?? ctx.clock.now()), { knownAt }))
  return { profile, hash: profileHash(profile) }
}

/**
 * As `ownProfile`, read once and merged for as many days as are asked for: of a day to come it says what will be so if
 * nothing new is heard until then – what has grown stale by then, run out, or aged.
 * @throws Fault not_found
 */
export async function ownProfileByDay(ctx: Context, subjectId: string): Promise<(day: CivilDate) => Profile> {
  const input = await ingredients(ctx, subjectId, civilDateOf(ctx.clock.now()), {})
  return (asOf) => mergeProfile({ ...input, asOf })
}

/**
 * What became of what readers were shown of a subject, by everything its records say today: a record that moved on may
 * no longer speak of an attribute at all, so all of them are read. Nothing of it is handed out but the fate.
 */
export async function fatesOfShown(ctx: Context, subjectId: string): Promise<(shown: ShownFact) => Fate> {
  return fatesOf(await recordsOf<Fact>(ctx, subjectId), civilDateOf(ctx.clock.now()))
}

/** Its records are read while it is looked up: neither waits for the other. @throws Fault not_found */
async function ingredients(ctx: Context, subjectId: string, asOf: CivilDate, { knownAt }: { knownAt?: Date | undefined }): Promise<MergeInput> {
  const [{ kind, code, coverage }, records] = await Promise.all([coveredSubject(ctx, subjectId, knownAt), recordsOf<Fact>(ctx, subjectId, { knownAt })])
  return { subjectId, kind, code, asOf, records, coverage }
}

async function coveredSubject(ctx: Context, subjectId: string, knownAt: Date | undefined): Promise<Pick<MergeInput, 'kind' | 'code' | 'coverage'>> {
  const subject = await findSubject(ctx, subjectId)
  if (!subject) throw notFound()
  return { kind: subject.kind, code: subject.code, coverage: await coverageOfFeeds(ctx, subject, knownAt) }
}
