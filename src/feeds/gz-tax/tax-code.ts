import { fenFromDecimal } from '../../platform/kernel/money.ts'
import { toHalfWidth } from '../../platform/kernel/text.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { TAX_GRADES, taxGradeHoldsUntil, taxScheme } from './tax-grade.ts'

/** Sales cannot fall by more than all of them; above a thousandfold it is a mix-up of percent and ratio. */
const LEAST_GROWTH_BP = -10_000n
const MOST_GROWTH_BP = 10_000_000n

/**
 * 广州税信码2.0: what the tax office states in a code that the firm itself presents. Figures of the last 12 months are
 * those of 数据截止日; nothing here is known without the firm's own act.
 */
export const taxCode: RecordKind<Fact> = {
  source: 'gz-tax',
  record: 'tax_code',
  titleZh: '税信码',
  titleEn: 'Tax code',
  columns: [
    ...FIRM_COLUMNS,
    { name: '税信码编号', synonyms: ['jti'], required: true, maxLength: 64, exact: true, hint: '签发时的唯一编号', example: 'SXM-20261031-000001' },
    { name: '纳税信用级别', hint: 'A、B、M、C、D', example: 'B' },
    { name: '评价年度', maxLength: 20, hint: '填写级别的必须填写', example: '2025' },
    { name: '近12个月纳税额（元）', maxLength: 40, example: '386200.50' },
    { name: '近12个月开票额（元）', maxLength: 40, example: '12860000' },
    { name: '开票额同比（%）', maxLength: 20, hint: '下降写负数，如 -3.25', example: '12.5' },
    { name: '零申报次数', maxLength: 20, hint: '近 12 个月增值税零申报，0—12', example: '0' },
    { name: '数据截止日', required: true, maxLength: 40, example: '2026-10-31' },
  ],
  alsoSays: ['taxGrade'],
  translate: translateTaxCode,
}

function translateTaxCode(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const codeNo = r.needText('税信码编号')
  const grade = r.oneOf('纳税信用级别', TAX_GRADES)
  const year = grade === null ? null : r.needYear('评价年度', 2014)
  const taxPaidFen12m = r.scaled('近12个月纳税额（元）', 100n)
  const invoicedFen12m = r.scaled('近12个月开票额（元）', 100n)
  const invoicedGrowthBp = readGrowthBp(r)
  const zeroFilings12m = r.integer('零申报次数', 0, 12)
  const asOf = r.needDate('数据截止日')
  if (r.issues.length > 0 || !subject || !codeNo || !asOf) return r.refused()
  const facts = statedFacts({ taxPaidFen12m, invoicedFen12m, invoicedGrowthBp, zeroFilings12m }, asOf)
  if (grade !== null && year !== null) facts.push(...statedFacts({ taxGrade: grade }, asOf, taxGradeHoldsUntil(year), taxScheme(`${year + 1}-04-30`)))
  // Several codes may tell of one day; they are versions of one record, in the order in which they were issued.
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, facts)
}

/** Percent to basis points, rounded once; may be negative. */
function readGrowthBp(r: RowReader): number | null {
  const text = r.text('开票额同比（%）')
  if (text === null) return null
  const growthBp = fenFromDecimal(toHalfWidth(text).replace(/[\s%]/g, ''), 100n)
  if (growthBp === null || growthBp < LEAST_GROWTH_BP || growthBp > MOST_GROWTH_BP)
    return r.refuse('bad_number', '开票额同比（%）', '“开票额同比（%）”应为不小于 -100 的百分数，如 -3.25 或 12.5。')
  return Number(growthBp)
}
