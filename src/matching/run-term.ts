import type { CivilDate } from '../platform/kernel/time.ts'

/** How long a run can be made again, days. After it the products and standings it named go, and a natural person's answer with them. */
export interface RunTerm {
  validFrom: CivilDate
  basis: string
  days: number
}

const TABLE: readonly RunTerm[] = [
  {
    validFrom: '2025-01-01',
    basis: '本平台运行口径：匹配结果满一个年度内可以重算；《个人信息保护法》第十九条，保存期限为实现处理目的所必要的最短时间',
    days: 400,
  },
]

/** What is in force on a day; before the first edition the first one counts. */
export function runTermOn(day: CivilDate, table: readonly RunTerm[] = TABLE): RunTerm {
  return table.findLast(({ validFrom }) => validFrom <= day) ?? table[0]!
}
