/**
 * Many statements, one profile. Pure and a set function: any order and repetition of the same facts gives the
 * same profile, byte for byte, because every choice ends in a total order (authority, date, content hash).
 */
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import type { SubjectKind } from '../subjects/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from './attributes.ts'
import { authorityRank } from './authority.ts'
import { type DerivedFrom, deriveEntry } from './derive.ts'
import type { SourcedFact } from './fact.ts'
import type { Profile, ProfileEntry, Provenance } from './profile.ts'
import { isShown } from './publicity.ts'

export interface MergeInput {
  subjectId: string
  kind: SubjectKind
  /** Canonical credit code or household number. */
  code: string
  asOf: CivilDate
  facts: readonly SourcedFact[]
  /** Last day each feed (`source/record`) was received; absent: never. */
  coverage: Readonly<Record<string, CivilDate>>
}

export function mergeProfile(input: MergeInput): Profile {
  const { subjectId, kind, code, asOf, coverage } = input
  const byAttribute = new Map<AttributeId, SourcedFact[]>()
  // What a source says of a later day was not yet so on `asOf`.
  for (const fact of input.facts) {
    if (fact.asOf > asOf) continue
    const list = byAttribute.get(fact.attribute)
    if (list) list.push(fact)
    else byAttribute.set(fact.attribute, [fact])
  }
  const stated = new Map<string, ProfileEntry>()
  for (const attribute of ATTRIBUTES as readonly Attribute[]) {
    if (attribute.derivedFrom) continue
    const facts = byAttribute.get(attribute.id as AttributeId) ?? []
    stated.set(attribute.id, attribute.type === 'list' ? mergeList(attribute, facts, asOf, coverage) : mergeValue(attribute, facts, asOf))
  }
  // Who was not yet founded had no record, which is another thing than a clean one.
  const founded = input.facts.filter((f) => f.attribute === 'registeredOn').sort(byPrecedence)[0]?.value
  if (typeof founded === 'string' && founded > asOf) for (const id of ['licences', 'penalties'] as const) stated.set(id, missing(id))
  // Who it is comes with the subject, not from a record.
  stated.set('code', { ...missing('code'), freshness: 'fresh', value: code, decidedBy: 'only' })
  stated.set('kind', { ...missing('kind'), freshness: 'fresh', value: kind, decidedBy: 'derived' })
  const from: DerivedFrom = { asOf, entry: (id) => stated.get(id)! }
  const entries = ATTRIBUTES.map((a) => ('derivedFrom' in a ? deriveEntry(a.id, from) : stated.get(a.id)!))
  return { subjectId, asOf, entries }
}

function missing(attribute: string): ProfileEntry {
  return {
    attribute: attribute as AttributeId,
    freshness: 'missing',
    value: null,
    scheme: null,
    asOf: null,
    validUntil: null,
    from: null,
    decidedBy: null,
    losers: [],
  }
}

function mergeValue(attribute: Attribute, facts: readonly SourcedFact[], asOf: CivilDate): ProfileEntry {
  const id = attribute.id as AttributeId
  const ordered = distinct(facts).sort(byPrecedence)
  const winner = ordered[0]
  // A source that says null says: from this day on it is not known. That too replaces what was said before.
  if (!winner || winner.value === null) return missing(id)
  const others = ordered.filter((f) => canonicalJson(f.value) !== canonicalJson(winner.value))
  const tooOld = attribute.maxAgeDays !== null && daysBetween(winner.asOf, asOf) > attribute.maxAgeDays
  const lapsed = winner.validUntil !== null && winner.validUntil < asOf
  return {
    attribute: id,
    freshness: tooOld || lapsed ? 'stale' : 'fresh',
    value: winner.value,
    scheme: winner.scheme,
    asOf: winner.asOf,
    validUntil: winner.validUntil,
    from: provenanceOf(winner),
    decidedBy: others[0] ? ruleBetween(winner, others[0]) : 'only',
    losers: others.map((f) => ({ value: f.value, asOf: f.asOf, from: provenanceOf(f) })),
  }
}

/** Which feeds could have told of an item, so that their silence means "none". */
const LIST_FEEDS: Partial<Record<AttributeId, string>> = { licences: 'gz-credit/licence', penalties: 'gz-credit/penalty' }

function mergeList(attribute: Attribute, facts: readonly SourcedFact[], asOf: CivilDate, coverage: MergeInput['coverage']): ProfileEntry {
  const id = attribute.id as AttributeId
  const byItem = new Map<string, SourcedFact[]>()
  for (const fact of distinct(facts)) {
    const versions = byItem.get(fact.item)
    if (versions) versions.push(fact)
    else byItem.set(fact.item, [fact])
  }
  const items = [...byItem.values()]
    .map((versions) => versions.sort(byPrecedence)[0]!)
    .filter((fact) => id !== 'penalties' || isShown(fact.value, asOf))
    .sort((a, b) => compare(b.asOf, a.asOf) || compare(a.item, b.item))
  const feed = LIST_FEEDS[id]
  const receivedOn = feed === undefined ? undefined : coverage[feed]
  if (items.length === 0 && receivedOn === undefined) return missing(id)
  const told = facts
    .map((f) => f.asOf)
    .sort(compare)
    .at(-1)
  const known = receivedOn === undefined ? told! : receivedOn < asOf ? receivedOn : asOf
  const [source, record] = (feed ?? '/').split('/')
  return {
    attribute: id,
    freshness: 'fresh',
    value: items.map((f) => f.value),
    scheme: null,
    asOf: known,
    validUntil: null,
    from: items[0] ? provenanceOf(items[0]) : { source: source!, record: record!, recordKey: '' },
    decidedBy: 'only',
    losers: [],
  }
}

/** One fact per (attribute, item, source, record, key, content): a repetition says nothing new. */
function distinct(facts: readonly SourcedFact[]): SourcedFact[] {
  return [...new Map(facts.map((f) => [[f.attribute, f.item, f.source, f.record, f.recordKey, f.contentHash].join('\u0001'), f])).values()]
}

/** Authority first, then the later day, then the greater hash: a total order over distinct facts. */
function byPrecedence(a: SourcedFact, b: SourcedFact): number {
  return (
    authorityRank(a.attribute, a.source, a.record) - authorityRank(b.attribute, b.source, b.record) ||
    compare(b.asOf, a.asOf) ||
    compare(b.contentHash, a.contentHash) ||
    compare(`${a.source}/${a.record}/${a.recordKey}/${a.item}`, `${b.source}/${b.record}/${b.recordKey}/${b.item}`)
  )
}

function ruleBetween(winner: SourcedFact, other: SourcedFact): 'authority' | 'date' | 'hash' {
  if (authorityRank(winner.attribute, winner.source, winner.record) !== authorityRank(other.attribute, other.source, other.record)) return 'authority'
  return winner.asOf === other.asOf ? 'hash' : 'date'
}

function provenanceOf({ source, record, recordKey }: SourcedFact): Provenance {
  return { source, record, recordKey }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A profile's canonical bytes, for hashing and for comparing. */
export function profileBytes(profile: Profile): string {
  return canonicalJson(profile as unknown as Canonical)
}
