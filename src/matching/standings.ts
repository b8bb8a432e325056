/**
 * What the ranking knows beyond terms and facts, as it stood on a day: how applications ended, who answers late, who was
 * shown too rarely, whose quota is full. Kept with the run, so that it can be replayed. What a lender pays is not in it.
 */
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { FEWEST_OUTCOMES_SHOWN, type Likelihood, type LikelihoodModel, likelihoodsOf, type OutcomeKey } from './likelihood.ts'

/** Whole numbers and texts only: stored, hashed and read again as JSON. */
export interface Standings {
  likelihood: LikelihoodModel
  /** By lender: of its answers, those later than promised, 0..10 000. */
  missedShareBp: Readonly<Record<string, Bp>>
  /** By lender: how far its share of first places lies below its share of offers. */
  deficitsBp: Readonly<Record<string, Bp>>
  /** By product: until when its quota is full. */
  pausedUntil: Readonly<Record<string, CivilDate>>
}

export const NO_STANDINGS: Standings = {
  likelihood: { counts: [], strengths: { segment: 20, product: 20, lender: 20 }, calibration: [] },
  missedShareBp: {},
  deficitsBp: {},
  pausedUntil: {},
}

/** Standings ready to be asked about thousands of products. */
export interface Outlooks {
  likelihood(key: OutcomeKey): Likelihood
  /** What the score counts with: certainty while the whole city has too few outcomes to say anything. */
  countedBp(likelihood: Likelihood): Bp
  missedShareBp(lenderId: string): Bp
  deficitsBp: ReadonlyMap<string, Bp>
  /** null where the product can be had on this day. */
  pausedUntil(productId: string, on: CivilDate): CivilDate | null
}

export function outlooksOf({ likelihood, missedShareBp, deficitsBp, pausedUntil }: Standings): Outlooks {
  const likelihoods = likelihoodsOf(likelihood)
  const outcomes = likelihood.counts.reduce((sum, { approved, declined }) => sum + approved + declined, 0)
  return {
    likelihood: (key) => likelihoods.of(key),
    countedBp: ({ pBp }) => (outcomes < FEWEST_OUTCOMES_SHOWN ? 10_000 : pBp),
    missedShareBp: (lenderId) => missedShareBp[lenderId] ?? 0,
    deficitsBp: new Map(Object.entries(deficitsBp)),
    pausedUntil: (productId, on) => {
      const until = pausedUntil[productId]
      return until !== undefined && until > on ? until : null
    },
  }
}
