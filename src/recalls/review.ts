import type { CivilDate } from '../platform/kernel/time.ts'
import type { Fate } from '../profiles/model.ts'
import type { Recall, RecallReason } from './model.ts'

/** One thing that one consent's reads showed, and what became of it. */
export interface Seen extends Fate {
  hash: string
  logIndex: number
  asOf: CivilDate | null
  fields: readonly string[]
  /** Since when its reader has been told that it is gone, or that it says something else. */
  recalledAt: Date | null
  correctedAt: Date | null
}

/** What follows for one item of one consent: at most one recall, the recalls that end, and what its rows are to keep. */
export interface ItemReview<S extends Seen> {
  issue: { reason: RecallReason; logIndex: number; asOf: CivilDate | null; fields: string[] } | null
  lift: Recall[]
  /** Rows whose reader stands otherwise than before: whether it now holds a recall of what is gone, of what was corrected. */
  rows: { row: S; recalled: boolean; corrected: boolean }[]
}

/**
 * Holds what was shown of one item (each version a reader saw is a row) against what became of it. It goes by state, not
 * by event: done again it finds nothing more to do, in whatever order records came in.
 * @param rows everything one consent's reads showed of one item, first read first
 * @param standing the recalls of this item and consent that have not been lifted
 */
export function reviewItem<S extends Seen>(rows: readonly S[], standing: readonly Recall[]): ItemReview<S> {
  const gone = rows.filter((row) => isGone(row) && row.recalledAt === null)
  const corrected = rows.filter((row) => row.change === 'corrected' && row.correctedAt === null && row.recalledAt === null)
  const untold = gone.length > 0 ? gone : corrected
  const back = standsAgain(rows)
  const kept = rows.map((row) => {
    if (row.change === null) return { row, recalled: false, corrected: false }
    const recalled = !back && (isGone(row) || row.recalledAt !== null)
    return { row, recalled, corrected: row.correctedAt !== null || corrected.includes(row) }
  })
  return {
    issue: untold.length === 0 ? null : told(untold),
    lift: standing.filter(({ reason }) => (reason === 'corrected' ? standsWhole(rows) : back)),
    rows: kept.filter((now) => now.recalled !== (now.row.recalledAt !== null) || now.corrected !== (now.row.correctedAt !== null)),
  }
}

function told(rows: readonly Seen[]): NonNullable<ItemReview<Seen>['issue']> {
  const { change, logIndex } = rows[0]!
  return { reason: change as RecallReason, logIndex, asOf: rows.at(-1)!.asOf, fields: [...new Set(rows.flatMap((row) => row.fields))] }
}

function isGone({ change }: Seen): boolean {
  return change !== null && change !== 'superseded' && change !== 'corrected'
}

/** Every version that was shown is said again: no reader holds a wrong one. */
function standsWhole(rows: readonly Seen[]): boolean {
  return rows.length > 0 && rows.every((row) => row.change === null)
}

/** The item is back as it was shown; what was corrected has a recall of its own, what aged needs none. */
function standsAgain(rows: readonly Seen[]): boolean {
  const isSettled = ({ change, correctedAt, recalledAt }: Seen) =>
    change === null || change === 'superseded' || (change === 'corrected' && (correctedAt !== null || recalledAt === null))
  return rows.some((row) => row.change === null) && rows.every(isSettled)
}
