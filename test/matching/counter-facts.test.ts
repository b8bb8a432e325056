import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterFacts } from '../../src/matching/counter-facts.ts'
import { match } from '../../src/matching/match.ts'
import type { Need } from '../../src/matching/model.ts'
import { policyOn } from '../../src/matching/rank-policy.ts'
import { type Profile, suppose } from '../../src/profiles/model.ts'
import { filled, holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { AS_OF, candidateOf, entryOf, needOf, profileOf } from '../support/match-builders.ts'

type Terms = Parameters<typeof candidateOf>[0] extends { terms?: infer T } | undefined ? T : never

function askWith(profile: Profile, terms: Terms, need: Need = needOf()) {
  const candidate = candidateOf({ terms })
  const again = (p: Profile, n: Need) => match(p, n, [candidate], policyOn(AS_OF)).offers[0]!
  const offer = again(profile, need)
  return { offer, again, told: counterFacts(offer, profile, need, candidate.terms, again) }
}
const tell = (profile: Profile, terms: Terms, need?: Need) => askWith(profile, terms, need).told

const penalty = (documentNo: string, decidedOn: string, shownUntil: string | null) => ({
  ...{ documentNo, category: '罚款', kindOfViolation: '消防', fineFen: '500000', confiscatedFen: null },
  ...{ decidedOn, shownUntil, authority: '广州市消防救援支队' },
})
/** Lists and everything that is worked out from them. */
const withList = (list: 'penalties' | 'judgmentDebts', items: object[], known = {}) =>
  suppose(profileOf({ kind: 'enterprise', registeredOn: '2015-01-01', ...known }), new Map([[list, items as never]]))

describe('what would open a product', () => {
  it('is the least amount and the least term together, where both were too small', () => {
    const terms = { minFen: 30_000_000n, minMonths: 12 }
    expect(tell(profileOf({ kind: 'enterprise' }), terms, needOf({ amountFen: 20_000_000n, termMonths: 6 }))).toEqual([
      { change: { change: 'need', amountFen: 30_000_000n, termMonths: 12 }, effect: 'opens', annualRateBp: expect.any(Number), savesFen: null },
    ])
  })

  it('is one grade better, and says nothing where two would be needed', () => {
    const terms = { criteria: [{ attr: 'taxGrade', op: '>=', value: 'B' } as const] }
    expect(tell(profileOf({ kind: 'enterprise', taxGrade: 'M' }), terms).map(({ change }) => change)).toEqual([
      { change: 'value', attribute: 'taxGrade', from: 'M', to: 'B' },
    ])
    expect(tell(profileOf({ kind: 'enterprise', taxGrade: 'C' }), terms)).toEqual([])
  })

  it('is the nearest figure that passes', () => {
    const terms = { criteria: [{ attr: 'zeroFilings12m', op: '<=', value: 4 } as const] }
    expect(tell(profileOf({ kind: 'enterprise', zeroFilings12m: 6 }), terms).map(({ change }) => change)).toEqual([
      { change: 'value', attribute: 'zeroFilings12m', from: 6, to: 4 },
    ])
  })

  it('is nothing that the firm cannot do anything about', () => {
    expect(tell(profileOf({ kind: 'enterprise', ageMonths: 20 }), { criteria: [{ attr: 'ageMonths', op: '>=', value: 24 }] })).toEqual([])
  })

  it('is nothing where one change alone would not do', () => {
    const criteria = [
      { attr: 'taxGrade', op: '>=', value: 'B' },
      { attr: 'zeroFilings12m', op: '<=', value: 4 },
    ] as const
    expect(tell(profileOf({ kind: 'enterprise', taxGrade: 'M', zeroFilings12m: 6 }), { criteria })).toEqual([])
    expect(tell(profileOf({ kind: 'enterprise', taxGrade: 'B', zeroFilings12m: 6 }), { criteria })).toHaveLength(1)
  })

  it('turns a demand under not round', () => {
    const criteria = [{ not: { attr: 'zeroFilings12m', op: '>=', value: 3 } } as const]
    expect(tell(profileOf({ kind: 'enterprise', zeroFilings12m: 4 }), { criteria }).map(({ change }) => change)).toEqual([
      { change: 'value', attribute: 'zeroFilings12m', from: 4, to: 2 },
    ])
  })
})

describe('a penalty in the way', () => {
  const criteria = [{ attr: 'penaltyCount12m', op: '<=', value: 0 } as const]

  it('is named with the first day on which it can be repaired', () => {
    // Shown for a year: 一般, at least three months.
    const firm = withList('penalties', [penalty('穗消罚〔2026〕7号', '2026-07-01', '2027-07-01')])
    expect(tell(firm, { criteria })).toEqual([
      {
        change: { change: 'items_end', attribute: 'penaltyCount12m', list: 'penalties', items: ['穗消罚〔2026〕7号'], from: '2026-10-01' },
        ...{ effect: 'opens', annualRateBp: expect.any(Number), savesFen: null },
      },
    ])
  })

  it('is left out where it lies outside the window that is asked about', () => {
    const firm = withList('penalties', [penalty('老', '2024-01-01', null), penalty('新', '2026-07-01', null)])
    expect(tell(firm, { criteria }).map(({ change }) => change)).toMatchObject([{ items: ['新'], from: '2027-07-01' }])
  })

  it('of several names the fewest, those first that can be repaired first', () => {
    const items = [penalty('严重', '2026-08-01', '2029-08-01'), penalty('轻微', '2026-09-01', '2026-12-01'), penalty('一般', '2026-06-01', '2027-06-01')]
    const firm = withList('penalties', items)
    const atMostOne = [{ attr: 'penaltyCount12m', op: '<=', value: 1 } as const]
    // 轻微 from 2026-09-01, 一般 from 2026-09-01, 严重 from 2027-08-01.
    expect(tell(firm, { criteria: atMostOne }).map(({ change }) => change)).toMatchObject([{ items: ['轻微', '一般'], from: '2026-09-01' }])
  })

  it('has no day where it ends by being settled', () => {
    const debts = [
      { caseNo: '（2026）粤01执1号', court: '天河', filedOn: '2026-03-01', amountFen: '100', closedOn: null },
      { caseNo: '（2020）粤01执9号', court: '天河', filedOn: '2020-03-01', amountFen: '100', closedOn: '2021-01-01' },
    ]
    const firm = withList('judgmentDebts', debts)
    expect(tell(firm, { criteria: [{ attr: 'judgmentDebtor', op: '=', value: '否' }] }).map(({ change }) => change)).toMatchObject([
      { change: 'items_end', items: ['（2026）粤01执1号'], from: null },
    ])
  })
})

describe('what would make an offer cheaper', () => {
  const pricing = { tiers: [{ label: '碳账户 B 级以上', when: { attr: 'carbonGrade', op: '>=', value: 'B' } as const, addBp: -20 }] }

  it('is a step of the price that one grade would earn, with what it saves', () => {
    const [one, ...more] = tell(profileOf({ kind: 'enterprise', carbonGrade: 'C' }), { pricing })
    expect(more).toEqual([])
    expect(one).toMatchObject({ change: { attribute: 'carbonGrade', from: 'C', to: 'B' }, effect: 'cheaper' })
    expect(one!.savesFen).toBeGreaterThan(0n)
  })

  it('is nothing where the step is earned already, or unknown, or bound by the floor', () => {
    expect(tell(profileOf({ kind: 'enterprise', carbonGrade: 'B' }), { pricing })).toEqual([])
    expect(tell(profileOf({ kind: 'enterprise' }), { pricing })).toEqual([])
    expect(tell(profileOf({ kind: 'enterprise', carbonGrade: 'C' }), { pricing: { ...pricing, floorBp: 1000 } })).toEqual([])
  })

  it('is a term of five years where a longer one is priced from a dearer LPR', () => {
    const told = tell(profileOf({ kind: 'enterprise' }), { maxMonths: 120 }, needOf({ termMonths: 61 }))
    expect(told).toMatchObject([{ change: { change: 'need', termMonths: 60 }, effect: 'cheaper', savesFen: null }])
    expect(tell(profileOf({ kind: 'enterprise' }), { maxMonths: 120 }, needOf({ termMonths: 60 }))).toEqual([])
  })
})

describe('every counter-fact', () => {
  it('holds when it is put to the matcher again, and touches only what a firm can act on', () => {
    const whole = holedProfile.chain(filled)
    const kind = (profile: Profile): Profile => ({
      ...profile,
      entries: profile.entries.map((e) => (e.attribute === 'kind' ? entryOf('kind', { value: 'enterprise' }) : e)),
    })
    let seen = 0
    fc.assert(
      fc.property(whole, fc.array(tree(2), { minLength: 1, maxLength: 2 }), (profile, criteria) => {
        const { offer, again, told } = askWith(kind(profile), { criteria })
        for (const { change, effect } of told) {
          seen++
          expect(effect).toBe(offer.status === 'eligible' ? 'cheaper' : 'opens')
          if (change.change !== 'value') continue
          expect(again(suppose(kind(profile), new Map([[change.attribute, change.to]])), needOf()).status).toBe('eligible')
        }
      }),
      { numRuns: 600, seed: 20261123 },
    )
    expect(seen).toBeGreaterThan(20)
  })
})
