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
import { ATTRIBUTES, type AttributeId, type Profile } from '../profiles/model.ts'
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

const COUNT = ASKABLE.length
/** Where each askable attribute stands in a whole profile, which has its entries in registry order. */
const ENTRY_PLACE: readonly number[] = ASKABLE.map(({ id }) => ATTRIBUTES.findIndex((attribute) => attribute.id === id))
const IDS: readonly string[] = ASKABLE.map(({ id }) => id)
const TYPES: readonly string[] = ASKABLE.map(({ type }) => type)
/** Grade → its point on the scale, by place. */
const GRADES: readonly (ReadonlyMap<Canonical, number> | null)[] = ASKABLE.map((attribute) =>
  attribute.type === 'grade' ? new Map(attribute.grades?.map((grade) => [grade, Number(measure(attribute, grade))])) : null,
)

export function factsRow(profile: Profile): FactsRow {
  const values = new Float64Array(COUNT).fill(Number.NaN)
  const codes: (string | null)[] = new Array(COUNT).fill(null)
  const knownOn = new Int32Array(COUNT).fill(NO_DAY)
  const today = dayOf(profile.asOf)
  // Facts that come together are of one day: most often the day is that of the fact before.
  let date = profile.asOf
  let day = today
  for (let place = 0; place < COUNT; place++) {
    const inOrder = profile.entries[ENTRY_PLACE[place]!]
    const entry = inOrder?.attribute === IDS[place] ? inOrder : entryFor(profile, IDS[place] as AttributeId)
    if (entry?.freshness !== 'fresh') continue
    if (TYPES[place] !== 'code') values[place] = pointOf(place, entry.value)
    else if (typeof entry.value === 'string') codes[place] = entry.value
    if (entry.asOf === null) continue
    if (entry.asOf !== date) {
      date = entry.asOf
      day = dayOf(date)
    }
    knownOn[place] = day
  }
  return { values, codes, knownOn, today }
}

/** `measure` as a double, without the detour over a bigint where none is needed; NaN where it has nothing to say. */
function pointOf(place: number, value: Canonical): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) && (TYPES[place] === 'integer' || TYPES[place] === 'bp') ? value : Number.NaN
  const grades = GRADES[place]
  if (grades) return grades.get(value) ?? Number.NaN
  if (TYPES[place] === 'fen' && typeof value === 'string') {
    const whole = Number(value)
    if (Number.isSafeInteger(whole) && String(whole) === value) return whole
  }
  const point = measure(ASKABLE[place]!, value)
  return typeof point === 'bigint' ? Math.min(EXACT, Math.max(-EXACT, Number(point))) : Number.NaN
}

/** Days since 1970. */
function dayOf(date: CivilDate): number {
  return daysBetween('1970-01-01', date)
}
