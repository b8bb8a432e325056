import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import type { Limit } from '../../src/matching/model.ts'
import { counterFactSentence, leastDisclosureSentence, limitSentence, reasonSentence, unlockSentence } from '../../src/matching/wording.ts'
import type { Criterion } from '../../src/products/model.ts'
import { holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

const say = (criterion: Criterion, profile = profileOf()) =>
  evaluate(criterion, profile)
    .leaves.map((leaf) => reasonSentence(leaf))
    .join('|')

describe('a known reason says what is, what is asked, and what is lacking', () => {
  const rows: [string, Criterion, string | number][] = [
    ['纳税信用 A 级，要求 A、B 或 M 级', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }, 'A'],
    ['纳税信用 D 级，要求 A、B 或 M 级', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }, 'D'],
    ['纳税信用 C 级，要求 B 级或更好，还差 2 级', { attr: 'taxGrade', op: '>=', value: 'B' }, 'C'],
    ['环境信用为黄，要求蓝或更好，还差 1 级', { attr: 'environmentGrade', op: '>=', value: '蓝' }, '黄'],
    ['成立 8 个月，要求满 24 个月，还差 16 个月', { attr: 'ageMonths', op: '>=', value: 24 }, 8],
    ['成立 24 个月，要求满 24 个月', { attr: 'ageMonths', op: '>=', value: 24 }, 24],
    ['成立 30 个月，要求在 12 个月到 24 个月之间，超出 6 个月', { attr: 'ageMonths', op: 'between', value: [12, 24] }, 30],
    ['成立 8 个月，要求在 12 个月到 24 个月之间，还差 4 个月', { attr: 'ageMonths', op: 'between', value: [12, 24] }, 8],
    ['近 12 个月处罚 2 条，要求不超过 0 条，超出 2 条', { attr: 'penaltyCount12m', op: '<=', value: 0 }, 2],
    ['注册资本 50 万元，要求不低于 100 万元，还差 50 万元', { attr: 'registeredCapitalFen', op: '>=', value: '100000000' }, '50000000'],
    ['碳强度与行业基准之比 95%，要求不超过 90%，超出 5%', { attr: 'carbonRatioBp', op: '<=', value: 9000 }, 9500],
    ['经营土地 3.5 亩，要求不低于 5 亩，还差 1.5 亩', { attr: 'landCentiMu', op: '>=', value: 500 }, 350],
    ['所在区为荔湾区，要求天河区', { attr: 'district', op: '=', value: '440106' }, '440103'],
    ['成立 24 个月，要求不满 24 个月，超出 1 个月', { not: { attr: 'ageMonths', op: '>=', value: 24 } }, 24],
    ['成立 24 个月，要求超过 24 个月，还差 1 个月', { not: { attr: 'ageMonths', op: '<=', value: 24 } }, 24],
    ['纳税信用 D 级，要求不是 D 级', { not: { attr: 'taxGrade', op: '=', value: 'D' } }, 'D'],
    ['行业为货币金融服务，要求不是金融业', { not: { attr: 'industry', op: 'prefix', value: ['J'] } }, 'J66'],
  ]
  it.each(rows)('%s', (sentence, criterion, value) => {
    const attr = 'not' in criterion ? (criterion.not as { attr: 'taxGrade' }).attr : (criterion as { attr: 'taxGrade' }).attr
    expect(say(criterion, profileOf({ [attr]: value }))).toBe(sentence)
  })
})

describe('an unknown reason says why nobody knows', () => {
  const labour = { attr: 'labourGrade', op: '>=', value: 'A' } as const
  it.each([
    ['没有您的劳动保障守法记录，不知道是否达到 A 级', entryOf('labourGrade', { freshness: 'missing' })],
    ['您还没有授权查看劳动保障守法，不知道是否达到 A 级', entryOf('labourGrade', { freshness: 'not_consented' })],
    ['您的劳动保障守法还是 2023-05-01 的数据，太旧了，不知道现在是否达到 A 级', entryOf('labourGrade', { freshness: 'stale', value: 'A', asOf: '2023-05-01' })],
    ['您的劳动保障守法不知是哪天的数据，不能确定现在是否达到 A 级', entryOf('labourGrade', { freshness: 'stale', value: 'A', asOf: null })],
    ['您的劳动保障守法记录写法不合规范，看不出是否达到 A 级', entryOf('labourGrade', { value: '优秀' })],
  ])('%s', (sentence, entry) => {
    expect(say(labour, profileOf({}, [entry]))).toBe(sentence)
  })

  it.each<[string, Criterion]>([
    ['没有您的纳税信用级别记录，不知道是否为 A 或 B 级', { attr: 'taxGrade', op: 'in', value: ['A', 'B'] }],
    ['没有您的成立时间记录，不知道是否满 24 个月', { attr: 'ageMonths', op: '>=', value: 24 }],
    ['没有您的近 12 个月处罚记录，不知道是否不超过 0 条', { attr: 'penaltyCount12m', op: '<=', value: 0 }],
  ])('%s', (sentence, criterion) => {
    expect(say(criterion)).toBe(sentence)
  })
})

it('every reason of any tree over any profile is one clean sentence', () => {
  fc.assert(
    fc.property(tree(), holedProfile, (criterion, profile) => {
      for (const leaf of evaluate(criterion, profile).leaves) {
        expect(reasonSentence(leaf)).toMatch(/^[^\n]{6,}$/)
        expect(reasonSentence(leaf)).not.toMatch(/undefined|null|NaN|object| {2}/)
      }
    }),
  )
})

it.each<[string, Partial<Limit>]>([
  ['最多贷 50 万元，您要 80 万元', { limit: 'amount_above', offered: '50000000', asked: '80000000' }],
  ['最少贷 10 万元，您要 9.5 万元', { limit: 'amount_below', offered: '10000000', asked: '9500000' }],
  ['最长 12 个月，您要 24 个月', { limit: 'term_above', offered: '12', asked: '24' }],
  ['最短 6 个月，您要 3 个月', { limit: 'term_below', offered: '6', asked: '3' }],
  ['只用于日常周转、采购原料，您要用于出口', { limit: 'purpose', offered: 'working_capital,materials', asked: 'export' }],
  ['没有等额本金，按等额本息算', { limit: 'method', offered: 'equal_instalment', asked: 'equal_principal', blocking: false }],
  ['只面向农户，您是企业', { limit: 'audience', offered: 'household', asked: 'enterprise' }],
])('%s', (sentence, limit) => {
  expect(limitSentence({ blocking: true, ...limit } as Limit)).toBe(sentence)
})

it('says which data could open how many more products', () => {
  expect(unlockSentence({ categories: ['tax', 'carbon'], upToProducts: 4 })).toBe('补上纳税信用和碳账户数据，最多还能多 4 个产品')
})

describe('a reason told to a lender', () => {
  it('speaks of the applicant, not to it', () => {
    const [leaf] = evaluate({ attr: 'revenueFen', op: '>=', value: '100000000' }, profileOf({}, [entryOf('revenueFen', { freshness: 'not_consented' })])).leaves
    expect(reasonSentence(leaf!, 'lender')).toBe('申请人没有授权查看营业收入，不知道是否不低于 100 万元')
    expect(reasonSentence(leaf!)).toBe('您还没有授权查看营业收入，不知道是否不低于 100 万元')
  })
})

describe('what would change the answer, in words', () => {
  const opens = { effect: 'opens', annualRateBp: 400, savesFen: null } as const
  it.each([
    [{ ...opens, change: { change: 'need', amountFen: 30_000_000n, termMonths: 12 } }, '改成贷 30 万元、12 个月，就能申请'],
    [{ ...opens, change: { change: 'value', attribute: 'taxGrade', from: 'M', to: 'B' } }, '如果纳税信用升到 B 级，就能申请'],
    [{ ...opens, change: { change: 'value', attribute: 'zeroFilings12m', from: 6, to: 4 } }, '如果近 12 个月零申报变为 4 次，就能申请'],
    [
      { ...opens, change: { change: 'items_end', attribute: 'penaltyCount12m', list: 'penalties', items: ['穗消罚〔2026〕7号'], from: '2026-10-01' } },
      '行政处罚（穗消罚〔2026〕7号）修复以后，就能申请；最早 2026-10-01 可以申请信用修复',
    ],
    [
      { ...opens, change: { change: 'items_end', attribute: 'penaltyCount12m', list: 'penalties', items: ['甲'], from: '2026-09-30' } },
      '行政处罚（甲）修复以后，就能申请；现在就可以申请信用修复',
    ],
    [
      { ...opens, change: { change: 'items_end', attribute: 'judgmentDebtor', list: 'judgmentDebts', items: ['执1号'], from: null } },
      '被执行信息（执1号）了结以后，就能申请',
    ],
    [
      { effect: 'cheaper', annualRateBp: 405, savesFen: 123_450n, change: { change: 'value', attribute: 'carbonGrade', from: 'C', to: 'B' } },
      '如果碳账户升到 B 级，年化利率降到 4.05%，这笔贷款一共少付 1234.5 元',
    ],
  ] as const)('%#', (told, sentence) => {
    expect(counterFactSentence(told, '2026-09-30').replaceAll(' ', '')).toBe(sentence.replaceAll(' ', ''))
  })

  it('says which data decide, and which only keep the price', () => {
    expect(leastDisclosureSentence({ decides: ['registration', 'tax'], prices: ['carbon'] })).toBe(
      '定这款产品只需要登记信息、纳税信用；再加上碳账户，才能拿到现在算出的利率',
    )
    expect(leastDisclosureSentence({ decides: [], prices: [] })).toBe('这款产品不看您的数据也能定')
  })
})
