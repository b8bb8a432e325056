import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId, Fact } from '../profiles/model.ts'
import type { SubjectRef, Translation } from '../sources/model.ts'

/** One grade of one office: with its scheme and edition, so that grades of two schemes are never mixed silently. */
export function gradeRecord(
  subject: SubjectRef,
  period: string | number,
  attribute: AttributeId,
  grade: { value: string; scheme: string; asOf: CivilDate; validUntil: CivilDate | null },
): Translation<Fact> {
  const fact: Fact = { attribute, item: '', value: grade.value, scheme: grade.scheme, asOf: grade.asOf, validUntil: grade.validUntil }
  return { ok: true, record: { subject, key: `${subject.code}:${period}`, asOf: grade.asOf, facts: [fact] } }
}
