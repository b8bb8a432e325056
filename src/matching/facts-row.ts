/**
 * One profile as numbers: what the index and the batch kernel read instead of the profile itself. A fact becomes one
 * double by `measure`, and whatever the reference evaluator calls unknown becomes NaN, so the evaluators that build on
 * this row have one kind of hole to think about instead of five.
 *
 * Doubles are exact here: every bound a criterion may name is a whole number below 2^53 (fen at most 10^15, see
 * criteria-schema). A fact beyond that is held at ±2^53, which lies on the same side of every bound as the fact itself.
 */
import { type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import type { AttributeId, Profile } from '../profiles/model.ts'
import { ASKABLE, entryFor, measure } from './scale.ts'

export interface FactsRow {
  /** By place in ASKABLE; NaN: missing, stale, disputed, not consented, off the scale, or a code. */
  readonly values: Float64Array
  /** By place in ASKABLE; null: unknown, or not a code. */
  readonly codes: readonly (string | null)[]
  /** The day each fact is known of, in days since 1970; NO_DAY for a fact without a date. */
  readonly knownOn: Int32Array
  /** The profile's own day, in days since 1970. */
  readonly today: number
}

/** Longer ago than any age a criterion can ask for: a fact without a date cannot show that it is young enough. */
const NO_DAY = -(2 ** 31)

const EXACT = 2 ** 53

export function factsRow(profile: Profile): FactsRow {
  const values = new Float64Array(ASKABLE.length).fill(Number.NaN)
  const codes: (string | null)[] = new Array(ASKABLE.length).fill(null)
  const knownOn = new Int32Array(ASKABLE.length).fill(NO_DAY)
  // A profile's facts share a handful of days.
  const days = new Map<CivilDate, number>()
  for (let place = 0; place < ASKABLE.length; place++) {
    const attribute = ASKABLE[place]!
    const entry = entryFor(profile, attribute.id as AttributeId)
    if (entry?.freshness !== 'fresh') continue
    const point = measure(attribute, entry.value)
    if (point === null) continue
    if (typeof point === 'string') codes[place] = point
    else values[place] = Math.min(EXACT, Math.max(-EXACT, Number(point)))
    if (entry.asOf === null) continue
    const day = days.get(entry.asOf) ?? dayOf(entry.asOf)
    days.set(entry.asOf, day)
    knownOn[place] = day
  }
  return { values, codes, knownOn, today: dayOf(profile.asOf) }
}

/** Days since 1970. */
export function dayOf(date: CivilDate): number {
  return daysBetween('1970-01-01', date)
}
