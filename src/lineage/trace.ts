/** From one record to what it did: which of its facts hold in the profile, by which rule, and which offers they decided. */
import type { MatchView } from '../matching/contract.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, type Fact, isAttributeId, MARKS, type Profile, type ProfileEntry } from '../profiles/model.ts'

export type Standing =
  /** it is the value of the profile */
  | 'holds'
  /** it stands in the profile's list */
  | 'listed'
  /** another fact was believed */
  | 'lost'
  /** a later version of the same record, or its retraction, took its place */
  | 'superseded'
  /** it stands in no profile any more: repaired, withdrawn, past its term, or older than the list shows */
  | 'gone'
  /** it marks another record and is never shown itself */
  | 'mark'

export interface FactTrace {
  fact: Fact
  standing: Standing
  /** The profile's entry of that attribute; null for a mark. */
  entry: ProfileEntry | null
  /** What the profile works out from it. */
  feeds: readonly AttributeId[]
}

/** @param isCurrent whether this version of the record is the one that holds */
export function traceFacts(facts: readonly Fact[], recordId: string, isCurrent: boolean, profile: Profile): FactTrace[] {
  const entries = new Map(profile.entries.map((entry) => [entry.attribute as string, entry]))
  return facts.map((fact) => {
    if (fact.attribute === MARKS || !isAttributeId(fact.attribute)) return { fact, standing: 'mark', entry: null, feeds: [] }
    const entry = entries.get(fact.attribute)!
    return { fact, standing: isCurrent ? standingIn(entry, fact, recordId) : 'superseded', entry, feeds: derivedFrom(fact.attribute) }
  })
}

function standingIn(entry: ProfileEntry, fact: Fact, recordId: string): Standing {
  if (Array.isArray(entry.value)) {
    const said = JSON.stringify(fact.value)
    return entry.value.some((item) => JSON.stringify(item) === said) ? 'listed' : 'gone'
  }
  if (entry.from?.recordId === recordId) return 'holds'
  return entry.losers.some((loser) => loser.from.recordId === recordId) ? 'lost' : entry.value === null ? 'gone' : 'lost'
}

function derivedFrom(id: AttributeId): AttributeId[] {
  return (ATTRIBUTES as readonly Attribute[]).filter((a) => a.derivedFrom?.includes(id)).map((a) => a.id as AttributeId)
}

export interface DecidedOffer {
  matchId: string
  productId: string
  productName: string
  lenderName: string
  status: MatchView['offers'][number]['status']
  attribute: string
  verdict: 'met' | 'short' | 'unknown'
  sentence: string
}

/**
 * The offers of a run in whose reasons one of these facts speaks: directly, or through what the profile worked out from
 * the list it stands in.
 */
export function decidedOffers(run: MatchView, traces: readonly FactTrace[], recordId: string): DecidedOffer[] {
  const direct = new Set(traces.filter((t) => t.standing === 'holds').map((t) => t.fact.attribute as string))
  const derived = new Set(traces.filter((t) => t.standing === 'holds' || t.standing === 'listed').flatMap((t) => t.feeds as readonly string[]))
  return run.offers.flatMap((offer) =>
    offer.reasons.flatMap((reason) =>
      reason.leaves
        .filter((leaf) => (direct.has(leaf.attribute) && leaf.from?.recordId === recordId) || derived.has(leaf.attribute))
        .map(({ attribute, verdict, sentence }) => ({
          ...{ matchId: run.id, productId: offer.productId, productName: offer.productName, lenderName: offer.lenderName, status: offer.status },
          ...{ attribute, verdict, sentence },
        })),
    ),
  )
}
