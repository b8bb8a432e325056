/**
 * What the ranking knows beyond terms and facts, as it stood on a day: how applications ended, who answers late, who was
 * shown too rarely, whose quota is full. Kept with the run, so that it can be replayed. What a lender pays is not in it.
 */
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { FEWEST_OUTCOMES_SHOWN, type Likelihood, type LikelihoodModel, likelihoodsOf } from './likelihood.ts'
import type { Candidate } from './model.ts'
import type { Standing } from './shortlist.ts'

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
  deficitsBp: ReadonlyMap<string, Bp>
  standing(candidate: Pick<Candidate, 'productId' | 'lenderId' | 'terms'>, segment: string, on: CivilDate): Standing & { likelihood: Likelihood }
}

export function outlooksOf({ likelihood, missedShareBp, deficitsBp, pausedUntil }: Standings): Outlooks {
  const likelihoods = likelihoodsOf(likelihood)
  const outcomes = likelihood.counts.reduce((sum, { approved, declined }) => sum + approved + declined, 0)
  return {
    deficitsBp: new Map(Object.entries(deficitsBp)),
    standing: ({ productId, lenderId, terms }, segment, on) => {
      const likelihood = likelihoods.of({ lenderId, productId, segment })
      const until = pausedUntil[productId]
      return {
        likelihood,
        answerHours: terms.answerHours,
        missedShareBp: missedShareBp[lenderId] ?? 0,
        // Certainty while the whole city has too few outcomes to say anything: an unknown risk is no lender's fault.
        likelihoodBp: outcomes < FEWEST_OUTCOMES_SHOWN ? 10_000 : likelihood.pBp,
        pausedUntil: until !== undefined && until > on ? until : null,
      }
    },
  }
}
