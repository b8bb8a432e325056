import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { HOUSEHOLD_COLUMNS, readHousehold } from './household.ts'

/**
 * Agricultural insurance of a household. By contract one row adds up the policies of one period, since a household often
 * has several (rice, litchi, pigs) from the same day; of two periods the newer wins. A period is told once it has begun.
 */
export const farmInsurance: RecordKind<Fact> = {
  source: 'nongrongtong',
  record: 'farm_insurance',
  titleZh: '农业保险',
  titleEn: 'Agricultural insurance',
  columns: [
    ...HOUSEHOLD_COLUMNS,
    { name: '保险标的', synonyms: ['险种', '保险名称'], maxLength: 100, example: '水稻种植、荔枝种植' },
    { name: '保险金额（元）', synonyms: ['保额（元）', '保险金额'], required: true, maxLength: 40, hint: '同一保险期间各保单合计', example: '38000' },
    { name: '保险期间起', synonyms: ['保险起期', '起保日期'], required: true, maxLength: 40, example: '2026-03-01' },
    { name: '保险期间止', synonyms: ['保险止期', '终保日期'], required: true, maxLength: 40, example: '2027-02-28' },
    { name: '承保机构', synonyms: ['保险公司'], organisation: true, example: '示例财产保险广州分公司' },
    { name: '银行账号', synonyms: ['赔款账号'], personal: 'drop', maxLength: 60 },
  ],
  translate: translateFarmInsurance,
}

function translateFarmInsurance(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const household = readHousehold(r)
  const cropInsuredFen = r.needText('保险金额（元）') === null ? null : r.scaled('保险金额（元）', 100n, 10_000_000_000n)
  const asOf = r.needDate('保险期间起')
  const validUntil = r.needText('保险期间止') === null ? null : r.endDate('保险期间止')
  r.mustNotPrecede('保险期间止', validUntil, '保险期间起', asOf)
  if (r.issues.length > 0 || !household || cropInsuredFen === null || !asOf) return r.refused()
  const { villageCode: _, ...subject } = household
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ cropInsuredFen }, asOf, validUntil))
}
