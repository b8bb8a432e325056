import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountWords, type Criterion, describeCriterion, OPPOSITE, OPS_OF, wordDemand } from '../../src/products/model.ts'
import { attributeOf } from '../../src/profiles/model.ts'
import { ASKED, tree, valueFor } from '../support/criteria-arbitrary.ts'

describe('a criterion in words', () => {
  const rows: [string, string, Criterion][] = [
    ['成立满 24 个月', '成立不满 24 个月', { attr: 'ageMonths', op: '>=', value: 24 }],
    ['成立正好 24 个月', '成立不是 24 个月', { attr: 'ageMonths', op: '=', value: 24 }],
    ['近 12 个月处罚不超过 0 条', '近 12 个月处罚超过 0 条', { attr: 'penaltyCount12m', op: '<=', value: 0 }],
    ['从业人数不低于 5 人', '从业人数低于 5 人', { attr: 'staff', op: '>=', value: 5 }],
    ['注册资本不低于 100 万元', '注册资本低于 100 万元', { attr: 'registeredCapitalFen', op: '>=', value: '100000000' }],
    ['营业收入在 0 元到 1.5 万元之间', '营业收入不在 0 元到 1.5 万元之间', { attr: 'revenueFen', op: 'between', value: ['0', '1500000'] }],
    ['碳强度与行业基准之比不超过 90%', '碳强度与行业基准之比超过 90%', { attr: 'carbonRatioBp', op: '<=', value: 9000 }],
    ['经营土地不低于 12.5 亩', '经营土地低于 12.5 亩', { attr: 'landCentiMu', op: '>=', value: 1250 }],
    ['纳税信用 A、B 或 M 级', '纳税信用不是 A、B 或 M 级', { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] }],
    ['纳税信用 B 级或更好', '纳税信用低于 B 级', { attr: 'taxGrade', op: '>=', value: 'B' }],
    ['劳动保障守法 A 级', '劳动保障守法低于 A 级', { attr: 'labourGrade', op: '>=', value: 'A' }],
    ['环境信用为蓝或更好', '环境信用低于蓝', { attr: 'environmentGrade', op: '>=', value: '蓝' }],
    ['公共信用综合评价为优或良', '公共信用综合评价不是优或良', { attr: 'cityEvaluation', op: 'in', value: ['优', '良'] }],
    ['企业规模不大于小型', '企业规模大于小型', { attr: 'sizeClass', op: '<=', value: 'small' }],
    ['主体类型为企业', '主体类型不是企业', { attr: 'kind', op: '=', value: 'enterprise' }],
    ['所在区为天河区或越秀区', '所在区不是天河区或越秀区', { attr: 'district', op: 'in', value: ['440106', '440104'] }],
    ['所在区为广州市', '所在区不是广州市', { attr: 'district', op: 'prefix', value: ['4401'] }],
    ['行业为制造业或批发业', '行业不是制造业或批发业', { attr: 'industry', op: 'prefix', value: ['C', 'F51'] }],
    ['成立满 1 个月（30 天内的数据）', '成立不满 1 个月（30 天内的数据）', { attr: 'ageMonths', op: '>=', value: 1, maxAgeDays: 30 }],
  ]
  it.each(rows)('%s · under not: %s', (plain, negated, criterion) => {
    expect(describeCriterion(criterion)).toBe(plain)
    expect(describeCriterion({ not: criterion })).toBe(negated)
    expect(describeCriterion({ not: { not: criterion } })).toBe(plain)
  })

  it('names groups, brackets inner ones, and turns them round under not', () => {
    const a = { attr: 'taxGrade', op: '=', value: 'A' } as const
    const b = { attr: 'staff', op: '>=', value: 5 } as const
    expect(describeCriterion({ any: [a, { all: [b, a] }] })).toBe('满足其一：纳税信用 A 级；（同时满足：从业人数不低于 5 人；纳税信用 A 级）')
    expect(describeCriterion({ not: { all: [a, b] } })).toBe('满足其一：纳税信用不是 A 级；从业人数低于 5 人')
    expect(describeCriterion({ all: [a] })).toBe('纳税信用 A 级')
  })

  it('no attribute, op or value is left without words, and none shows its code name', () => {
    const cases = fc
      .constantFrom(...ASKED)
      .chain((attr) => fc.tuple(fc.constant(attr), fc.constantFrom(...OPS_OF[attributeOf(attr).type]), valueFor(attributeOf(attr))))
    fc.assert(
      fc.property(cases, fc.boolean(), ([attr, op, value], negated) => {
        const asked = op === 'in' || op === 'prefix' ? [value] : op === 'between' ? [value, value] : value
        for (const text of Object.values(wordDemand(attr, negated ? OPPOSITE[op] : op, asked))) {
          expect(text).toMatch(/\S/)
          expect(text).not.toMatch(/undefined|null|NaN|object| {2}|^ | $|\p{Script=Han} \p{Script=Han}/u)
          expect(text).not.toContain(attr)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('any tree becomes one sentence', () => {
    fc.assert(fc.property(tree(), (c) => void expect(describeCriterion(c)).toMatch(/^\S[^\n]*$/)))
  })
})

describe('an amount in words', () => {
  it.each([
    [0n, '0 元'],
    [1n, '0.01 元'],
    [10_000n, '100 元'],
    [99_950n, '999.5 元'],
    [999_900n, '9999 元'],
    [1_000_000n, '1 万元'],
    [1_550_000n, '1.55 万元'],
    [1_000_100n, '1.0001 万元'],
    [1_000_001n, '10000.01 元'],
    [20_000_000n, '20 万元'],
    [-5_000_000n, '-5 万元'],
  ])('%i fen is %s', (fen, words) => {
    expect(amountWords(fen)).toBe(words)
  })
})
