import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

export const TAX_GRADES = { A: 'A', B: 'B', M: 'M', C: 'C', D: 'D', A级: 'A', B级: 'B', M级: 'M', C级: 'C', D级: 'D' } as const

/** 纳税缴费信用管理办法, in force since 2025-07-01, replaced the rule of 2014. */
const NEW_RULE_FROM = '2025-07-01'

/** The rule a grade was published under. */
export function taxScheme(publishedOn: CivilDate): 'tax-2025' | 'tax-2014' {
  return publishedOn >= NEW_RULE_FROM ? 'tax-2025' : 'tax-2014'
}

/** Until the grade of the next year is published. */
export function taxGradeHoldsUntil(year: number): CivilDate {
  return `${year + 2}-04-30`
}

/** Yearly tax grade: the grade of a year is published in April of the next and holds until the next publication. */
export const taxGrade: RecordKind<Fact> = {
  source: 'gz-tax',
  record: 'tax_grade',
  titleZh: '纳税信用级别',
  titleEn: 'Tax grade',
  columns: [
    ...FIRM_COLUMNS,
    { name: '评价年度', synonyms: ['年度', '纳税信用评价年度'], required: true, maxLength: 20, example: '2025' },
    { name: '纳税信用级别', synonyms: ['纳税信用等级', '纳税缴费信用级别', '评价结果', '信用级别'], required: true, hint: 'A、B、M、C、D', example: 'B' },
    { name: '评价日期', synonyms: ['发布日期', '公布日期'], maxLength: 40, hint: '不填则按次年 4 月 30 日', example: '2026-04-25' },
  ],
  translate: translateTaxGrade,
}

function translateTaxGrade(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('评价年度', 2014)
  const value = r.needOneOf('纳税信用级别', TAX_GRADES)
  const evaluatedOn = r.date('评价日期')
  const asOf = evaluatedOn ?? `${(year ?? 0) + 1}-04-30`
  if (year !== null && asOf > today) r.refuse('bad_date', '评价年度', '该年度的评价尚未发布；已发布的请填写“评价日期”。')
  if (year !== null) r.mustNotPrecede('评价日期', evaluatedOn, '评价年度', `${year}-12-31`)
  if (r.issues.length > 0 || !subject || !year || !value) return r.refused()
  return gradeRecord(subject, year, 'taxGrade', { value, scheme: taxScheme(asOf), asOf, validUntil: taxGradeHoldsUntil(year) })
}
