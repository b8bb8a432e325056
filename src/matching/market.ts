/** What a need is matched against: the products on offer, compiled, and how they are ranked; each named by its hash. */
import type { CivilDate } from '../platform/kernel/time.ts'
import { type RateBounds, rateBounds } from './cheapest.ts'
import type { Likelihood } from './likelihood.ts'
import type { Candidate } from './model.ts'
import type { RankPolicy } from './rank-policy.ts'
import { type CatalogueMember, hashOf, membersOf } from './run-inputs.ts'
import { buildCatalogue, type Catalogue, type Standing } from './shortlist.ts'
import { type Outlooks, outlooksOf, type Standings } from './standings.ts'

export interface Market {
  /** In the order of the catalogue: each product once, in its newest version. */
  candidates: readonly Candidate[]
  members: readonly CatalogueMember[]
  /** Of `{members}`. */
  catalogueHash: string
  catalogue: Catalogue
  policy: RankPolicy
  standings: Standings
  /** Of `{standings}`. */
  standingsHash: string
  outlooks: Outlooks
  /** What is known of applications by somebody of this segment, on this day, product by product. */
  standingsFor(segment: string, on: CivilDate): (candidate: Candidate) => MarketStanding
  /** Below which rate each product can never come on this day. */
  rateBounds(on: CivilDate): RateBounds
}

export interface MarketStanding extends Standing {
  likelihood: Likelihood
}

export function marketOf(candidates: readonly Candidate[], policy: RankPolicy, standings: Standings): Market {
  const members = membersOf(candidates)
  const catalogue = buildCatalogue(candidates)
  const outlooks = outlooksOf(standings)
  return {
    ...{ candidates: catalogue.candidates, members, catalogueHash: hashOf({ members }), catalogue, policy },
    ...{ standings, standingsHash: hashOf({ standings }), outlooks, standingsFor: keptStandings(outlooks), rateBounds: keptBounds(catalogue.candidates) },
  }
}

/** Segments are a handful and a market lasts a day at most: each is worked out once. */
function keptStandings(outlooks: Outlooks): Market['standingsFor'] {
  const kept = new Map<string, Map<string, MarketStanding>>()
  return (segment, on) => {
    const name = `${segment} ${on}`
    const ofSegment = kept.get(name) ?? new Map<string, MarketStanding>()
    kept.set(name, ofSegment)
    return (candidate) => {
      const known = ofSegment.get(candidate.productId)
      if (known) return known
      const standing = outlooks.standing(candidate, segment, on)
      ofSegment.set(candidate.productId, standing)
      return standing
    }
  }
}

/** A market is asked about one day, or two around midnight. */
function keptBounds(candidates: readonly Candidate[]): Market['rateBounds'] {
  const kept = new Map<CivilDate, RateBounds>()
  return (on) => {
    const known = kept.get(on) ?? rateBounds(candidates, on)
    kept.set(on, known)
    return known
  }
}
