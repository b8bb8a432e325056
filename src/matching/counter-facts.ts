/**
 * What would change the answer: for one offer, the smallest changes in something the firm can act on – the amount, the
 * term, one grade, a figure, items of a record that can be repaired or settled – that open the product or make it
 * cheaper. None is a guess: each is put to the matcher again, and only what it confirms is told.
 */

import type { Canonical } from '../platform/kernel/canonical.ts'
import type { Fen } from '../platform/kernel/money.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import { compareText } from '../platform/kernel/text.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { type Leaf, OPPOSITE, type Op, type ProductTerms } from '../products/model.ts'
import { type AttributeId, attributeOf, type Penalty, type Profile, repairableFrom, suppose, withoutItems } from '../profiles/model.ts'
import { decidingLeaves, evaluate } from './evaluate.ts'
import type { LeafReason, Need, Offer } from './model.ts'
import { entryFor, measure } from './scale.ts'

export type Change =
  | { change: 'need'; amountFen: Fen; termMonths: number }
  | { change: 'value'; attribute: AttributeId; from: Canonical; to: Canonical }
  /** Items of a list are repaired, settled or removed. */
  | {
      change: 'items_end'
      attribute: AttributeId
      list: AttributeId
      /** Document or case numbers, as the record names them. */
      items: readonly string[]
      /** The first day on which all of them can be repaired; null where that depends on settling and not on a term. */
      from: CivilDate | null
    }

export interface CounterFact {
  change: Change
  effect: 'opens' | 'cheaper'
  /** As the second run said. */
  annualRateBp: Bp
  /** What the loan would cost less in all; null where it was not on offer before, or is another loan. */
  savesFen: Fen | null
}

/** One of each kind is told, and no more than so many. */
const AT_MOST = 3

/** LPR of one year prices loans of up to 60 months. */
const LONGEST_1Y_MONTHS = 60

/**
 * @param again the matcher over the same product version and policy
 * @returns confirmed changes, the least demanding first; empty where nothing alone would do
 */
export function counterFacts(offer: Offer, profile: Profile, need: Need, terms: ProductTerms, again: (profile: Profile, need: Need) => Offer): CounterFact[] {
  const changes = offer.status === 'ineligible' ? openings(offer, profile, need, terms) : offer.status === 'eligible' ? savings(terms, profile, need) : []
  const found = new Map<string, CounterFact>()
  for (const change of changes) {
    const [newProfile, newNeed] = apply(change, profile, need)
    const confirmed = confirm(change, offer, again(newProfile, newNeed))
    const kind = change.change === 'need' ? 'need' : change.attribute
    if (confirmed && !found.has(kind)) found.set(kind, confirmed)
  }
  return [...found.values()].slice(0, AT_MOST)
}

function apply(change: Change, profile: Profile, need: Need): [Profile, Need] {
  switch (change.change) {
    case 'need':
      return [profile, { ...need, amountFen: change.amountFen, termMonths: change.termMonths }]
    case 'value':
      return [suppose(profile, new Map([[change.attribute, change.to]])), need]
    case 'items_end':
      return [withoutItems(profile, change.list, placesOf(profile, change.list, change.items)), need]
  }
}

function confirm(change: Change, before: Offer, after: Offer): CounterFact | null {
  if (after.status !== 'eligible') return null
  const told = { change, annualRateBp: after.price.annualRateBp }
  if (before.status !== 'eligible') return { ...told, effect: 'opens', savesFen: null }
  if (after.price.annualRateBp >= before.price.annualRateBp) return null
  return { ...told, effect: 'cheaper', savesFen: change.change === 'need' ? null : before.price.costFen - after.price.costFen }
}

/** Changes that might clear a refusal. Limits are cleared together, since amount and term are asked for together. */
function openings(offer: Offer, profile: Profile, need: Need, terms: ProductTerms): Change[] {
  const blocking = offer.limits.filter((limit) => limit.blocking).map(({ limit }) => limit)
  const changes: Change[] = []
  if (blocking.includes('amount_below') || blocking.includes('term_below')) {
    const amountFen = need.amountFen < terms.minFen ? terms.minFen : need.amountFen
    changes.push({ change: 'need', amountFen, termMonths: Math.max(need.termMonths, terms.minMonths) })
  }
  const short = offer.reasons.filter((reason) => reason.verdict === 'short')
  return [...changes, ...short.flatMap(decidingLeaves).flatMap((leaf) => leafChanges(leaf, profile))]
}

/** Changes that might lower the price: a step of it that is not earned yet, or a term that is priced from another LPR. */
function savings(terms: ProductTerms, profile: Profile, need: Need): Change[] {
  const steps = terms.pricing.tiers.filter(({ addBp }) => addBp < 0).map(({ when }) => evaluate(when, profile))
  const leaves = steps.filter(({ verdict }) => verdict === 'short').flatMap(decidingLeaves)
  const shorter: Change[] =
    need.termMonths > LONGEST_1Y_MONTHS && terms.minMonths <= LONGEST_1Y_MONTHS
      ? [{ change: 'need', amountFen: need.amountFen, termMonths: LONGEST_1Y_MONTHS }]
      : []
  return [...leaves.flatMap((leaf) => leafChanges(leaf, profile)), ...shorter]
}

function leafChanges(leaf: LeafReason, profile: Profile): Change[] {
  const attribute = attributeOf(leaf.attribute)
  if (!attribute.actionable || leaf.freshness !== 'fresh') return []
  const list = attribute.derivedFrom?.find((id) => id in ENDING) as AttributeId | undefined
  if (list) return itemsEnd(leaf, list, profile)
  const to = attribute.type === 'grade' ? nextGrade(leaf) : nearestFigure(leaf)
  const holds = to !== null && holdsIn(leaf, suppose(profile, new Map([[leaf.attribute, to]])))
  return holds ? [{ change: 'value', attribute: leaf.attribute, from: leaf.actual, to }] : []
}

/** One step better and no more: two steps are no small change. */
function nextGrade({ attribute, actual }: LeafReason): string | null {
  const grades = attributeOf(attribute).grades ?? []
  return grades[grades.indexOf(String(actual)) - 1] ?? null
}

function nearestFigure({ attribute: id, op, required, actual, shortBy }: LeafReason): Canonical {
  const attribute = attributeOf(id)
  const now = measure(attribute, actual)
  if (shortBy === null || typeof now !== 'bigint') return null
  const isMore = op === '>=' || op === '>' || ((op === '=' || op === 'between') && now < BigInt([required].flat()[0]!))
  const to = isMore ? now + BigInt(shortBy) : now - BigInt(shortBy)
  return attribute.type === 'fen' ? String(to) : Number(to)
}

const BASE_OP = new Map<string, Op>(Object.entries(OPPOSITE).map(([op, opposite]) => [opposite, op as Op]))

/** Would the leaf, as it counts, be met by this profile? */
function holdsIn({ attribute, op, required }: LeafReason, profile: Profile): boolean {
  const base = BASE_OP.get(op)
  const leaf: Leaf = { attr: attribute, op: base ?? (op as Op), value: required }
  return evaluate(base ? { not: leaf } : leaf, profile).verdict === 'met'
}

/** From which day an item of each adverse list can end by repair, and what names it. Others end by being settled. */
const ENDING: Partial<Record<AttributeId, { nameOf(item: Canonical): string; from(item: Canonical): CivilDate | null }>> = {
  penalties: { nameOf: documentNo, from: (item) => repairableFrom(item as unknown as Penalty) },
  inspections: { nameOf: documentNo, from: () => null },
  abnormalListings: { nameOf: documentNo, from: () => null },
  dishonestyListings: { nameOf: documentNo, from: () => null },
  judgmentDebts: { nameOf: (item) => (item as { caseNo: string }).caseNo, from: () => null },
  wageWarnings: { nameOf: documentNo, from: () => null },
}

function documentNo(item: Canonical): string {
  return (item as { documentNo: string }).documentNo
}

/** The fewest items, those first that can be repaired first, without which the demand holds. */
function itemsEnd(leaf: LeafReason, list: AttributeId, profile: Profile): Change[] {
  const { nameOf, from } = ENDING[list]!
  const value = entryFor(profile, list)?.value
  if (!Array.isArray(value)) return []
  const places = value.map((_, place) => place)
  const without = (gone: readonly number[]) => withoutItems(profile, list, new Set(gone))
  const said = (supposed: Profile) => entryFor(supposed, leaf.attribute)?.value
  // Items outside the window that is asked about, or ended already, change nothing.
  const clean = said(without(places))
  const counting = places.filter((place) => said(without(places.filter((other) => other !== place))) !== clean)
  const items = counting.map((place) => ({ place, name: nameOf(value[place]!), from: from(value[place]!) }))
  items.sort((a, b) => compareText(a.from ?? '', b.from ?? '') || a.place - b.place)
  const many = items.findIndex((_, last) => holdsIn(leaf, without(items.slice(0, last + 1).map(({ place }) => place))))
  const gone = items.slice(0, many + 1)
  if (gone.length === 0) return []
  const days = gone.flatMap((item) => item.from ?? [])
  const day = days.length < gone.length ? null : days.reduce((a, b) => (a > b ? a : b))
  return [{ change: 'items_end', attribute: leaf.attribute, list, items: gone.map(({ name }) => name), from: day }]
}

function placesOf(profile: Profile, list: AttributeId, items: readonly string[]): ReadonlySet<number> {
  const value = entryFor(profile, list)?.value
  const { nameOf } = ENDING[list]!
  return new Set(Array.isArray(value) ? value.flatMap((item, place) => (items.includes(nameOf(item)) ? [place] : [])) : [])
}
