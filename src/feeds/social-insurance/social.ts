import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { readMonthEnd } from '../statistics-month.ts'

/** Social insurance of a firm in one month: how many are insured, for how many months it has paid without a gap. */
export const socialInsured: RecordKind<Fact> = {
  source: 'social-insurance',
  record: 'social',
  titleZh: '社会保险缴费',
  titleEn: 'Social insurance',
  columns: [
    ...FIRM_COLUMNS,
    { name: '统计月份', synonyms: ['费款所属期', '统计月'], required: true, maxLength: 40, hint: '2026-10', example: '2026-10' },
    { name: '参保人数', synonyms: ['参保职工人数', '缴费人数'], maxLength: 20, example: '38' },
    { name: '连续缴费月数', synonyms: ['连续缴费月份数'], maxLength: 20, hint: '截至统计月份', example: '47' },
    { name: '经办人', synonyms: ['联系人', '法定代表人'], personal: 'drop' },
  ],
  translate: translateSocialInsured,
}

function translateSocialInsured(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const asOf = readMonthEnd(r, '统计月份', today)
  const insuredStaff = r.integer('参保人数', 0, 10_000_000)
  const socialPaidMonths = r.integer('连续缴费月数', 0, 1200)
  if (r.issues.length > 0 || !subject || !asOf) return r.refused()
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ insuredStaff, socialPaidMonths }, asOf))
}
