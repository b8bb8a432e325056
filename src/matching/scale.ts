/**
 * A fact as a point on its attribute's scale: the one place that says how values compare. The reference evaluator, the
 * index, the batch kernel and the screening table all measure with it.
 */
import type { Canonical } from '../platform/kernel/canonical.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, type Profile, type ProfileEntry } from '../profiles/model.ts'

/** Attributes criteria may ask for, in registry order. */
export const ASKABLE: readonly Attribute[] = ATTRIBUTES.filter((attribute) => attribute.askable)

/**
 * integer, basis points and fen as they are; a grade as minus its step from the best (more is better, the best is 0);
 * a code stays text. null: not a value of this attribute, so nothing can be said.
 */
export function measure(attribute: Attribute, value: Canonical): bigint | string | null {
  if (attribute.type === 'integer' || attribute.type === 'bp') return Number.isSafeInteger(value) ? BigInt(value as number) : null
  if (typeof value !== 'string') return null
  if (attribute.type === 'fen') return /^-?\d{1,19}$/.test(value) ? BigInt(value) : null
  if (attribute.type === 'code') return value
  const step = attribute.grades?.indexOf(value) ?? -1
  return step < 0 ? null : BigInt(-step)
}

const PLACE = new Map<string, number>(ATTRIBUTES.map(({ id }, place) => [id, place]))

/** A profile has one entry for every registered attribute, in registry order; a projection of it may have fewer. */
export function entryFor(profile: Profile, id: AttributeId): ProfileEntry | undefined {
  const entry = profile.entries[PLACE.get(id) ?? -1]
  return entry?.attribute === id ? entry : profile.entries.find(({ attribute }) => attribute === id)
}
