/** The loan prime rate in force on a day. Stored loans keep the value and the day they were priced at. */
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { LPR_CHANGES, type LprChange } from './data/lpr.ts'

export type LprTenor = '1Y' | '5Y'

export interface Lpr {
  bp: Bp
  /** Day of the announcement row the value is read from. */
  effectiveFrom: CivilDate
  /** false: from general knowledge, not yet checked against the announcement. */
  verified: boolean
}

/** @param changes oldest first. @returns null before the first row */
export function lprOn(date: CivilDate, tenor: LprTenor, changes: readonly LprChange[] = LPR_CHANGES): Lpr | null {
  const row = changes.findLast((change) => change.effectiveFrom <= date)
  return row ? { bp: tenor === '1Y' ? row.oneYearBp : row.fiveYearBp, effectiveFrom: row.effectiveFrom, verified: row.verified } : null
}
