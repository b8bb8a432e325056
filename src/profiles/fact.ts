import type { Canonical } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'

/** One statement of one source about one subject: what the data slices hand to `recordFacts`. */
export interface Fact {
  attribute: AttributeId
  /** '' for a single value; the record's key for an item of a list (one licence, one penalty). */
  item: string
  /** By the attribute's type: integer → number, fen → decimal string, grade/code/date/text → string, list item → object. */
  value: Canonical
  /** The grade scheme and its edition (`tax-2025`), where the value is a grade. */
  scheme: string | null
  asOf: CivilDate
  /** Last day on which the source lets it count; null when it says none. */
  validUntil: CivilDate | null
}

/** A fact with where it came from. */
export interface SourcedFact extends Fact {
  source: string
  record: string
  recordKey: string
  /** SHA-256 of the canonical record body; the last tie-breaker of the merge. */
  contentHash: string
}
