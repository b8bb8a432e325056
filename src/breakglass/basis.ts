/**
 * On what statute somebody may look without a consent, as dated data: a changed law is a new row beside the old one. What
 * each opens is fixed here and is no choice of who asks (个人信息保护法 art. 6: no more than the purpose needs).
 */
import type { CivilDate } from '../platform/kernel/time.ts'

export const BASIS_CODES = ['court_evidence', 'criminal_evidence', 'supervision_evidence', 'emergency_protection'] as const
export type BasisCode = (typeof BASIS_CODES)[number]

export interface Basis {
  code: BasisCode
  /** First day on which it may be named, and the last where it has one. */
  from: CivilDate
  to: CivilDate | null
  zh: string
  law: string
  /** Whether article and wording were seen in a published text. */
  verified: boolean
  /** Categories of the profile that it opens; all their fields, and nothing else. */
  categories: readonly string[]
}

/** In order of their first day within a code. */
export const BASES: readonly Basis[] = [
  {
    ...{ code: 'court_evidence', from: '2024-01-01', to: null, zh: '人民法院调查取证' },
    ...{ law: '《民事诉讼法》（2023年修正）第七十条', verified: false, categories: ['registration', 'public_credit'] },
  },
  {
    ...{ code: 'criminal_evidence', from: '2018-10-26', to: null, zh: '公安、检察、法院调取刑事证据' },
    ...{ law: '《刑事诉讼法》（2018年修正）第五十四条', verified: false, categories: ['registration', 'public_credit', 'cash_flow'] },
  },
  {
    ...{ code: 'supervision_evidence', from: '2018-03-20', to: null, zh: '监察机关收集、调取证据' },
    ...{ law: '《监察法》第十八条', verified: false, categories: ['registration', 'public_credit', 'cash_flow'] },
  },
  {
    ...{ code: 'emergency_protection', from: '2021-11-01', to: null, zh: '紧急情况下保护生命健康和财产安全' },
    ...{ law: '《个人信息保护法》第十三条第一款第四项', verified: false, categories: ['registration'] },
  },
]

/** The basis as it stands on a day; null where it is not in force. */
export function basisOn(code: BasisCode, day: CivilDate, bases: readonly Basis[] = BASES): Basis | null {
  return bases.filter((basis) => basis.code === code && basis.from <= day && (basis.to === null || day <= basis.to)).at(-1) ?? null
}
