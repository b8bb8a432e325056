import type { Canonical } from '../platform/kernel/canonical.ts'
import { addMonths, type CivilDate, isCivilDate } from '../platform/kernel/time.ts'

/** What a penalty's list item looks like; see credit/penalty. */
export interface Penalty {
  documentNo: string
  category: string
  kindOfViolation: string
  fineFen: string | null
  confiscatedFen: string | null
  decidedOn: CivilDate
  shownUntil: CivilDate | null
  authority: string
}

export interface Licence {
  documentNo: string
  name: string
  category: string
  decidedOn: CivilDate
  validFrom: CivilDate | null
  validUntil: CivilDate | null
  authority: string
  status: string
}

/** Dishonesty information ends five years after its decision at the latest (Guangzhou order 204; 征信业管理条例 art. 16). */
const MONTHS_AT_MOST = 60

/**
 * May a penalty still be shown, shared and used on this day? Past its publicity term it may not
 * (《信用修复管理办法》2026-04-01: stop showing, sharing and using together).
 */
export function isShown(penalty: Canonical, on: CivilDate): boolean {
  const { decidedOn, shownUntil } = penalty as unknown as Penalty
  if (shownUntil !== null && isCivilDate(shownUntil) && shownUntil < on) return false
  return addMonths(decidedOn, MONTHS_AT_MOST) >= on
}
