import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { ownProfile, type SourceName } from '../../profiles/index.ts'
import { answer } from '../answer.ts'
import { type MatchView, matchView } from '../contract.ts'
import type { Need } from '../model.ts'
import { hashOfText } from '../run-inputs.ts'
import type { MarketNow } from './market.ts'
import { keepRun, newestRunOf, runOf } from './runs.ts'

/**
 * Ranks every product on offer for one subject's need, on everything Suixin holds about it. Only the subject sees the
 * answer; nothing reaches a lender. The run is kept as answered, with what it was made from.
 * @returns the answer, and its text as it is kept and sent
 */
export async function matchSubject(
  ctx: Context,
  marketNow: MarketNow,
  subjectId: string,
  need: Need,
  nameOf: SourceName,
): Promise<{ view: MatchView; text: string }> {
  const now = ctx.clock.now()
  const asOf = civilDateOf(now)
  const [market, { profile, hash }] = await Promise.all([marketNow(ctx), ownProfile(ctx, subjectId, { asOf, knownAt: now })])
  const view = matchView(
    { id: ctx.ids.next('match'), subjectId, asOf, policyVersion: market.policy.version, profileHash: hash, need, ...answer(market, profile, need) },
    nameOf,
  )
  const text = JSON.stringify(view)
  const { catalogueHash, standingsHash } = market
  await keepRun(ctx, profile, { view, createdAt: now, asOf, catalogueHash, standingsHash, resultHash: hashOfText(text) }, text)
  return { view, text }
}

/** @throws Fault not_found */
export async function readRun(ctx: Context, subjectId: string, id: string): Promise<MatchView> {
  const run = await runOf(ctx, subjectId, id)
  if (!run) throw notFound()
  return run.view
}

/** What the subject was last answered, or null where it never asked. */
export async function latestRun(ctx: Context, subjectId: string): Promise<MatchView | null> {
  return (await newestRunOf(ctx, subjectId))?.view ?? null
}
