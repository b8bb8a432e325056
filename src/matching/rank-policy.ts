/** How offers are ranked: dated, published, and the same for every lender. Payment to the platform is not among the weights. */
import { Fault } from '../platform/kernel/fault.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { ScorePart } from './model.ts'

export interface RankPolicy {
  version: string
  validFrom: CivilDate
  /** Added a year when nothing of the amount asked is lent; in proportion for a part. */
  amountGapBp: Bp
  /** Added a year when nothing of the term asked is given; in proportion for a part. */
  termGapBp: Bp
  /** Added a year for each day until the lender's published median first answer. */
  waitingBpPerDay: Bp
  /** What each part means, as published. */
  meaningZh: Record<ScorePart['part'], string>
}

/** Oldest first; each holds until the next. A published policy never changes: a change is a new row. */
export const RANK_POLICIES: readonly RankPolicy[] = [
  {
    version: '2026-01',
    validFrom: '2026-01-01',
    amountGapBp: 200,
    termGapBp: 100,
    waitingBpPerDay: 3,
    meaningZh: {
      annual_rate: '按真实还款现金流算出的年化利率，利息和各项费用都算在内。',
      amount_gap: '贷不足的部分要另想办法：一分也贷不到算每年多 2%，贷到多少按比例减少。',
      term_gap: '期限不够长就要提前筹钱还款：按缺少的期限占所需期限的比例，最多算每年多 1%。',
      waiting: '等答复也是成本：按该机构公布的首次答复时间，每等一天算每年多 0.03%。',
    },
  },
]

/** @throws Fault invalid `policy_missing` before the first policy */
export function policyOn(date: CivilDate, policies: readonly RankPolicy[] = RANK_POLICIES): RankPolicy {
  const policy = policies.findLast((p) => p.validFrom <= date)
  if (!policy) throw new Fault('invalid', 'policy_missing', `${date} 还没有公布排序规则。 No ranking policy was in force on ${date}.`)
  return policy
}

export function policyNamed(version: string, policies: readonly RankPolicy[] = RANK_POLICIES): RankPolicy {
  const policy = policies.find((p) => p.version === version)
  if (!policy) throw new Error(`no ranking policy ${version}`)
  return policy
}
