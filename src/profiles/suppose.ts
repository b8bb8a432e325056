/**
 * The profile as it would be if something were otherwise. For questions only ("would this product open if …?"): what
 * comes out is never stored, shown as a fact or disclosed.
 */
import type { Canonical } from '../platform/kernel/canonical.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from './attributes.ts'
import { deriveEntry } from './derive.ts'
import type { Profile, ProfileEntry } from './profile.ts'

const REGISTRY: readonly Attribute[] = ATTRIBUTES

/**
 * With these attributes fresh at these values, and everything that is worked out from them worked out again. A derived
 * attribute that is itself among them takes the value it is given.
 * @param profile a whole one, with an entry for every registered attribute
 */
export function suppose(profile: Profile, values: ReadonlyMap<AttributeId, Canonical>): Profile {
  const entries = new Map<string, ProfileEntry>(profile.entries.map((entry) => [entry.attribute, entry]))
  for (const [id, value] of values) entries.set(id, supposed(entries.get(id)!, value, profile))
  const from = { asOf: profile.asOf, entry: (id: AttributeId) => entries.get(id)! }
  const isTouched = ({ id, derivedFrom }: Attribute) => !values.has(id as AttributeId) && derivedFrom?.some((base) => values.has(base as AttributeId))
  for (const attribute of REGISTRY) if (isTouched(attribute)) entries.set(attribute.id, deriveEntry(attribute.id, from))
  return { ...profile, entries: profile.entries.map(({ attribute }) => entries.get(attribute)!) }
}

/** Without the items of a list attribute that stand at these places. */
export function withoutItems(profile: Profile, list: AttributeId, places: ReadonlySet<number>): Profile {
  const items = profile.entries.find(({ attribute }) => attribute === list)?.value
  if (!Array.isArray(items)) return profile
  return suppose(profile, new Map([[list, items.filter((_, place) => !places.has(place))]]))
}

function supposed(entry: ProfileEntry, value: Canonical, { asOf }: Profile): ProfileEntry {
  return { ...entry, freshness: 'fresh', value, asOf, validUntil: null, doubt: null, disputedItems: [], losers: [] }
}
