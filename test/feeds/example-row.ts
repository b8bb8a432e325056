import type { Fact } from '../../src/profiles/model.ts'
import { momentOf } from '../../src/sources/envelope.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { RecordKind, Translated } from '../../src/sources/model.ts'

export const TODAY = '2026-11-23'
export const NOW = new Date('2026-11-23T02:00:00Z')

/** What a kind makes of its own example row with some cells changed: the record, or its issues as `code field`. */
export function toldBy(kind: RecordKind<Fact>) {
  const row = Object.fromEntries(kind.columns.map(({ name, example }) => [name, example ?? '']))
  const translated = (changed: Record<string, string>) => kind.translate({ ...row, ...changed }, TODAY)
  return {
    record(changed: Record<string, string> = {}): Translated<Fact> {
      const translation = translated(changed)
      if (!translation.ok) throw new Error(JSON.stringify(translation.issues))
      return translation.record
    },
    issues(changed: Record<string, string>): string[] {
      const translation = translated(changed)
      return translation.ok ? [] : translation.issues.map(({ code, field }) => `${code} ${field}`)
    },
    /** Through the door, where personal cells end. */
    taken(cells: Record<string, string>) {
      const whole = { ...row, ...cells }
      return takeRow(kind, bindHeader(Object.keys(whole), kind.columns), { rowNo: 2, cells: Object.values(whole) }, momentOf(NOW))
    },
  }
}

/** The one fact of a record. */
export function factOf({ facts }: Translated<Fact>): Fact {
  if (facts.length !== 1) throw new Error(`${facts.length} facts`)
  return facts[0]!
}
