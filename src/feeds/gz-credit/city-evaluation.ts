import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

const GRADES = { 优: '优', 优秀: '优', 良: '良', 良好: '良', 中: '中', 中等: '中', 差: '差', 较差: '差' } as const

/** The city's comprehensive public-credit evaluation, refreshed daily. Taken as given, never worked out again here. */
export const cityEvaluation: RecordKind<Fact> = {
  source: 'gz-credit',
  record: 'city_evaluation',
  titleZh: '公共信用综合评价',
  titleEn: 'City credit evaluation',
  columns: [
    ...FIRM_COLUMNS,
    { name: '评价等级', synonyms: ['综合评价等级', '信用等级', '等级'], required: true, hint: '优、良、中、差', example: '良' },
    { name: '评价日期', synonyms: ['评价时间', '更新日期'], required: true, maxLength: 40, example: '2026-10-15' },
  ],
  translate: translateCityEvaluation,
}

function translateCityEvaluation(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const value = r.needOneOf('评价等级', GRADES)
  const asOf = r.needDate('评价日期')
  if (r.issues.length > 0 || !subject || !value || !asOf) return r.refused()
  return gradeRecord(subject, asOf, 'cityEvaluation', { value, scheme: 'gz-evaluation', asOf, validUntil: null })
}
