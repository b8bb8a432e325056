import { divideRounded } from '../../platform/kernel/money.ts'
import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { readMonthEnd } from '../statistics-month.ts'
import { CONVERSION, microKgceOf, QUANTITY_SCALE } from './energy-conversion.ts'

const TOTAL = '近12个月综合能源消费量（吨标准煤）'
const EXAMPLES: Readonly<Record<string, string>> = { '用电量（千瓦时）': '1200000', '天然气（立方米）': '30000', '柴油（吨）': '10' }

/** 10^15 of any unit: more than a city uses. */
const MAX_QUANTITY = 10n ** 15n * QUANTITY_SCALE

/** The computed sum may be off the stated one by one twentieth (5 %): measured heating values differ from reference ones. */
const TOLERANCE_PARTS = 20n

/**
 * Energy used in the 12 months up to a month, as the platform's rolling row states it. Where a row gives quantities it
 * gives them all – what has no column goes into 其他能源 – so that their sum can be held against the stated one.
 */
export const energyUse: RecordKind<Fact> = {
  source: 'suitan',
  record: 'energy_use',
  titleZh: '综合用能',
  titleEn: 'Energy use',
  columns: [
    ...FIRM_COLUMNS,
    { name: '统计截止月', required: true, maxLength: 40, hint: '2026-10', example: '2026-10' },
    { name: TOTAL, required: true, maxLength: 40, hint: '电力、热力按当量值', example: '201.951' },
    ...CONVERSION.kinds.map(({ column }) => ({ name: column, maxLength: 40, hint: '近 12 个月合计；分项要填则填全', example: EXAMPLES[column] ?? '' })),
  ],
  translate: translateEnergyUse,
}

function translateEnergyUse(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const asOf = readMonthEnd(r, '统计截止月', today)
  const microKgce = r.needText(TOTAL) === null ? null : r.scaled(TOTAL, 1_000_000_000n, 10n ** 24n)
  const quantities = CONVERSION.kinds.map(({ column }) => r.scaled(column, QUANTITY_SCALE, MAX_QUANTITY))
  if (microKgce !== null && quantities.some((quantity) => quantity !== null)) {
    const computed = microKgceOf(quantities)
    const apart = computed > microKgce ? computed - microKgce : microKgce - computed
    if (apart * TOLERANCE_PARTS > microKgce)
      r.refuse('bad_combination', TOTAL, `“${TOTAL}”与各分项折标之和相差超过 5%，请核对单位，未列的品种折标后填入“其他能源（吨标准煤）”。`)
  }
  if (r.issues.length > 0 || !subject || !asOf || microKgce === null) return r.refused()
  const energyKgce12m = Number(divideRounded(microKgce, 1_000_000n))
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ energyKgce12m }, asOf))
}
