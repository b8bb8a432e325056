import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/matching/evaluate.ts'
import { unlocks } from '../../src/matching/explain.ts'
import { match } from '../../src/matching/match.ts'
import type { Candidate, Need } from '../../src/matching/model.ts'
import { RANK_POLICIES } from '../../src/matching/rank-policy.ts'
import { type Asked, buildCatalogue, type Shortlist, shortlist } from '../../src/matching/shortlist.ts'
import { type Criterion, PURPOSES, REPAYMENT_METHODS } from '../../src/products/model.ts'
import type { Profile } from '../../src/profiles/model.ts'
import type { SubjectKind } from '../../src/subjects/model.ts'
import { holedProfile, leaf, tree } from '../support/criteria-arbitrary.ts'
import { candidateOf, needOf, profileOf } from '../support/match-builders.ts'

const policy = RANK_POLICIES.at(-1)!

/** Kinds as profiles of the arbitrary have them; terms that differ in all that a price looks at. */
const candidate: fc.Arbitrary<Candidate> = fc
  .record({
    audience: fc.constantFrom<SubjectKind[]>(['enterprise'], ['enterprise', 'household'], ['household']),
    criteria: fc.array(fc.oneof(leaf, tree(3)), { maxLength: 2 }),
    tiers: fc.array(fc.record({ label: fc.constant('tier'), when: leaf, addBp: fc.integer({ min: -50, max: 50 }) }), { maxLength: 2 }),
    subsidies: fc.array(fc.record({ label: fc.constant('subsidy'), when: leaf, subsidyBp: fc.constantFrom(50, 100), source: fc.constant('test') }), {
      maxLength: 1,
    }),
    share: fc.option(fc.constantFrom(5_000, 20_000), { nil: undefined }),
    minFen: fc.constantFrom(100_000n, 20_000_000n, 40_000_000n),
    minMonths: fc.constantFrom(3, 12),
    purposes: fc.subarray([...PURPOSES], { minLength: 5 }),
    method: fc.constantFrom(...REPAYMENT_METHODS),
    spreadBp: fc.integer({ min: 0, max: 12 }).map((step) => step * 5),
    answerHours: fc.constantFrom(2, 24, 72),
    lenderId: fc.constantFrom('ins_1', 'ins_2', 'ins_3'),
    publishedOn: fc.constantFrom('2026-01-05', '2026-02-05'),
  })
  .map(({ lenderId, publishedOn, tiers, subsidies, share, method, spreadBp, ...terms }) =>
    candidateOf({
      ...{ lenderId, publishedOn },
      terms: {
        ...terms,
        methods: [method],
        pricing: { spreadBp, tiers, subsidies },
        ...(share === undefined
          ? {}
          : {
              limits: [
                { label: 'everybody', maxFen: 40_000_000n },
                { label: 'by capital', maxFen: 90_000_000n, ofAttribute: { attr: 'registeredCapitalFen' as const, shareBp: share } },
              ],
            }),
      },
    }),
  )

const candidates = fc.array(candidate, { minLength: 1, maxLength: 40 }).map((all) => all.map((one, i) => ({ ...one, productId: `prd_${(i * 7) % 41}` })))

const need: fc.Arbitrary<Need> = fc.record({
  amountFen: fc.constantFrom(500_000n, 30_000_000n, 200_000_000n),
  termMonths: fc.constantFrom(6, 12, 60),
  purpose: fc.constantFrom(...PURPOSES),
  prefer: fc.constantFrom('cheapest' as const, 'fastest' as const, 'surest' as const),
})

/** The same firm with more of its kind known, so that something is eligible. */
const firm = holedProfile.map((profile): Profile => {
  const [kind] = profileOf({ kind: 'enterprise' }).entries.filter(({ attribute }) => attribute === 'kind')
  return { ...profile, entries: profile.entries.map((entry) => (entry.attribute === 'kind' && entry.freshness !== 'not_consented' ? kind! : entry)) }
})

/** What `match` says, cut down to what a shortlist promises. */
function byMatch({ profile, need: wanted }: Asked, all: readonly Candidate[]): Omit<Shortlist, 'ranked'> & { ranked: string[] } {
  const { offers } = match(profile, wanted, all, policy)
  const of = (status: string) => offers.filter((offer) => offer.status === status)
  const eligible = of('eligible')
  return {
    counts: { eligible: eligible.length, unknown: of('unknown').length, ineligible: of('ineligible').length },
    ranked: eligible.map(({ productId }) => productId),
    offers: eligible.slice(0, 5).map(({ productId, reasons, price, scoreBp, score, pausedUntil }) => ({
      ...{ candidate: all.find((one) => one.productId === productId)!, pausedUntil, reasons, price, scoreBp, score },
    })),
    unlocks: unlocks(offers),
  }
}

function byShortlist(catalogue: ReturnType<typeof buildCatalogue>, asked: Asked) {
  const { ranked, ...rest } = shortlist(catalogue, { ...asked, top: 5 })
  return { ...rest, ranked: ranked.map((place) => catalogue.candidates[place]!.productId) }
}

describe('the shortlist says what match says', () => {
  test('on random catalogues, firms and needs: counts, order, prices, reasons, unlocks', () => {
    let eligible = 0
    let unlocked = 0
    fc.assert(
      fc.property(candidates, fc.array(fc.tuple(firm, need), { minLength: 2, maxLength: 4 }), (all, asked) => {
        const catalogue = buildCatalogue(all)
        for (const [profile, wanted] of [...asked, asked[0]!]) {
          const query = { profile, need: wanted, policy }
          const expected = byMatch(query, all)
          expect(byShortlist(catalogue, query)).toEqual(expected)
          eligible += expected.counts.eligible
          unlocked += expected.unlocks.length
        }
      }),
      { numRuns: 80 },
    )
    // Else the property would hold of nothing.
    expect(eligible).toBeGreaterThan(100)
    expect(unlocked).toBeGreaterThan(100)
  })

  test('where a product can be opened by either of two sets of data', () => {
    const all = [
      candidateOf({
        productId: 'prd_a',
        terms: {
          criteria: [
            {
              any: [
                { attr: 'taxPaidFen12m', op: '>=', value: '1' },
                { attr: 'insuredStaff', op: '>=', value: 1 },
              ],
            },
            { attr: 'inflowFen12m', op: '>=', value: '1' },
          ],
        },
      }),
      candidateOf({ productId: 'prd_b', terms: { criteria: [{ attr: 'inflowFen12m', op: '>=', value: '1' }] } }),
    ]
    const query = { profile: profileOf({ kind: 'enterprise' }), need: needOf(), policy }
    expect(byShortlist(buildCatalogue(all), query)).toEqual(byMatch(query, all))
    expect(shortlist(buildCatalogue(all), query).unlocks).toEqual([
      { categories: ['operations', 'cash_flow'], upToProducts: 2 },
      { categories: ['tax_data', 'cash_flow'], upToProducts: 2 },
      { categories: ['cash_flow'], upToProducts: 1 },
    ])
  })
})

test.each<[string, Criterion]>([
  ['a leaf', { attr: 'staff', op: '>=', value: 3 }],
  ['a leaf turned round', { not: { attr: 'staff', op: '<=', value: 3 } }],
  ['a list turned round', { not: { attr: 'district', op: 'in', value: ['440106'] } }],
  ['a leaf turned round twice', { not: { not: { attr: 'staff', op: '>=', value: 3 } } }],
  [
    'a tree with a branch that is short',
    {
      any: [
        { attr: 'staff', op: '>=', value: 9 },
        { attr: 'district', op: 'prefix', value: ['44'] },
      ],
    },
  ],
])('the reason of an eligible offer is what the reference says: %s', (_, criterion) => {
  const profile = profileOf({ kind: 'enterprise', staff: 5, district: '440104' })
  const { offers } = shortlist(buildCatalogue([candidateOf({ terms: { criteria: [criterion] } })]), { profile, need: needOf(), policy })
  expect(offers[0]!.reasons).toEqual([evaluate(criterion, profile)])
})

describe('unlocks', () => {
  test('of products that open in more ways than are counted together', () => {
    const any = [
      { attr: 'taxPaidFen12m', op: '>=', value: '1' },
      { attr: 'insuredStaff', op: '>=', value: 1 },
      { attr: 'inflowFen12m', op: '>=', value: '1' },
      { attr: 'overdueCount24m', op: '<=', value: 1 },
      { attr: 'carbonGrade', op: '>=', value: 'B' },
      { attr: 'patentCount', op: '>=', value: 1 },
    ] as const
    const all = [6, 5, 4, 3, 2].flatMap((ways) => [
      candidateOf({ productId: `prd_${ways}`, terms: { criteria: [{ any: any.slice(0, ways) }] } }),
      candidateOf({ productId: `prd_${ways}x`, terms: { criteria: [{ any: any.slice(0, ways) }, any[ways - 1]!] } }),
      candidateOf({ productId: `prd_${ways}y`, terms: { criteria: [{ any: any.slice(0, ways) }, { any: any.slice(ways - 2) }] } }),
    ])
    const query = { profile: profileOf({ kind: 'enterprise' }), need: needOf(), policy }
    expect(byShortlist(buildCatalogue(all), query)).toEqual(byMatch(query, all))
  })
})

describe('a price from the memo', () => {
  const tiered = candidateOf({ terms: { pricing: { tiers: [{ label: 'old', when: { attr: 'ageMonths', op: '>=', value: 36 }, addBp: -30 }] } } })
  const catalogue = buildCatalogue([tiered])
  const rateFor = (known: Parameters<typeof profileOf>[0], over: Partial<Asked> = {}) =>
    shortlist(catalogue, { profile: profileOf({ kind: 'enterprise', ...known }), need: needOf(), policy, ...over }).offers[0]!

  test('is another one for a firm that earns a tier, and for one that may', () => {
    const [earned, unearned, open] = [{ ageMonths: 36 }, { ageMonths: 35 }, {}].map((known) => rateFor(known).price)
    expect([earned!.rateBp, open!.rateBp].map((rateBp) => rateBp - unearned!.rateBp)).toEqual([-30, 0])
    expect(open!.tiers[0]!.verdict).toBe('unknown')
    expect(unearned!.tiers[0]!.verdict).toBe('short')
  })

  test('is another one for another amount, term or day', () => {
    const { price } = rateFor({})
    expect(rateFor({}, { need: needOf({ amountFen: 50_000_100n }) }).price.amountFen).toBe(price.amountFen + 100n)
    expect(rateFor({}, { need: needOf({ termMonths: 13 }) }).price.termMonths).toBe(13)
    const earlier = rateFor({}, { profile: { ...profileOf({ kind: 'enterprise' }), asOf: '2026-06-01' }, policy: { ...policy, version: 'earlier' } })
    expect(earlier.price.lprDate <= '2026-06-01').toBe(true)
  })

  test('is scored again when what is known of the lender changes', () => {
    const standing = { answerHours: 24, missedShareBp: 0, likelihoodBp: 10_000, pausedUntil: null }
    const before = rateFor({}, { standingOf: () => standing })
    const after = rateFor({}, { standingOf: () => ({ ...standing, answerHours: 48 }) })
    expect(after.price).toEqual(before.price)
    expect(after.scoreBp - before.scoreBp).toBe(policy.waitingBpPerDay)
  })
})

test('a product in two versions is offered in its newest, once', () => {
  const versions = [candidateOf({ version: 2, terms: { name: 'new' } }), candidateOf({ version: 1, terms: { name: 'old' } })]
  const { offers, counts } = shortlist(buildCatalogue(versions), { profile: profileOf({ kind: 'enterprise' }), need: needOf(), policy })
  expect(counts.eligible).toBe(1)
  expect(offers[0]!.candidate.terms.name).toBe('new')
})

test('an empty catalogue has nothing to offer and nothing to unlock', () => {
  expect(shortlist(buildCatalogue([]), { profile: profileOf(), need: needOf(), policy })).toEqual({
    ...{ counts: { eligible: 0, unknown: 0, ineligible: 0 }, ranked: [], offers: [], unlocks: [] },
  })
})

test('a full quota moves an offer behind those that can be had, as match does', () => {
  const all = [candidateOf({ productId: 'prd_a' }), candidateOf({ productId: 'prd_b', terms: { pricing: { spreadBp: 200 } } })]
  const query = { profile: profileOf({ kind: 'enterprise' }), need: needOf(), policy }
  const standingOf = ({ productId }: Candidate) => ({
    ...{ answerHours: 24, missedShareBp: 0, likelihoodBp: 10_000, pausedUntil: productId === 'prd_a' ? '2026-12-01' : null },
  })
  expect(shortlist(buildCatalogue(all), query).ranked).toEqual([0, 1])
  expect(shortlist(buildCatalogue(all), { ...query, standingOf }).ranked).toEqual([1, 0])
})
