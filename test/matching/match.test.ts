import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { match } from '../../src/matching/match.ts'
import type { Candidate, Offer } from '../../src/matching/model.ts'
import { policyOn } from '../../src/matching/rank-policy.ts'
import { filled, holedProfile, tree } from '../support/criteria-arbitrary.ts'
import { AS_OF, candidateOf, entryOf, needOf, profileOf } from '../support/match-builders.ts'

const policy = policyOn(AS_OF)
const firm = profileOf({ kind: 'enterprise', ageMonths: 30, taxGrade: 'B' })
const offersOf = (candidates: Candidate[], profile = firm, need = needOf()) => match(profile, need, candidates, policy).offers
const only = (...args: Parameters<typeof offersOf>): Offer => offersOf(...args)[0]!

describe('the status of an offer', () => {
  const age = { attr: 'ageMonths', op: '>=', value: 24 } as const
  const old = { attr: 'ageMonths', op: '>=', value: 60 } as const
  const labour = { attr: 'labourGrade', op: '>=', value: 'A' } as const

  it.each([
    ['eligible', 'nothing asked', []],
    ['eligible', 'everything met', [age]],
    ['unknown', 'one unknown, none short', [age, labour]],
    ['ineligible', 'one short', [old]],
    ['ineligible', 'one short beside one unknown: a proven refusal stands', [labour, old]],
  ])('is %s with %s', (status, _, criteria) => {
    expect(only([candidateOf({ terms: { criteria } })]).status).toBe(status)
  })

  it('shows one reason for each criterion, in order', () => {
    const { reasons } = only([candidateOf({ terms: { criteria: [age, labour, old] } })])
    expect(reasons.map((r) => r.verdict)).toEqual(['met', 'unknown', 'short'])
    expect(reasons[2]?.leaves[0]?.shortBy).toBe('30')
  })
})

describe('the limits of a product', () => {
  const terms = { minFen: 10_000_000n, maxFen: 50_000_000n, minMonths: 6, maxMonths: 24 }

  it.each([
    ['amount at the maximum', { amountFen: 50_000_000n }, []],
    ['amount above it', { amountFen: 50_000_001n }, [{ limit: 'amount_above', offered: '50000000', asked: '50000001', blocking: false }]],
    ['amount at the minimum', { amountFen: 10_000_000n }, []],
    ['amount below it', { amountFen: 9_999_999n }, [{ limit: 'amount_below', offered: '10000000', asked: '9999999', blocking: true }]],
    ['term at the maximum', { termMonths: 24 }, []],
    ['term above it', { termMonths: 25 }, [{ limit: 'term_above', offered: '24', asked: '25', blocking: false }]],
    ['term at the minimum', { termMonths: 6 }, []],
    ['term below it', { termMonths: 5 }, [{ limit: 'term_below', offered: '6', asked: '5', blocking: true }]],
    ['another purpose', { purpose: 'export' as const }, [{ limit: 'purpose', offered: 'working_capital,materials', asked: 'export', blocking: true }]],
  ])('%s', (_, over, limits) => {
    const offer = only([candidateOf({ terms })], firm, needOf(over))
    expect(offer.limits).toEqual(limits)
    expect(offer.status).toBe(limits.some((l) => l.blocking) ? 'ineligible' : 'eligible')
  })

  it.each([
    ['one it has', 'interest_first', 'interest_first', []],
    ['none in particular', undefined, 'equal_instalment', []],
    ['one it lacks', 'bullet', 'equal_instalment', [{ limit: 'method', offered: 'equal_instalment', asked: 'bullet', blocking: false }]],
  ] as const)('asked to be repaid in %s: another way is named and refuses nothing', (_, asked, used, limits) => {
    const offer = only([candidateOf({ terms: { methods: ['equal_instalment', 'interest_first'] } })], firm, needOf({ method: asked }))
    expect(offer.limits).toEqual(limits)
    expect(offer).toMatchObject({ status: 'eligible', price: { method: used } })
  })

  it('another audience is refused', () => {
    const offer = only([candidateOf({ terms: { audience: ['household', 'cooperative'] } })])
    expect(offer.limits).toEqual([{ limit: 'audience', offered: 'household,cooperative', asked: 'enterprise', blocking: true }])
    expect(offer).toMatchObject({ status: 'ineligible', rank: null })
  })

  it('a subject of unknown kind is not refused but unknown, with the reason', () => {
    const offer = only([candidateOf()], profileOf())
    expect(offer).toMatchObject({ status: 'unknown', limits: [] })
    expect(offer.reasons.map((r) => r.leaves[0]?.attribute)).toEqual(['kind'])
  })

  it('what is lent in part is priced for the part', () => {
    const { price, score } = only([candidateOf({ terms })], firm, needOf({ amountFen: 100_000_000n }))
    expect(price.amountFen).toBe(50_000_000n)
    expect(score.find((p) => p.part === 'amount_gap')?.bp).toBe(100)
  })
})

describe('the list', () => {
  it('ranks the eligible, then shows the unknown, then the refused with fewest obstacles first', () => {
    const short = { attr: 'ageMonths', op: '>=', value: 60 } as const
    const offers = offersOf([
      candidateOf({ productId: 'prd_two', terms: { criteria: [short, { attr: 'taxGrade', op: '=', value: 'A' }] } }),
      candidateOf({ productId: 'prd_one', terms: { criteria: [short], pricing: { spreadBp: 900 } } }),
      candidateOf({ productId: 'prd_maybe', terms: { criteria: [{ attr: 'staff', op: '>=', value: 1 }] } }),
      candidateOf({ productId: 'prd_dear', terms: { pricing: { spreadBp: 500 } } }),
      candidateOf({ productId: 'prd_cheap' }),
    ])
    expect(offers.map((o) => [o.productId, o.rank])).toEqual([
      ['prd_cheap', 1],
      ['prd_dear', 2],
      ['prd_maybe', null],
      ['prd_one', null],
      ['prd_two', null],
    ])
  })

  it('offers a product once, in its newest version', () => {
    const [a, b] = [candidateOf({ version: 3 }), candidateOf({ version: 2 })]
    expect(offersOf([a, b]).map((o) => o.version)).toEqual([3])
    expect(offersOf([b, a, b]).map((o) => o.version)).toEqual([3])
  })

  it('is empty without products', () => {
    expect(offersOf([])).toEqual([])
  })

  const candidates = fc
    .array(
      fc.record({
        criteria: fc.array(tree(3), { maxLength: 3 }),
        spreadBp: fc.constantFrom(50, 100, 100, 200),
        publishedOn: fc.constantFrom('2026-01-01', '2026-01-02'),
      }),
      { maxLength: 8 },
    )
    .map((rows) =>
      rows.map(({ criteria, spreadBp, publishedOn }, i) => candidateOf({ productId: `prd_${i}`, publishedOn, terms: { criteria, pricing: { spreadBp } } })),
    )

  it('does not depend on the order of the candidates: same profile, same list', () => {
    const shuffled = candidates.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(shuffled, holedProfile, ([all, mixed], profile) => {
        expect(offersOf(mixed, profile)).toEqual(offersOf(all, profile))
      }),
      { numRuns: 40 },
    )
  })

  it('learning a fact never takes an eligible product away and never frees a refused one', () => {
    const cases = fc.tuple(candidates, holedProfile).chain(([all, before]) => fc.tuple(fc.constant(all), fc.constant(before), filled(before)))
    fc.assert(
      fc.property(cases, ([all, before, after]) => {
        const kind = entryOf('kind', { value: 'enterprise' })
        const known = (p: typeof before) => ({ ...p, entries: p.entries.map((e) => (e.attribute === 'kind' ? kind : e)) })
        const later = new Map(offersOf(all, known(after)).map((o) => [o.productId, o.status]))
        for (const offer of offersOf(all, known(before))) if (offer.status !== 'unknown') expect(later.get(offer.productId)).toBe(offer.status)
      }),
      { numRuns: 40 },
    )
  })
})
