import { maskName } from '../platform/kernel/text.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Fact } from '../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../sources/model.ts'
import { checkHouseholdNo } from '../subjects/model.ts'

const GRADES = { AAA: 'AAA', AA: 'AA', A: 'A', B: 'B', AAA级: 'AAA', AA级: 'AA', A级: 'A', B级: 'B' } as const
const GREEN_CODES = { 绿: '绿', 绿码: '绿', 绿色: '绿', 蓝: '蓝', 蓝码: '蓝', 蓝色: '蓝', 灰: '灰', 灰码: '灰', 灰色: '灰' } as const

/** How a village calls itself. A person's name in this column means that the columns have moved. */
const VILLAGE_NAME = /(?:村|委会|居委|社区|合作社|经济社|联社|农场|林场|茶场|渔场)$/

/**
 * Household rating of a credit village. A household is natural persons in law: identity number and telephone end at
 * the door, of the name only 张** is kept (PIPL art. 6, 19).
 */
export const householdRating: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'household_rating',
  titleZh: '农户信用评定',
  titleEn: 'Household rating',
  providerZh: '农融通',
  columns: [
    { name: '户编号', synonyms: ['农户编号', '户号'], required: true, maxLength: 40, hint: 'H + 12 位村代码 + - + 4 位户序', example: 'H440114001201-9001' },
    { name: '户主姓名', synonyms: ['户主', '姓名', '农户姓名'], personal: 'mask', maxLength: 60, example: '示例户主' },
    { name: '身份证号', synonyms: ['身份证号码', '户主身份证号', '证件号码', '公民身份号码'], personal: 'drop', maxLength: 60 },
    { name: '手机号', synonyms: ['手机号码', '联系电话', '手机', '电话', '户主电话'], personal: 'drop', maxLength: 60 },
    { name: '村代码', synonyms: ['行政村代码', '村编码'], required: true, maxLength: 20, hint: '12 位统计用区划代码', example: '440114001201' },
    { name: '村名', synonyms: ['行政村', '村名称', '所在村'], maxLength: 60, example: '示例村' },
    { name: '评分', synonyms: ['得分', '信用评分', '综合得分'], maxLength: 20, hint: '0—100 的整数', example: '86' },
    { name: '信用等级', synonyms: ['等级', '信用户等级', '评定等级'], required: true, values: Object.keys(GRADES), hint: 'AAA、AA、A、B', example: 'AA' },
    { name: '绿码', synonyms: ['信用绿码', '码色'], values: Object.keys(GREEN_CODES), hint: '绿、蓝、灰', example: '绿' },
    { name: '经营土地（亩）', synonyms: ['土地面积（亩）', '经营面积（亩）', '经营土地亩'], maxLength: 40, example: '12.5' },
    { name: '主要经营', synonyms: ['主营', '主要产业', '经营项目'], maxLength: 100, example: '荔枝种植' },
    { name: '参考额度（元）', synonyms: ['授信参考额度（元）', '预授信额度（元）', '参考额度'], maxLength: 40, example: '100000' },
    { name: '评定日期', synonyms: ['评定时间', '评级日期'], required: true, maxLength: 40, example: '2026-06-30' },
  ],
  translate: translateHouseholdRating,
}

function translateHouseholdRating(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readHousehold(r)
  const holder = r.text('户主姓名')
  const villageName = r.text('村名')
  if (villageName !== null && !VILLAGE_NAME.test(villageName)) r.refuse('bad_combination', '村名', '“村名”应为村或社区的名称；若列的顺序有变，请按模板重排。')
  const score = r.integer('评分', 0, 100)
  const grade = r.needOneOf('信用等级', GRADES)
  const greenCode = r.oneOf('绿码', GREEN_CODES)
  const landCentiMu = r.scaled('经营土地（亩）', 100n, 10_000_000n)
  const mainTrade = r.text('主要经营')
  const limitFen = r.scaled('参考额度（元）', 100n, 100_000_000_000n)
  const asOf = r.needDate('评定日期')
  if (r.issues.length > 0 || !household || !grade || !asOf) return r.refused()

  const facts: Fact[] = []
  const add = (attribute: Fact['attribute'], value: Fact['value'], scheme: string | null = null) =>
    facts.push({ attribute, item: '', value, scheme, asOf, validUntil: null })
  // Masked at the door already; masking twice changes nothing.
  const name = holder === null ? null : maskName(holder)
  if (name !== null) add('name', name)
  add('kind', 'household')
  add('district', household.village.slice(0, 6))
  add('village', household.village)
  if (score !== null) add('householdScore', score)
  add('householdGrade', grade, 'credit-village')
  if (greenCode !== null) add('greenCode', greenCode, 'green-code')
  if (landCentiMu !== null) add('landCentiMu', Number(landCentiMu))
  if (mainTrade !== null) add('mainTrade', mainTrade)
  if (limitFen !== null) add('villageLimitFen', String(limitFen))
  const subject = { kind: 'household' as const, code: household.code, name }
  return { ok: true, record: { subject, key: `${household.code}:${asOf}`, asOf, facts } }
}

/** The household's number, which must lie in the village the row names. */
function readHousehold(r: RowReader): { code: string; village: string } | null {
  const written = r.needText('户编号')
  const village = r.needText('村代码')
  if (written === null || village === null) return null
  const { canonical, villageCode } = checkHouseholdNo(written)
  if (canonical === null || villageCode === null)
    return r.refuse('bad_code', '户编号', '“户编号”应为 H + 12 位广州村代码 + - + 4 位户序，如 H440114001201-0001，且该村代码须存在。')
  if (!/^\d{12}$/.test(village)) return r.refuse('bad_code', '村代码', '“村代码”应为 12 位数字，请设为文本格式。')
  if (villageCode !== village) return r.refuse('bad_combination', '村代码', '“村代码”与“户编号”中的村代码不一致。')
  return { code: canonical, village }
}
