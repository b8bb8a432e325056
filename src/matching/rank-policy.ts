/** How offers are ranked: dated, published, and the same for every lender. Payment to the platform is not among the weights. */
import { Fault } from '../platform/kernel/fault.ts'
import type { Bp } from '../platform/kernel/rate.ts'
import type { CivilDate } from '../platform/kernel/time.ts'

/** What a score is made of, in the order in which it is shown. */
export const SCORE_PARTS = ['annual_rate', 'amount_gap', 'term_gap', 'waiting', 'missed_clocks', 'failure'] as const
export type ScorePartName = (typeof SCORE_PARTS)[number]

/** What the firm may ask the order to look at first. */
export const RANK_MODES = ['cheapest', 'fastest', 'surest'] as const
export type RankMode = (typeof RANK_MODES)[number]

/** By how much a mode multiplies a part, in percent: 100 takes it as it stands. What the loan itself costs is never weighed. */
export type ModeWeights = Readonly<Record<'waiting' | 'missed_clocks' | 'failure', number>>

export interface RankPolicy {
  version: string
  validFrom: CivilDate
  /** The parts this policy counts; of others nothing is added and nothing shown. */
  parts: readonly ScorePartName[]
  /** Added a year when nothing of the amount asked is lent; in proportion for a part. */
  amountGapBp: Bp
  /** Added a year when nothing of the term asked is given; in proportion for a part. */
  termGapBp: Bp
  /** Added a year for each day until the lender's published median first answer. */
  waitingBpPerDay: Bp
  /** Added a year when all of the lender's answers came later than promised; in proportion for a share of them. */
  missedClocksBp: Bp
  /** What an application that comes to nothing costs, a year: counted × (1 − likelihood). */
  failedApplicationBp: Bp
  modes: Readonly<Partial<Record<RankMode, ModeWeights>>>
  /** Within so many bp of a group's best the lender that was shown too rarely goes first; null: never. */
  nearTieBp: Bp | null
  /** What each part means, as published. */
  meaningZh: Readonly<Record<ScorePartName, string>>
}

const AS_IT_STANDS: ModeWeights = { waiting: 100, missed_clocks: 100, failure: 100 }
const NOT_COUNTED = '这一版排序规则不计这一项。'

/** Oldest first; each holds until the next. A published policy never changes: a change is a new row. */
export const RANK_POLICIES: readonly RankPolicy[] = [
  {
    version: '2026-01',
    validFrom: '2026-01-01',
    parts: ['annual_rate', 'amount_gap', 'term_gap', 'waiting'],
    amountGapBp: 200,
    termGapBp: 100,
    waitingBpPerDay: 3,
    missedClocksBp: 0,
    failedApplicationBp: 0,
    modes: { cheapest: AS_IT_STANDS },
    nearTieBp: null,
    meaningZh: {
      annual_rate: '按真实还款现金流算出的年化利率，利息和各项费用都算在内。',
      amount_gap: '贷不足的部分要另想办法：一分也贷不到算每年多 2%，贷到多少按比例减少。',
      term_gap: '期限不够长就要提前筹钱还款：按缺少的期限占所需期限的比例，最多算每年多 1%。',
      waiting: '等答复也是成本：按该机构公布的首次答复时间，每等一天算每年多 0.03%。',
      missed_clocks: NOT_COUNTED,
      failure: NOT_COUNTED,
    },
  },
  {
    version: '2026-11',
    validFrom: '2026-11-16',
    parts: SCORE_PARTS,
    amountGapBp: 200,
    termGapBp: 100,
    waitingBpPerDay: 3,
    missedClocksBp: 30,
    // A refusal costs about a month: the days waited, one more inquiry on record, and the next loan begun late. A month of
    // dearer stop-gap money at about 6 % above a loan is half a per cent of the sum.
    failedApplicationBp: 50,
    modes: {
      cheapest: AS_IT_STANDS,
      fastest: { waiting: 500, missed_clocks: 300, failure: 100 },
      surest: { waiting: 100, missed_clocks: 200, failure: 400 },
    },
    nearTieBp: 10,
    meaningZh: {
      annual_rate: '按真实还款现金流算出的年化利率，利息和各项费用都算在内。',
      amount_gap: '贷不足的部分要另想办法：一分也贷不到算每年多 2%，贷到多少按比例减少。',
      term_gap: '期限不够长就要提前筹钱还款：按缺少的期限占所需期限的比例，最多算每年多 1%。',
      waiting: '等答复也是成本：按该机构公布的首次答复时间，每等一天算每年多 0.03%。',
      missed_clocks: '说好的时间没答复会耽误事：该机构的答复全部超时算每年多 0.3%，按超时的比例算。',
      failure: '没批下来也有代价：白等的日子、多一次查询、另找贷款。一定批不下来算每年多 0.5%，按批不下来的可能性算。',
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

/** @throws Fault invalid `mode_missing` where the policy has no such mode */
export function weightsOf(policy: RankPolicy, mode: RankMode): ModeWeights {
  const weights = policy.modes[mode]
  if (!weights)
    throw new Fault(
      'invalid',
      'mode_missing',
      `${policy.version} 版排序规则没有这种排法，请换一种。 Policy ${policy.version} has no mode ${mode}; choose another.`,
    )
  return weights
}
