import { describe, expect, test } from 'vitest'
import { openingReason } from '../../../src/matching/openings/cause.ts'
import type { Criterion } from '../../../src/products/model.ts'
import { entryOf, type Known, profileOf, termsOf } from '../../support/match-builders.ts'

const penalty = (documentNo: string) => ({ documentNo, decidedOn: '2026-05-06' })
const few: Criterion = { attr: 'penaltyCount12m', op: '<=', value: 0 }
const grade: Criterion = { attr: 'carbonGrade', op: '>=', value: 'B' }
const age = (value: number): Criterion => ({ attr: 'ageMonths', op: '>=', value })
const FIRM: Known = { kind: 'enterprise', ageMonths: 24, carbonGrade: 'B', penaltyCount12m: 0, penalties: [] }

interface Case {
  past?: Known
  now?: Known
  before: readonly Criterion[] | null
  after: readonly Criterion[]
  repaired?: string[]
  isNew?: boolean
  audienceThen?: 'household'
}

function reason({ past = {}, now = {}, before, after, repaired = [], isNew = false, audienceThen }: Case) {
  const profile = (known: Known) => {
    const all = { ...FIRM, ...known }
    return profileOf(
      all,
      Object.entries(all).flatMap(([id, value]) => (value === null ? [entryOf(id as never, { freshness: 'missing' })] : [])),
    )
  }
  return openingReason(
    { profile: profile(past), terms: before && termsOf({ audience: [audienceThen ?? 'enterprise'], criteria: [...before] }) },
    { profile: profile(now), terms: termsOf({ criteria: [...after] }), isNew },
    new Set(repaired),
  )
}

describe('why a product is open', () => {
  const fined = { penaltyCount12m: 2, penalties: [penalty('罚1'), penalty('罚2')] }
  test.each<[string, Case, string, string]>([
    [
      'a penalty was repaired',
      { past: { penaltyCount12m: 1, penalties: [penalty('罚1')] }, before: [few], after: [few], repaired: ['罚1'] },
      'facts',
      '您的行政处罚（罚1）已修复',
    ],
    [
      'one of two was not repaired but ran out',
      { past: fined, before: [few], after: [few], repaired: ['罚1'] },
      'facts',
      '您的行政处罚（罚1）已修复，您的行政处罚（罚2）已不再计入',
    ],
    [
      'a penalty is older than the window now',
      { past: { ...fined }, now: { penalties: fined.penalties }, before: [few], after: [few] },
      'facts',
      '近 12 个月处罚从 2 条减到 0 条',
    ],
    ['a grade rose', { past: { carbonGrade: 'C' }, before: [grade], after: [grade] }, 'facts', '碳账户从 C 级升到 B 级'],
    ['something is known that was not', { past: { carbonGrade: null }, before: [grade], after: [grade] }, 'facts', '碳账户有了记录：B 级'],
    ['the firm grew older', { past: { ageMonths: 23 }, before: [age(24)], after: [age(24)] }, 'facts', '成立满 24 个月了'],
    [
      'only the branch that opened it counts',
      { past: { ageMonths: 23, carbonGrade: 'C' }, now: { ageMonths: 23 }, before: [{ any: [age(24), grade] }], after: [age(23)] },
      'facts',
      '碳账户从 C 级升到 B 级',
    ],
    ['the lender asks for less', { before: [age(36)], after: [age(12)] }, 'terms', '这家银行放宽了条件：现在要求成立满 12 个月（原来是成立满 36 个月）'],
    [
      'the lender asks no more',
      { now: { carbonGrade: 'C' }, past: { carbonGrade: 'C' }, before: [grade, age(12)], after: [age(12)] },
      'terms',
      '这家银行放宽了条件：不再要求碳账户 B 级或更好',
    ],
    ['it is for others, too', { before: [], after: [], audienceThen: 'household' }, 'terms', '这家银行放宽了条件：现在也面向企业'],
    [
      'both moved',
      { past: { ageMonths: 10, carbonGrade: 'C' }, before: [age(36), grade], after: [age(24), grade] },
      'facts_and_terms',
      '成立满 24 个月了；碳账户从 C 级升到 B 级；这家银行放宽了条件：现在要求成立满 24 个月（原来是成立满 36 个月）',
    ],
    ['it is new', { before: null, after: [age(12)], isNew: true }, 'new_product', '新产品上架，它的条件您都符合'],
    ['it is to be had again', { before: null, after: [age(12)] }, 'back_on_offer', '这款产品恢复办理，它的条件您都符合'],
  ])('%s', (_, told, cause, sentence) => {
    expect(reason(told)).toEqual({ cause, sentence })
  })
})
