import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

const GRADES = { 优: '优', 优秀: '优', 良: '良', 良好: '良', 中: '中', 合格: '中', 差: '差', 不合格: '差' } as const

/** How a contract of a public tender was performed, as its buyer judged. A firm has one per contract; the newest counts. */
export const performance: RecordKind<Fact> = {
  source: 'gz-trading',
  record: 'performance',
  titleZh: '合同履约评价',
  titleEn: 'Contract performance',
  columns: [
    { name: '统一社会信用代码', synonyms: ['供应商统一社会信用代码', '中标人统一社会信用代码'], required: true, maxLength: 40, example: EXAMPLE_CODE },
    { name: '企业名称', synonyms: ['中标人名称', '供应商名称'], organisation: true, example: EXAMPLE_NAME },
    { name: '合同编号', required: true, maxLength: 100, exact: true, example: 'GZEX2026-0001-HT01' },
    { name: '履约评价等级', synonyms: ['合同履约评价', '履约评价', '评价等级'], required: true, hint: '优、良、中、差', example: '良' },
    { name: '评价日期', required: true, maxLength: 40, example: '2026-09-10' },
    { name: '评价人', synonyms: ['联系人'], personal: 'drop' },
  ],
  translate: translatePerformance,
}

function translatePerformance(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const contractNo = r.needText('合同编号')
  const value = r.needOneOf('履约评价等级', GRADES)
  const asOf = r.needDate('评价日期')
  if (r.issues.length > 0 || !subject || !contractNo || !value || !asOf) return r.refused()
  return gradeRecord(subject, contractNo, 'contractGrade', { value, scheme: 'contract-performance', asOf, validUntil: null })
}
