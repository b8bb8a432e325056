import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { ATTRIBUTES, type AttributeId } from './attributes.ts'
import type { ProfileEntry, Provenance } from './profile.ts'

function withoutValue(attribute: string, freshness: 'missing' | 'not_consented'): ProfileEntry {
  return Object.freeze({
    attribute: attribute as AttributeId,
    freshness,
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

/** Most of a profile is missing, or closed to its reader: these entries and their bytes are made once. */
const MISSING = new Map(ATTRIBUTES.map(({ id }) => [id as string, withoutValue(id, 'missing')]))
const NOT_CONSENTED = new Map(ATTRIBUTES.map(({ id }) => [id as string, withoutValue(id, 'not_consented')]))
const BYTES = new WeakMap([...MISSING.values(), ...NOT_CONSENTED.values()].map((entry) => [entry, canonicalJson(entry as unknown as Canonical)]))

/** Nobody told us. Shared: not to be written to. */
export function missing(attribute: string): ProfileEntry {
  return MISSING.get(attribute) ?? withoutValue(attribute, 'missing')
}

/** Whether anybody told us is not said. Shared: not to be written to. */
export function notConsented(attribute: string): ProfileEntry {
  return NOT_CONSENTED.get(attribute) ?? withoutValue(attribute, 'not_consented')
}

/**
 * An entry's canonical bytes: its members spelt out in code-unit order (RFC 8785 §3.2.3), since an entry has one shape and
 * a city has hundreds of millions of them. A test holds it to `canonicalJson`.
 */
export function entryBytes(entry: ProfileEntry): string {
  const known = BYTES.get(entry)
  if (known !== undefined) return known
  const { asOf, attribute, decidedBy, disputedItems, doubt, freshness, from, losers, scheme, validUntil, value } = entry
  const lost = losers.map((l) => `{"asOf":"${l.asOf}","from":${provenanceBytes(l.from)},"value":${canonicalJson(l.value)}}`).join(',')
  return `{"asOf":${worded(asOf)},"attribute":"${attribute}","decidedBy":${worded(decidedBy)},"disputedItems":[${disputedItems.join(',')}],"doubt":${worded(doubt)},"freshness":"${freshness}","from":${from === null ? 'null' : provenanceBytes(from)},"losers":[${lost}],"scheme":${scheme === null ? 'null' : canonicalJson(scheme)},"validUntil":${worded(validUntil)},"value":${canonicalJson(value)}}`
}

function provenanceBytes({ record, recordId, recordKey, source }: Provenance): string {
  return `{"record":${canonicalJson(record)},"recordId":${canonicalJson(recordId)},"recordKey":${canonicalJson(recordKey)},"source":${canonicalJson(source)}}`
}

/** A day or a word of ours: nothing in it needs escaping. */
function worded(word: string | null): string {
  return word === null ? 'null' : `"${word}"`
}
