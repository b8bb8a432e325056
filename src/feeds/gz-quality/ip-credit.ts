import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'

const GRADES = { A: 'A', B: 'B', C: 'C', D: 'D', A级: 'A', B级: 'B', C级: 'C', D级: 'D' } as const

/** 知识产权信用: the office's grade where it gave one, and the patents in force on that day (知识产权信用管理规定, 2022). */
export const ipCredit: RecordKind<Fact> = {
  source: 'gz-quality',
  record: 'ip_credit',
  titleZh: '知识产权信用',
  titleEn: 'IP credit',
  columns: [
    ...FIRM_COLUMNS,
    { name: '知识产权信用等级', synonyms: ['信用等级', '等级'], hint: 'A、B、C、D；未评的留空', example: 'A' },
    { name: '有效专利件数', synonyms: ['有效专利数', '专利件数'], maxLength: 20, hint: '发明、实用新型、外观设计合计', example: '14' },
    { name: '数据日期', synonyms: ['评价日期', '统计日期'], required: true, maxLength: 40, example: '2026-09-30' },
    { name: '发明人', synonyms: ['设计人'], personal: 'drop' },
  ],
  translate: translateIpCredit,
}

function translateIpCredit(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const ipGrade = r.oneOf('知识产权信用等级', GRADES)
  const patentCount = r.integer('有效专利件数', 0, 1_000_000)
  const asOf = r.needDate('数据日期')
  if (r.issues.length > 0 || !subject || !asOf) return r.refused()
  const facts = [...statedFacts({ ipGrade }, asOf, null, 'ip-credit'), ...statedFacts({ patentCount }, asOf)]
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, facts)
}
