import type { Canonical } from '../platform/kernel/canonical.ts'
import { addMonths, type CivilDate, isCivilDate } from '../platform/kernel/time.ts'
import type { AdverseList, Commitment, Inspection, JudgmentDebt, Listing, Penalty, PublicityMark, WageWarning } from './list-items.ts'

/** Dishonesty information ends five years after its decision at the latest (Guangzhou order 204; 征信业管理条例 art. 16). */
const MONTHS_AT_MOST = 60

/**
 * May an adverse item still be shown, shared and used on this day? Past its publicity term it may not
 * (《信用修复管理办法》2026-04-01: stop showing, sharing and using together), nor once five years are over: from the decision,
 * or from the end of what went on (a listing, an open case).
 */
export function isShown(list: string, item: Canonical, on: CivilDate): boolean {
  const ended = countedFrom(list, item)
  if (ended === null) return true
  if (list === 'penalties') {
    const { shownUntil } = item as unknown as Penalty
    if (shownUntil !== null && isCivilDate(shownUntil) && shownUntil < on) return false
  }
  return addMonths(ended, MONTHS_AT_MOST) >= on
}

/** The last day an item may count on by itself, or null while it goes on. */
export function lastShownDay(list: string, item: Canonical): CivilDate | null {
  const ended = countedFrom(list, item)
  if (ended === null) return null
  const latest = addMonths(ended, MONTHS_AT_MOST)
  const stated = list === 'penalties' ? (item as unknown as Penalty).shownUntil : null
  return stated !== null && isCivilDate(stated) && stated < latest ? stated : latest
}

/** The day from which the five years run; null where the act goes on, or where the item is nothing adverse. */
function countedFrom(list: string, item: Canonical): CivilDate | null {
  switch (list) {
    case 'penalties':
      return (item as unknown as Penalty).decidedOn
    case 'inspections':
      return (item as unknown as Inspection).inspectedOn
    case 'abnormalListings':
    case 'dishonestyListings':
      return (item as unknown as Listing).removedOn
    case 'judgmentDebts':
      return (item as unknown as JudgmentDebt).closedOn
    case 'wageWarnings':
      return (item as unknown as WageWarning).resolvedOn
    case 'commitments': {
      const { state, verifiedOn } = item as unknown as Commitment
      return state === 'broken' ? verifiedOn : null
    }
    default:
      return null
  }
}

export type Standing = 'shown' | 'disputed' | 'gone'

/** What the mark on an item makes of it. Repaired, withdrawn and ended say the same to a reader: nothing. */
export function standingOf(mark: PublicityMark | undefined): Standing {
  if (mark === undefined || mark.state === 'shown') return 'shown'
  return mark.state === 'disputed' ? 'disputed' : 'gone'
}

export function markKey(target: AdverseList | string, item: string): string {
  return `${target}\u0001${item}`
}
