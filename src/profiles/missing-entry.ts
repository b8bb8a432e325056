import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { ATTRIBUTES, type AttributeId } from './attributes.ts'
import type { ProfileEntry } from './profile.ts'

function makeMissing(attribute: string): ProfileEntry {
  return Object.freeze({
    attribute: attribute as AttributeId,
    freshness: 'missing',
    value: null,
    scheme: null,
    asOf: null,
    validUntil: null,
    from: null,
    decidedBy: null,
    doubt: null,
    disputedItems: Object.freeze([]) as readonly number[],
    losers: Object.freeze([]) as ProfileEntry['losers'],
  } as const)
}

/** Most of a profile is missing: these entries and their bytes are made once. */
const MISSING = new Map<string, ProfileEntry>(ATTRIBUTES.map(({ id }) => [id, makeMissing(id)]))
const BYTES = new WeakMap<ProfileEntry, string>([...MISSING.values()].map((entry) => [entry, canonicalJson(entry as unknown as Canonical)]))

/** Nobody told us. Shared: not to be written to. */
export function missing(attribute: string): ProfileEntry {
  return MISSING.get(attribute) ?? makeMissing(attribute)
}

export function entryBytes(entry: ProfileEntry): string {
  return BYTES.get(entry) ?? canonicalJson(entry as unknown as Canonical)
}
