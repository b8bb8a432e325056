/**
 * How far back a reader may be shown (`data[].lookback` of the artefact, decision 0026): history is cut by its own days, the
 * state of today is not.
 */
import { addMonths, type CivilDate } from '../platform/kernel/time.ts'
import { type AttributeId, attributeOf, isAttributeId } from './attributes.ts'
import type { Fact } from './fact.ts'
import type { Award, Commitment, Inspection, JudgmentDebt, Licence, Listing, Penalty, WageWarning } from './list-items.ts'

/** What may be shown: fields, and by category the earliest day; a category without one was promised no bound. */
export interface Reach {
  fields: ReadonlySet<string>
  since: ReadonlyMap<string, CivilDate>
}

/**
 * The fields whose own words fit: "the last 36 months" is closed to who may see 24 of them, whether we count it or its source
 * does. A shorter count under the longer name would be untrue.
 */
export function fieldsWithin({ fields, since }: Reach, asOf: CivilDate): ReadonlySet<string> {
  if (since.size === 0) return fields
  return new Set([...fields].filter((field) => !isAttributeId(field) || spans(field, since, asOf)))
}

function spans(field: AttributeId, since: Reach['since'], asOf: CivilDate): boolean {
  const { category, spanMonths } = attributeOf(field)
  const earliest = since.get(category)
  return spanMonths === undefined || earliest === undefined || addMonths(asOf, -spanMonths) >= earliest
}

/** A field whose own words name more months than may be looked back. */
export interface FieldBeyond {
  field: AttributeId
  zh: string
  months: number
}

/** Of these fields those that a look so many months back cannot show, whoever it is about; the shortest first. */
export function fieldsBeyond(fields: readonly string[], lookbackMonths: number): FieldBeyond[] {
  return fields
    .filter(isAttributeId)
    .map((field) => ({ field, zh: attributeOf(field).zh, months: attributeOf(field).spanMonths ?? 0 }))
    .filter(({ months }) => months > lookbackMonths)
    .sort((a, b) => a.months - b.months)
}

/** Does an item of a list reach into the days from `since` on? An event by its day; what lasts by its last, or while it goes on. */
export function reachesInto(fact: Fact, since: CivilDate): boolean {
  const day = lastDayOf(fact)
  return day === null || day >= since
}

/** The last day an item speaks of, null while it goes on. One that says no day at all stands under the day it was stated for. */
function lastDayOf({ attribute, value, asOf }: Fact): CivilDate | null {
  if (value === null) return asOf
  const day = dayIn(attribute, value)
  return day === undefined ? asOf : day
}

function dayIn(list: string, item: unknown): CivilDate | null | undefined {
  switch (list) {
    case 'penalties':
      return (item as Penalty).decidedOn
    case 'inspections':
      return (item as Inspection).inspectedOn
    case 'awards':
      return (item as Award).awardedOn
    case 'abnormalListings':
    case 'dishonestyListings':
      return (item as Listing).removedOn
    case 'judgmentDebts':
      return (item as JudgmentDebt).closedOn
    case 'wageWarnings':
      return (item as WageWarning).resolvedOn
    case 'licences': {
      // When one that no longer holds ceased to, is not told: it counts from its decision.
      const { status, validUntil, decidedOn } = item as Licence
      return status === '无效' ? decidedOn : validUntil
    }
    case 'commitments': {
      const { state, verifiedOn, madeOn } = item as Commitment
      return state === 'open' ? null : (verifiedOn ?? madeOn)
    }
    default:
      return undefined
  }
}
