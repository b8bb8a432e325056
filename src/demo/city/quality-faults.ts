/**
 * Rows that are well formed and yet wrong: each is taken in, and the rule it names must object to it. They are about firms
 * of their own, so that nothing else in the city changes.
 */
import { makeCreditCode, SYNTHETIC_REGION } from '../../subjects/model.ts'
import { CITY_HEADER, TAX_HEADER } from './grades.ts'
import { REPORT_HEADER } from './operations.ts'
import { LICENCE_HEADER, PENALTY_HEADER } from './publicity.ts'
import { REGISTRATION_HEADER } from './registration.ts'
import type { Cells } from './sheet.ts'

/** One further row of a file; `rule` objects to it, or nothing does where it is null. */
export interface FurtherRow {
  cells: Cells
  rule: string | null
}

interface FaultyFirm {
  code: string
  name: string
}

const firm = (place: number, word: string): FaultyFirm => ({
  code: makeCreditCode(`91${SYNTHETIC_REGION}`, `MAQC${String(place).padStart(4, '0')}`),
  name: `广州示例质检${word}有限公司`,
})

/** An early code: the outer check digit is another than GB 32100 asks, the inner one is right. */
const early = ({ code, name }: FaultyFirm): FaultyFirm => ({ code: code.slice(0, 17) + (code.endsWith('7') ? '8' : '7'), name })

const TRADE = firm(1, '商贸')
const BUILD = firm(2, '建设')
const FOOD = firm(3, '食品')
const GONE = firm(4, '旧业')
const YOUNG = firm(5, '新创')
const METAL = firm(6, '五金')
const CLOTH = firm(7, '服饰')
const BARE = firm(8, '空栏')
const TYPED = firm(9, '占位')
const COARSE = firm(10, '笼统')
const EARLY = early(firm(11, '早码'))
const TWICE = firm(12, '两说')

/** How many firms are in the files beside the city's own. */
export const FAULTY_FIRMS: readonly FaultyFirm[] = [TRADE, BUILD, FOOD, GONE, YOUNG, METAL, CLOTH, BARE, TYPED, COARSE, EARLY, TWICE]

type Values = Readonly<Record<string, string>>

function cells(header: Cells, values: Values): Cells {
  for (const name of Object.keys(values)) if (!header.includes(name)) throw new Error(`no column ${name}`)
  return header.map((name) => values[name] ?? '')
}

function registered(of: FaultyFirm, rule: string | null = null, values: Values = {}): FurtherRow {
  const usual = {
    统一社会信用代码: of.code,
    企业名称: of.name,
    注册日期: '2018-05-10',
    企业类型: '有限责任公司(自然人投资或控股)',
    注册资金: '200万元人民币',
    地区: '广州',
    所在区: '天河区',
    行业代码: 'F5199',
    经营状态: '存续',
    住所: '广州市天河区示例路9号',
    核准日期: '2024-03-01',
  }
  return { cells: cells(REGISTRATION_HEADER, { ...usual, ...values }), rule }
}

function reported(
  of: FaultyFirm,
  year: number,
  figures: readonly [staff: string, revenueWan: string, assetsWan: string],
  rule: string | null = null,
): FurtherRow {
  const [staff, revenue, assets] = figures
  const values = {
    统一社会信用代码: of.code,
    企业名称: of.name,
    报告年度: String(year),
    从业人数: staff,
    '营业总收入（万元）': revenue,
    '资产总额（万元）': assets,
  }
  return { cells: cells(REPORT_HEADER, { ...values, 填报日期: `${year + 1}-05-20` }), rule }
}

function licensed(of: FaultyFirm, serial: number, rule: string | null = null, values: Values = {}): FurtherRow {
  const office = '广州市天河区市场监督管理局'
  const usual = {
    行政相对人名称: of.name,
    行政相对人类别: '法人及非法人组织',
    统一社会信用代码: of.code,
    行政许可决定文书号: `示例许字〔2024〕${serial}号`,
    许可类别: '普通',
    许可证书名称: '食品经营许可证',
    许可编号: `SL-2024-${serial}`,
    许可内容: '预包装食品销售',
    许可决定日期: '2024-04-08',
    有效期自: '2024-04-08',
    有效期至: '2029-04-07',
    许可机关: office,
    当前状态: '有效',
    数据来源单位: office,
  }
  return { cells: cells(LICENCE_HEADER, { ...usual, ...values }), rule }
}

function punished(of: FaultyFirm, serial: number, rule: string | null = null, values: Values = {}): FurtherRow {
  const office = '广州市天河区市场监督管理局'
  const usual = {
    CF_XDR_MC: of.name,
    CF_XDR_LB: '法人及非法人组织',
    CF_XDR_SHXYM: of.code,
    CF_WSH: `示例罚字〔2025〕${serial}号`,
    CF_WFXW: '发布虚假广告',
    CF_SY: '在网店页面使用绝对化用语',
    CF_YJ: '《中华人民共和国广告法》第五十七条',
    CF_CFLB: '罚款',
    CF_NR: '罚款人民币0.5万元',
    CF_NR_FK: '0.5',
    CF_JDRQ: '2025-09-10',
    CF_GSJZQ: '2026-09-09',
    CF_CFJG: office,
    CF_SJLY: office,
  }
  return { cells: cells(PENALTY_HEADER, { ...usual, ...values }), rule }
}

const OTHER_NAME = '广州示例别家贸易有限公司'
const NOT_SHOWN = '企业选择不公示'

/** Further rows of each file, good and faulty ones, in the order in which they stand at its end. */
export const QUALITY_ROWS: Readonly<Record<string, readonly FurtherRow[]>> = {
  registration: [
    ...[TRADE, BUILD, FOOD, METAL, CLOTH, TWICE].map((of) => registered(of)),
    registered(GONE, null, { 经营状态: '注销', 核准日期: '2025-06-30' }),
    registered(YOUNG, null, { 注册日期: '2025-02-18', 核准日期: '2025-02-18' }),
    registered(BARE, 'missing_important', { 企业类型: '', 注册资金: '', 所在区: '', 行业代码: '', 经营状态: '' }),
    registered(TYPED, 'placeholder_value', { 注册资金: '999999999' }),
    registered(COARSE, 'coarse_industry', { 行业代码: 'F' }),
    registered(EARLY, 'legacy_code'),
    // One approval, two capitals.
    registered(TWICE, 'same_version_conflict', { 注册资金: '500万元人民币' }),
  ],
  annual_report: [
    reported(TRADE, 2024, ['20', '800', '410']),
    reported(TRADE, 2025, ['900', '830', '450'], 'sudden_change'),
    reported(FOOD, 2024, ['18', '800', '390']),
    reported(FOOD, 2025, ['19', '90000', '420'], 'sudden_change'),
    reported(METAL, 2024, ['31', '650.5', '380']),
    reported(METAL, 2025, ['33', '6505000', '400'], 'figure_unit_slip'),
    reported(CLOTH, 2025, ['15', '8200000', '300'], 'figure_unit_slip'),
    reported(YOUNG, 2024, ['3', '40', '30'], 'before_registration'),
    reported(BARE, 2025, ['', '', ''], 'missing_important'),
    reported(TYPED, 2025, [NOT_SHOWN, '9999999', NOT_SHOWN], 'placeholder_value'),
    reported(TWICE, 2025, ['12', '310', '160']),
    reported(TWICE, 2025, ['12', '340', '160'], 'same_version_conflict'),
  ],
  licence: [
    licensed(TRADE, 9001, 'name_mismatch', { 行政相对人名称: OTHER_NAME }),
    licensed(YOUNG, 9002, 'before_registration'),
    licensed(GONE, 9003, 'after_deregistration', {
      行政许可决定文书号: '示例许字〔2026〕9003号',
      许可决定日期: '2026-03-02',
      有效期自: '2026-03-02',
      有效期至: '2031-03-01',
    }),
    licensed(FOOD, 9004, 'future_validity', { 有效期自: '2034-04-08', 有效期至: '2039-04-07' }),
    licensed(FOOD, 9005, 'future_validity', { 有效期至: '2129-04-07' }),
    licensed(FOOD, 9006, 'ends_before_decision', { 有效期自: '2019-01-01', 有效期至: '2019-12-31' }),
    licensed(METAL, 9007, 'office_is_addressee', { 许可机关: METAL.name }),
    licensed(CLOTH, 9008),
    licensed(CLOTH, 9008, 'near_duplicate', { 行政许可决定文书号: '示例许字 [2024] 9008 号' }),
    licensed(BARE, 9009, 'missing_important', { 许可证书名称: '', 许可内容: '', 有效期自: '', 有效期至: '' }),
    licensed(CLOTH, 9010, 'document_year_mismatch', { 行政许可决定文书号: '示例许字〔2014〕9010号' }),
    licensed(TYPED, 9011, 'placeholder_value', { 许可编号: '000000' }),
    licensed(TYPED, 9012, 'placeholder_value', { 许可内容: '测试数据' }),
  ],
  penalty: [
    punished(TRADE, 9101, 'name_mismatch', { CF_XDR_MC: OTHER_NAME }),
    punished(BUILD, 9102, 'fine_unit_slip', { CF_NR: '罚款', CF_NR_FK: '5000' }),
    punished(BUILD, 9103, 'fine_text_mismatch', { CF_NR: '罚款人民币20000元', CF_NR_FK: '20' }),
    punished(BUILD, 9104, 'shown_too_long', { CF_GSJZQ: '2031-09-09' }),
    punished(FOOD, 9105, 'document_year_mismatch', { CF_WSH: '示例罚字〔2015〕9105号' }),
    punished(METAL, 9106),
    punished(METAL, 9106, 'near_duplicate', { CF_WSH: '示例罚字(2025)9106号' }),
    punished(TWICE, 9107),
    punished(TWICE, 9107, 'same_version_conflict', { CF_NR: '罚款人民币0.8万元', CF_NR_FK: '0.8' }),
    punished(GONE, 9108, 'after_deregistration'),
    punished(YOUNG, 9109, 'before_registration', { CF_WSH: '示例罚字〔2024〕9109号', CF_JDRQ: '2024-10-10', CF_GSJZQ: '2025-10-09' }),
    punished(CLOTH, 9110, 'office_is_addressee', { CF_CFJG: CLOTH.name }),
    punished(BARE, 9111, 'missing_important', { CF_SY: '', CF_YJ: '' }),
  ],
  city_evaluation: [
    { cells: cells(CITY_HEADER, { 统一社会信用代码: BUILD.code, 主体名称: OTHER_NAME, 综合评价等级: '良', 评价日期: '2026-11-02' }), rule: 'name_mismatch' },
  ],
  tax_grade: [
    {
      cells: cells(TAX_HEADER, { 纳税人识别号: FOOD.code, 纳税人名称: OTHER_NAME, 评价年度: '2025', 纳税信用级别: 'B', 评价日期: '2026-04-30' }),
      rule: 'name_mismatch',
    },
    { cells: cells(TAX_HEADER, { 纳税人识别号: TWICE.code, 纳税人名称: TWICE.name, 评价年度: '2025', 纳税信用级别: 'A', 评价日期: '2026-04-30' }), rule: null },
    {
      cells: cells(TAX_HEADER, { 纳税人识别号: TWICE.code, 纳税人名称: TWICE.name, 评价年度: '2025', 纳税信用级别: 'C', 评价日期: '2026-04-30' }),
      rule: 'same_version_conflict',
    },
  ],
}
