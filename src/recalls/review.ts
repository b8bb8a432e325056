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
  /** `told` where the reader is told now, `clear` where it stands again and may be called back anew. */
  rows: { row: S; mark: 'recalled' | 'corrected' | 'clear' }[]
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
  const [first] = untold
  return {
    issue:
      (first && {
        ...{ reason: first.change as RecallReason, logIndex: first.logIndex, asOf: untold.at(-1)!.asOf },
        fields: [...new Set(untold.flatMap((row) => row.fields))],
      }) ||
      null,
    lift: standing.filter(({ reason }) => (reason === 'corrected' ? standsWhole(rows) : standsAgain(rows))),
    rows: [
      ...untold.map((row) => ({ row, mark: gone.length > 0 ? ('recalled' as const) : ('corrected' as const) })),
      ...rows.filter((row) => row.change === null && (row.recalledAt !== null || row.correctedAt !== null)).map((row) => ({ row, mark: 'clear' as const })),
    ],
  }
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
