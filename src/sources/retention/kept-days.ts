import type { CivilDate } from '../../platform/kernel/time.ts'

/** How long the traces of intake are kept, days; records have their own terms, in the catalogue. */
export interface KeptDays {
  validFrom: CivilDate
  basis: string
  /** Runs that fetched a list. */
  pulls: number
  /** Runs at a subject's own wish: the ground on which a source answered about it. */
  authorisations: number
  /** Ids of pushed events. Signatures are good for minutes, so that an event this old cannot come again. */
  events: number
  refusals: number
  /** Rows that no record came of, or one that a person had to help: whose they are nobody can say, so no erasure finds them all. */
  quarantine: number
}

const TABLE: readonly KeptDays[] = [
  {
    validFrom: '2025-01-01',
    basis: '本平台运行口径：读取记录和隔离行满一个年度可比，推送去重远长于签名时效；主体授权的凭据留五年',
    pulls: 400,
    authorisations: 1_830,
    events: 90,
    refusals: 400,
    quarantine: 400,
  },
]

/** What is in force on a day; before the first edition the first one counts. */
export function keptDaysOn(day: CivilDate, table: readonly KeptDays[] = TABLE): KeptDays {
  return table.findLast(({ validFrom }) => validFrom <= day) ?? table[0]!
}
