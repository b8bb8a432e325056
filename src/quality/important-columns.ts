import { saysNothing } from '../sources/model.ts'
import type { KnownRecord } from './dossier.ts'

/**
 * Columns that may be empty and yet decide what a record is good for. `atLeast` of them should be filled; what a firm
 * keeps to itself (企业选择不公示) counts as filled: the office did its part.
 */
const IMPORTANT: Readonly<Record<string, { columns: readonly string[]; atLeast: number }>> = {
  'samr/registration': { columns: ['企业类型', '注册资金', '所在区', '行业代码', '经营状态', '核准日期'], atLeast: 3 },
  'samr/annual_report': { columns: ['从业人数', '营业收入（万元）', '资产总额（万元）'], atLeast: 1 },
  'gz-credit/licence': { columns: ['许可证书名称', '许可内容', '有效期自', '有效期至', '当前状态'], atLeast: 3 },
  'gz-credit/penalty': { columns: ['违法事实', '处罚依据', '处罚内容', '公示截止期'], atLeast: 3 },
  'suitan/carbon_report': { columns: ['年排放量（吨二氧化碳）', '碳强度', '行业基准'], atLeast: 0 },
  'nongrongtong/household_rating': { columns: ['评分', '绿码', '经营土地（亩）', '主要经营'], atLeast: 1 },
}

const NOT_SHOWN = /不公示$/

/** Cells of one row that matter and how many of them say something; null for a kind without such columns. */
export function importantCells({
  source,
  record,
  row,
}: Pick<KnownRecord, 'source' | 'record' | 'row'>): { all: number; filled: number; atLeast: number } | null {
  const important = IMPORTANT[`${source}/${record}`]
  if (important === undefined) return null
  const filled = important.columns.filter((name) => isFilled(row[name] ?? '')).length
  return { all: important.columns.length, filled, atLeast: important.atLeast }
}

function isFilled(text: string): boolean {
  return !saysNothing(text) || NOT_SHOWN.test(text)
}
