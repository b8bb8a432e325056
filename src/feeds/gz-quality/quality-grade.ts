import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

const GRADES = { A: 'A', B: 'B', C: 'C', D: 'D', A级: 'A', B级: 'B', C级: 'C', D级: 'D', 守信: 'A', 基本守信: 'B', 失信: 'C', 严重失信: 'D' } as const

/** 企业质量信用等级, four classes as in GB/T 23791: A keeps its word … D breaks it gravely. */
export const qualityGrade: RecordKind<Fact> = {
  source: 'gz-quality',
  record: 'quality_grade',
  titleZh: '企业质量信用等级',
  titleEn: 'Quality grade',
  columns: [
    ...FIRM_COLUMNS,
    { name: '评价年度', synonyms: ['年度'], required: true, maxLength: 20, example: '2025' },
    { name: '质量信用等级', synonyms: ['质量信用级别', '等级'], required: true, hint: 'A、B、C、D', example: 'A' },
    { name: '评价日期', synonyms: ['公布日期', '发布日期'], required: true, maxLength: 40, example: '2026-04-15' },
    { name: '有效期至', maxLength: 40, example: '2027-12-31' },
  ],
  translate: translateQualityGrade,
}

function translateQualityGrade(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('评价年度', 2010)
  const value = r.needOneOf('质量信用等级', GRADES)
  const asOf = r.needDate('评价日期')
  const validUntil = r.endDate('有效期至')
  if (year !== null) r.mustNotPrecede('评价日期', asOf, '评价年度', `${year}-01-01`)
  r.mustNotPrecede('有效期至', validUntil, '评价日期', asOf)
  if (r.issues.length > 0 || !subject || !year || !value || !asOf) return r.refused()
  return gradeRecord(subject, year, 'qualityGrade', { value, scheme: 'quality-23791', asOf, validUntil })
}
