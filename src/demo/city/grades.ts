/** Yearly grades of five offices. Better-run firms get better ones, with luck; many firms have none. */
import { addDays } from '../../platform/kernel/time.ts'
import { Dice } from './dice.ts'
import { type Firm, gradesByRank, type Told } from './firm.ts'
import type { Cells } from './sheet.ts'

export const CITY_HEADER = ['统一社会信用代码', '主体名称', '综合评价等级', '评价日期']
export const TAX_HEADER = ['纳税人识别号', '纳税人名称', '评价年度', '纳税信用级别', '评价日期']
export const ENVIRONMENT_HEADER = ['统一社会信用代码', '企业名称', '评价年度', '环境信用评价等级', '公布日期']
export const LABOUR_HEADER = ['统一社会信用代码', '单位名称', '评价年度', '劳动保障守法诚信等级', '评价日期']
export const CUSTOMS_HEADER = ['统一社会信用代码', '企业名称', '海关注册编码', '企业信用等级', '认定日期']

/** Refreshed daily in life; here in the five weeks before the city's day, and a few long ago: those are stale. */
export function cityRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('city-evaluation')
  const rated = firms.filter((firm) => isTold(firm, 'cityEvaluation') ?? dice.chance(firm.kind === 'sole_trader' ? 0.5 : 0.93))
  const grades = byLuck(rated, dice, [
    ['优', 0.18],
    ['良', 0.56],
    ['中', 0.21],
    ['差', 0.05],
  ])
  return rated.map((firm) => {
    const isOld = firm.told === undefined && dice.chance(0.06)
    const day = addDays(isOld ? '2026-02-10' : '2026-10-14', dice.whole(0, 34))
    return [firm.code, firm.name, firm.told?.cityEvaluation ?? grades.get(firm)!, day]
  })
}

/** Evaluated in April for the year before. Young firms are M; a few lost their grade of 2025, so that only the lapsed one of 2024 is left. */
export function taxRows(firms: readonly Firm[]): Cells[] {
  return firms.length === 0 ? [] : [...taxYear(firms, 2024), ...taxYear(firms, 2025)]
}

function taxYear(firms: readonly Firm[], year: 2024 | 2025): Cells[] {
  const dice = new Dice(`tax-${year}`)
  const key = year === 2024 ? 'taxGrade2024' : 'taxGrade2025'
  const rated = firms.filter(
    (firm) =>
      isTold(firm, key) ?? (firm.kind !== 'rural_collective' && firm.registeredOn <= `${year}-12-31` && dice.chance(firm.kind === 'sole_trader' ? 0.25 : 0.94)),
  )
  const young = new Set(rated.filter((firm) => firm.registeredOn > `${year - 1}-04-30`))
  const short = Math.max(0, Math.round(rated.length * 0.18) - young.size)
  const idle = new Set(
    dice.some(
      rated.filter((firm) => !young.has(firm)),
      short,
    ),
  )
  const grades = byLuck(
    rated.filter((firm) => !young.has(firm) && !idle.has(firm)),
    dice,
    [
      ['A', 12 / 82],
      ['B', 55 / 82],
      ['C', 10 / 82],
      ['D', 5 / 82],
    ],
  )
  const published = year === 2024 ? '2025-04-28' : '2026-04-30'
  return rated.map((firm) => [firm.code, firm.name, String(year), firm.told?.[key] ?? grades.get(firm) ?? 'M', published])
}

/** Firms with emissions to speak of: the city names some 330. 绿 15 %, 蓝 83 %, 黄 1.3 %, 红 the rest. */
export function environmentRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('environment')
  const rated = chosen(firms, 'environmentGrade', (firm) => firm.trade.benchmark !== undefined && firm.trade.benchmark >= 0.08 && firm.staff >= 12, 330, dice)
  const grades = byLuck(rated, dice, [
    ['绿牌', 0.152],
    ['蓝牌', 0.832],
    ['黄牌', 0.0125],
    ['红牌', 0.0035],
  ])
  return rated.map((firm) => [firm.code, firm.name, '2025', firm.told?.environmentGrade ?? grades.get(firm)!, '2026-06-12'])
}

export function labourRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('labour')
  const rated = chosen(firms, 'labourGrade', (firm) => firm.kind === 'enterprise' && firm.staff >= 6 && firm.registeredOn <= '2025-06-30', 900, dice)
  const grades = byLuck(rated, dice, [
    ['A级', 0.88],
    ['B级', 0.1],
    ['C级', 0.02],
  ])
  return rated.map((firm) => [firm.code, firm.name, '2025', firm.told?.labourGrade ?? grades.get(firm)!, addDays('2026-05-18', dice.whole(0, 9))])
}

/** Order 282 has five tiers since 2026-04-01; before it nobody was plainly 认证. */
export function customsRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('customs')
  const traders = firms.filter((firm) => firm.told === undefined && dice.chance((firm.trade.exports ?? 0) * 2))
  const registered = dice.some(traders, 180)
  const grades = byLuck(registered, dice, [
    ['高级认证企业', 0.1],
    ['认证企业', 0.06],
    ['常规企业', 0.815],
    ['失信企业', 0.02],
    ['严重失信', 0.005],
  ])
  return registered.map((firm, place) => {
    const grade = grades.get(firm)!
    const isNew = grade === '认证企业' || dice.chance(0.4)
    const day = isNew ? addDays('2026-04-02', dice.whole(0, 200)) : addDays('2024-01-10', dice.whole(0, 800))
    return [firm.code, firm.name, `4401DEM${String(place + 1).padStart(3, '0')}`, grade, day]
  })
}

function isTold(firm: Firm, key: keyof Told): boolean | undefined {
  return firm.told === undefined ? undefined : firm.told[key] !== null
}

/** The demo's own firms of which the office speaks, and others up to `count`. */
function chosen(firms: readonly Firm[], key: keyof Told, fits: (firm: Firm) => boolean, count: number, dice: Dice): Firm[] {
  const named = firms.filter((firm) => isTold(firm, key) === true)
  const others = firms.filter((firm) => firm.told === undefined && fits(firm))
  return [...named, ...dice.some(others, count - named.length)]
}

function byLuck(firms: readonly Firm[], dice: Dice, shares: readonly (readonly [string, number])[]): Map<Firm, string> {
  return gradesByRank(firms, shares, () => 0.7 * dice.bell())
}
