import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

const GRADES = { A: 'A', B: 'B', C: 'C', A级: 'A', B级: 'B', C级: 'C' } as const

/** 劳动保障守法诚信等级: A no violation found, B violation found, C refused orders or sent to the police. */
export const labourGrade: RecordKind<Fact> = {
  source: 'gz-hrss',
  record: 'labour_grade',
  titleZh: '劳动保障守法诚信等级',
  titleEn: 'Labour grade',
  columns: [
    ...FIRM_COLUMNS,
    { name: '评价年度', synonyms: ['年度'], required: true, maxLength: 20, example: '2025' },
    { name: '劳动保障守法诚信等级', synonyms: ['守法诚信等级', '劳动保障等级', '评价等级', '等级'], required: true, hint: 'A、B、C', example: 'A' },
    { name: '评价日期', synonyms: ['公布日期', '发布日期'], required: true, maxLength: 40, example: '2026-05-20' },
  ],
  translate: translateLabourGrade,
}

function translateLabourGrade(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('评价年度', 2010)
  const value = r.needOneOf('劳动保障守法诚信等级', GRADES)
  const asOf = r.needDate('评价日期')
  if (year !== null) r.mustNotPrecede('评价日期', asOf, '评价年度', `${year}-01-01`)
  if (r.issues.length > 0 || !subject || !year || !value || !asOf) return r.refused()
  return gradeRecord(subject, year, 'labourGrade', { value, scheme: 'labour-2016', asOf, validUntil: null })
}
