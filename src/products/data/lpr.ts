/**
 * Loan prime rate, one row where a tenor changed; each row holds until the next.
 * Source: the monthly announcement of the National Interbank Funding Center, by PBoC authorisation. `verified` rows were
 * seen in published news of that day; the others are written from general knowledge and must be checked before release.
 * Nothing after 2025-05-20 was found. Facts, no licence.
 */
import type { Bp } from '../../platform/kernel/rate.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'

export interface LprChange {
  effectiveFrom: CivilDate
  oneYearBp: Bp
  /** "Over five years". */
  fiveYearBp: Bp
  verified: boolean
}

/** Oldest first. */
export const LPR_CHANGES: readonly LprChange[] = [
  { effectiveFrom: '2019-08-20', oneYearBp: 425, fiveYearBp: 485, verified: true },
  { effectiveFrom: '2019-09-20', oneYearBp: 420, fiveYearBp: 485, verified: false },
  { effectiveFrom: '2019-11-20', oneYearBp: 415, fiveYearBp: 480, verified: false },
  { effectiveFrom: '2020-02-20', oneYearBp: 405, fiveYearBp: 475, verified: false },
  { effectiveFrom: '2020-04-20', oneYearBp: 385, fiveYearBp: 465, verified: true },
  { effectiveFrom: '2021-12-20', oneYearBp: 380, fiveYearBp: 465, verified: true },
  { effectiveFrom: '2022-01-20', oneYearBp: 370, fiveYearBp: 460, verified: true },
  { effectiveFrom: '2022-05-20', oneYearBp: 370, fiveYearBp: 445, verified: false },
  { effectiveFrom: '2022-08-22', oneYearBp: 365, fiveYearBp: 430, verified: false },
  { effectiveFrom: '2023-06-20', oneYearBp: 355, fiveYearBp: 420, verified: false },
  { effectiveFrom: '2023-08-21', oneYearBp: 345, fiveYearBp: 420, verified: false },
  { effectiveFrom: '2024-02-20', oneYearBp: 345, fiveYearBp: 395, verified: false },
  { effectiveFrom: '2024-07-22', oneYearBp: 335, fiveYearBp: 385, verified: false },
  { effectiveFrom: '2024-10-21', oneYearBp: 310, fiveYearBp: 360, verified: false },
  { effectiveFrom: '2025-05-20', oneYearBp: 300, fiveYearBp: 350, verified: false },
]
