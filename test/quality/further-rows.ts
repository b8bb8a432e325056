import type { Table } from '../../src/sources/files/table.ts'
import { makeCreditCode, SYNTHETIC_REGION } from '../../src/subjects/model.ts'

/** Rows of sources that are no files of the demo city, as a pull brings them. */
export interface FurtherTable {
  file: string
  source: string
  record: string
  table: Table
  /** Row number → the rule that must object to it; of the other rows nothing may be said. */
  seeded: ReadonlyMap<number, string>
}

type Cells = Readonly<Record<string, string>>
type Line = readonly [cells: Cells, rule?: string]

const firm = (n: number): Cells => ({
  统一社会信用代码: makeCreditCode(`91${SYNTHETIC_REGION}`, `MAQD${String(n).padStart(4, '0')}`),
  企业名称: `广州示例复核${n}号有限公司`,
})

function further(source: string, record: string, lines: readonly Line[]): FurtherTable {
  const header = [...new Set(lines.flatMap(([cells]) => Object.keys(cells)))]
  const rows = lines.map(([cells], i) => ({ rowNo: i + 2, cells: header.map((name) => cells[name] ?? '') }))
  const seeded = new Map(lines.flatMap(([, rule], i): [number, string][] => (rule === undefined ? [] : [[i + 2, rule]])))
  return { file: `${source}/${record}`, source, record, table: { format: 'jsonl', encoding: 'utf-8', header, rows }, seeded }
}

const report = (n: number, [staff, revenue, assets, debts]: readonly [string, string, string, string], rule?: string): Line => {
  const figures = { 年度: '2025', 从业人数: staff, '营业收入（万元）': revenue, '资产总额（万元）': assets, '负债总额（万元）': debts }
  return rule === undefined ? [{ ...firm(n), ...figures }] : [{ ...firm(n), ...figures }, rule]
}
const code = (n: number, taxYuan: string, grade = 'B', rule?: string): Line => {
  const cells = {
    ...firm(n),
    税信码编号: `SXM-20261031-${String(n).padStart(6, '0')}`,
    纳税信用级别: grade,
    评价年度: '2025',
    '近12个月纳税额（元）': taxYuan,
    数据截止日: '2026-10-31',
  }
  return rule === undefined ? [cells] : [cells, rule]
}
const listed = (n: number, removal: Cells, rule?: string): Line => {
  const cells = {
    ...firm(n),
    列入文书号: `示例列字〔2025〕${n}号`,
    列入日期: '2025-07-10',
    列入事由: '未依照规定的期限公示年度报告',
    作出决定机关: '广州市天河区市场监督管理局',
    移出日期: '',
    移出事由: '',
    ...removal,
  }
  return rule === undefined ? [cells] : [cells, rule]
}
const licensed = (n: number, until: string, status: string, rule?: string): Line => {
  const { 统一社会信用代码, 企业名称 } = firm(n) as { 统一社会信用代码: string; 企业名称: string }
  const cells = {
    统一社会信用代码,
    行政相对人名称: 企业名称,
    行政相对人类别: '法人及非法人组织',
    行政许可决定文书号: `示例许字〔2023〕8${n}号`,
    许可类别: '普通',
    许可证书名称: '食品经营许可证',
    许可内容: '预包装食品销售',
    许可决定日期: '2023-04-08',
    有效期自: '2023-04-08',
    有效期至: until,
    许可机关: '广州市天河区市场监督管理局',
    当前状态: status,
  }
  return rule === undefined ? [cells] : [cells, rule]
}

export const FURTHER_TABLES: readonly FurtherTable[] = [
  further('samr', 'annual_report', [
    report(1, ['20', '800', '410', '300']),
    report(2, ['20', '800', '41', '30000000'], 'debt_above_assets'),
    report(3, ['0', '12', '10', '2'], 'no_staff_but_insured'),
    report(4, ['9', '0.86', '30', '5'], 'tax_above_revenue'),
    report(5, ['31', '860', '300', '50']),
    report(6, ['31', '860', '300', '50']),
    // A holding without staff, without revenue and with debts of nine times its assets.
    report(7, ['0', '0', '100', '900']),
  ]),
  further('social-insurance', 'social', [
    [{ ...firm(1), 统计月份: '2026-10', 参保人数: '18' }],
    [{ ...firm(3), 统计月份: '2026-10', 参保人数: '7' }],
    [{ ...firm(7), 统计月份: '2026-10', 参保人数: '0' }],
  ]),
  further('utilities', 'usage', [
    [{ ...firm(5), 统计截止月: '2026-10', '近12个月用电量（千瓦时）': '0' }, 'revenue_without_power'],
    [{ ...firm(6), 统计截止月: '2026-10', '近12个月用电量（千瓦时）': '182400' }],
    [{ ...firm(7), 统计截止月: '2026-10', '近12个月用电量（千瓦时）': '0' }],
  ]),
  further('gz-tax', 'tax_grade', [
    [{ ...firm(1), 评价年度: '2025', 纳税信用级别: 'B', 评价日期: '2026-04-30' }],
    [{ ...firm(8), 评价年度: '2025', 纳税信用级别: 'D', 评价日期: '2026-04-30' }],
    [{ ...firm(9), 评价年度: '2024', 纳税信用级别: 'C', 评价日期: '2025-04-30' }],
  ]),
  further('gz-tax', 'tax_code', [code(1, '386200.50'), code(4, '386200.50'), code(8, '200', 'A', 'same_period_conflict'), code(9, '200', 'A')]),
  further('samr', 'abnormal_list', [
    listed(10, {}),
    listed(11, { 移出日期: '2026-02-10', 移出事由: '已补报年度报告' }),
    listed(12, { 移出事由: '已补报年度报告' }, 'status_against_dates'),
    listed(13, { 移出事由: '无' }),
  ]),
  further('gz-credit', 'licence', [
    licensed(14, '2028-04-07', '有效'),
    licensed(15, '2025-04-07', '有效', 'status_against_dates'),
    licensed(16, '2025-04-07', '过期'),
    licensed(17, '长期', '有效'),
  ]),
  further('white-list', 'membership', [
    [{ ...firm(18), 名单状态: '在册', 列入日期: '2026-01-20', 有效期至: '2027-01-19' }],
    [{ ...firm(19), 名单状态: '在册', 列入日期: '2024-01-20', 有效期至: '2025-01-19' }, 'status_against_dates'],
  ]),
]
