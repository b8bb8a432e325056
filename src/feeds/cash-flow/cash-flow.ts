import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { statedFacts, statedRecord } from '../stated.ts'
import { readMonthEnd } from '../statistics-month.ts'

/** 资金流信用信息: a firm's accounts at all banks added up by the platform, to the end of a month; no account, no counterparty. */
export const cashFlowSummary: RecordKind<Fact> = {
  source: 'cash-flow',
  record: 'cash_flow',
  titleZh: '资金流信用信息',
  titleEn: 'Cash-flow summary',
  columns: [
    ...FIRM_COLUMNS,
    { name: '统计截止月', required: true, maxLength: 40, hint: '2026-10', example: '2026-10' },
    { name: '近12个月流入（元）', maxLength: 40, example: '12860000.00' },
    { name: '近12个月流出（元）', maxLength: 40, example: '12415000.50' },
    { name: '日均余额（元）', maxLength: 40, example: '356000' },
    { name: '有流水月数', maxLength: 20, hint: '近 12 个月中有收付的月数，0—12', example: '12' },
    { name: '账户账号', synonyms: ['账号', '银行账号'], personal: 'drop', maxLength: 60 },
  ],
  translate: translateCashFlow,
}

function translateCashFlow(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const asOf = readMonthEnd(r, '统计截止月', today)
  const inflowFen12m = r.scaled('近12个月流入（元）', 100n)
  const outflowFen12m = r.scaled('近12个月流出（元）', 100n)
  const averageBalanceFen = r.scaled('日均余额（元）', 100n)
  const activeMonths12m = r.integer('有流水月数', 0, 12)
  const moved = (inflowFen12m ?? 0n) + (outflowFen12m ?? 0n) > 0n
  if (activeMonths12m === 0 && moved) r.refuse('bad_combination', '有流水月数', '有流入或流出，“有流水月数”却为 0。')
  if (r.issues.length > 0 || !subject || !asOf) return r.refused()
  return statedRecord(subject, `${subject.code}:${asOf}`, asOf, statedFacts({ inflowFen12m, outflowFen12m, averageBalanceFen, activeMonths12m }, asOf))
}
