import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answer, shownOf, WHOLE_UP_TO } from '../../src/matching/answer.ts'
import { easiest, unlocks } from '../../src/matching/explain.ts'
import { marketOf } from '../../src/matching/market.ts'
import { match } from '../../src/matching/match.ts'
import type { Candidate, Offer, OfferStatus } from '../../src/matching/model.ts'
import { policyOn } from '../../src/matching/rank-policy.ts'
import { NO_STANDINGS, type Standings } from '../../src/matching/standings.ts'
import { holedProfile, leaf, tree } from '../support/criteria-arbitrary.ts'
import { AS_OF, candidateOf, entryOf, needOf } from '../support/match-builders.ts'

const policy = policyOn(AS_OF)
const standings: Standings = {
  likelihood: {
    ...NO_STANDINGS.likelihood,
    counts: [
      { lenderId: 'ins_1', productId: 'prd_1', segment: 'enterprise/over_3y', approved: 40, declined: 10 },
      { lenderId: 'ins_2', productId: 'prd_2', segment: 'enterprise/age_unknown', approved: 20, declined: 60 },
    ],
  },
  missedShareBp: { ins_1: 2_000 },
  deficitsBp: { ins_2: 500, ins_3: 100 },
  pausedUntil: { prd_3: '2026-12-31', prd_4: '2026-11-23' },
}

const firm = holedProfile.map((profile) => ({
  ...profile,
  entries: profile.entries.map((e) => (e.attribute === 'kind' ? entryOf('kind', { value: 'enterprise' }) : e)),
}))

/** A market too large to be answered whole. */
const large: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      criteria: fc.array(fc.oneof(leaf, tree(2)), { maxLength: 2 }),
      spread: fc.integer({ min: 0, max: 40 }),
      min: fc.constantFrom(1_000_000n, 80_000_000n),
    }),
    {
      minLength: WHOLE_UP_TO + 1,
      maxLength: WHOLE_UP_TO + 60,
    },
  )
  .map((all) =>
    all.map(({ criteria, spread, min }, i) =>
      candidateOf({ productId: `prd_${i}`, lenderId: `ins_${i % 5}`, terms: { criteria, minFen: min, pricing: { spreadBp: spread * 5 } } }),
    ),
  )

describe('the answer of a large market', () => {
  it('counts, ranks and explains as match does over every product', () => {
    fc.assert(
      fc.property(
        large,
        firm,
        fc.constantFrom('cheapest' as const, 'surest' as const),
        fc.constantFrom(undefined, 1, 5, 50),
        (candidates, profile, prefer, limit) => {
          const need = needOf({ prefer, limit })
          const shown = shownOf(need)
          const { offers, counts, unlocks: open } = answer(marketOf(candidates, policy, standings), profile, need)
          const whole = match(profile, need, candidates, policy, standings).offers
          const of = (status: OfferStatus, from: readonly Offer[]) => from.filter((offer) => offer.status === status)
          expect(counts).toEqual({ eligible: of('eligible', whole).length, unknown: of('unknown', whole).length, ineligible: of('ineligible', whole).length })
          expect(open).toEqual(limit === undefined ? unlocks(whole) : easiest(unlocks(whole)))
          expect(of('eligible', offers)).toEqual(of('eligible', whole).slice(0, shown.eligible))
          expect(of('unknown', offers)).toEqual(of('unknown', whole).slice(0, shown.unknown))
          const refused = of('ineligible', offers)
          expect(refused.length).toBeLessThanOrEqual(shown.ineligible)
          for (const offer of refused) expect(offer).toEqual(whole.find(({ productId }) => productId === offer.productId))
        },
      ),
      { numRuns: 60, seed: 20261123 },
    )
  })

  it('shows of the refused those that one thing alone stands in the way of', () => {
    const age = (value: number) => ({ attr: 'ageMonths', op: '>=', value }) as const
    const tax = { attr: 'taxGrade', op: '>=', value: 'A' } as const
    const products = Array.from({ length: WHOLE_UP_TO + 1 }, (_, i) =>
      candidateOf({
        productId: `prd_${i}`,
        terms: { criteria: i === 7 ? [age(24)] : i === 8 ? [] : [age(24), tax], minFen: i === 8 ? 90_000_000n : 1_000_000n },
      }),
    )
    const entries = [entryOf('kind', { value: 'enterprise' }), entryOf('ageMonths', { value: 3 }), entryOf('taxGrade', { value: 'D' })]
    const { offers, counts } = answer(marketOf(products, policy, NO_STANDINGS), { subjectId: 'sub', asOf: AS_OF, entries }, needOf())
    expect(counts).toEqual({ eligible: 0, unknown: 0, ineligible: WHOLE_UP_TO + 1 })
    expect(offers.map(({ productId }) => productId).sort()).toEqual(['prd_7', 'prd_8'])
  })
})

describe('the answer of a market that fits a page', () => {
  it('is all that match says', () => {
    const candidates = Array.from({ length: WHOLE_UP_TO }, (_, i) => candidateOf({ productId: `prd_${i}`, terms: { minFen: i % 2 ? 1n : 90_000_000n } }))
    const profile = { subjectId: 'sub', asOf: AS_OF, entries: [entryOf('kind', { value: 'enterprise' })] }
    const { offers, counts } = answer(marketOf(candidates, policy, standings), profile, needOf())
    expect(offers).toEqual(match(profile, needOf(), candidates, policy, standings).offers)
    expect(counts).toEqual({ eligible: 50, unknown: 0, ineligible: 50 })
  })
})
