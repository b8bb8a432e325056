import { describe, expect, it } from 'vitest'
import type { Likelihood } from '../../src/matching/likelihood.ts'
import type { CostPart } from '../../src/matching/rank.ts'
import { policyNamed } from '../../src/matching/rank-policy.ts'
import { likelihoodSentence, modeSentence, nearTieSentence, partSentence } from '../../src/matching/rank-wording.ts'

const likelihoodOf = (over: Partial<Likelihood> = {}): Likelihood => ({
  ...{ pBp: 6_200, lowBp: 5_400, highBp: 7_000, n: 128, basis: 'segment', enough: true },
  ...over,
})

describe('the likelihood', () => {
  it.each([
    ['enterprise', {}, '同类企业 100 家里约有 62 家获批（54–70，依据 128 次结果）'],
    ['household', {}, '同类农户 100 户里约有 62 户获批（54–70，依据 128 次结果）'],
    ['sole_trader', { basis: 'product', n: 31 }, '申请这款产品的个体工商户 100 家里约有 62 家获批（54–70，依据 31 次结果）'],
    [undefined, {}, '同类申请人 100 家里约有 62 家获批（54–70，依据 128 次结果）'],
    ['enterprise', { basis: 'lender', pBp: 9_951, highBp: 10_000 }, '向这家机构申请的企业 100 家里约有 100 家获批（54–100，依据 128 次结果）'],
    ['enterprise', { basis: 'city', n: 29, enough: false }, '数据太少，暂不估计'],
  ] as const)('of a %s with %j is said so: %s', (kind, over, sentence) => {
    expect(likelihoodSentence(likelihoodOf(over), kind)).toBe(sentence)
  })
})

describe('a part of the score', () => {
  const said = (part: CostPart['part'], bp: number, fen: bigint, outlook = {}, likelihood: Partial<Likelihood> = {}) =>
    partSentence(
      { part, bp, fen },
      { outlook: { answerHours: 72, missedShareBp: 0, likelihoodBp: 6_200, ...outlook }, likelihood: likelihoodOf(likelihood), kind: 'enterprise' },
    )

  it.each([
    [said('annual_rate', 390, 1_060_012n), '利息和费用：年化 3.9%，一共 10600.12 元'],
    [said('amount_gap', 100, 500_000n), '贷得够不够：折合每年多 1%，约 5000 元'],
    [said('amount_gap', 0, 0n), '贷得够不够：金额够用，不加成本'],
    [said('term_gap', 0, 0n), '期限够不够：时间够用，不加成本'],
    [said('waiting', 9, 9_000n), '等答复：约 3 天有答复，折合每年多 0.09%，约 90 元'],
    [said('waiting', 5, 9_000n, { answerHours: 36 }), '等答复：约 1.5 天有答复，折合每年多 0.05%，约 90 元'],
    [said('waiting', 3, 9_000n, { answerHours: 24 }), '等答复：约 1 天有答复，折合每年多 0.03%，约 90 元'],
    [said('waiting', 3, 9_000n, { answerHours: 23 }), '等答复：约 23 小时有答复，折合每年多 0.03%，约 90 元'],
    [said('missed_clocks', 0, 0n), '答复超时：这家机构的答复都在说好的时间内，不加成本'],
    [said('missed_clocks', 0, 0n, { missedShareBp: 99 }), '答复超时：这家机构 100 次答复里不到 1 次超时，不加成本'],
    [said('missed_clocks', 6, 100n, { missedShareBp: 2_000 }), '答复超时：这家机构 100 次答复里约有 20 次超时，折合每年多 0.06%，约 1 元'],
    [said('failure', 19, 190_000n), '批不下来的风险：同类企业 100 家里约有 62 家获批（54–70，依据 128 次结果），折合每年多 0.19%，约 1900 元'],
    [said('failure', 25, 250_000n, {}, { enough: false }), '批不下来的风险：结果数据太少，先按全市平均算，折合每年多 0.25%，约 2500 元'],
  ])('says %s', (sentence, expected) => {
    expect(sentence).toBe(expected)
  })
})

describe('the order', () => {
  const [january, november] = [policyNamed('2026-01'), policyNamed('2026-11')]

  it.each([
    [modeSentence(november, 'cheapest'), '最省钱：各项照公布的标准算'],
    [modeSentence(november, 'fastest'), '最快：等答复按 5 倍算、答复超时按 3 倍算，其余照常'],
    [modeSentence(november, 'surest'), '最有把握：答复超时按 2 倍算、批不下来的风险按 4 倍算，其余照常'],
    [modeSentence(january, 'surest'), '最有把握：这一版排序规则没有这种排法'],
    [nearTieSentence(november), '成本相差 0.1% 以内的，展示偏少的机构排在前面；排第一的最多只贵 0.1%。机构付不付费不影响排序。'],
    [nearTieSentence(january), ''],
  ])('is said so: %s', (sentence, expected) => {
    expect(sentence).toBe(expected)
  })
})
