/** The firms of the city: kind, trade, district, age, size. The names all say 示例 and the codes are never issued. */
import { addDays, monthsBetween } from '../../platform/kernel/time.ts'
import { makeCreditCode, regionName, SYNTHETIC_REGION } from '../../subjects/model.ts'
import { Dice } from './dice.ts'
import { CITY_DAY, FIRM_COUNT, type Firm, type FirmKind } from './firm.ts'
import { NAMED_FIRMS } from './named-firms.ts'
import { COLLECTIVE_TRADES, COOPERATIVE_TRADES, DISTRICT_WEIGHTS, FIRM_TRADES, SOLE_TRADER_TRADES, type Trade } from './trades.ts'

interface KindPlan {
  kind: FirmKind
  weight: number
  prefix: string
  organisation: string
  trades: readonly Trade[]
  typeTexts: readonly string[]
}

// biome-ignore format: a table reads by the row
const KINDS: readonly KindPlan[] = [
  { kind: 'enterprise', weight: 80, prefix: '91', organisation: 'MA', trades: FIRM_TRADES, typeTexts: ['有限责任公司(自然人投资或控股)', '有限责任公司(自然人独资)', '有限责任公司(法人独资)', '其他有限责任公司', '股份有限公司(非上市)', 'N/A'] },
  { kind: 'sole_trader', weight: 12, prefix: '92', organisation: 'MA', trades: SOLE_TRADER_TRADES, typeTexts: ['个体工商户'] },
  { kind: 'cooperative', weight: 5, prefix: '93', organisation: 'NA', trades: COOPERATIVE_TRADES, typeTexts: ['农民专业合作社'] },
  { kind: 'rural_collective', weight: 3, prefix: 'N2', organisation: 'MF', trades: COLLECTIVE_TRADES, typeTexts: ['农村集体经济组织'] },
]

const FIRST = [...'晨瑞恒嘉鸿永泰盛安康华信诚德明远鹏凯利达新宏兴荣景源丰海润博雅思创智联云启航卓越佳顺福祥金穗']
const SECOND = [...'光宇辉腾达成发旺隆昌源丰泽和顺通捷远航宏图盈润景雅轩韵思维创汇邦捷拓科卓越乐美好康宁悦禾穗']
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** Rural collectives are few and their districts have land. */
const RURAL = ['440111', '440113', '440114', '440115', '440117', '440118']

export function cityFirms(): Firm[] {
  const dice = new Dice('firms')
  const firms = [...NAMED_FIRMS]
  const names = new Set(firms.map(({ name }) => name))
  const codes = new Set(firms.map(({ code }) => code))
  while (firms.length < FIRM_COUNT) {
    const plan = dice.weighted(KINDS, ({ weight }) => weight)
    const trade = dice.weighted(plan.trades, ({ weight }) => weight)
    const district = districtOf(plan.kind, trade, dice)
    const name = nameOf(plan.kind, trade, district, dice)
    const code = makeCreditCode(`${plan.prefix}${SYNTHETIC_REGION}`, `${plan.organisation}${lettersOf(dice, 6)}`)
    const firm = sized(plan, trade, dice, { code, name, district })
    if (names.has(name) || codes.has(code)) continue
    names.add(name)
    codes.add(code)
    firms.push(firm)
  }
  return firms
}

function districtOf(kind: FirmKind, trade: Trade, dice: Dice): string {
  if (kind === 'rural_collective') return dice.pick(RURAL)
  return dice.weighted(Object.entries(DISTRICT_WEIGHTS), ([code, weight]) => weight * (trade.clusters?.[code] ?? 1))[0]
}

function nameOf(kind: FirmKind, trade: Trade, district: string, dice: Dice): string {
  const shop = dice.pick(FIRST) + dice.pick(SECOND)
  const word = dice.pick(trade.words)
  const region = regionName(district)!
  switch (kind) {
    case 'enterprise':
      return `广州示例${shop}${word}有限公司`
    case 'sole_trader':
      return `广州市${region}示例${shop}${word}`
    case 'cooperative':
      return `广州示例${shop}${word}专业合作社`
    case 'rural_collective':
      return `广州市${region}示例${shop}村股份经济合作联社`
  }
}

function lettersOf(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => dice.pick([...CHARACTERS])).join('')
}

function sized(plan: KindPlan, trade: Trade, dice: Dice, { code, name, district }: { code: string; name: string; district: string }): Firm {
  const registeredOn = registrationDay(dice)
  const years = monthsBetween(registeredOn, CITY_DAY) / 12
  const quality = dice.bell()
  // A firm grows into its size over five years or so.
  const maturity = Math.min(1, 0.35 + 0.13 * years)
  const staff = Math.max(1, Math.round(trade.staff * maturity * dice.spread(plan.kind === 'sole_trader' ? 0.4 : 0.75)))
  const revenueWan = staff * trade.revenuePerHeadWan * dice.spread(0.45) * (1 + 0.1 * quality)
  const assetsWan = revenueWan * (0.4 + 0.6 * dice.next()) * dice.spread(0.35)
  const typeText = dice.pick(plan.typeTexts)
  return {
    code,
    name,
    kind: plan.kind,
    typeText,
    registeredOn,
    district,
    trade,
    capitalText: capitalText(plan.kind, staff, dice),
    staff,
    revenueWan,
    assetsWan,
    quality,
  }
}

/** 1995 to 2026, most of them young. */
function registrationDay(dice: Dice): string {
  const back = dice.next() * dice.next()
  return addDays('2026-10-30', -Math.floor(back * 11_500))
}

/** The spellings of number, unit and currency seen in real registers; a fifth say nothing, which is unknown, never 0. */
const CAPITAL_SPELLINGS: readonly ((wan: number) => string)[] = [
  (wan) => `${wan}(万元人民币)`,
  (wan) => `${wan}(万人民币元)`,
  (wan) => `${wan}万元人民币`,
  (wan) => `${wan}万人民币`,
  (wan) => `${wan}（万元）`,
  (wan) => `${grouped(wan)}(万元人民币)`,
  (wan) => `人民币${wan}万元`,
  (wan) => `${wan}.000000万元人民币`,
  (wan) => `${grouped(wan * 10_000)}元`,
]

function capitalText(kind: FirmKind, staff: number, dice: Dice): string {
  const steps = kind === 'sole_trader' ? [1, 2, 3, 5, 10, 20] : [10, 30, 50, 100, 100, 200, 300, 500, 500, 1000, 2000, 5000]
  const reach = Math.min(steps.length - 1, Math.floor(steps.length * (0.2 + 0.6 * dice.next()) + (staff > 60 ? 2 : 0)))
  const wan = steps[reach]!
  if (dice.chance(0.2)) return dice.pick(['N/A', 'N/A', 'N/A', '', '-', '0（万元）'])
  if (kind === 'enterprise' && dice.chance(0.02)) return dice.pick([`${wan}(万美元)`, `${wan}(万元(美元))`, `${wan}(万港元)`])
  return dice.pick(CAPITAL_SPELLINGS)(wan)
}

function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',')
}
