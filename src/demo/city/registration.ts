import { addDays } from '../../platform/kernel/time.ts'
import { regionName } from '../../subjects/model.ts'
import { Dice } from './dice.ts'
import { CITY_DAY, type Firm } from './firm.ts'
import type { Cells } from './sheet.ts'

export const REGISTRATION_HEADER = [
  '统一社会信用代码',
  '企业名称',
  '注册日期',
  '企业类型',
  '注册资金',
  '地区',
  '所在区',
  '行业代码',
  '经营状态',
  '住所',
  '核准日期',
]

/** The market regulator's list. Here and there the district or the industry is empty, as in real lists. */
export function registrationRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('registration')
  return firms.map((firm) => {
    const district = regionName(firm.district)!
    const saysDistrict = firm.told !== undefined || !dice.chance(0.06)
    const districtText = dice.chance(0.5) ? firm.district : district
    const address = `广州市${district}示例${dice.pick(['路', '大道', '街', '工业园'])}${dice.whole(1, 299)}号`
    const changed = addDays(firm.registeredOn, Math.floor(dice.next() * 900))
    const approvedOn = changed > CITY_DAY ? firm.registeredOn : changed
    const day = dayText(firm.registeredOn, firm.told === undefined ? dice.whole(0, 9) : 9)
    const industry = firm.told !== undefined || !dice.chance(0.04) ? (dice.chance(0.5) ? firm.trade.code : firm.trade.code.slice(1)) : ''
    return [
      firm.code,
      firm.name,
      day,
      firm.typeText,
      firm.capitalText,
      '广州',
      saysDistrict ? districtText : '',
      industry,
      dice.weighted(['存续', '在业', '在营（开业）'], (word) => (word === '存续' ? 5 : 2)),
      saysDistrict ? address : '',
      approvedOn,
    ]
  })
}

/** Days as different offices write them. */
function dayText(day: string, style: number): string {
  const [year, month, date] = day.split('-')
  if (style === 0) return `${year}/${Number(month)}/${Number(date)}`
  if (style === 1) return `${year}年${Number(month)}月${Number(date)}日`
  if (style === 2) return `${year}${month}${date}`
  return day
}
