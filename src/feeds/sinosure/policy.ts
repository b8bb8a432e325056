import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'

/**
 * Export credit insurance: the credit limit of a policy. A firm may hold several; each is its own record, and of those in
 * force the one that began last says what its limit is. They are never added up: limits of one exporter overlap in
 * buyers. Two that began on one day with different limits are shown as in doubt. A policy is told once it has begun.
 */
export const policy: RecordKind<Fact> = {
  source: 'sinosure',
  record: 'policy',
  titleZh: '出口信用保险保单',
  titleEn: 'Export credit insurance policy',
  columns: [
    ...FIRM_COLUMNS,
    { name: '保单号', synonyms: ['保险单号', '保单编号'], required: true, maxLength: 64, exact: true, example: 'SCH0DEM000001' },
    {
      name: '信用限额（元）',
      synonyms: ['信用限额', '累计赔偿限额（元）'],
      required: true,
      maxLength: 40,
      hint: '外币保单按承保日中间价折人民币',
      example: '6000000',
    },
    { name: '保险期间起', synonyms: ['保险起期', '生效日期'], required: true, maxLength: 40, example: '2026-04-01' },
    { name: '保险期间止', synonyms: ['保险止期', '到期日期'], required: true, maxLength: 40, example: '2027-03-31' },
    { name: '业务联系人', synonyms: ['联系人'], personal: 'drop' },
  ],
  translate: translatePolicy,
}

function translatePolicy(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const policyNo = r.needText('保单号')
  const exportInsuranceLimitFen = r.needText('信用限额（元）') === null ? null : r.scaled('信用限额（元）', 100n)
  const asOf = r.needDate('保险期间起')
  const validUntil = r.needText('保险期间止') === null ? null : r.endDate('保险期间止')
  r.mustNotPrecede('保险期间止', validUntil, '保险期间起', asOf)
  if (r.issues.length > 0 || !subject || !policyNo || exportInsuranceLimitFen === null || !asOf) return r.refused()
  return statedRecord(subject, `${subject.code}:${policyNo}`, asOf, statedFacts({ exportInsuranceLimitFen }, asOf, validUntil))
}
