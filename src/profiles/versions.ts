import { canonicalJson } from '../platform/kernel/canonical.ts'
import type { FactRecord, SourcedFact } from './fact.ts'

/**
 * The version of each record that holds: the source's own latest word, never the last to arrive. Of two versions with
 * one and the same order a retraction goes first, then the greater content address: a total order, so any order and
 * repetition of arrival gives the same answer. Where two of one order say different things, both are given, the chosen
 * one first and the facts they differ in marked as contested.
 */
export function currentFacts(records: readonly FactRecord[]): SourcedFact[] {
  const versions = new Map<string, FactRecord[]>()
  for (const record of records) {
    const key = `${record.source}\u0001${record.record}\u0001${record.recordKey}`
    const kept = versions.get(key)
    const order = kept === undefined ? 1 : compare(record.version, kept[0]!.version)
    if (order > 0) versions.set(key, [record])
    else if (order === 0 && !kept!.some((k) => k.id === record.id)) kept!.push(record)
  }
  const facts: SourcedFact[] = []
  for (const rivals of versions.values()) {
    const chosen = rivals.length === 1 ? rivals[0]! : rivals.sort(byStanding)[0]!
    if (chosen.retracts) continue
    const { source, record, recordKey, id } = chosen
    for (const fact of chosen.facts)
      facts.push({ ...fact, source, record, recordKey, recordId: id, contested: rivals.length > 1 && rivals.some((rival) => !says(rival, fact)) })
  }
  return facts
}

/** Does a version say the same of this attribute and item? One that says nothing of it contradicts it no less. */
function says(version: FactRecord, fact: FactRecord['facts'][number]): boolean {
  const same = version.facts.find((f) => f.attribute === fact.attribute && f.item === fact.item)
  return same !== undefined && canonicalJson(same.value) === canonicalJson(fact.value)
}

function byStanding(a: FactRecord, b: FactRecord): number {
  return Number(b.retracts) - Number(a.retracts) || compare(b.id, a.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
