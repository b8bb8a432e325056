import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { YES_OR_NO } from '../yes-or-no.ts'

/** 住房公积金: to be checked only. Yes or no is all that is asked and all that is taken; there is no column for a sum. */
export const housingFund: RecordKind<Fact> = {
  source: 'social-insurance',
  record: 'housing_fund',
  titleZh: '住房公积金缴存核验',
  titleEn: 'Housing fund check',
  columns: [
    ...FIRM_COLUMNS,
    { name: '正常缴存', synonyms: ['是否正常缴存', '核验结果'], required: true, values: Object.keys(YES_OR_NO), hint: '是、否', example: '是' },
    { name: '核验日期', required: true, maxLength: 40, example: '2026-11-10' },
  ],
  translate: translateHousingFund,
}

function translateHousingFund(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const housingFundCurrent = r.needOneOf('正常缴存', YES_OR_NO)
  const asOf = r.needDate('核验日期')
  if (r.issues.length > 0 || !subject || !housingFundCurrent || !asOf) return r.refused()
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ housingFundCurrent }, asOf))
}
