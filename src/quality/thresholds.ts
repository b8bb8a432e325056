import type { CivilDate } from '../platform/kernel/time.ts'
import type { Refresh } from '../sources/model.ts'

/** Where a rule begins to object. Dated, so that a row is judged by what was in force when it was taken in. */
export interface Thresholds {
  validFrom: CivilDate
  basis: string
  /** A figure this many times another, or a fraction as small, is a sudden change. */
  suddenTimes: bigint
  /** From here on it is rather 元 in a column of 万元 (or the other way round): 10 000 with room for a real change beside it. */
  unitSlipTimes: bigint
  /** Below these the larger of two figures may jump without a word: 人, fen, other units. */
  suddenFloor: { staff: bigint; fen: bigint; other: bigint }
  /** Revenue per head above which one of the two figures cannot be right, fen. */
  revenuePerHeadFen: bigint
  /** A fine of at least the first, and more than `times` the registered capital; or above `always`. Fen. */
  fine: { fromFen: bigint; timesCapital: bigint; alwaysFen: bigint }
  /** Insured staff and staff of the annual report may differ by this factor, where the larger has at least `from` people. */
  staffApart: { times: number; from: number }
  /** Debts of at least the first, and more than `times` the assets. Fen. */
  debt: { fromFen: bigint; timesAssets: bigint }
  /** Below this tax may exceed revenue (of a firm that closes, of a year before); fen. */
  taxFromFen: bigint
  /** From this revenue on a firm uses power somewhere; fen. */
  revenueWithPowerFen: bigint
  /** Days a state may be behind its own days, on the way to us. */
  statusLagDays: number
  /** Days a record may reach us after its own day, by the refresh of its catalogue item. */
  lateDays: Readonly<Record<Refresh, number>>
  /** Days that a validity may begin ahead of us. */
  beginsAheadDays: number
  /** Longest validity of anything granted, years (residential land use, 城镇国有土地使用权出让和转让暂行条例 art. 12). */
  longestValidityYears: number
  /** Longest publicity of a penalty, months (信用修复管理办法, order 36). */
  longestPublicityMonths: number
}

const TABLE: readonly Thresholds[] = [
  {
    validFrom: '2025-01-01',
    basis: '本平台运行口径：倍数和下限按 2025 年样本行取值；公示期、土地年限按所引规定',
    suddenTimes: 10n,
    unitSlipTimes: 2_000n,
    suddenFloor: { staff: 50n, fen: 1_000_000_000n, other: 10_000n },
    revenuePerHeadFen: 50_000_000_000n,
    fine: { fromFen: 100_000_000n, timesCapital: 10n, alwaysFen: 10_000_000_000n },
    staffApart: { times: 3, from: 30 },
    debt: { fromFen: 10_000_000n, timesAssets: 10n },
    taxFromFen: 10_000_000n,
    revenueWithPowerFen: 100_000_000n,
    statusLagDays: 7,
    lateDays: { daily: 90, weekly: 90, monthly: 90, quarterly: 184, yearly: 400, event: 90 },
    beginsAheadDays: 366,
    longestValidityYears: 70,
    longestPublicityMonths: 36,
  },
]

/** What was in force on a day; before the first edition the first one counts. */
export function thresholdsOn(day: CivilDate, table: readonly Thresholds[] = TABLE): Thresholds {
  return table.findLast(({ validFrom }) => validFrom <= day) ?? table[0]!
}
