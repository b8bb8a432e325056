import type { CivilDate } from '../platform/kernel/time.ts'

/** What the items of list attributes look like. Each is one fact's value; its `item` is the record's own key. */

export interface Licence {
  documentNo: string
  name: string
  category: string
  decidedOn: CivilDate
  validFrom: CivilDate | null
  validUntil: CivilDate | null
  authority: string
  status: string
}

export interface Penalty {
  documentNo: string
  category: string
  kindOfViolation: string
  fineFen: string | null
  confiscatedFen: string | null
  decidedOn: CivilDate
  shownUntil: CivilDate | null
  authority: string
}

/** 双随机 and other inspections: `passed` is null where the result only says that it was recorded. */
export interface Inspection {
  documentNo: string
  matter: string
  result: string
  passed: boolean | null
  inspectedOn: CivilDate
  authority: string
}

/** An entry of 经营异常名录 or of a 严重失信主体名单. */
export interface Listing {
  documentNo: string
  /** Which list: 经营异常名录, 严重违法失信名单, 重大税收违法失信主体 … */
  list: string
  reason: string
  listedOn: CivilDate
  removedOn: CivilDate | null
  authority: string
}

export interface JudgmentDebt {
  caseNo: string
  court: string
  filedOn: CivilDate
  amountFen: string | null
  /** Day the case was closed, null while it is open. */
  closedOn: CivilDate | null
}

export interface WageWarning {
  documentNo: string
  amountFen: string | null
  people: number | null
  raisedOn: CivilDate
  resolvedOn: CivilDate | null
  authority: string
}

export interface Award {
  projectNo: string
  project: string
  amountFen: string | null
  awardedOn: CivilDate
  buyer: string
}

/** A broken promise counts only after verification (domain §1): until then it is open. */
export interface Commitment {
  documentNo: string
  matter: string
  madeOn: CivilDate
  dueOn: CivilDate | null
  state: 'open' | 'kept' | 'broken'
  verifiedOn: CivilDate | null
  authority: string
}

/** Lists whose items are adverse: they can be repaired, end, be withdrawn and be disputed. */
export const ADVERSE_LISTS = ['penalties', 'inspections', 'abnormalListings', 'dishonestyListings', 'judgmentDebts', 'wageWarnings'] as const
export type AdverseList = (typeof ADVERSE_LISTS)[number]

/**
 * What 信用中国 says of somebody else's record; it wins on conflict (信用修复管理办法, order 36). Everything but `shown` and
 * `disputed` ends showing, sharing and using at once.
 */
export interface PublicityMark {
  target: AdverseList
  /** `item` of the fact it is about. */
  item: string
  state: 'shown' | 'repaired' | 'withdrawn' | 'ended' | 'disputed'
  on: CivilDate
}
