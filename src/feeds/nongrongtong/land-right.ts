import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { HOUSEHOLD_COLUMNS, readHousehold } from './household.ts'

/** 10,000 亩 in 厘亩: a household with more is a mix-up of units (平方米 written as 亩). */
const MOST_CENTI_MU = 1_000_000n

/** Contracted land whose right is registered to the household, all plots together. */
export const landRight: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'land_right',
  titleZh: '土地承包经营权',
  titleEn: 'Land with registered right',
  columns: [
    ...HOUSEHOLD_COLUMNS,
    { name: '承包经营权证号', synonyms: ['土地承包经营权证号', '权证号'], maxLength: 60, exact: true, example: '示例农地承包权〔2018〕第9001号' },
    { name: '确权面积（亩）', synonyms: ['确权面积', '承包面积（亩）'], required: true, maxLength: 40, hint: '各地块合计', example: '8.46' },
    { name: '登记日期', synonyms: ['确权日期', '数据日期'], required: true, maxLength: 40, example: '2018-11-20' },
    { name: '共有人', synonyms: ['家庭成员'], personal: 'drop' },
  ],
  translate: translateLandRight,
}

function translateLandRight(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readHousehold(r)
  const area = r.needText('确权面积（亩）') === null ? null : r.scaled('确权面积（亩）', 100n, MOST_CENTI_MU)
  const asOf = r.needDate('登记日期')
  if (r.issues.length > 0 || !household || area === null || !asOf) return r.refused()
  const { villageCode: _, ...subject } = household
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ landRightCentiMu: Number(area) }, asOf))
}
