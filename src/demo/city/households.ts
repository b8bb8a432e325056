/** Three credit villages of Huadu, Conghua and Zengcheng. The villages are real, the households are not: serials from 9000 are never issued. */
import { addDays } from '../../platform/kernel/time.ts'
import { FARMER } from '../people.ts'
import { Dice } from './dice.ts'
import type { Cells } from './sheet.ts'

export const HOUSEHOLD_HEADER = [
  ...['户编号', '户主姓名', '身份证号', '手机号', '村代码', '村名', '评分', '信用等级', '绿码', '经营土地（亩）'],
  ...['主要经营', '参考额度（元）', '评定日期'],
]

interface Village {
  code: string
  name: string
  trades: readonly string[]
  ratedOn: string
}

const VILLAGES: readonly Village[] = [
  { code: '440114103206', name: '红山村', trades: ['花卉种植', '盆栽花卉', '民宿', '茶叶种植'], ratedOn: '2026-06-30' },
  { code: '440117103220', name: '南平村', trades: ['荔枝种植', '青梅种植', '蔬菜种植', '民宿'], ratedOn: '2026-07-15' },
  { code: '440118106214', name: '西境村', trades: ['蔬菜种植', '荔枝种植', '水产养殖', '家禽养殖'], ratedOn: '2026-05-20' },
]
const HOUSEHOLDS_EACH = 40

export function householdRows(): Cells[] {
  const dice = new Dice('households')
  return VILLAGES.flatMap((village) => Array.from({ length: HOUSEHOLDS_EACH }, (_, place) => householdRow(village, place, dice)))
}

function householdRow(village: Village, place: number, dice: Dice): Cells {
  const code = `H${village.code}-${9001 + place}`
  const thrown = Math.round(Math.min(98, Math.max(38, 76 + 12 * dice.bell())))
  const land = Math.round((1 + 9 * dice.next() * dice.spread(0.6)) * 10) / 10
  const trade = dice.pick(village.trades)
  const holder = `${dice.pick([...'陈李张黄何罗刘梁谢邓'])}示例`
  // Some were rated long ago (stale), some not surveyed in full (unknown).
  const isOld = dice.chance(0.08)
  const isThin = dice.chance(0.07)
  const ratedOn = isOld ? addDays('2025-06-01', dice.whole(0, 60)) : addDays(village.ratedOn, dice.whole(-6, 6))
  const serial = String(place + 1 + 100 * Number(village.code.slice(5, 6))).padStart(8, '0')
  // Numbers that are nobody's: 440199 is no region, 100 no mobile network.
  const person = [holder, `440199190001010${serial.slice(-3)}`, `100${serial}`]
  if (code === FARMER.code)
    return [code, '黄示例', ...person.slice(1), village.code, village.name, '86', 'AA', '绿码', '12.5', '花卉种植', '200000', '2026-06-30']
  const score = isThin ? null : thrown
  return [
    code,
    ...person,
    village.code,
    village.name,
    score === null ? '' : String(score),
    gradeOf(thrown),
    score === null ? '' : score >= 80 ? '绿码' : score >= 60 ? '蓝码' : '灰码',
    isThin ? '' : String(land),
    trade,
    limitText(score, dice),
    ratedOn,
  ]
}

function gradeOf(score: number): string {
  return score >= 90 ? 'AAA' : score >= 80 ? 'AA' : score >= 65 ? 'A' : 'B'
}

/** Whole-village reference limit: none where the code is grey. */
function limitText(score: number | null, dice: Dice): string {
  if (score === null || score < 60) return ''
  const steps = score >= 90 ? [200_000, 300_000] : score >= 80 ? [100_000, 150_000, 200_000] : [30_000, 50_000, 80_000]
  return String(dice.pick(steps))
}
