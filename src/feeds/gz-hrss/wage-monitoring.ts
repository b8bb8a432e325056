import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { documentKey } from '../document-key.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

/** Warnings of the wage-arrears monitoring: open until the office writes the day on which it was settled. */
export const wageMonitoring: RecordKind<Fact> = {
  source: 'gz-hrss',
  record: 'wage_monitoring',
  titleZh: '欠薪预警',
  titleEn: 'Wage warnings',
  columns: [
    ...FIRM_COLUMNS,
    { name: '欠薪预警编号', synonyms: ['预警编号', '案件编号'], required: true, maxLength: 64, exact: true, example: '示例欠薪预〔2026〕1号' },
    { name: '预警日期', synonyms: ['立案日期'], required: true, maxLength: 40, example: '2026-07-08' },
    { name: '涉及人数', maxLength: 20, example: '12' },
    { name: '涉及金额（元）', synonyms: ['欠薪金额（元）'], maxLength: 40, example: '86400.00' },
    { name: '解决日期', synonyms: ['办结日期', '清欠日期'], maxLength: 40, hint: '未解决的留空', example: '2026-08-15' },
    { name: '处理机关', synonyms: ['办理机关'], required: true, organisation: true, example: '广州市番禺区人力资源和社会保障局' },
    { name: '投诉人', synonyms: ['投诉人姓名', '劳动者姓名'], personal: 'drop' },
    { name: '投诉人电话', synonyms: ['联系电话'], personal: 'drop', maxLength: 60 },
  ],
  translate: translateWageMonitoring,
}

function translateWageMonitoring(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const documentNo = r.needText('欠薪预警编号')
  const raisedOn = r.needDate('预警日期')
  const people = r.integer('涉及人数', 0, 1_000_000)
  const amountFen = r.scaled('涉及金额（元）', 100n)
  const resolvedOn = r.date('解决日期')
  const authority = r.needText('处理机关')
  r.mustNotPrecede('解决日期', resolvedOn, '预警日期', raisedOn)
  if (r.issues.length > 0 || !subject || !documentNo || !raisedOn || !authority) return r.refused()
  const key = documentKey(subject.code, documentNo)
  const value = { documentNo, amountFen: amountFen === null ? null : String(amountFen), people, raisedOn, resolvedOn, authority }
  // Settling it makes a later version of the record; true of the firm it has been since it was raised.
  return {
    ok: true,
    record: {
      subject,
      key,
      asOf: resolvedOn ?? raisedOn,
      facts: [{ attribute: 'wageWarnings', item: key, value, scheme: null, asOf: raisedOn, validUntil: null }],
    },
  }
}
