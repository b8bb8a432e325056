import { type AttributeId, attributeOf, attributesOf, CATEGORIES } from './attributes.ts'
import { notConsented } from './entry-without-value.ts'
import { MARKS } from './fact.ts'
import { ADVERSE_LISTS } from './list-items.ts'
import { fieldsWithin, type Reach } from './lookback.ts'
import { type MergeInput, mergeProfile } from './merge.ts'
import type { Profile, ProfileEntry, Provenance } from './profile.ts'

/**
 * What a consent lets a reader see of these records. What its lookback leaves out is left out before the merge, so that it is
 * as though nobody had stated it: no count, rule or source line tells of it.
 * @returns what is shown, and the merge within the lookback that it is a projection of
 */
export function profileWithin(input: MergeInput, reach: Reach): { shown: Profile; within: Profile } {
  const within = mergeProfile({ ...input, since: reach.since })
  return { within, shown: projectProfile(within, fieldsWithin(reach, input.asOf)) }
}

/**
 * The one projection of every way out: what is not granted says `not_consented` and nothing else, whether or not
 * there is a value behind it. A record's key names the subject by its code, so it goes out only with the name.
 */
export function projectProfile(profile: Profile, granted: ReadonlySet<string>): Profile {
  const open = granted.has('name') ? (entry: ProfileEntry) => entry : withoutKeys
  return { ...profile, entries: profile.entries.map((entry) => (granted.has(entry.attribute) ? open(entry) : notConsented(entry.attribute))) }
}

function withoutKeys(entry: ProfileEntry): ProfileEntry {
  const keyless = (from: Provenance): Provenance => ({ ...from, recordKey: '', recordId: '' })
  return { ...entry, from: entry.from && keyless(entry.from), losers: entry.losers.map((loser) => ({ ...loser, from: keyless(loser.from) })) }
}

/**
 * Stored attributes needed to show these fields: the granted ones, what derived ones are worked out from, the marks that
 * take adverse items out again, and the day of founding, before which silence says nothing.
 */
export function ingredientsOf(granted: ReadonlySet<string>): (AttributeId | typeof MARKS)[] {
  const needed = new Set<AttributeId | typeof MARKS>()
  for (const category of CATEGORIES) {
    for (const id of attributesOf(category)) {
      if (!granted.has(id)) continue
      const { derivedFrom } = attributeOf(id)
      for (const base of derivedFrom ?? [id]) needed.add(base as AttributeId)
    }
  }
  if (ADVERSE_LISTS.some((id) => needed.has(id))) needed.add(MARKS)
  if ([...needed].some((id) => id !== MARKS && attributeOf(id).type === 'list')) needed.add('registeredOn')
  return [...needed]
}
