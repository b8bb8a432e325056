import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { HOUSEHOLD_COLUMNS, readHousehold } from './household.ts'

const GRADES = { AAA: 'AAA', AA: 'AA', A: 'A', B: 'B', AAA级: 'AAA', AA级: 'AA', A级: 'A', B级: 'B' } as const
const GREEN_CODES = { 绿: '绿', 绿码: '绿', 绿色: '绿', 蓝: '蓝', 蓝码: '蓝', 蓝色: '蓝', 灰: '灰', 灰码: '灰', 灰色: '灰' } as const

/** How a village calls itself. A person's name in this column means that the columns have moved. */
const VILLAGE_NAME = /(?:村|委会|居委|社区|合作社|经济社|联社|农场|林场|茶场|渔场)$/

/** Household rating of a credit village: the register that says what a household is called, masked. */
export const householdRating: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'household_rating',
  namesSubjects: true,
  titleZh: '农户信用评定',
  titleEn: 'Household rating',
  columns: [
    ...HOUSEHOLD_COLUMNS,
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
  alsoSays: ['name', 'kind', 'district'],
  translate: translateHouseholdRating,
}

function translateHouseholdRating(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readResident(r)
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
  const { villageCode, ...subject } = household
  const { name } = subject
  if (name !== null) add('name', name)
  add('kind', 'household')
  add('district', villageCode.slice(0, 6))
  add('village', villageCode)
  if (score !== null) add('householdScore', score)
  add('householdGrade', grade, 'credit-village')
  if (greenCode !== null) add('greenCode', greenCode, 'green-code')
  if (landCentiMu !== null) add('landCentiMu', Number(landCentiMu))
  if (mainTrade !== null) add('mainTrade', mainTrade)
  if (limitFen !== null) add('villageLimitFen', String(limitFen))
  return { ok: true, record: { subject, key: `${subject.code}:${asOf}`, asOf, facts } }
}

/** The household, whose number must lie in the village that the row names. */
function readResident(r: RowReader): ReturnType<typeof readHousehold> {
  const household = readHousehold(r)
  const village = r.needText('村代码')
  if (household === null || village === null) return null
  if (!/^\d{12}$/.test(village)) return r.refuse('bad_code', '村代码', '“村代码”应为 12 位数字，请设为文本格式。')
  if (household.villageCode !== village) return r.refuse('bad_combination', '村代码', '“村代码”与“户编号”中的村代码不一致。')
  return household
}
