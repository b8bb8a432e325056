import type { Canonical } from '../platform/kernel/canonical.ts'
import { addMonths, type CivilDate } from '../platform/kernel/time.ts'
import type { AttributeId } from './attributes.ts'
import { ADVERSE_LISTS } from './list-items.ts'

/**
 * What is said about other facts and never shown by itself: a mark of 信用中国 on somebody's record. It is no attribute of
 * the registry, so nobody can be granted it and no criterion can ask for it (a repaired record leaves no trace).
 */
export const MARKS = 'publicityMarks'

/** One statement of one source about one subject: what a feed's translation gives. */
export interface Fact {
  attribute: AttributeId | typeof MARKS
  /** '' for a single value; the record's key for an item of a list (one licence, one penalty). */
  item: string
  /**
   * By the attribute's type: integer and bp → number, fen → decimal string, grade/code/date/text → string, list item →
   * object (list-items). null: the source says that from this day on it is not known.
   */
  value: Canonical
  /** The grade scheme and its edition (`tax-2025`), where the value is a grade. */
  scheme: string | null
  asOf: CivilDate
  /** Last day on which the source lets it count; null when it says none. */
  validUntil: CivilDate | null
  /** Last day on which the catalogue lets it be kept in use; absent where it sets no term. */
  keptUntil?: CivilDate
}

/**
 * A fact under the catalogue's term. Adverse items have their own, from the end of the act (publicity.ts), and a mark
 * lives as long as what it marks.
 */
export function keepFor(fact: Fact, months: number): Fact {
  const isAdverse = fact.attribute === MARKS || (ADVERSE_LISTS as readonly string[]).includes(fact.attribute)
  return isAdverse ? fact : { ...fact, keptUntil: addMonths(fact.asOf, months) }
}

/** One version of one record as it is kept, with the facts it was translated to. */
export interface FactRecord {
  /** Content address of the version: the last tie-breaker of the merge. */
  id: string
  source: string
  record: string
  recordKey: string
  /** The source's own order of its versions; compares as text. */
  version: string
  /** The record is taken back: nothing of it holds. */
  retracts: boolean
  facts: readonly Fact[]
}

/** A fact with where it came from. */
export interface SourcedFact extends Fact {
  source: string
  record: string
  recordKey: string
  recordId: string
  /** Another version of equal standing says something else: the source contradicts itself. */
  contested: boolean
}
