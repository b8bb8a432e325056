import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { ownProfile, type SourceName } from '../../profiles/index.ts'
import { type OfferView, viewOffer } from '../contract.ts'
import { placeOffer } from '../match.ts'
import { needOf } from '../need.ts'
import { priceOf } from '../price.ts'
import { segmentIn } from '../segment.ts'
import type { MarketNow } from './market.ts'
import { marketSeenBy } from './replay.ts'
import { runOf } from './runs.ts'

/**
 * One product as the run judged it, also where the answer did not list it: why not that one. A listed offer is the one
 * that was answered, with its rank.
 * @throws Fault not_found for a run or product that is not there, and for a product that was not on offer then
 */
export async function offerOfRun(
  ctx: Context,
  marketNow: MarketNow,
  subjectId: string,
  runId: string,
  productId: string,
  nameOf: SourceName,
): Promise<OfferView> {
  const run = await runOf(ctx, subjectId, runId)
  const listed = run?.view.offers.find((offer) => offer.productId === productId)
  if (listed) return listed
  const market = run && (await marketSeenBy(ctx, marketNow, run))
  const candidate = market?.candidates.find((one) => one.productId === productId)
  if (!run || !market || !candidate) throw notFound()
  const { profile } = await ownProfile(ctx, subjectId, { asOf: run.view.asOf, knownAt: run.createdAt })
  const need = needOf(run.view.need)
  const standing = market.standingsFor(segmentIn(profile), profile.asOf)(candidate)
  const { offer } = placeOffer(candidate, profile, need, market.policy, standing, priceOf(candidate.terms, need, profile))
  return viewOffer({ rank: null, ...offer }, market.policy.version, nameOf)
}
