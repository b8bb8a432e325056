/** What a need is matched against: the products on offer and how they are ranked, each named by its hash. */
import type { Candidate } from './model.ts'
import type { RankPolicy } from './rank-policy.ts'
import { type CatalogueMember, hashOf, membersOf } from './run-inputs.ts'
import type { Standings } from './standings.ts'

export interface Market {
  candidates: readonly Candidate[]
  members: readonly CatalogueMember[]
  /** Of `{members}`. */
  catalogueHash: string
  policy: RankPolicy
  standings: Standings
  /** Of `{standings}`. */
  standingsHash: string
}

export function marketOf(candidates: readonly Candidate[], policy: RankPolicy, standings: Standings): Market {
  const members = membersOf(candidates)
  return { candidates, members, catalogueHash: hashOf({ members }), policy, standings, standingsHash: hashOf({ standings }) }
}
