import type { CivilDate } from '../platform/kernel/time.ts'

/** One edition of one way of grading: a grade means something only with it, and two of them are never mixed silently. */
export interface GradeScheme {
  /** What a fact carries: `tax-2025`. */
  id: string
  /** The way of grading through all its editions. */
  scheme: string
  version: string
  titleZh: string
  /** First day on which grades were given by it. */
  validFrom: CivilDate
  /** Last one; null while it is in force. */
  validTo: CivilDate | null
  /** Held against the published text? */
  verified: boolean
}

// biome-ignore format: a table reads by the row
export const GRADE_SCHEMES: readonly GradeScheme[] = [
  { id: 'tax-2014', scheme: 'tax', version: '2014', titleZh: '纳税信用管理办法（2014）', validFrom: '2014-10-01', validTo: '2025-06-30', verified: false },
  { id: 'tax-2025', scheme: 'tax', version: '2025', titleZh: '纳税缴费信用管理办法（2025）', validFrom: '2025-07-01', validTo: null, verified: false },
  { id: 'customs-237', scheme: 'customs', version: '237', titleZh: '海关企业信用管理办法（237 号令）', validFrom: '2018-05-01', validTo: '2021-10-31', verified: false },
  { id: 'customs-251', scheme: 'customs', version: '251', titleZh: '海关注册登记和备案企业信用管理办法（251 号令）', validFrom: '2021-11-01', validTo: '2026-03-31', verified: false },
  { id: 'customs-282', scheme: 'customs', version: '282', titleZh: '海关信用管理（282 号令，五级）', validFrom: '2026-04-01', validTo: null, verified: true },
  { id: 'environment-2013', scheme: 'environment', version: '2013', titleZh: '企业环境信用评价办法（2013）', validFrom: '2014-03-01', validTo: null, verified: false },
  { id: 'labour-2016', scheme: 'labour', version: '2016', titleZh: '企业劳动保障守法诚信等级评价办法（2016）', validFrom: '2017-01-01', validTo: null, verified: false },
  { id: 'gz-evaluation', scheme: 'gz-evaluation', version: '1', titleZh: '广州市公共信用综合评价', validFrom: '2020-01-01', validTo: null, verified: false },
  { id: 'quality-23791', scheme: 'quality', version: 'GB/T 23791', titleZh: '企业质量信用等级划分通则', validFrom: '2010-01-01', validTo: null, verified: false },
  { id: 'ip-credit', scheme: 'ip-credit', version: '1', titleZh: '知识产权信用评价', validFrom: '2022-01-01', validTo: null, verified: false },
  { id: 'contract-performance', scheme: 'contract-performance', version: '1', titleZh: '公共资源交易合同履约评价', validFrom: '2020-01-01', validTo: null, verified: false },
  { id: 'suitan', scheme: 'carbon', version: '1', titleZh: '穗碳碳信用报告等级', validFrom: '2022-01-01', validTo: null, verified: false },
  { id: 'credit-village', scheme: 'credit-village', version: '1', titleZh: '信用户评级（农融通）', validFrom: '2020-01-01', validTo: null, verified: false },
  { id: 'green-code', scheme: 'green-code', version: '1', titleZh: '农户信用绿码', validFrom: '2020-01-01', validTo: null, verified: false },
  { id: 'credit-village-status', scheme: 'credit-village-status', version: '1', titleZh: '信用村评定', validFrom: '2020-01-01', validTo: null, verified: false },
]

const BY_ID = new Map(GRADE_SCHEMES.map((scheme) => [scheme.id, scheme]))

/** null for a scheme nobody registered: it is shown by its id. */
export function gradeScheme(id: string | null): GradeScheme | null {
  return id === null ? null : (BY_ID.get(id) ?? null)
}
