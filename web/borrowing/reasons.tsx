import type { MatchView, OfferView } from '../../src/matching/contract.ts'
import { attributeOf, type Category, isAttributeId } from '../../src/profiles/model.ts'
import type { ReasonItem } from '../ui/reason-list.tsx'
import { SourceLine } from '../ui/source-line.tsx'
import { words } from '../words/index.ts'
import type { BorrowingWords } from './side.ts'

type Reason = OfferView['reasons'][number]
type Leaf = Reason['leaves'][number]

export type { MatchView, OfferView }

/** The leaves that made a reason what it is, said in one line, with the source of the first. */
function itemOf(reason: Reason, w: BorrowingWords['offers']): ReasonItem {
  const deciding = reason.leaves.filter((leaf) => leaf.verdict === reason.verdict)
  const lone = reason.leaves.length === 1
  const text = lone ? reason.leaves[0]!.sentence : deciding.map((leaf) => leaf.sentence).join(w.joint)
  return { verdict: reason.verdict, text: text === '' ? reason.sentence : text, source: sourceOf(deciding), next: lone ? null : reason.sentence }
}

function sourceOf(leaves: readonly Leaf[]) {
  const known = leaves.find((leaf) => leaf.from !== null)
  return known?.from ? <SourceLine office={known.from.provider} asOf={known.asOf} stale={known.freshness === 'stale'} /> : null
}

/** What falls short of the need although the product lends: a smaller or shorter loan. */
function limitItems(offer: OfferView): ReasonItem[] {
  return offer.limits.map((limit) => ({ verdict: 'short', text: limit.sentence }))
}

/** Steps in the price that hold for this reader. */
function tierItems(offer: OfferView): ReasonItem[] {
  const say = words.zh.products.tier
  return offer.price.tiers
    .filter((tier) => tier.verdict === 'met' && tier.addBp !== 0)
    .map((tier) => ({ verdict: tier.addBp < 0 ? ('met' as const) : ('short' as const), text: say(tier.label, tier.addBp) }))
}

const TOP = 3

/** The reasons that belong on the card: every limit, then what lowers the price, then what a record vouches for. */
export function topReasons(offer: OfferView, w: BorrowingWords['offers']): ReasonItem[] {
  if (offer.status === 'unknown') return offer.reasons.filter((r) => r.verdict === 'unknown').map((r) => itemOf(r, w))
  const vouched = (reason: Reason) => (reason.leaves.some((leaf) => leaf.verdict === 'met' && leaf.from !== null) ? 0 : 1)
  const met = offer.reasons.filter((r) => r.verdict === 'met').sort((a, b) => vouched(a) - vouched(b))
  const limits = limitItems(offer)
  return [...limits, ...[...tierItems(offer), ...met.map((r) => itemOf(r, w))].slice(0, TOP)]
}

/** Every condition, in the product's own order. */
export function allReasons(offer: OfferView, w: BorrowingWords['offers']): ReasonItem[] {
  return [...limitItems(offer), ...offer.reasons.map((r) => itemOf(r, w))]
}

/** Attributes that are not known and would decide, of these categories. */
export function lackingOf(offer: OfferView, categories: readonly Category[]): string[] {
  const unknown = offer.reasons.filter((r) => r.verdict === 'unknown').flatMap((r) => r.leaves.filter((leaf) => leaf.verdict === 'unknown'))
  return unknown.map((leaf) => leaf.attribute).filter((id) => isAttributeId(id) && categories.includes(attributeOf(id).category))
}

/** Refused for being somebody else: of no use to say product by product. */
export function isForOthers(offer: OfferView): boolean {
  return offer.limits.some((limit) => limit.limit === 'audience' && limit.blocking)
}
