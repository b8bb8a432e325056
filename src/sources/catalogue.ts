import type { CivilDate } from '../platform/kernel/time.ts'

/**
 * 公共信用信息目录: what may be collected at all. A record kind stands on one item; what no item in force covers is
 * refused at the door and the refusal is logged (Guangzhou order 204; 《全国公共信用信息基础目录》).
 */
export const CATALOGUE_CLASSES = {
  registration: '登记注册基本信息',
  judicial: '司法裁判及执行信息',
  administrative: '行政管理信息',
  occupation: '职称和职业信息',
  abnormal: '经营（活动）异常名录信息',
  dishonesty: '严重失信主体名单信息',
  contract: '合同履行信息',
  commitment: '信用承诺及履行信息',
  evaluation: '信用评价结果信息',
  compliance: '遵守法律法规情况信息',
  honour: '诚实守信相关荣誉信息',
  voluntary: '市场主体自愿提供的信息',
} as const
export type CatalogueClass = keyof typeof CATALOGUE_CLASSES

/** 共享方式: open to all · with the subject's consent · only to be checked (an answer of yes or no, no values). */
export const SHARING_MODES = { public: '公开', consent: '授权查询', check: '核验' } as const
export type SharingMode = keyof typeof SHARING_MODES

export const REFRESH_DAYS = { daily: 1, weekly: 7, monthly: 31, quarterly: 92, yearly: 366, event: null } as const
export type Refresh = keyof typeof REFRESH_DAYS

export const SENSITIVITIES = ['public', 'internal', 'personal', 'sensitive_personal'] as const
export type Sensitivity = (typeof SENSITIVITIES)[number]

export interface CatalogueItem {
  /** `gz-credit/penalty`: the source and the record it lets in. */
  id: string
  class: CatalogueClass
  titleZh: string
  titleEn: string
  /** The office that answers for it (责任单位). */
  providerZh: string
  mode: SharingMode
  /** Consent category of the profile its facts belong to; see profiles/attributes. */
  category: string
  refresh: Refresh
  /** Months a record may be kept in use after its day; null: as long as the subject exists. */
  retentionMonths: number | null
  sensitivity: Sensitivity
  validFrom: CivilDate
  /** Last day on which it may be collected; null while no end is set. */
  validTo: CivilDate | null
  /** Edition of the published list: `2025`. */
  edition: string
  /** What the entry rests on; `verified: false` until somebody has held it against the published list. */
  basis: string
  verified: boolean
}

export function inForce(item: Pick<CatalogueItem, 'validFrom' | 'validTo'>, on: CivilDate): boolean {
  return item.validFrom <= on && (item.validTo === null || on <= item.validTo)
}

/** The item of one record kind on one day, or null: then it is not taken in. Of two in force the later edition counts. */
export function itemFor(catalogue: readonly CatalogueItem[], source: string, record: string, on: CivilDate): CatalogueItem | null {
  const items = catalogue.filter((item) => item.id === `${source}/${record}` && inForce(item, on))
  return items.sort((a, b) => (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : 0))[0] ?? null
}
