import type { Context } from '../platform/context.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { publishedProducts } from '../products/index.ts'
import { ownProfile, type SourceName } from '../profiles/index.ts'
import { type MatchView, matchView } from './contract.ts'
import { match } from './match.ts'
import type { Candidate, Need } from './model.ts'
import { policyOn } from './rank-policy.ts'
import { findRun, insertRun, listRuns } from './store.ts'

/**
 * Ranks every published product for one subject's need, on everything Suixin holds about it. Only the subject
 * sees the answer; nothing reaches a lender. The run is kept as answered.
 */
export async function matchSubject(ctx: Context, subjectId: string, need: Need, nameOf: SourceName): Promise<MatchView> {
  const now = ctx.clock.now()
  const asOf = civilDateOf(now)
  const { profile, hash } = await ownProfile(ctx, subjectId, { asOf })
  const candidates = (await publishedProducts(ctx)).map(
    ({ id, version, lender, publishedOn, terms }): Candidate => ({ productId: id, version, lenderId: lender.id, lenderName: lender.name, publishedOn, terms }),
  )
  const policy = policyOn(asOf)
  const { offers } = match(profile, need, candidates, policy)
  const view = matchView({ id: ctx.ids.next('match'), subjectId, asOf, policyVersion: policy.version, profileHash: hash, need, offers }, nameOf)
  await insertRun(ctx.db, view, now)
  return view
}

/** @throws Fault not_found */
export async function readRun(ctx: Context, subjectId: string, id: string): Promise<MatchView> {
  const run = await findRun(ctx.db, subjectId, id)
  if (!run) throw notFound()
  return run
}

/** What the subject was last answered, or null where it never asked. */
export async function latestRun(ctx: Context, subjectId: string): Promise<MatchView | null> {
  return (await listRuns(ctx.db, subjectId, 1))[0] ?? null
}
