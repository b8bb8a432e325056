import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId, Fact } from '../profiles/model.ts'
import type { SubjectHint, SubjectRef, Translation } from '../sources/model.ts'

/** bigint: an amount in fen. null: the row says nothing of it, so nothing is stated. */
export type StatedValues = Partial<Record<AttributeId, bigint | number | string | null>>

/** Figures and answers of one day, as facts: what is null in the row stays unknown instead of becoming a zero. */
export function statedFacts(values: StatedValues, asOf: CivilDate, validUntil: CivilDate | null = null, scheme: string | null = null): Fact[] {
  return Object.entries(values).flatMap(([attribute, value]) =>
    value === null || value === undefined
      ? []
      : [{ attribute: attribute as AttributeId, item: '', value: typeof value === 'bigint' ? String(value) : value, scheme, asOf, validUntil }],
  )
}

/** @param key the record's own key within the source: the same for a resend and for a correction */
export function statedRecord(subject: SubjectRef | SubjectHint, key: string, asOf: CivilDate, facts: Fact[]): Translation<Fact> {
  return { ok: true, record: { subject, key, asOf, facts } }
}
