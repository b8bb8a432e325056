import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { EXAMPLE_CODE, EXAMPLE_NAME } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { readMonthEnd } from '../statistics-month.ts'

/** Beyond any firm of the city, and whole in a double. */
const MOST_UNITS = 10n ** 13n

/**
 * Power, water and gas of a firm in the 12 months up to a month, all its meters together, and the months in which a bill
 * was left unpaid. Old contracts know the firm by its organisation code or by name only: the register of subjects decides.
 */
export const usage: RecordKind<Fact> = {
  source: 'utilities',
  record: 'usage',
  titleZh: '水电气使用与缴费',
  titleEn: 'Power, water and gas',
  columns: [
    {
      name: '统一社会信用代码',
      synonyms: ['社会信用代码', '信用代码', '组织机构代码', '用户证照号码'],
      maxLength: 40,
      hint: '没有的可填组织机构代码',
      example: EXAMPLE_CODE,
    },
    { name: '企业名称', synonyms: ['用户名称', '户名', '单位名称'], organisation: true, example: EXAMPLE_NAME },
    { name: '所在区', synonyms: ['行政区', '供电区局'], maxLength: 60, example: '天河区' },
    { name: '统计截止月', required: true, maxLength: 40, hint: '2026-10', example: '2026-10' },
    { name: '近12个月用电量（千瓦时）', synonyms: ['用电量（千瓦时）'], maxLength: 40, example: '182400' },
    { name: '近12个月用水量（立方米）', synonyms: ['用水量（立方米）'], maxLength: 40, example: '2360' },
    { name: '近12个月用气量（立方米）', synonyms: ['用气量（立方米）'], maxLength: 40, example: '5400' },
    { name: '欠费月数', synonyms: ['近12个月欠费月数'], maxLength: 20, hint: '近 12 个月中有欠费的月数，0—12', example: '0' },
    { name: '户号', synonyms: ['用电户号', '客户编号'], personal: 'drop', maxLength: 60 },
  ],
  translate: translateUsage,
}

function translateUsage(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.subjectByAny('统一社会信用代码', '企业名称', '所在区')
  const asOf = readMonthEnd(r, '统计截止月', today)
  const units = (field: string) => {
    const value = r.scaled(field, 1n, MOST_UNITS)
    return value === null ? null : Number(value)
  }
  const powerKwh12m = units('近12个月用电量（千瓦时）')
  const waterCubicMetre12m = units('近12个月用水量（立方米）')
  const gasCubicMetre12m = units('近12个月用气量（立方米）')
  const utilityArrearsMonths = r.integer('欠费月数', 0, 12)
  if (r.issues.length > 0 || !subject || !asOf) return r.refused()
  const facts = statedFacts({ powerKwh12m, waterCubicMetre12m, gasCubicMetre12m, utilityArrearsMonths }, asOf)
  // The key bears no code: with or without one it is the same record.
  return statedRecord(subject, `usage:${asOf}`, asOf, facts)
}
