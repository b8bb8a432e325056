/** Why this rank and how likely, in the words a shopkeeper uses. */
import { amountWords, KIND_WORDS, spaced } from '../products/model.ts'
import type { SubjectKind } from '../subjects/model.ts'
import type { Likelihood, LikelihoodBasis } from './likelihood.ts'
import type { CostPart, Outlook } from './rank.ts'
import type { ModeWeights, RankMode, RankPolicy, ScorePartName } from './rank-policy.ts'

export const MODE_WORDS: Readonly<Record<RankMode, string>> = { cheapest: '最省钱', fastest: '最快', surest: '最有把握' }

const PART_NAMES: Readonly<Record<ScorePartName, string>> = {
  annual_rate: '利息和费用',
  amount_gap: '贷得够不够',
  term_gap: '期限够不够',
  waiting: '等答复',
  missed_clocks: '答复超时',
  failure: '批不下来的风险',
}

const OF_WHOM: Readonly<Record<Exclude<LikelihoodBasis, 'city'>, string>> = {
  segment: '同类',
  product: '申请这款产品的',
  lender: '向这家机构申请的',
}

/**
 * 同类企业 100 家里约有 62 家获批（54–70，依据 128 次结果）
 * @param kind the subject's, where it is at hand: households are counted by 户
 */
export function likelihoodSentence({ pBp, lowBp, highBp, n, basis, enough }: Likelihood, kind?: SubjectKind): string {
  if (!enough || basis === 'city') return '数据太少，暂不估计'
  const measure = kind === 'household' ? '户' : '家'
  return `${OF_WHOM[basis]}${kind === undefined ? '申请人' : KIND_WORDS[kind]} 100 ${measure}里约有 ${inHundred(pBp)} ${measure}获批（${inHundred(lowBp)}–${inHundred(highBp)}，依据 ${n} 次结果）`
}

/** What an offer's parts rest on. */
export interface Grounds {
  outlook: Outlook
  likelihood: Likelihood
  kind: SubjectKind
}

/** What a part adds to this offer and why. 等答复：约 3 天有答复，折合每年多 0.09%，约 90 元 */
export function partSentence({ part, bp, fen }: CostPart, grounds: Grounds): string {
  if (part === 'annual_rate') return spaced(`${PART_NAMES[part]}：年化 ${percentWords(bp)}，一共 ${amountWords(fen)}`)
  const cost = bp === 0 ? '不加成本' : `折合每年多 ${percentWords(bp)}，约 ${amountWords(fen)}`
  const because = becauseOf(part, bp, grounds)
  return spaced(`${PART_NAMES[part]}：${because === '' ? '' : `${because}，`}${cost}`)
}

function becauseOf(part: ScorePartName, bp: number, { outlook: { answerHours, missedShareBp }, likelihood, kind }: Grounds): string {
  switch (part) {
    case 'amount_gap':
      return bp === 0 ? '金额够用' : ''
    case 'term_gap':
      return bp === 0 ? '时间够用' : ''
    case 'waiting':
      return answerHours < 24 ? `约 ${answerHours} 小时有答复` : `约 ${quotient(answerHours, 24, 1)} 天有答复`
    case 'missed_clocks':
      if (missedShareBp === 0) return '这家机构的答复都在说好的时间内'
      return `这家机构 100 次答复里${missedShareBp < 100 ? '不到 1' : `约有 ${inHundred(missedShareBp)}`} 次超时`
    case 'failure':
      return likelihood.enough ? likelihoodSentence(likelihood, kind) : '结果数据太少，先按全市平均算'
    default:
      return ''
  }
}

const WEIGHED: readonly (keyof ModeWeights)[] = ['waiting', 'missed_clocks', 'failure']

/** 最快：等答复按 5 倍算、答复超时按 3 倍算，其余照常 */
export function modeSentence(policy: RankPolicy, mode: RankMode): string {
  const weights = policy.modes[mode]
  if (!weights) return `${MODE_WORDS[mode]}：这一版排序规则没有这种排法`
  const changed = WEIGHED.filter((part) => policy.parts.includes(part) && weights[part] !== 100)
  if (changed.length === 0) return `${MODE_WORDS[mode]}：各项照公布的标准算`
  return spaced(`${MODE_WORDS[mode]}：${changed.map((part) => `${PART_NAMES[part]}按 ${quotient(weights[part], 100, 2)} 倍算`).join('、')}，其余照常`)
}

/** Why a dearer offer may stand before a cheaper one; nothing where the policy has no such rule. */
export function nearTieSentence({ nearTieBp }: RankPolicy): string {
  if (nearTieBp === null) return ''
  return `成本相差 ${percentWords(nearTieBp)} 以内的，展示偏少的机构排在前面；排第一的最多只贵 ${percentWords(nearTieBp)}。机构付不付费不影响排序。`
}

/** To the nearest whole of a hundred. */
function inHundred(bp: number): number {
  return Math.round(bp / 100)
}

/** 390 → 3.9% */
function percentWords(bp: number): string {
  return `${quotient(bp, 100, 2)}%`
}

/** With so many decimals at most, without zeros at the end. */
function quotient(of: number, by: number, decimals: 1 | 2): string {
  const unit = decimals === 1 ? 10 : 100
  return String(Math.round((of * unit) / by) / unit)
}
