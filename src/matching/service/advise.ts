import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { ownProfile } from '../../profiles/index.ts'
import type { Profile } from '../../profiles/model.ts'
import { type AdviceList, viewAdvice } from '../advice-contract.ts'
import { counterFacts } from '../counter-facts.ts'
import { evaluate } from '../evaluate.ts'
import { leastDisclosure } from '../explain.ts'
import { match } from '../match.ts'
import type { Need } from '../model.ts'
import { needOf } from '../need.ts'
import type { MarketNow } from './market.ts'
import { marketSeenBy } from './replay.ts'
import { runOf } from './runs.ts'

/** So many offers of each status are advised on: those a reader looks at. */
const ADVISED = 20

/**
 * For the offers of a run: what would open or cheapen each, and the least that a lender has to see. On the facts and in the
 * market of the run, so that advice and answer tell of the same day.
 * @throws Fault not_found; for a run that is older than the keeping of its inputs too
 */
export async function advise(ctx: Context, marketNow: MarketNow, subjectId: string, runId: string): Promise<AdviceList> {
  const run = await runOf(ctx, subjectId, runId)
  const market = run && (await marketSeenBy(ctx, marketNow, run))
  if (!run || !market) throw notFound()
  const { profile } = await ownProfile(ctx, subjectId, { asOf: run.view.asOf, knownAt: run.createdAt })
  const need = needOf(run.view.need)
  const byProduct = new Map(market.candidates.map((candidate) => [candidate.productId, candidate]))
  const advised = (['eligible', 'unknown', 'ineligible'] as const).flatMap((status) =>
    run.view.offers.filter((offer) => offer.status === status).slice(0, ADVISED),
  )
  return {
    items: advised.map(({ productId }) => {
      const candidate = byProduct.get(productId)!
      const again = (p: Profile, n: Need) => match(p, n, [candidate], market.policy, market.standings).offers[0]!
      const offer = again(profile, need)
      const { criteria, pricing } = candidate.terms
      const earned = pricing.tiers.map(({ when }) => evaluate(when, profile)).filter(({ verdict }) => verdict === 'met')
      const least = leastDisclosure(
        criteria.map((criterion) => evaluate(criterion, profile)),
        earned,
      )
      return viewAdvice(productId, counterFacts(offer, profile, need, candidate.terms, again), least, profile.asOf)
    }),
  }
}
