import { Dice } from './dice.ts'
import type { Firm } from './firm.ts'
import type { Cells } from './sheet.ts'

export const REPORT_HEADER = ['统一社会信用代码', '企业名称', '报告年度', '从业人数', '营业总收入（万元）', '资产总额（万元）', '填报日期']

const NOT_PUBLIC = '企业选择不公示'

/** Annual reports for 2024 and 2025: firms may keep each figure to themselves, and a good many do. */
export function reportRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('annual-report')
  return firms.flatMap((firm) => {
    const reports = firm.told?.hasAnnualReports ?? dice.chance(firm.kind === 'sole_trader' ? 0.45 : 0.91)
    const shows = firm.told !== undefined || dice.chance(0.72)
    const lastYear = 0.93 + 0.04 * firm.quality + 0.08 * dice.bell()
    const isLate = firm.told === undefined && dice.chance(0.06)
    if (!reports) return []
    const rows: Cells[] = []
    if (firm.registeredOn <= '2024-12-31') rows.push(row(firm, 2024, Math.max(0.4, lastYear), shows, dice))
    if (firm.registeredOn <= '2025-12-31' && !isLate) rows.push(row(firm, 2025, 1, shows, dice))
    return rows
  })
}

function row(firm: Firm, year: number, share: number, shows: boolean, dice: Dice): Cells {
  const staff = Math.max(1, Math.round(firm.staff * (share + 1) * 0.5))
  const filedOn = `${year + 1}-${dice.pick(['03', '04', '05', '06'])}-${String(dice.whole(1, 30)).padStart(2, '0')}`
  const figures = shows ? [wanText(firm.revenueWan * share), wanText(firm.assetsWan * (0.5 + share * 0.5))] : [NOT_PUBLIC, NOT_PUBLIC]
  return [firm.code, firm.name, String(year), shows || dice.chance(0.6) ? String(staff) : NOT_PUBLIC, ...figures, filedOn]
}

function wanText(wan: number): string {
  return String(Math.round(wan * 100) / 100)
}
