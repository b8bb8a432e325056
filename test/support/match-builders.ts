import type { Candidate, Need } from '../../src/matching/model.ts'
import type { Canonical } from '../../src/platform/kernel/canonical.ts'
import type { Pricing, ProductTerms } from '../../src/products/model.ts'
import { ATTRIBUTES, type AttributeId, type Freshness, type Profile, type ProfileEntry } from '../../src/profiles/model.ts'

export const AS_OF = '2026-11-23'

export type Known = Partial<Record<AttributeId, Canonical>>

export function entryOf(attribute: AttributeId, over: Partial<ProfileEntry> = {}): ProfileEntry {
  const freshness: Freshness = over.freshness ?? 'fresh'
  const isKnown = freshness === 'fresh' || freshness === 'stale'
  return {
    attribute,
    freshness,
    value: null,
    scheme: null,
    asOf: isKnown ? AS_OF : null,
    validUntil: null,
    from: isKnown ? { source: 'test', record: 'fact', recordKey: attribute, recordId: 'rec' } : null,
    decidedBy: isKnown ? 'only' : null,
    doubt: null,
    disputedItems: [],
    losers: [],
    ...over,
  }
}

/** A profile that knows these values, fresh as of today; everything else is missing unless told otherwise. */
export function profileOf(known: Known = {}, over: readonly ProfileEntry[] = []): Profile {
  const entries = ATTRIBUTES.map(({ id }) => {
    const value = known[id]
    return over.find((e) => e.attribute === id) ?? (value === undefined ? entryOf(id, { freshness: 'missing' }) : entryOf(id, { value }))
  })
  return { subjectId: 'sub_test', asOf: AS_OF, entries }
}

export function termsOf(over: Partial<Omit<ProductTerms, 'pricing'>> & { pricing?: Partial<Pricing> } = {}): ProductTerms {
  const { pricing, ...rest } = over
  return {
    name: '测试贷',
    summary: '',
    audience: ['enterprise'],
    minFen: 1_000_000n,
    maxFen: 100_000_000n,
    minMonths: 3,
    maxMonths: 36,
    purposes: ['working_capital', 'materials'],
    methods: ['equal_instalment'],
    unsecured: true,
    criteria: [],
    answerHours: 24,
    ...rest,
    pricing: { spreadBp: 100, tiers: [], floorBp: 0, capBp: 2400, fees: [], ...pricing },
  }
}

export function candidateOf(over: Partial<Omit<Candidate, 'terms'>> & { terms?: Parameters<typeof termsOf>[0] } = {}): Candidate {
  return { productId: 'prd_1', version: 1, lenderId: 'ins_1', lenderName: '测试银行', publishedOn: '2026-01-05', ...over, terms: termsOf(over.terms) }
}

export function needOf(over: Partial<Need> = {}): Need {
  return { amountFen: 50_000_000n, termMonths: 12, purpose: 'working_capital', ...over }
}
