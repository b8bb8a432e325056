import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

/** 绿 诚信, 蓝 良好, 黄 警示, 红 不良, in the spellings that yearly notices use. */
const GRADES = {
  绿: '绿',
  绿牌: '绿',
  绿色: '绿',
  诚信: '绿',
  环保诚信: '绿',
  环保诚信企业: '绿',
  '环保诚信企业(绿牌)': '绿',
  '绿牌(环保诚信企业)': '绿',
  蓝: '蓝',
  蓝牌: '蓝',
  蓝色: '蓝',
  良好: '蓝',
  环保良好: '蓝',
  环保良好企业: '蓝',
  '环保良好企业(蓝牌)': '蓝',
  '蓝牌(环保良好企业)': '蓝',
  黄: '黄',
  黄牌: '黄',
  黄色: '黄',
  警示: '黄',
  环保警示: '黄',
  环保警示企业: '黄',
  '环保警示企业(黄牌)': '黄',
  '黄牌(环保警示企业)': '黄',
  红: '红',
  红牌: '红',
  红色: '红',
  不良: '红',
  环保不良: '红',
  环保不良企业: '红',
  '环保不良企业(红牌)': '红',
  '红牌(环保不良企业)': '红',
} as const

/** Yearly environment-credit grade. */
export const environmentGrade: RecordKind<Fact> = {
  source: 'gz-ecology',
  record: 'environment_grade',
  titleZh: '企业环境信用评价',
  titleEn: 'Environment grade',
  columns: [
    ...FIRM_COLUMNS,
    { name: '评价年度', synonyms: ['年度'], required: true, maxLength: 20, example: '2025' },
    { name: '环境信用等级', synonyms: ['评价等级', '环境信用评价等级', '评价结果', '等级'], required: true, hint: '绿牌、蓝牌、黄牌、红牌', example: '蓝牌' },
    { name: '公布日期', synonyms: ['评价日期', '发布日期'], required: true, maxLength: 40, example: '2026-06-05' },
  ],
  translate: translateEnvironmentGrade,
}

function translateEnvironmentGrade(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('评价年度', 2010)
  const value = r.needOneOf('环境信用等级', GRADES)
  const asOf = r.needDate('公布日期')
  if (year !== null) r.mustNotPrecede('公布日期', asOf, '评价年度', `${year}-01-01`)
  if (r.issues.length > 0 || !subject || !year || !value || !asOf) return r.refused()
  return gradeRecord(subject, year, 'environmentGrade', { value, scheme: 'environment-2013', asOf, validUntil: null })
}
