/**
 * One profile as numbers: what the index and the batch kernel read instead of the profile itself. A fact becomes one
 * double by `measure`, and whatever the reference evaluator calls unknown becomes NaN, so the evaluators that build on
 * this row have one kind of hole to think about instead of five.
 *
 * Doubles are exact here: every bound a criterion may name is a whole number below 2^53 (fen at most 10^15, see
 * criteria-schema). A fact beyond that is held at ±2^53, which lies on the same side of every bound as the fact itself.
 */
import type { Canonical } from '../platform/kernel/canonical.ts'
import { type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, type Profile } from '../profiles/model.ts'
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

/** Where each askable attribute stands in a whole profile, which has its entries in registry order. */
const ENTRY_PLACE: readonly number[] = ASKABLE.map(({ id }) => ATTRIBUTES.findIndex((attribute) => attribute.id === id))

export function factsRow(profile: Profile): FactsRow {
  const values = new Float64Array(ASKABLE.length).fill(Number.NaN)
  const codes: (string | null)[] = new Array(ASKABLE.length).fill(null)
  const knownOn = new Int32Array(ASKABLE.length).fill(NO_DAY)
  const today = dayOf(profile.asOf)
  // Facts that come together are of one day: most often the day is that of the fact before.
  let date = profile.asOf
  let day = today
  for (let place = 0; place < ASKABLE.length; place++) {
    const attribute = ASKABLE[place]!
    const inOrder = profile.entries[ENTRY_PLACE[place]!]
    const entry = inOrder?.attribute === attribute.id ? inOrder : entryFor(profile, attribute.id as AttributeId)
    if (entry?.freshness !== 'fresh') continue
    if (attribute.type === 'code') codes[place] = codeOf(attribute, entry.value)
    else values[place] = pointOf(attribute, entry.value)
    if (entry.asOf === null) continue
    if (entry.asOf !== date) {
      date = entry.asOf
      day = dayOf(date)
    }
    knownOn[place] = day
  }
  return { values, codes, knownOn, today }
}

function codeOf(attribute: Attribute, value: Canonical): string | null {
  const code = measure(attribute, value)
  return typeof code === 'string' ? code : null
}

/** `measure` as a double; NaN where it has nothing to say. A number that is whole already need not go through a bigint. */
function pointOf(attribute: Attribute, value: Canonical): number {
  if (typeof value === 'number' && (attribute.type === 'integer' || attribute.type === 'bp')) return Number.isSafeInteger(value) ? value : Number.NaN
  const point = measure(attribute, value)
  return typeof point === 'bigint' ? Math.min(EXACT, Math.max(-EXACT, Number(point))) : Number.NaN
}

/** Days since 1970. */
export function dayOf(date: CivilDate): number {
  return daysBetween('1970-01-01', date)
}
