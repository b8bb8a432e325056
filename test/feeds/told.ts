import type { Fact } from '../../src/profiles/model.ts'
import type { RecordKind, Translated } from '../../src/sources/model.ts'

export const TODAY = '2026-11-23'

/** A kind's own example row, changed: the record it makes, or what is wrong with it as `code field`. */
export function told(kind: RecordKind<Fact>, changed: Record<string, string> = {}, today = TODAY): Translated<Fact> | string[] {
  const row = Object.fromEntries(kind.columns.map(({ name, example }) => [name, example ?? '']))
  const translation = kind.translate({ ...row, ...changed }, today)
  return translation.ok ? translation.record : translation.issues.map(({ code, field }) => `${code} ${field}`)
}

/** The same, as attribute → value. */
export function valuesTold(kind: RecordKind<Fact>, changed: Record<string, string> = {}, today = TODAY): Record<string, unknown> | string[] {
  const record = told(kind, changed, today)
  return Array.isArray(record) ? record : Object.fromEntries(record.facts.map(({ attribute, value }) => [attribute, value]))
}

/** What is wrong with a changed example row; null where nothing is. */
export function issuesOf(kind: RecordKind<Fact>, changed: Record<string, string>, today = TODAY): string[] | null {
  const record = told(kind, changed, today)
  return Array.isArray(record) ? record : null
}
