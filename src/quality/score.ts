import type { CivilDate } from '../platform/kernel/time.ts'
import { RULES } from './rules.ts'

/** What one feed's figure of one day is made of. */
export interface DayCounts {
  received: number
  accepted: number
  duplicate: number
  quarantined: number
  /** Records that the rules have looked at. */
  checked: number
  /** Cells of important columns in them, and how many say something. */
  importantCells: number
  filledCells: number
  /** Records of the day with at least one finding of CONSISTENCY_RULES, of TIMELINESS_RULES. */
  faultyRecords: number
  lateRecords: number
}

export interface Score {
  completenessBp: number
  validityBp: number
  consistencyBp: number
  timelinessBp: number
  scoreBp: number
}

interface Weights {
  validFrom: CivilDate
  basis: string
  /** Shares of the score, basis points; together 10 000. */
  completenessBp: number
  validityBp: number
  consistencyBp: number
  timelinessBp: number
}

const WEIGHTS: readonly Weights[] = [
  {
    validFrom: '2025-01-01',
    basis: '维度取自 GB/T 36344-2018；权重为本平台运行口径：不能入库的行最重，其次是入库而自相矛盾的行',
    completenessBp: 2_000,
    validityBp: 4_000,
    consistencyBp: 3_000,
    timelinessBp: 1_000,
  },
]

/** Hints say that something is worth a look, not that it is wrong: they do not lower the score. */
export const CONSISTENCY_RULES: readonly string[] = RULES.filter(({ kind, severity }) => severity !== 'hint' && kind !== 'timeliness').map(({ id }) => id)
export const TIMELINESS_RULES: readonly string[] = RULES.filter(({ kind }) => kind === 'timeliness').map(({ id }) => id)

/**
 * completeness = filled / important cells · validity = (accepted + duplicate) / received · consistency and timeliness =
 * 1 − objected / checked records; the score is their weighted mean. Every part is rounded down: 10 000 means that nothing
 * was wrong. Where nothing was checked, nothing is held against the feed.
 * @returns null for a day without a single row: no rows are no quality
 */
export function scoreOf(counts: DayCounts, day: CivilDate): Score | null {
  if (counts.received === 0) return null
  const weights = WEIGHTS.findLast(({ validFrom }) => validFrom <= day) ?? WEIGHTS[0]!
  const parts = {
    completenessBp: shareBp(counts.filledCells, counts.importantCells),
    validityBp: shareBp(counts.accepted + counts.duplicate, counts.received),
    consistencyBp: shareBp(counts.checked - counts.faultyRecords, counts.checked),
    timelinessBp: shareBp(counts.checked - counts.lateRecords, counts.checked),
  }
  const weighted =
    parts.completenessBp * weights.completenessBp +
    parts.validityBp * weights.validityBp +
    parts.consistencyBp * weights.consistencyBp +
    parts.timelinessBp * weights.timelinessBp
  return { ...parts, scoreBp: Math.floor(weighted / 10_000) }
}

function shareBp(part: number, whole: number): number {
  return whole === 0 ? 10_000 : Math.max(0, Math.floor((part * 10_000) / whole))
}
