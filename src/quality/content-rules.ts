import { toHalfWidth } from '../platform/kernel/text.ts'
import { importantCells } from './important-columns.ts'
import type { RecordRule } from './rule.ts'

const FILLERS = [
  /^9{6,}$/,
  /^0{5,}$/,
  /^(?:0?123456789?0?|1234567)$/,
  /^x{3,}$/i,
  /^(?:test(?:ing)?|tbd|asdf|dummy)\d*$/i,
  /^(?:测试|试填|待补充|待完善|待核实|随便填|样例|占位)(?:数据|企业|公司|单位|内容|用)?\d*$/,
]

/** What people type to get past a form. A sum of nine nines would be one too, but no sum in these files ends in no zero at all. */
export const placeholderValue: RecordRule = {
  id: 'placeholder_value',
  about: 'record',
  kind: 'completeness',
  severity: 'error',
  titleZh: '占位内容',
  basis: 'GB/T 36344-2018 完整性：占位不是内容',
  check({ row }) {
    return Object.entries(row)
      .filter(([, text]) => isFiller(text))
      .map(([field]) => ({ field, detail: `“${field}”是占位内容，没有的请留空。` }))
  },
}

function isFiller(text: string): boolean {
  const plain = toHalfWidth(text).trim()
  return FILLERS.some((filler) => filler.test(plain))
}

export const missingImportant: RecordRule = {
  id: 'missing_important',
  about: 'record',
  kind: 'completeness',
  severity: 'hint',
  titleZh: '重要栏目大多空着',
  basis: 'GB/T 36344-2018 完整性：可空但影响使用的栏目',
  check(record) {
    const cells = importantCells(record)
    if (cells === null || cells.filled >= cells.atLeast) return []
    return [{ field: '', detail: `重要栏目只填了 ${cells.filled} 个，应至少有 ${cells.atLeast} 个。` }]
  },
}

/** 门类 or 大类 only: the size class and the carbon benchmark cannot be told from it. */
export const coarseIndustry: RecordRule = {
  id: 'coarse_industry',
  about: 'record',
  kind: 'code_set',
  severity: 'hint',
  titleZh: '行业代码只到门类或大类',
  basis: 'GB/T 4754-2017；中小企业划型标准规定按行业小类适用',
  check({ facts }) {
    const coarse = facts.some(({ attribute, value }) => attribute === 'industry' && typeof value === 'string' && value.length <= 3)
    return coarse ? [{ field: '行业代码', detail: '“行业代码”只到门类或大类，请填到小类。' }] : []
  },
}
