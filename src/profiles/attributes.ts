/**
 * The attribute registry: everything a profile can say and a criterion can ask, with its type, unit, consent
 * category and how old it may be. Unknown ids mean "denied" on every way out.
 */

export const CATEGORIES = ['registration', 'operations', 'public_credit', 'tax', 'carbon', 'village'] as const
/** What a consent is given for, one tick each. */
export type Category = (typeof CATEGORIES)[number]

export const CATEGORY_INFO: Record<Category, { zh: string; en: string; plainZh: string; sensitive: boolean }> = {
  registration: { zh: '登记信息', en: 'Registration', plainZh: '名称、代码、成立日期、地区、行业、注册资本', sensitive: false },
  operations: { zh: '经营信息', en: 'Operations', plainZh: '从业人数、营业收入、资产总额（年报）', sensitive: true },
  public_credit: { zh: '公共信用', en: 'Public credit', plainZh: '许可、处罚、综合评价、环境、劳动、海关', sensitive: false },
  tax: { zh: '纳税信用', en: 'Tax credit', plainZh: '纳税信用级别', sensitive: false },
  carbon: { zh: '碳账户', en: 'Carbon account', plainZh: '碳等级、与行业基准之比、报告年度', sensitive: false },
  village: { zh: '信用村', en: 'Credit village', plainZh: '农户评级、绿码、土地、可贷额度', sensitive: true },
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
  /** Days after `asOf` until the value is stale; null where it does not age. */
  maxAgeDays: number | null
  /** Worked out by the profile from other attributes, never taken from a record. */
  derivedFrom?: readonly string[]
  /** Can a firm do something about it? Reasons for a refusal name these first. */
  actionable: boolean
  /** Can criteria ask for it? Lists and names cannot be asked. */
  askable: boolean
}

const YEAR = 366

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
  { id: 'registeredCapitalText', type: 'text', category: 'registration', zh: '注册资本（原文）', en: 'Registered capital as written', maxAgeDays: null, actionable: false, askable: false },

  { id: 'staff', type: 'integer', unitZh: '人', category: 'operations', zh: '从业人数', en: 'Staff', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'revenueFen', type: 'fen', category: 'operations', zh: '营业收入', en: 'Revenue', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'assetsFen', type: 'fen', category: 'operations', zh: '资产总额', en: 'Total assets', maxAgeDays: 2 * YEAR, actionable: false, askable: true },
  { id: 'sizeClass', type: 'grade', grades: ['large', 'medium', 'small', 'micro'], category: 'operations', zh: '企业规模', en: 'Size class', maxAgeDays: null, derivedFrom: ['industry', 'staff', 'revenueFen', 'assetsFen'], actionable: false, askable: true },

  { id: 'cityEvaluation', type: 'grade', grades: ['优', '良', '中', '差'], category: 'public_credit', zh: '公共信用综合评价', en: 'City credit evaluation', maxAgeDays: 180, actionable: true, askable: true },
  { id: 'environmentGrade', type: 'grade', grades: ['绿', '蓝', '黄', '红'], category: 'public_credit', zh: '环境信用', en: 'Environment grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'labourGrade', type: 'grade', grades: ['A', 'B', 'C'], category: 'public_credit', zh: '劳动保障守法', en: 'Labour grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'customsGrade', type: 'grade', grades: ['高级认证', '认证', '常规', '失信', '严重失信'], category: 'public_credit', zh: '海关信用', en: 'Customs tier', maxAgeDays: 3 * YEAR, actionable: true, askable: true },
  { id: 'licences', type: 'list', category: 'public_credit', zh: '行政许可', en: 'Licences', maxAgeDays: null, actionable: false, askable: false },
  { id: 'penalties', type: 'list', category: 'public_credit', zh: '行政处罚', en: 'Penalties', maxAgeDays: null, actionable: false, askable: false },
  { id: 'licenceCount', type: 'integer', unitZh: '项', category: 'public_credit', zh: '有效许可', en: 'Licences in force', maxAgeDays: null, derivedFrom: ['licences'], actionable: false, askable: true },
  { id: 'penaltyCount12m', type: 'integer', unitZh: '条', category: 'public_credit', zh: '近 12 个月处罚', en: 'Penalties in 12 months', maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },
  { id: 'penaltyCount36m', type: 'integer', unitZh: '条', category: 'public_credit', zh: '近 36 个月处罚', en: 'Penalties in 36 months', maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },
  { id: 'penaltyFen36m', type: 'fen', category: 'public_credit', zh: '近 36 个月罚没金额', en: 'Fines in 36 months', maxAgeDays: null, derivedFrom: ['penalties'], actionable: true, askable: true },

  { id: 'taxGrade', type: 'grade', grades: ['A', 'B', 'M', 'C', 'D'], category: 'tax', zh: '纳税信用级别', en: 'Tax grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },

  { id: 'carbonGrade', type: 'grade', grades: ['A', 'B', 'C', 'D', 'E'], category: 'carbon', zh: '碳账户等级', en: 'Carbon grade', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'carbonRatioBp', type: 'bp', category: 'carbon', zh: '碳强度与行业基准之比', en: 'Carbon intensity against benchmark', maxAgeDays: 2 * YEAR, actionable: true, askable: true },
  { id: 'carbonEmissionKg', type: 'integer', unitZh: '千克二氧化碳', category: 'carbon', zh: '年排放量', en: 'Yearly emissions', maxAgeDays: 2 * YEAR, actionable: false, askable: false },
  { id: 'carbonYear', type: 'integer', unitZh: '年', category: 'carbon', zh: '碳报告年度', en: 'Carbon report year', maxAgeDays: null, actionable: false, askable: false },

  { id: 'village', type: 'code', category: 'village', zh: '所在村', en: 'Village', maxAgeDays: null, actionable: false, askable: true },
  { id: 'householdScore', type: 'integer', unitZh: '分', category: 'village', zh: '农户评分', en: 'Household score', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'householdGrade', type: 'grade', grades: ['AAA', 'AA', 'A', 'B'], category: 'village', zh: '信用户等级', en: 'Household grade', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'greenCode', type: 'grade', grades: ['绿', '蓝', '灰'], category: 'village', zh: '信用绿码', en: 'Household green code', maxAgeDays: 400, actionable: true, askable: true },
  { id: 'landCentiMu', type: 'integer', unitZh: '厘亩', category: 'village', zh: '经营土地', en: 'Land worked', maxAgeDays: 800, actionable: false, askable: true },
  { id: 'mainTrade', type: 'text', category: 'village', zh: '主要经营', en: 'Main trade', maxAgeDays: 800, actionable: false, askable: false },
  { id: 'villageLimitFen', type: 'fen', category: 'village', zh: '整村授信参考额度', en: 'Whole-village reference limit', maxAgeDays: 400, actionable: false, askable: true },
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
