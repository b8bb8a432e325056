import { createHash } from 'node:crypto'
import { canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'
import { fieldsOf, isList } from './disclosed-items.ts'
import type { FactRecord, SourcedFact } from './fact.ts'
import type { Profile } from './profile.ts'
import { currentFacts } from './versions.ts'

/** One single value that a reader is shown: which record said it, and by which fields of what was granted. */
export interface DisclosedValue {
  attribute: AttributeId
  /** Source and kind of the record in the clear, its key as a digest: it may hold a household's number. */
  item: string
  /** SHA-256, hex, of what the record said; two subjects' equal values have different ones. */
  hash: string
  asOf: CivilDate
  fields: AttributeId[]
}

/**
 * Every statement behind the single values of a projected profile: the one that was chosen, those it was chosen over
 * (they are shown beside it), and what only shows through a value worked out from it.
 * @param stated what the records say (versions.ts)
 */
export function disclosedValues(stated: readonly SourcedFact[], whole: Profile, projected: Profile): DisclosedValue[] {
  const told = new Set(projected.entries.filter((entry) => entry.value !== null).map((entry) => entry.attribute))
  const factOf = new Map(stated.map((fact) => [`${fact.attribute} ${fact.recordId}`, fact]))
  // A record says many things, under one token.
  const tokens = new Map<string, string>()
  const tokenOf = (fact: SourcedFact) => tokens.get(fact.recordId) ?? tokens.set(fact.recordId, recordToken(fact)).get(fact.recordId)!
  return whole.entries.flatMap(({ attribute, freshness, from, decidedBy, losers }) => {
    if (isList(attribute) || decidedBy === 'derived' || from === null) return []
    const own = told.has(attribute) ? [attribute] : []
    // What is stale or in doubt works nothing out.
    const throughIt = freshness === 'fresh' ? fieldsOf(attribute).filter((field) => told.has(field)) : []
    const shown = (recordId: string, fields: AttributeId[]): DisclosedValue[] => {
      const fact = factOf.get(`${attribute} ${recordId}`)
      return fact === undefined || fact.value === null || fields.length === 0
        ? []
        : [{ attribute, item: tokenOf(fact), hash: statementHash(fact), asOf: fact.asOf, fields }]
    }
    return [...shown(from.recordId, [...own, ...throughIt]), ...losers.flatMap((loser) => shown(loser.from.recordId, own))]
  })
}

/** What a record says of an attribute now; `after`: it speaks of later days only, as a register does whose entry moved on. */
export type SaidNow = { hash: string; asOf: CivilDate } | 'withdrawn' | 'after'

/** @returns what the record behind a value that was shown says today */
export function valuesNow(records: readonly FactRecord[]): (shown: { attribute: string; item: string; asOf: CivilDate }) => SaidNow {
  const statements = new Map<string, SourcedFact>()
  const latestDay = new Map<string, CivilDate>()
  for (const fact of currentFacts(records)) {
    const token = recordToken(fact)
    if (!isList(fact.attribute)) statements.set(`${fact.attribute} ${token}`, fact)
    if (fact.asOf > (latestDay.get(token) ?? '')) latestDay.set(token, fact.asOf)
  }
  return ({ attribute, item, asOf }) => {
    const fact = statements.get(`${attribute} ${item}`)
    const day = fact?.asOf ?? latestDay.get(item)
    if (day !== undefined && day > asOf) return 'after'
    return fact === undefined || fact.value === null ? 'withdrawn' : { hash: statementHash(fact), asOf: fact.asOf }
  }
}

function recordToken({ source, record, recordKey }: SourcedFact): string {
  return `${source}/${record}:${sha256(recordKey)}`
}

/**
 * Without its day: the same value under another day is no other value. One that its source contradicts in the same breath
 * is another statement than the plain one, whichever of the two was chosen.
 */
function statementHash({ attribute, source, record, recordKey, value, scheme, contested }: SourcedFact): string {
  return sha256(canonicalJson([attribute, source, record, recordKey, value, scheme, contested]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
