import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { HOUSEHOLD_COLUMNS, readHousehold } from './household.ts'

const GRADES = { 信用村: '信用村', 已评定: '信用村', 创建中: '创建中', 培育中: '创建中', 未评定: '未评定' } as const

/** What the household's village was named: 信用村 after the county's notice, reviewed yearly. */
export const villageStatus: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'village',
  titleZh: '所在村评定',
  titleEn: 'Credit village',
  columns: [
    ...HOUSEHOLD_COLUMNS,
    { name: '所在村评定', synonyms: ['信用村评定', '村评定'], required: true, values: Object.keys(GRADES), hint: '信用村、创建中、未评定', example: '信用村' },
    { name: '评定日期', required: true, maxLength: 40, example: '2026-06-30' },
    { name: '有效期至', synonyms: ['复评日期'], maxLength: 40, example: '2027-06-30' },
  ],
  translate: translateVillageStatus,
}

function translateVillageStatus(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readHousehold(r)
  const villageGrade = r.needOneOf('所在村评定', GRADES)
  const asOf = r.needDate('评定日期')
  const validUntil = r.endDate('有效期至')
  r.mustNotPrecede('有效期至', validUntil, '评定日期', asOf)
  if (r.issues.length > 0 || !household || !villageGrade || !asOf) return r.refused()
  const { villageCode: _, ...subject } = household
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ villageGrade }, asOf, validUntil, 'credit-village-status'))
}
