/** A firm of the demo city before any office has written about it. */
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Trade } from './trades.ts'

export type FirmKind = 'enterprise' | 'sole_trader' | 'cooperative' | 'rural_collective'

export interface Firm {
  code: string
  name: string
  kind: FirmKind
  typeText: string
  registeredOn: CivilDate
  district: string
  trade: Trade
  capitalText: string
  staff: number
  /** 万元 in 2025. */
  revenueWan: number
  assetsWan: number
  /** How well it is run, mean 0, deviation 1: grades and penalties follow it loosely. */
  quality: number
  /** The demo's own firms: exactly what the offices say of them; null where an office says nothing. */
  told?: Told
}

export interface Told {
  taxGrade2024: string | null
  taxGrade2025: string | null
  cityEvaluation: string | null
  environmentGrade: string | null
  labourGrade: string | null
  /** Carbon intensity as a share of the trade's benchmark. */
  carbonRatio: number | null
  hasAnnualReports: boolean
  penalty: PenaltyDecision | null
}

export interface PenaltyDecision {
  documentNo: string
  violation: string
  facts: string
  basis: string
  category: string
  fineWan: string
  decidedOn: CivilDate
  shownUntil: CivilDate
  authority: string
  note: string
}

/** The city stands on this day: whatever is written later than it was not yet known. */
export const CITY_DAY: CivilDate = '2026-11-20'

/** Firms of the city, the demo's own two included. */
export const FIRM_COUNT = 2_200

/** Orders firms by quality, with luck, and hands out grades by their shares; the last grade takes the rest. */
export function gradesByRank(
  firms: readonly Firm[],
  shares: readonly (readonly [grade: string, share: number])[],
  luckOf: (firm: Firm) => number,
): Map<Firm, string> {
  const ranked = firms.map((firm, place) => ({ firm, place, merit: firm.quality + luckOf(firm) })).sort((a, b) => b.merit - a.merit || a.place - b.place)
  const grades = new Map<Firm, string>()
  let from = 0
  let sum = 0
  for (const [grade, share] of shares) {
    sum += share
    const to = Math.round(sum * ranked.length)
    for (const { firm } of ranked.slice(from, to)) grades.set(firm, grade)
    from = to
  }
  const last = shares.at(-1)![0]
  for (const { firm } of ranked.slice(from)) grades.set(firm, last)
  return grades
}
