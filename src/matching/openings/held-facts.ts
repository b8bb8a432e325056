/**
 * A row of the screening table as the fast evaluators take it, without going through a profile: the table's values are
 * `measure`d already, in the same places.
 */

import type { Canonical } from '../../platform/kernel/canonical.ts'
import { addDays, type CivilDate, daysBetween } from '../../platform/kernel/time.ts'
import type { Attribute, Profile, ProfileEntry } from '../../profiles/model.ts'
import type { FactsRow } from '../facts-row.ts'
import { ASKABLE, measure } from '../scale.ts'
import { LAYOUT } from '../screening/layout.ts'

/** Compared letter by letter to see what changed, so it is kept as it was read. */
export interface HeldFacts {
  /** The registry's edition: under another one the places mean nothing. */
  layout: number
  /** By place in ASKABLE: a whole number as decimal text, or a code; null is unknown. */
  values: readonly (string | null)[]
  /** By place: days from 1970-01-01 to the value's day; null where it has none. */
  knownOn: readonly (number | null)[]
}

const EPOCH: CivilDate = '1970-01-01'
const EXACT = 2 ** 53
const NO_DAY = -(2 ** 31)
const IS_CODE: readonly boolean[] = ASKABLE.map(({ type }) => type === 'code')

/** The same row that `factsRow` makes of the profile that the screening row is a snapshot of. */
export function factsOfRow({ values, knownOn }: HeldFacts, asOf: CivilDate): FactsRow {
  const points = new Float64Array(ASKABLE.length).fill(Number.NaN)
  const codes: (string | null)[] = new Array(ASKABLE.length).fill(null)
  const days = new Int32Array(ASKABLE.length).fill(NO_DAY)
  for (let place = 0; place < ASKABLE.length; place++) {
    const value = values[place]
    if (value != null) {
      if (IS_CODE[place]) codes[place] = value
      else points[place] = Math.min(EXACT, Math.max(-EXACT, Number(value)))
    }
    const day = knownOn[place]
    if (day != null) days[place] = day
  }
  return { values: points, codes, knownOn: days, today: daysBetween(EPOCH, asOf) }
}

/** Places where the two differ; null: they were written under different registries, so nothing can be compared. */
export function changedPlaces(before: HeldFacts, now: HeldFacts): number[] | null {
  if (before.layout !== now.layout) return null
  const changed: number[] = []
  for (let place = 0; place < ASKABLE.length; place++) {
    if (before.values[place] !== now.values[place] || before.knownOn[place] !== now.knownOn[place]) changed.push(place)
  }
  return changed
}

/** Of the registry of today? */
export function isReadable({ layout }: HeldFacts): boolean {
  return layout === LAYOUT
}

/**
 * The profile, made again for the moment of the last look, with the values that were read at that look. A record that
 * came at that very moment, or was committed after it under an earlier one, is in the profile and was not seen then.
 */
export function asHeld(profile: Profile, facts: HeldFacts): Profile {
  if (!isReadable(facts)) return profile
  return { ...profile, entries: profile.entries.map((entry) => entryAsHeld(entry, facts)) }
}

const PLACE = new Map<string, number>(ASKABLE.map(({ id }, place) => [id, place]))

function entryAsHeld(entry: ProfileEntry, { values, knownOn }: HeldFacts): ProfileEntry {
  const place = PLACE.get(entry.attribute)
  if (place === undefined) return entry
  const attribute = ASKABLE[place]!
  const held = values[place] ?? null
  const day = knownOn[place] ?? null
  const asOf = day === null ? null : addDays(EPOCH, day)
  const isFresh = entry.freshness === 'fresh'
  const point = isFresh ? measure(attribute, entry.value) : null
  if (held === (point === null ? null : String(point)) && (held === null || entry.asOf === asOf)) return entry
  const none = { scheme: null, validUntil: null, from: null, decidedBy: null, doubt: null, disputedItems: [], losers: [] }
  if (held === null) return { ...none, attribute: entry.attribute, freshness: 'missing', value: null, asOf: null }
  return { ...none, attribute: entry.attribute, freshness: 'fresh', value: valueAt(attribute, held), asOf }
}

/** The way back from `measure`. */
function valueAt({ type, grades }: Attribute, held: string): Canonical {
  if (type === 'grade') return grades![-Number(held)]!
  return type === 'integer' || type === 'bp' ? Number(held) : held
}
