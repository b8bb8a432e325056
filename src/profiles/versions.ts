import { canonicalJson } from '../platform/kernel/canonical.ts'
import { compareText } from '../platform/kernel/text.ts'
import type { FactRecord, SourcedFact } from './fact.ts'

/**
 * The version of each record that holds: the source's own latest word, never the last to arrive. Of two versions with
 * one and the same order a retraction goes first, then the greater content address: a total order, so any order and
 * repetition of arrival gives the same answer. Where two of one order say different things, both are given, the chosen
 * one first and the facts they differ in marked as contested.
 */
export function currentFacts(records: readonly FactRecord[]): SourcedFact[] {
  const facts: SourcedFact[] = []
  for (const rivals of latestVersions(records)) {
    const chosen = rivals.length === 1 ? rivals[0]! : rivals.sort(byStanding)[0]!
    if (chosen.retracts) continue
    const { source, record, recordKey, id: recordId } = chosen
    // Spelt out: a spread costs several times as much, and this runs for every fact of every profile.
    for (const fact of chosen.facts) {
      const { attribute, item, value, scheme, asOf, validUntil, keptUntil } = fact
      const contested = rivals.length > 1 && rivals.some((rival) => !says(rival, fact))
      facts.push({
        attribute,
        item,
        value,
        scheme,
        asOf,
        validUntil,
        ...(keptUntil === undefined ? null : { keptUntil }),
        source,
        record,
        recordKey,
        recordId,
        contested,
      })
    }
  }
  return facts
}

/** For each record its versions of the latest order: one, but where a source contradicts itself. */
function latestVersions(records: readonly FactRecord[]): FactRecord[][] {
  const latest: FactRecord[][] = []
  // Keys of different sources are rarely alike: the few that are stand side by side.
  const byKey = new Map<string, FactRecord[][]>()
  for (const record of records) {
    const alike = byKey.get(record.recordKey)
    const versions = alike?.find(([first]) => first!.record === record.record && first!.source === record.source)
    if (versions === undefined) {
      const fresh = [record]
      latest.push(fresh)
      if (alike === undefined) byKey.set(record.recordKey, [fresh])
      else alike.push(fresh)
      continue
    }
    const order = compareText(record.version, versions[0]!.version)
    if (order > 0) versions.splice(0, versions.length, record)
    else if (order === 0 && !versions.some((known) => known.id === record.id)) versions.push(record)
  }
  return latest
}

/** Does a version say the same of this attribute and item? One that says nothing of it contradicts it no less. */
function says(version: FactRecord, fact: FactRecord['facts'][number]): boolean {
  const same = version.facts.find((f) => f.attribute === fact.attribute && f.item === fact.item)
  return same !== undefined && canonicalJson(same.value) === canonicalJson(fact.value)
}

function byStanding(a: FactRecord, b: FactRecord): number {
  return Number(b.retracts) - Number(a.retracts) || compareText(b.id, a.id)
}
