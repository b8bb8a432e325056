/**
 * Many statements, one profile. Pure and a set function: any order and repetition of the same facts gives the
 * same profile, byte for byte, because every choice ends in a total order (freshness, authority, date, content address).
 */

import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { compareText } from '../platform/kernel/text.ts'
import { type CivilDate, daysBetween } from '../platform/kernel/time.ts'
import type { SubjectKind } from '../subjects/model.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from './attributes.ts'
import { authorityRank } from './authority.ts'
import { type DerivedFrom, deriveEntry } from './derive.ts'
import { entryBytes, missing } from './entry-without-value.ts'
import { type FactRecord, MARKS, type SourcedFact } from './fact.ts'
import type { PublicityMark } from './list-items.ts'
import { reachesInto } from './lookback.ts'
import type { Profile, ProfileEntry, Provenance, Rule } from './profile.ts'
import { isShown, markKey, standingOf } from './publicity.ts'
import { currentFacts } from './versions.ts'

export interface MergeInput {
  subjectId: string
  kind: SubjectKind
  /** Canonical credit code or household number. */
  code: string
  asOf: CivilDate
  /** Every version known at the moment the profile speaks of, in any order. */
  records: readonly FactRecord[]
  /** Last day each feed (`source/record`) was received; absent: never. */
  coverage: Readonly<Record<string, CivilDate>>
  /** By category the earliest day that history may reach back to (lookback.ts); absent: no bound. */
  since?: ReadonlyMap<string, CivilDate>
}

const REGISTRY: readonly Attribute[] = ATTRIBUTES

export function mergeProfile(input: MergeInput): Profile {
  const { subjectId, kind, code, asOf, coverage } = input
  const byAttribute = new Map<string, SourcedFact[]>()
  for (const fact of currentFacts(input.records)) {
    // What a source says of a later day was not yet so on `asOf`.
    if (fact.asOf > asOf) continue
    // Past its term it is neither shown nor shared nor used, not even as a loser.
    if (fact.keptUntil !== undefined && fact.keptUntil < asOf) continue
    const list = byAttribute.get(fact.attribute)
    if (list) list.push(fact)
    else byAttribute.set(fact.attribute, [fact])
  }
  const marks = marksOf(byAttribute.get(MARKS) ?? [])
  const stated = new Map<string, ProfileEntry>()
  for (const attribute of REGISTRY) {
    if (attribute.derivedFrom) continue
    const facts = byAttribute.get(attribute.id)
    const since = input.since?.get(attribute.category)
    stated.set(
      attribute.id,
      attribute.type === 'list'
        ? mergeList(attribute, facts ?? [], marks, { asOf, since }, coverage)
        : facts
          ? mergeValue(attribute, facts, { asOf, since })
          : missing(attribute.id),
    )
  }
  // Who was not yet founded had no record, which is another thing than a clean one.
  const founded = stated.get('registeredOn')!.value ?? byEarliest(input.records)
  if (typeof founded === 'string' && founded > asOf) for (const { id, type } of REGISTRY) if (type === 'list') stated.set(id, missing(id))
  // Who it is comes with the subject, not from a record.
  stated.set('code', { ...missing('code'), freshness: 'fresh', value: code, decidedBy: 'only' })
  stated.set('kind', { ...missing('kind'), freshness: 'fresh', value: kind, decidedBy: 'derived' })
  const from: DerivedFrom = { asOf, entry: (id) => stated.get(id)! }
  const entries = REGISTRY.map(({ id, derivedFrom }) => (derivedFrom ? deriveEntry(id as AttributeId, from) : stated.get(id)!))
  return { subjectId, asOf, entries }
}

/** A founding day that lies after `asOf` is not yet a fact of that day, but it says that there was no firm. */
function byEarliest(records: readonly FactRecord[]): Canonical {
  return (
    currentFacts(records)
      .filter((f) => f.attribute === 'registeredOn')
      .sort((a, b) => byPrecedence(a, b, () => true))[0]?.value ?? null
  )
}

/** The day a profile speaks of, and the earliest that history in it may be of. */
interface Days {
  asOf: CivilDate
  since: CivilDate | undefined
}

/** What is fresh is the state of today, whenever it was stated, and so is what contradicts it; everything else is history. */
function mergeValue(attribute: Attribute, facts: SourcedFact[], { asOf, since }: Days): ProfileEntry {
  const id = attribute.id as AttributeId
  const isFresh = (fact: SourcedFact) =>
    (attribute.maxAgeDays === null || daysBetween(fact.asOf, asOf) <= attribute.maxAgeDays) && (fact.validUntil === null || fact.validUntil >= asOf)
  const isTooOld = (fact: SourcedFact) => since !== undefined && fact.asOf < since
  const known = since === undefined ? facts : facts.filter((fact) => !isTooOld(fact) || isFresh(fact))
  if (known.length === 0) return missing(id)
  const ordered = known.length === 1 ? known : known.sort((a, b) => byPrecedence(a, b, isFresh))
  const winner = ordered[0]!
  // A source that says null says: from this day on it is not known. That too replaces what was said before.
  if (winner.value === null) return missing(id)
  const said = canonicalJson(winner.value)
  const isHistory = (fact: SourcedFact) => isTooOld(fact) && ruleBetween(winner, fact, isFresh) !== 'tie'
  const others = ordered.filter((f) => f !== winner && canonicalJson(f.value) !== said && !isHistory(f))
  const decidedBy = others[0] ? ruleBetween(winner, others[0], isFresh) : winner.contested ? 'tie' : 'only'
  const fresh = isFresh(winner)
  const conflicts = fresh && decidedBy === 'tie'
  return {
    attribute: id,
    freshness: conflicts ? 'disputed' : fresh ? 'fresh' : 'stale',
    value: winner.value,
    scheme: winner.scheme,
    asOf: winner.asOf,
    validUntil: winner.validUntil,
    from: provenanceOf(winner),
    decidedBy,
    doubt: conflicts ? 'conflict' : null,
    disputedItems: [],
    losers: others.map((f) => ({ value: f.value, asOf: f.asOf, from: provenanceOf(f) })),
  }
}

function mergeList(
  attribute: Attribute,
  stated: readonly SourcedFact[],
  marks: ReadonlyMap<string, PublicityMark>,
  { asOf, since }: Days,
  coverage: MergeInput['coverage'],
): ProfileEntry {
  const id = attribute.id as AttributeId
  const byItem = new Map<string, SourcedFact[]>()
  for (const fact of stated) {
    const versions = byItem.get(fact.item)
    if (versions) versions.push(fact)
    else byItem.set(fact.item, [fact])
  }
  for (const [item, versions] of byItem) {
    versions.sort((a, b) => byPrecedence(a, b, () => true))
    if (since !== undefined && !reachesInto(versions[0]!, since)) byItem.delete(item)
  }
  const facts = since === undefined ? stated : [...byItem.values()].flat()
  const standing = (fact: SourcedFact) => standingOf(marks.get(markKey(id, fact.item)))
  const items = [...byItem.values()]
    .map((versions) => versions[0]!)
    .filter((fact) => fact.value !== null && isShown(id, fact.value, asOf) && standing(fact) !== 'gone')
    .sort((a, b) => compareText(b.asOf, a.asOf) || compareText(a.item, b.item))
  const receivedOn = receivedDay(attribute.feeds ?? [], coverage)
  if (items.length === 0 && receivedOn === null) return missing(id)
  const told = facts
    .map((f) => f.asOf)
    .sort(compareText)
    .at(-1)
  const known = receivedOn === null ? told! : receivedOn < asOf ? receivedOn : asOf
  const [source, record] = (attribute.feeds?.[0] ?? '/').split('/')
  const disputedItems = items.flatMap((fact, i) => (standing(fact) === 'disputed' || fact.contested ? [i] : []))
  return {
    attribute: id,
    freshness: isCurrent(attribute, receivedOn, asOf) ? 'fresh' : 'stale',
    value: items.map((f) => f.value),
    scheme: null,
    asOf: known,
    validUntil: null,
    from: items[0] ? provenanceOf(items[0]) : { source: source!, record: record!, recordKey: '', recordId: '' },
    decidedBy: 'only',
    doubt: disputedItems.length === 0 ? null : items.some((fact) => standing(fact) === 'disputed') ? 'objection' : 'conflict',
    disputedItems,
    losers: [],
  }
}

/** What is known of a list is all there is only while its feeds are heard as a whole; else there may be more by now. */
function isCurrent(attribute: Attribute, receivedOn: CivilDate | null, asOf: CivilDate): boolean {
  if (attribute.feeds === undefined) return true
  return receivedOn !== null && (attribute.maxAgeDays === null || daysBetween(receivedOn, asOf) <= attribute.maxAgeDays)
}

/** A list is complete only as far as every feed that fills it was heard: the earliest of their days; null when one is silent. */
function receivedDay(feeds: readonly string[], coverage: MergeInput['coverage']): CivilDate | null {
  if (feeds.length === 0) return null
  const days = feeds.map((feed) => coverage[feed])
  return days.includes(undefined) ? null : (days as CivilDate[]).sort(compareText)[0]!
}

/** The last word on each record that 信用中国 speaks of. */
export function marksOf(facts: readonly SourcedFact[]): ReadonlyMap<string, PublicityMark> {
  const marks = new Map<string, PublicityMark>()
  for (const { value } of [...facts].sort((a, b) => -byPrecedence(a, b, () => true))) {
    const mark = value as unknown as PublicityMark
    marks.set(markKey(mark.target, mark.item), mark)
  }
  return marks
}

/** Fresh before stale, then the office that keeps the register, the later day, the greater content address: a total order. */
export function byPrecedence(a: SourcedFact, b: SourcedFact, isFresh: (fact: SourcedFact) => boolean): number {
  return (
    Number(isFresh(b)) - Number(isFresh(a)) ||
    authorityRank(a.attribute, a.source, a.record) - authorityRank(b.attribute, b.source, b.record) ||
    compareText(b.asOf, a.asOf) ||
    compareText(b.recordId, a.recordId) ||
    compareText(b.item, a.item)
  )
}

function ruleBetween(winner: SourcedFact, other: SourcedFact, isFresh: (fact: SourcedFact) => boolean): Rule {
  if (isFresh(winner) !== isFresh(other)) return 'freshness'
  if (authorityRank(winner.attribute, winner.source, winner.record) !== authorityRank(other.attribute, other.source, other.record)) return 'authority'
  return winner.asOf === other.asOf ? 'tie' : 'date'
}

function provenanceOf({ source, record, recordKey, recordId }: SourcedFact): Provenance {
  return { source, record, recordKey, recordId }
}

/** A profile's canonical bytes, for hashing and for comparing; its members spelt out, as an entry's are. */
export function profileBytes({ subjectId, asOf, entries }: Profile): string {
  let said = ''
  // Put together one by one: `join` takes three times as long over twenty thousand letters.
  for (const entry of entries) said += said === '' ? entryBytes(entry) : `,${entryBytes(entry)}`
  return `{"asOf":"${asOf}","entries":[${said}],"subjectId":${canonicalJson(subjectId)}}`
}
