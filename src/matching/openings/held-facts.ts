/**
 * A row of the screening table as the fast evaluators take it, without going through a profile: the table's values are
 * `measure`d already, in the same places.
 */
import { type CivilDate, daysBetween } from '../../platform/kernel/time.ts'
import type { FactsRow } from '../facts-row.ts'
import { ASKABLE } from '../scale.ts'
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
