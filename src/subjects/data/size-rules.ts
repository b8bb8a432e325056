/**
 * Size classes of firms by industry, 工信部联企业〔2011〕300号, mapped to GB/T 4754-2017. Floors of a class: all must be
 * reached ("以上" includes the number). Source: the rule's text as quoted in public forms (rows 1 to 15), another public
 * repository (row 16); the mapping of sections J, P, S and T to "not covered" is from general knowledge. Facts.
 */
import type { CivilDate } from '../../platform/kernel/time.ts'

/** Floors in persons and in 10,000 yuan, as the rule prints them: [large, medium, small]. */
export interface SizeRow {
  row: string
  /** Codes of GB/T 4754-2017; a code belongs to the row of its nearest named ancestor. */
  scope: readonly string[]
  staff?: readonly [number, number, number]
  revenue10k?: readonly [number, number, number]
  assets10k?: readonly [number, number, number]
}

export interface SizeRules {
  basis: string
  validFrom: CivilDate
  validTo: CivilDate | null
  rows: readonly SizeRow[]
  /** Industries the rule does not speak of. */
  notCovered: readonly string[]
}

export const SIZE_RULES_2011: SizeRules = {
  basis: '工信部联企业〔2011〕300号',
  validFrom: '2011-06-18',
  validTo: null,
  rows: [
    { row: '农、林、牧、渔业', scope: ['A'], revenue10k: [20000, 500, 50] },
    { row: '工业', scope: ['B', 'C', 'D'], staff: [1000, 300, 20], revenue10k: [40000, 2000, 300] },
    { row: '建筑业', scope: ['E'], revenue10k: [80000, 6000, 300], assets10k: [80000, 5000, 300] },
    { row: '批发业', scope: ['F51'], staff: [200, 20, 5], revenue10k: [40000, 5000, 1000] },
    { row: '零售业', scope: ['F52'], staff: [300, 50, 10], revenue10k: [20000, 500, 100] },
    // The rule leaves railways (G53) out.
    { row: '交通运输业', scope: ['G54', 'G55', 'G56', 'G57', 'G58', 'G591'], staff: [1000, 300, 20], revenue10k: [30000, 3000, 200] },
    { row: '仓储业', scope: ['G592', 'G593', 'G594', 'G595', 'G596', 'G599'], staff: [200, 100, 20], revenue10k: [30000, 1000, 100] },
    { row: '邮政业', scope: ['G60'], staff: [1000, 300, 20], revenue10k: [30000, 2000, 100] },
    { row: '住宿业', scope: ['H61'], staff: [300, 100, 10], revenue10k: [10000, 2000, 100] },
    { row: '餐饮业', scope: ['H62'], staff: [300, 100, 10], revenue10k: [10000, 2000, 100] },
    { row: '信息传输业', scope: ['I63', 'I64'], staff: [2000, 100, 10], revenue10k: [100000, 1000, 100] },
    { row: '软件和信息技术服务业', scope: ['I65'], staff: [300, 100, 10], revenue10k: [10000, 1000, 50] },
    { row: '房地产开发经营', scope: ['K701'], revenue10k: [200000, 1000, 100], assets10k: [10000, 5000, 2000] },
    { row: '物业管理', scope: ['K702'], staff: [1000, 300, 100], revenue10k: [5000, 1000, 500] },
    { row: '租赁和商务服务业', scope: ['L'], staff: [300, 100, 10], assets10k: [120000, 8000, 100] },
    { row: '其他未列明行业', scope: ['K703', 'K704', 'K709', 'M', 'N', 'O', 'Q', 'R'], staff: [300, 100, 10] },
  ],
  notCovered: ['G53', 'J', 'P', 'S', 'T'],
}
