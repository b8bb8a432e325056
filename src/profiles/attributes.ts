/**
 * The attribute registry: everything a profile can say and a criterion can ask, with its type, unit, consent
 * category and how old it may be. Unknown ids mean "denied" on every way out.
 */

export const CATEGORIES = [
  'registration',
  'operations',
  'public_credit',
  'performance',
  'tax',
  'tax_data',
  'cash_flow',
  'credit_history',
  'carbon',
  'village',
] as const
/** What a consent is given for, one tick each. */
export type Category = (typeof CATEGORIES)[number]

export const CATEGORY_INFO: Record<Category, { zh: string; en: string; plainZh: string; sensitive: boolean }> = {
  registration: { zh: '登记信息', en: 'Registration', plainZh: '名称、代码、成立日期、地区、行业、注册资本', sensitive: false },
  operations: { zh: '经营信息', en: 'Operations', plainZh: '从业人数、营业收入、资产负债（年报），社保、公积金、水电气', sensitive: true },
  public_credit: { zh: '公共信用', en: 'Public credit', plainZh: '许可、处罚、检查、名单、综合评价、环境、劳动、海关', sensitive: false },
  performance: { zh: '资质与履约', en: 'Standing and performance', plainZh: '知识产权、质量、中标与合同履约、信用承诺、白名单、出口信保', sensitive: false },
  tax: { zh: '纳税信用', en: 'Tax credit', plainZh: '纳税信用级别', sensitive: false },
  tax_data: { zh: '纳税数据', en: 'Tax data', plainZh: '纳税额、开票额、零申报（税信码）', sensitive: true },
  cash_flow: { zh: '资金流', en: 'Cash flow', plainZh: '近 12 个月账户资金流入、流出、日均余额', sensitive: true },
  credit_history: { zh: '信贷记录', en: 'Credit history', plainZh: '地方征信平台的贷款余额、逾期次数', sensitive: true },
  carbon: { zh: '碳账户', en: 'Carbon account', plainZh: '碳等级、与行业基准之比、用能、报告年度', sensitive: false },
  village: { zh: '信用村', en: 'Credit village', plainZh: '农户评级、绿码、土地、农业保险、可贷额度', sensitive: true },
}

export type AttributeType = 'text' | 'code' | 'date' | 'integer' | 'fen' | 'bp' | 'grade' | 'list'

export interface Attribute {
  id: string
  type: AttributeType
  category: Category
  zh: string
  en: string
  /** Shown behind an integer: 人, 个月, 条. */
  unitZh?: string
  /** Grades from best to worst. */
  grades?: readonly string[]
  /** Days after `asOf` until the value is stale, of a list since it was last received whole; null where it does not age. */
  maxAgeDays: number | null
  /** Months before its day that a value counts back over: the 12 of "in 12 months". */
  spanMonths?: number
  /** Worked out by the profile from other attributes, never taken from a record. */
  derivedFrom?: readonly string[]
  /** Can a firm do something about it? Reasons for a refusal name these first. */
  actionable: boolean
  /** Can criteria ask for it? Lists and names cannot be asked. */
  askable: boolean
  /**
   * For lists: the feeds (`source/record`) that would have told of an item. Once one of them was received, its silence
   * means "none"; before that an empty list is unknown.
   */
  feeds?: readonly string[]
}

/** A yes or no, the better answer first, so that criteria compare it like any other grade. */
const GOOD_YES = ['是', '否'] as const
const GOOD_NO = ['否', '是'] as const

const YEAR = 366
/** Lists come daily or weekly; one that was not heard as a whole for so long may lack what happened since. */
const LIST_DAYS = 45

// biome-ignore format: a table reads by the row
export const ATTRIBUTES = [
  { id: 'name', type: 'text', category: 'registration', zh: '名称', en: 'Name', maxAgeDays: null, actionable: false, askable: false },
  { id: 'code', type: 'text', category: 'registration', zh: '信用代码／户编号', en: 'Credit code or household number', maxAgeDays: null, actionable: false, askable: false },
  { id: 'kind', type: 'code', category: 'registration', zh: '主体类型', en: 'Kind of subject', maxAgeDays: null, actionable: false, askable: true },
  { id: 'registeredOn', type: 'date', category: 'registration', zh: '成立日期', en: 'Registered on', maxAgeDays: null, actionable: false, askable: false },
  { id: 'ageMonths', type: 'integer', unitZh: '个月', category: 'registration', zh: '成立时间', en: 'Months since founding', maxAgeDays: null, derivedFrom: ['registeredOn'], actionable: false, askable: true },
  { id: 'district', type: 'code', category: 'registration', zh: '所在区', en: 'District', maxAgeDays: null, actionable: false, askable: true },
  { id: 'industry', type: 'code', category: 'registration', zh: '行业', en: 'Industry', maxAgeDays: null, actionable: false, askable: true },
  { id: 'registeredCapitalFen', type: 'fen', category: 'registration', zh: '注册资本', en: 'Registered capital', maxAgeDays: null, actionable: false, askable: true },
  { id: 'registrationStatus', type: 'grade', grades: ['存续', '迁出', '停业', '吊销', '注销'], category: 'registration', zh: '登记状态', en: 'Registration status', maxAgeDays: null, actionable: false, askable: true },
  { id: 'registeredCapitalText', type: 'text', category: 'registration', zh: '注册资本（原文）', en: 'Registered capital as written', maxAgeDays: null, actionable: false, askable: false },

  { id: 'staff', type: 'integer', unitZh: '人', category: 'operations', zh: '从业人数', en: 'Staff', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'revenueFen', type: 'fen', category: 'operations', zh: '营业收入', en: 'Revenue', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'assetsFen', type: 'fen', category: 'operations', zh: '资产总额', en: 'Total assets', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'liabilitiesFen', type: 'fen', category: 'operations', zh: '负债总额', en: 'Total liabilities', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'debtRatioBp', type: 'bp', category: 'operations', zh: '资产负债率', en: 'Debt ratio', maxAgeDays: null, derivedFrom: ['liabilitiesFen', 'assetsFen'], actionable: false, askable: true },
  { id: 'insuredStaff', type: 'integer', unitZh: '人', category: 'operations', zh: '社保参保人数', en: 'Insured staff', maxAgeDays: 120, actionable: false, askable: true },
  { id: 'socialPaidMonths', type: 'integer', unitZh: '个月', category: 'operations', zh: '社保连续缴费', en: 'Months of social insurance paid without a gap', maxAgeDays: 120, actionable: true, askable: true },
  { id: 'housingFundCurrent', type: 'grade', grades: GOOD_YES, category: 'operations', zh: '公积金正常缴存', en: 'Housing fund paid up', maxAgeDays: 120, actionable: true, askable: true },
  { id: 'powerKwh12m', type: 'integer', unitZh: '千瓦时', category: 'operations', zh: '近 12 个月用电量', en: 'Electricity in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'waterCubicMetre12m', type: 'integer', unitZh: '立方米', category: 'operations', zh: '近 12 个月用水量', en: 'Water in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'gasCubicMetre12m', type: 'integer', unitZh: '立方米', category: 'operations', zh: '近 12 个月用气量', en: 'Gas in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'utilityArrearsMonths', type: 'integer', unitZh: '个月', category: 'operations', zh: '近 12 个月水电气欠费', en: 'Months of utility arrears in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: true, askable: true },
  { id: 'sizeClass', type: 'grade', grades: ['large', 'medium', 'small', 'micro'], category: 'operations', zh: '企业规模', en: 'Size class', maxAgeDays: null, derivedFrom: ['industry', 'staff', 'revenueFen', 'assetsFen'], actionable: false, askable: true },

  { id: 'cityEvaluation', type: 'grade', grades: ['优', '良', '中', '差'], category: 'public_credit', zh: '公共信用综合评价', en: 'City credit evaluation', maxAgeDays: 180, actionable: true, askable: true },
  { id: 'environmentGrade', type: 'grade', grades: ['绿', '蓝', '黄', '红'], category: 'public_credit', zh: '环境信用', en: 'Environment grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'labourGrade', type: 'grade', grades: ['A', 'B', 'C'], category: 'public_credit', zh: '劳动保障守法', en: 'Labour grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'customsGrade', type: 'grade', grades: ['高级认证', '认证', '常规', '失信', '严重失信'], category: 'public_credit', zh: '海关信用', en: 'Customs tier', maxAgeDays: 3 * YEAR, actionable: true, askable: true },
  { id: 'licences', type: 'list', category: 'public_credit', zh: '行政许可', en: 'Licences', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['gz-credit/licence'] },
  { id: 'penalties', type: 'list', category: 'public_credit', zh: '行政处罚', en: 'Penalties', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['gz-credit/penalty'] },
  { id: 'licenceCount', type: 'integer', unitZh: '项', category: 'public_credit', zh: '有效许可', en: 'Licences in force', maxAgeDays: null, derivedFrom: ['licences'], actionable: false, askable: true },
  { id: 'penaltyCount12m', type: 'integer', unitZh: '条', category: 'public_credit', zh: '近 12 个月处罚', en: 'Penalties in 12 months', spanMonths: 12, maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },
  { id: 'penaltyCount36m', type: 'integer', unitZh: '条', category: 'public_credit', zh: '近 36 个月处罚', en: 'Penalties in 36 months', spanMonths: 36, maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },
  { id: 'penaltyFen36m', type: 'fen', category: 'public_credit', zh: '近 36 个月罚没金额', en: 'Fines in 36 months', spanMonths: 36, maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },

  { id: 'inspections', type: 'list', category: 'public_credit', zh: '行政检查', en: 'Inspections', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['gz-credit/inspection'] },
  { id: 'inspectionFailures24m', type: 'integer', unitZh: '次', category: 'public_credit', zh: '近 24 个月检查不合格', en: 'Failed inspections in 24 months', spanMonths: 24, maxAgeDays: null, derivedFrom: ['inspections'], actionable: true, askable: true },
  { id: 'abnormalListings', type: 'list', category: 'public_credit', zh: '经营异常名录', en: 'Abnormal-operation listings', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['samr/abnormal_list'] },
  { id: 'abnormalListed', type: 'grade', grades: GOOD_NO, category: 'public_credit', zh: '列入经营异常', en: 'On the abnormal list', maxAgeDays: null, derivedFrom: ['abnormalListings'], actionable: true, askable: true },
  { id: 'dishonestyListings', type: 'list', category: 'public_credit', zh: '严重失信名单', en: 'Serious-dishonesty listings', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['samr/serious_list', 'dishonesty-lists/listing'] },
  { id: 'dishonestyListed', type: 'grade', grades: GOOD_NO, category: 'public_credit', zh: '列入严重失信名单', en: 'On a serious-dishonesty list', maxAgeDays: null, derivedFrom: ['dishonestyListings'], actionable: true, askable: true },
  { id: 'judgmentDebts', type: 'list', category: 'public_credit', zh: '被执行信息', en: 'Judgment debts', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['courts/judgment_debt'] },
  { id: 'judgmentDebtor', type: 'grade', grades: GOOD_NO, category: 'public_credit', zh: '有未了结的被执行案件', en: 'Open judgment debt', maxAgeDays: null, derivedFrom: ['judgmentDebts'], actionable: true, askable: true },
  { id: 'judgmentDebtFen', type: 'fen', category: 'public_credit', zh: '未了结的执行标的', en: 'Open judgment debt, sum', maxAgeDays: null, derivedFrom: ['judgmentDebts'], actionable: true, askable: true },
  { id: 'wageWarnings', type: 'list', category: 'public_credit', zh: '欠薪预警', en: 'Wage warnings', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['gz-hrss/wage_monitoring'] },
  { id: 'wageArrearsOpen', type: 'grade', grades: GOOD_NO, category: 'public_credit', zh: '有未解决的欠薪', en: 'Open wage arrears', maxAgeDays: null, derivedFrom: ['wageWarnings'], actionable: true, askable: true },

  { id: 'qualityGrade', type: 'grade', grades: ['A', 'B', 'C', 'D'], category: 'performance', zh: '质量信用', en: 'Quality grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'ipGrade', type: 'grade', grades: ['A', 'B', 'C', 'D'], category: 'performance', zh: '知识产权信用', en: 'IP credit grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'patentCount', type: 'integer', unitZh: '件', category: 'performance', zh: '有效专利', en: 'Patents in force', maxAgeDays: YEAR, actionable: false, askable: true },
  { id: 'contractGrade', type: 'grade', grades: ['优', '良', '中', '差'], category: 'performance', zh: '合同履约评价', en: 'Contract performance', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'awards', type: 'list', category: 'performance', zh: '公共资源中标', en: 'Public tenders won', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['gz-trading/award'] },
  { id: 'awardCount24m', type: 'integer', unitZh: '个', category: 'performance', zh: '近 24 个月中标', en: 'Tenders won in 24 months', spanMonths: 24, maxAgeDays: null, derivedFrom: ['awards'], actionable: false, askable: true },
  { id: 'awardFen24m', type: 'fen', category: 'performance', zh: '近 24 个月中标金额', en: 'Tenders won in 24 months, sum', spanMonths: 24, maxAgeDays: null, derivedFrom: ['awards'], actionable: false, askable: true },
  { id: 'commitments', type: 'list', category: 'performance', zh: '信用承诺', en: 'Commitments', maxAgeDays: LIST_DAYS, actionable: false, askable: false, feeds: ['commitments/commitment'] },
  { id: 'commitmentsKept', type: 'integer', unitZh: '项', category: 'performance', zh: '已履行承诺', en: 'Commitments kept', maxAgeDays: null, derivedFrom: ['commitments'], actionable: true, askable: true },
  { id: 'commitmentsBroken', type: 'integer', unitZh: '项', category: 'performance', zh: '经核实未履行承诺', en: 'Commitments found broken', maxAgeDays: null, derivedFrom: ['commitments'], actionable: true, askable: true },
  { id: 'whiteListed', type: 'grade', grades: GOOD_YES, category: 'performance', zh: '合规民营企业白名单', en: 'On the white list of compliant private firms', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'exportInsuranceLimitFen', type: 'fen', category: 'performance', zh: '出口信保限额', en: 'Export credit insurance limit', maxAgeDays: YEAR, actionable: true, askable: true },

  { id: 'taxGrade', type: 'grade', grades: ['A', 'B', 'M', 'C', 'D'], category: 'tax', zh: '纳税信用级别', en: 'Tax grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'taxPaidFen12m', type: 'fen', category: 'tax_data', zh: '近 12 个月纳税额', en: 'Tax paid in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'invoicedFen12m', type: 'fen', category: 'tax_data', zh: '近 12 个月开票额', en: 'Invoiced in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'invoicedGrowthBp', type: 'bp', category: 'tax_data', zh: '开票额同比增长', en: 'Growth of invoiced sales', spanMonths: 24, maxAgeDays: 120, actionable: false, askable: true },
  { id: 'zeroFilings12m', type: 'integer', unitZh: '次', category: 'tax_data', zh: '近 12 个月零申报', en: 'Zero filings in 12 months', spanMonths: 12, maxAgeDays: 120, actionable: true, askable: true },

  { id: 'inflowFen12m', type: 'fen', category: 'cash_flow', zh: '近 12 个月流入', en: 'Inflow in 12 months', spanMonths: 12, maxAgeDays: 60, actionable: false, askable: true },
  { id: 'outflowFen12m', type: 'fen', category: 'cash_flow', zh: '近 12 个月流出', en: 'Outflow in 12 months', spanMonths: 12, maxAgeDays: 60, actionable: false, askable: true },
  { id: 'averageBalanceFen', type: 'fen', category: 'cash_flow', zh: '日均余额', en: 'Average daily balance', maxAgeDays: 60, actionable: false, askable: true },
  { id: 'activeMonths12m', type: 'integer', unitZh: '个月', category: 'cash_flow', zh: '近 12 个月有流水', en: 'Months with movement in 12', spanMonths: 12, maxAgeDays: 60, actionable: false, askable: true },

  { id: 'loanBalanceFen', type: 'fen', category: 'credit_history', zh: '贷款余额', en: 'Loan balance', maxAgeDays: 60, actionable: false, askable: true },
  { id: 'lenderCount', type: 'integer', unitZh: '家', category: 'credit_history', zh: '有贷款的机构', en: 'Lenders with open loans', maxAgeDays: 60, actionable: false, askable: true },
  { id: 'overdueCount24m', type: 'integer', unitZh: '次', category: 'credit_history', zh: '近 24 个月逾期', en: 'Overdue instalments in 24 months', spanMonths: 24, maxAgeDays: 60, actionable: true, askable: true },

  { id: 'carbonGrade', type: 'grade', grades: ['A', 'B', 'C', 'D', 'E'], category: 'carbon', zh: '碳账户等级', en: 'Carbon grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'carbonRatioBp', type: 'bp', category: 'carbon', zh: '碳强度与行业基准之比', en: 'Carbon intensity against benchmark', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'carbonEmissionKg', type: 'integer', unitZh: '千克二氧化碳', category: 'carbon', zh: '年排放量', en: 'Yearly emissions', maxAgeDays: 2 * YEAR, actionable: false, askable: false },
  { id: 'energyKgce12m', type: 'integer', unitZh: '千克标准煤', category: 'carbon', zh: '近 12 个月综合用能', en: 'Energy in 12 months', spanMonths: 12, maxAgeDays: 400, actionable: false, askable: true },
  { id: 'carbonYear', type: 'integer', unitZh: '年', category: 'carbon', zh: '碳报告年度', en: 'Carbon report year', maxAgeDays: null, actionable: false, askable: false },

  { id: 'village', type: 'code', category: 'village', zh: '所在村', en: 'Village', maxAgeDays: null, actionable: false, askable: true },
  { id: 'householdScore', type: 'integer', unitZh: '分', category: 'village', zh: '农户评分', en: 'Household score', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'householdGrade', type: 'grade', grades: ['AAA', 'AA', 'A', 'B'], category: 'village', zh: '信用户等级', en: 'Household grade', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'greenCode', type: 'grade', grades: ['绿', '蓝', '灰'], category: 'village', zh: '信用绿码', en: 'Household green code', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'landCentiMu', type: 'integer', unitZh: '厘亩', category: 'village', zh: '经营土地', en: 'Land worked', maxAgeDays: 800, actionable: false, askable: true },
  { id: 'mainTrade', type: 'text', category: 'village', zh: '主要经营', en: 'Main trade', maxAgeDays: 800, actionable: false, askable: false },
  { id: 'villageLimitFen', type: 'fen', category: 'village', zh: '整村授信参考额度', en: 'Whole-village reference limit', maxAgeDays: 400, actionable: false, askable: true },
  { id: 'villageGrade', type: 'grade', grades: ['信用村', '创建中', '未评定'], category: 'village', zh: '所在村评定', en: 'Credit village', maxAgeDays: 400, actionable: false, askable: true },
  { id: 'landRightCentiMu', type: 'integer', unitZh: '厘亩', category: 'village', zh: '确权土地', en: 'Land with registered right', maxAgeDays: 800, actionable: false, askable: true },
  { id: 'cropInsuredFen', type: 'fen', category: 'village', zh: '农业保险保额', en: 'Agricultural insurance cover', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'cooperativeMember', type: 'grade', grades: GOOD_YES, category: 'village', zh: '合作社成员', en: 'Member of a cooperative', maxAgeDays: 800, actionable: true, askable: true },
] as const satisfies readonly Attribute[]

export type AttributeId = (typeof ATTRIBUTES)[number]['id']

const BY_ID = new Map<string, Attribute>(ATTRIBUTES.map((a) => [a.id, a]))

export function isAttributeId(id: string): id is AttributeId {
  return BY_ID.has(id)
}

export function attributeOf(id: AttributeId): Attribute {
  const attribute = BY_ID.get(id)
  if (!attribute) throw new Error(`attribute ${id} is not registered`)
  return attribute
}

export function attributesOf(category: Category): AttributeId[] {
  return ATTRIBUTES.filter((a) => a.category === category).map((a) => a.id)
}
