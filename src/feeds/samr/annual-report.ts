import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'

/** Yearly report under 企业信息公示暂行条例: firms may keep each figure to themselves, so each may be unknown. */
export const annualReport: RecordKind<Fact> = {
  source: 'samr',
  record: 'annual_report',
  titleZh: '企业年度报告',
  titleEn: 'Annual report',
  columns: [
    ...FIRM_COLUMNS,
    { name: '年度', synonyms: ['报告年度', '年报年度', '年份'], required: true, maxLength: 20, example: '2025' },
    { name: '从业人数', synonyms: ['从业人员数', '从业人员', '职工人数', '员工人数'], maxLength: 40, example: '18' },
    { name: '营业收入（万元）', synonyms: ['营业总收入（万元）', '营业收入万元'], maxLength: 40, example: '1260.5' },
    { name: '资产总额（万元）', synonyms: ['总资产（万元）', '资产总计（万元）', '资产总额万元'], maxLength: 40, example: '830' },
    { name: '负债总额（万元）', synonyms: ['总负债（万元）', '负债合计（万元）', '负债总计（万元）', '负债总额万元'], maxLength: 40, example: '410' },
  ],
  translate: translateAnnualReport,
}

function translateAnnualReport(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const year = r.needYear('年度')
  const staff = r.integer('从业人数', 0, 10_000_000)
  const revenueFen = r.scaled('营业收入（万元）', 1_000_000n)
  const assetsFen = r.scaled('资产总额（万元）', 1_000_000n)
  const liabilitiesFen = r.scaled('负债总额（万元）', 1_000_000n)
  // The figures are those of the year's end, which must be over.
  const asOf = `${year}-12-31`
  if (year !== null && asOf > today) r.refuse('bad_date', '年度', '“年度”尚未结束，不会有年度报告。')
  if (r.issues.length > 0 || !subject || !year) return r.refused()

  const facts: Fact[] = []
  const add = (attribute: Fact['attribute'], value: Fact['value']) => facts.push({ attribute, item: '', value, scheme: null, asOf, validUntil: null })
  if (staff !== null) add('staff', staff)
  if (revenueFen !== null) add('revenueFen', String(revenueFen))
  if (assetsFen !== null) add('assetsFen', String(assetsFen))
  if (liabilitiesFen !== null) add('liabilitiesFen', String(liabilitiesFen))
  return { ok: true, record: { subject, key: `${subject.code}:${year}`, asOf, facts } }
}
