import { describe, expect, it } from 'vitest'
import { repairableFrom, repairTermOf, suppose, withoutItems } from '../../src/profiles/model.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

const entryIn = (profile: ReturnType<typeof profileOf>, id: string) => profile.entries.find((e) => e.attribute === id)

describe('supposing other values', () => {
  it('works out again what rests on them, and leaves everything else as it is', () => {
    const before = profileOf({ liabilitiesFen: '900', assetsFen: '1000', staff: 9 })
    const after = suppose(before, new Map([['liabilitiesFen', '400']]))
    expect(entryIn(after, 'liabilitiesFen')).toMatchObject({ value: '400', freshness: 'fresh' })
    expect(entryIn(after, 'staff')).toBe(entryIn(before, 'staff'))
    expect(entryIn(suppose(before, new Map([['assetsFen', '2000']])), 'debtRatioBp')).toMatchObject({ value: 4500 })
  })

  it('takes a given value for a derived attribute as it is', () => {
    expect(entryIn(suppose(profileOf({ penalties: [] }), new Map([['penaltyCount12m', 3]])), 'penaltyCount12m')).toMatchObject({ value: 3 })
  })

  it('clears a doubt about what it supposes', () => {
    const doubted = profileOf({}, [entryOf('taxGrade', { freshness: 'disputed', value: 'B', doubt: 'conflict' })])
    expect(entryIn(suppose(doubted, new Map([['taxGrade', 'A']])), 'taxGrade')).toMatchObject({ freshness: 'fresh', value: 'A', doubt: null })
  })

  it('takes items out by their place, and counts again', () => {
    const penalty = (decidedOn: string) => ({ decidedOn, fineFen: '100', confiscatedFen: null })
    const firm = suppose(profileOf(), new Map([['penalties', [penalty('2026-10-01'), penalty('2026-09-01')] as never]]))
    expect(entryIn(firm, 'penaltyCount12m')).toMatchObject({ value: 2 })
    expect(entryIn(withoutItems(firm, 'penalties', new Set([0])), 'penaltyCount12m')).toMatchObject({ value: 1 })
    expect(withoutItems(profileOf(), 'penalties', new Set([0]))).toEqual(profileOf())
  })
})

describe('the day from which a penalty can be repaired', () => {
  it.each([
    ['轻微', '2026-08-31', '2026-05-31', '2026-05-31'],
    ['轻微', '2026-08-30', '2026-05-31', '2026-05-31'],
    ['一般', '2026-09-01', '2026-05-31', '2026-08-31'],
    ['一般', '2027-05-31', '2026-05-31', '2026-08-31'],
    ['严重', '2027-06-01', '2026-05-31', '2027-05-31'],
    ['严重', null, '2026-05-31', '2027-05-31'],
  ])('%s, shown until %s', (expected, shownUntil, decidedOn, from) => {
    expect(repairTermOf({ decidedOn, shownUntil }).class).toBe(expected)
    expect(repairableFrom({ decidedOn, shownUntil })).toBe(from)
  })
})
