import { measures } from './measures.ts'

const { points } = measures

export const products = {
  title: '贷款产品',
  lead: '各家银行公布的条件。「起」是这款产品最低的合同利率，不一定是您的利率。',
  audience: '谁来借',
  purpose: '用来做什么',
  filter: '筛选',
  clear: '清除筛选',
  from: (percent: string) => `${percent} 起`,
  fromNote: '最低年利率，不一定是您的',
  lprWhat: 'LPR 是贷款市场报价利率，每月 20 日公布，遇节假日顺延。银行在它上面加一点或减一点：LPR 是 3.00%，加 0.85 个百分点就是 3.85%。',
  rateRange: (low: string, high: string) => `最低 ${low}，最高 ${high}`,
  amount: '额度',
  term: '期限',
  method: '还款方式',
  answer: '首次答复',
  answerHours: (hours: string) => `中位数 ${hours}`,
  fees: '利息以外的费用',
  noFees: '没有',
  unsecured: '纯信用',
  secured: '要担保',
  who: '适用',
  purposes: '用途',
  rates: '合同利率',
  formula: '怎么定价',
  lprPlus: (bp: number) => (bp === 0 ? '等于放款时的 LPR' : bp > 0 ? `放款时的 LPR 加 ${points(bp)}` : `放款时的 LPR 减 ${points(-bp)}`),
  tiers: '什么情况加减',
  tier: (label: string, bp: number) => (bp <= 0 ? `${label}，减 ${points(-bp)}` : `${label}，加 ${points(bp)}`),
  criteriaTitle: '准入条件',
  more: '更多条件',
  cost: '算真实成本',
  match: '登录看您的利率',
  matchOwn: '看您的利率',
  matchText: '登录后按您自己的记录算利率，逐条说明理由。不需要授权，结果不发给银行。',
  matchTitle: '哪一款适合我？',
  emptyFiltered: '换一个用途，或清除筛选看全部产品。',
  emptyNone: '银行还没有发布产品。请过些时候再来。',
  paused: (date: string) => `额度已满，${date} 恢复`,
  limits: '额度怎么定',
  limit: (label: string, money: string) => `${label}，最多 ${money}`,
  topUp: '加担保',
  topUpText: (money: string, when: string) => `有担保可以到 ${money}，条件：${when}`,
  subsidies: '贴息',
  subsidy: (label: string, percent: string, when: string, source: string) => `${label}，每年贴 ${percent}，条件：${when}（${source}）`,
  feeText: {
    upfront_bp: (label: string, percent: string) => `${label}：放款时收 ${percent}`,
    upfront_fen: (label: string, money: string) => `${label}：放款时收 ${money}`,
    yearly_bp: (label: string, percent: string) => `${label}：每年收余额的 ${percent}`,
    at_end_fen: (label: string, money: string) => `${label}：到期时收 ${money}`,
    guarantee_upfront_bp: (label: string, percent: string) => `${named(label, '担保费')}：放款时收 ${percent}`,
    guarantee_yearly_bp: (label: string, percent: string) => `${named(label, '担保费')}：每年先收余额的 ${percent}`,
    insurance_upfront_bp: (label: string, percent: string) => `${named(label, '保险费')}：放款时收 ${percent}`,
    insurance_yearly_bp: (label: string, percent: string) => `${named(label, '保险费')}：每年先收余额的 ${percent}`,
  },
}

/** A fee already called by its kind does not say it twice. */
function named(label: string, kind: string): string {
  return label.includes(kind) ? label : `${label}（${kind}）`
}
