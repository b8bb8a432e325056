import { ADVERSE_LISTS, currentFacts, type FactRecord, MARKS, type PublicityMark } from '../../profiles/model.ts'

/** Numbers of the decisions that 信用中国 calls repaired. */
export function repairedNumbers(records: readonly FactRecord[]): ReadonlySet<string> {
  const facts = currentFacts(records)
  const marks = facts.flatMap(({ attribute, value }) => (attribute === MARKS ? [value as unknown as PublicityMark] : []))
  const repaired = new Set(marks.filter(({ state }) => state === 'repaired').map(({ target, item }) => `${target} ${item}`))
  return new Set(
    facts.flatMap(({ attribute, item, value }) => {
      if (!(ADVERSE_LISTS as readonly string[]).includes(attribute) || !repaired.has(`${attribute} ${item}`)) return []
      const { documentNo, caseNo } = value as { documentNo?: string; caseNo?: string }
      return [documentNo ?? caseNo ?? item]
    }),
  )
}
