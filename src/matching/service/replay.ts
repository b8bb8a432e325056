import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { termsOfVersions } from '../../products/index.ts'
import { ownProfile, type SourceName } from '../../profiles/index.ts'
import type { ReplayView } from '../advice-contract.ts'
import { answer } from '../answer.ts'
import { type MatchView, matchView } from '../contract.ts'
import { type Market, marketOf } from '../market.ts'
import { needOf } from '../need.ts'
import { policyNamed } from '../rank-policy.ts'
import { hashOfText } from '../run-inputs.ts'
import { findCatalogue, findStandings, type StoredRun } from '../store.ts'
import type { MarketNow } from './market.ts'
import { runNamed } from './runs.ts'

/**
 * Makes a run again from what it was made from: the records known at that moment, the product versions then on offer,
 * the policy and standings it names. Nothing is written.
 * @throws Fault not_found
 */
export async function replayRun(ctx: Context, id: string, nameOf: SourceName): Promise<ReplayView> {
  const run = await runNamed(ctx, id)
  if (!run) throw notFound()
  const market = await marketOfRun(ctx, run)
  const told = toldOf(run, market?.members.length ?? 0)
  if (market === null || run.resultHash === null) return { ...told, outcome: 'not_kept', again: null }
  const view = await answerAgain(ctx, run, market, nameOf)
  const again = { profileHash: view.profileHash, resultHash: hashOfText(JSON.stringify(view)) }
  if (again.profileHash !== run.view.profileHash) return { ...told, outcome: 'profile_differs', again }
  const isSame = again.resultHash === run.resultHash && again.resultHash === hashOfText(JSON.stringify(run.view))
  return { ...told, outcome: isSame ? 'same' : 'answer_differs', again }
}

async function answerAgain(ctx: Context, { view, createdAt }: StoredRun, market: Market, nameOf: SourceName): Promise<MatchView> {
  const { id, subjectId, asOf } = view
  const need = needOf(view.need)
  const { profile, hash } = await ownProfile(ctx, subjectId, { asOf, knownAt: createdAt })
  return matchView({ id, subjectId, asOf, policyVersion: market.policy.version, profileHash: hash, need, ...answer(market, profile, need) }, nameOf)
}

/**
 * As `marketOfRun`, for who only looks at a run again: while nothing has changed since, it is the market that is kept, and
 * no product is read or compiled anew. A replay never takes this way, as it is to prove the stored inputs.
 */
export async function marketSeenBy(ctx: Context, marketNow: MarketNow, run: StoredRun): Promise<Market | null> {
  const now = await marketNow(ctx)
  const { view, catalogueHash, standingsHash } = run
  const isSame = now.catalogueHash === catalogueHash && now.standingsHash === standingsHash && now.policy.version === view.policyVersion
  return isSame ? now : marketOfRun(ctx, run)
}

/** The market a run was made in, or null where the run is older than its keeping. */
async function marketOfRun(ctx: Context, { view, catalogueHash, standingsHash }: StoredRun): Promise<Market | null> {
  if (catalogueHash === null || standingsHash === null) return null
  const members = await findCatalogue(ctx.db, catalogueHash)
  const standings = await findStandings(ctx.db, standingsHash)
  const terms = await termsOfVersions(ctx, members)
  const candidates = members.map((member, i) => ({ ...member, terms: terms[i]! }))
  return marketOf(candidates, policyNamed(view.policyVersion), standings)
}

function toldOf({ view, createdAt, resultHash }: StoredRun, products: number): Omit<ReplayView, 'outcome' | 'again'> {
  const { id, subjectId, policyVersion, profileHash, need, counts } = view
  return {
    ...{ id, subjectId, policyVersion, products, counts, askedAt: createdAt.toISOString() },
    stored: { profileHash, resultHash },
    need: { amountFen: need.amountFen, termMonths: need.termMonths, purpose: need.purpose },
  }
}
