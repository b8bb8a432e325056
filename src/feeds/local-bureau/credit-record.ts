import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'

/** Loans of a firm as the local bureau has them from its member institutions; of no natural person. */
export const creditRecord: RecordKind<Fact> = {
  source: 'local-bureau',
  record: 'credit_record',
  titleZh: '信贷记录',
  titleEn: 'Credit record',
  columns: [
    ...FIRM_COLUMNS,
    { name: '报告编号', required: true, maxLength: 64, exact: true, example: 'SL-CR-20261031-0001' },
    { name: '数据截止日', required: true, maxLength: 40, example: '2026-10-31' },
    { name: '贷款余额（元）', maxLength: 40, example: '1200000.00' },
    { name: '有贷款机构数', maxLength: 20, example: '2' },
    { name: '近24个月逾期次数', maxLength: 20, hint: '逾期的还款期数', example: '0' },
    { name: '法定代表人', synonyms: ['法定代表人姓名', '担保人姓名'], personal: 'drop' },
    { name: '法定代表人证件号码', synonyms: ['证件号码', '担保人证件号码'], personal: 'drop', maxLength: 60 },
  ],
  translate: translateCreditRecord,
}

function translateCreditRecord(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const reportNo = r.needText('报告编号')
  const asOf = r.needDate('数据截止日')
  const loanBalanceFen = r.scaled('贷款余额（元）', 100n)
  const lenderCount = r.integer('有贷款机构数', 0, 1000)
  const overdueCount24m = r.integer('近24个月逾期次数', 0, 10_000)
  if (lenderCount === 0 && loanBalanceFen !== null && loanBalanceFen > 0n) r.refuse('bad_combination', '有贷款机构数', '有“贷款余额”，“有贷款机构数”却为 0。')
  if (r.issues.length > 0 || !subject || !reportNo || !asOf) return r.refused()
  // A later report of the same day is another version of the same statement.
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ loanBalanceFen, lenderCount, overdueCount24m }, asOf))
}
