/** Licences and penalties in the 双公示 field standard, with the columns about persons that the door must drop. */
import { addDays, addMonths } from '../../platform/kernel/time.ts'
import { regionName } from '../../subjects/model.ts'
import { Dice } from './dice.ts'
import { CITY_DAY, type Firm, type PenaltyDecision } from './firm.ts'
import type { Cells } from './sheet.ts'
import { LICENCES, type LicenceName } from './trades.ts'
import { VIOLATIONS, type Violation } from './violations.ts'

export const LICENCE_HEADER = [
  ...['行政相对人名称', '行政相对人类别', '统一社会信用代码', '法定代表人', '法定代表人证件号码', '行政许可决定文书号', '许可类别', '许可证书名称'],
  ...['许可编号', '许可内容', '许可决定日期', '有效期自', '有效期至', '许可机关', '当前状态', '数据来源单位', '备注'],
]

/** The penalty list comes with the standard's field codes instead of names. */
export const PENALTY_HEADER = [
  ...['CF_XDR_MC', 'CF_XDR_LB', 'CF_XDR_SHXYM', 'CF_FRDB', 'CF_FR_ZJHM', 'CF_WSH', 'CF_WFXW', 'CF_SY', 'CF_YJ', 'CF_CFLB', 'CF_NR', 'CF_NR_FK'],
  ...['CF_JDRQ', 'CF_GSJZQ', 'CF_CFJG', 'CF_SJLY', 'BZ'],
]

const LICENCE_COUNT = 2_000
const PENALTY_COUNT = 260

/** A licence of the trade where it needs one, others as they fall. */
export function licenceRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('licences')
  const others: LicenceName[] = ['城镇污水排入排水管网许可证', '公众聚集场所消防安全检查', '食品经营许可证']
  const held = firms.flatMap((firm) => (firm.trade.licence === undefined ? [] : [{ firm, licence: firm.trade.licence }]))
  const extra: typeof held = []
  while (held.length + extra.length < LICENCE_COUNT) extra.push({ firm: dice.pick(firms), licence: dice.pick(others) })
  return [...held, ...extra].map(({ firm, licence }, place) => {
    const { office, content, category, years } = LICENCES[licence]
    const age = Math.floor(dice.next() * dice.next() * 1_900)
    const earliest = firm.registeredOn
    const wished = addDays(CITY_DAY, -age - 5)
    const decidedOn = wished < earliest ? earliest : wished
    const until = years === 0 ? '长期' : addDays(addMonths(decidedOn, years * 12), -1)
    const authority = `广州市${regionName(firm.district)}${office}`
    const serial = String(place + 1).padStart(4, '0')
    return [
      ...addressee(firm),
      `示例许字〔${decidedOn.slice(0, 4)}〕${serial}号`,
      category,
      licence,
      `SL-${decidedOn.slice(0, 4)}-${serial}`,
      content,
      decidedOn,
      decidedOn,
      until,
      authority,
      until !== '长期' && until < CITY_DAY ? '无效' : '有效',
      authority,
      '',
    ]
  })
}

/** Badly run firms are punished more often, and some twice. */
export function penaltyRows(firms: readonly Firm[]): Cells[] {
  const dice = new Dice('penalties')
  const named = firms.flatMap((firm) => (firm.told?.penalty ? [penaltyRow(firm, firm.told.penalty)] : []))
  const candidates = firms.filter((firm) => firm.told === undefined && firm.registeredOn < '2026-06-01')
  const rows = [...named]
  while (rows.length < PENALTY_COUNT) {
    const firm = dice.weighted(candidates, ({ quality }) => (quality < -1 ? 12 : quality < 0 ? 4 : 1))
    rows.push(penaltyRow(firm, decisionOn(firm, rows.length, dice)))
  }
  return rows
}

function decisionOn(firm: Firm, serial: number, dice: Dice): PenaltyDecision {
  const violation: Violation = dice.weighted(VIOLATIONS, ({ weight, trades }) => (trades === undefined || trades.test(firm.trade.code) ? weight : 0))
  const wished = addDays('2026-11-10', -Math.floor(dice.next() * dice.next() * 1_600))
  const decidedOn = wished < firm.registeredOn ? addDays(firm.registeredOn, 60) : wished
  // 轻微 3 months, 一般 a year, 严重 three (order 36); who has it repaired is shown no longer.
  const stated = addMonths(decidedOn, violation.months)
  const repairedOn = addMonths(decidedOn, Math.max(1, Math.floor(violation.months / 3)))
  const isRepaired = dice.chance(0.2) && repairedOn < CITY_DAY
  const fine = violation.fineWan * dice.spread(0.5)
  return {
    documentNo: `示例罚字〔${decidedOn.slice(0, 4)}〕${String(serial + 100).padStart(4, '0')}号`,
    violation: violation.name,
    facts: violation.facts,
    basis: violation.basis,
    category: violation.fineWan === 0 ? '警告' : dice.pick(['罚款', '警告;罚款', '罚款']),
    fineWan: violation.fineWan === 0 ? '' : String(Math.max(0.01, Math.round(fine * 100) / 100)),
    decidedOn,
    shownUntil: isRepaired ? repairedOn : stated,
    authority: `广州市${regionName(firm.district)}${violation.office}`,
    note: isRepaired ? '已完成信用修复' : '',
  }
}

function penaltyRow(firm: Firm, decision: PenaltyDecision): Cells {
  const { documentNo, violation, facts, basis, category, fineWan, decidedOn, shownUntil, authority, note } = decision
  const content = fineWan === '' ? '警告' : `罚款人民币${fineWan}万元`
  return [...addressee(firm), documentNo, violation, facts, basis, category, content, fineWan, decidedOn, shownUntil, authority, authority, note]
}

/** Whom it is about, with a representative who does not exist: no identity number begins with 440199. */
function addressee(firm: Firm): Cells {
  const isTrader = firm.kind === 'sole_trader'
  const representative = `${'陈李张黄何'[firm.staff % 5]}示例`
  return [firm.name, isTrader ? '个体工商户' : '法人及非法人组织', firm.code, representative, '440199190001010000']
}
