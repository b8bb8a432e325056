import { addDays } from '../../platform/kernel/time.ts'
import { Dice } from './dice.ts'
import type { Firm } from './firm.ts'
import type { Cells } from './sheet.ts'

export const CARBON_HEADER = ['统一社会信用代码', '企业名称', '报告年度', '年排放量（吨二氧化碳）', '碳强度', '行业基准', '碳等级', '核查机构', '报告日期']

/** Bounds of the ratio to the benchmark: A ≤ 0.70 … D ≤ 1.30, E above. The city's own cut-offs are not public; these are ours. */
const GRADES: readonly (readonly [upTo: number, grade: string])[] = [
  [0.7, 'A'],
  [0.9, 'B'],
  [1.1, 'C'],
  [1.3, 'D'],
]

/** Carbon credit reports for 2025: emissions, intensity and benchmark agree with the revenue of the annual report. */
export function carbonRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('carbon')
  const named = firms.filter((firm) => firm.told !== undefined && firm.told.carbonRatio !== null)
  const others = firms.filter((firm) => firm.told === undefined && firm.kind === 'enterprise' && firm.trade.benchmark !== undefined && firm.staff >= 8)
  return [...named, ...dice.some(others, 450 - named.length)].map((firm) => {
    const benchmark = firm.trade.benchmark!
    const thrown = Math.min(2.2, Math.max(0.35, 0.96 * dice.spread(0.24) - 0.06 * firm.quality))
    const ratio = firm.told?.carbonRatio ?? Math.round(thrown * 1000) / 1000
    const intensity = Math.round(benchmark * ratio * 100_000) / 100_000
    const emissions = Math.round(intensity * firm.revenueWan * 100) / 100
    const grade = GRADES.find(([upTo]) => ratio <= upTo)?.[1] ?? 'E'
    // Small firms report without a verifier; some give the grade only.
    const figures = firm.told !== undefined || dice.chance(0.94) ? [String(emissions), String(intensity), String(benchmark)] : ['', '', '']
    return [firm.code, firm.name, '2025', ...figures, grade, dice.chance(0.7) ? '示例核查中心' : '', addDays('2026-04-08', dice.whole(0, 140))]
  })
}
