import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTES, type AttributeId } from '../../src/profiles/attributes.ts'
import type { SourcedFact } from '../../src/profiles/fact.ts'
import { type MergeInput, mergeProfile, profileBytes } from '../../src/profiles/merge.ts'
import { ingredientsOf, projectProfile } from '../../src/profiles/projection.ts'

const AS_OF = '2026-11-23'

function fact(attribute: AttributeId, value: SourcedFact['value'], more: Partial<SourcedFact> = {}): SourcedFact {
  return {
    attribute,
    item: '',
    value,
    scheme: null,
    asOf: '2026-06-30',
    validUntil: null,
    source: 'gz-tax',
    record: 'tax_grade',
    recordKey: 'k1',
    contentHash: 'a'.repeat(64),
    ...more,
  }
}

function merged(facts: readonly SourcedFact[], more: Partial<MergeInput> = {}) {
  const profile = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: '91440199DEM000014H', asOf: AS_OF, facts, coverage: {}, ...more })
  return Object.assign((id: AttributeId) => profile.entries.find((e) => e.attribute === id)!, { profile })
}

const penalty = (documentNo: string, decidedOn: string, more: object = {}) => ({
  documentNo,
  category: '罚款',
  kindOfViolation: '',
  fineFen: '100000',
  confiscatedFen: null,
  decidedOn,
  shownUntil: null,
  authority: '示例局',
  ...more,
})
const penaltyFact = (documentNo: string, decidedOn: string, more: object = {}) =>
  fact('penalties', penalty(documentNo, decidedOn, more), { item: documentNo, asOf: decidedOn, source: 'gz-credit', record: 'penalty', recordKey: documentNo })

const day = fc.integer({ min: 0, max: 2_000 }).map((n) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10))
const sourced = fc.record({
  source: fc.constantFrom('samr', 'gz-credit', 'nongrongtong'),
  record: fc.constantFrom('registration', 'licence', 'household_rating'),
  recordKey: fc.constantFrom('k1', 'k2'),
  contentHash: fc.constantFrom('a', 'b', 'c'),
  asOf: day,
  validUntil: fc.option(day, { nil: null }),
  scheme: fc.constantFrom(null, 's1'),
})
// As in the store: what one record says of one attribute is fixed by its content.
const single = fc.tuple(sourced, fc.constantFrom<AttributeId>('name', 'district', 'taxGrade', 'industry')).map(
  ([s, attribute]): SourcedFact => ({
    ...s,
    asOf: `202${s.contentHash === 'a' ? 4 : 5}-0${s.recordKey === 'k1' ? 1 : 2}-01`,
    validUntil: null,
    scheme: null,
    attribute,
    item: '',
    value: `${s.source}${s.record}${s.recordKey}${s.contentHash}`,
  }),
)
const listed = fc
  .tuple(fc.constantFrom('p1', 'p2', 'p3'), fc.constantFrom('a', 'b'), fc.constantFrom('2024-05-01', '2026-02-01'))
  .map(([no, hash, on]): SourcedFact => ({ ...penaltyFact(no, on), contentHash: `${hash}${on}` }))
const factSet = fc.array(fc.oneof(single, listed), { maxLength: 25 })

describe('a merged profile', () => {
  it('is the same, byte for byte, for any order and repetition of the same facts', () => {
    fc.assert(
      fc.property(
        factSet.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))),
        ([facts, shuffled, repeated]) => {
          const once = profileBytes(merged(facts).profile)
          expect(profileBytes(merged([...shuffled, ...repeated]).profile)).toBe(once)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('has one entry for every registered attribute, in registry order', () => {
    expect(merged([]).profile.entries.map((e) => e.attribute)).toEqual(ATTRIBUTES.map((a) => a.id))
  })

  it('calls what nobody told missing, never zero', () => {
    const entry = merged([])
    expect(entry('taxGrade')).toMatchObject({ freshness: 'missing', value: null })
    expect(entry('penaltyCount12m')).toMatchObject({ freshness: 'missing', value: null })
    expect(entry('ageMonths')).toMatchObject({ freshness: 'missing', value: null })
  })

  it('believes the later day of two records of one office, and says what lost', () => {
    const entry = merged([fact('taxGrade', 'B', { asOf: '2025-04-30' }), fact('taxGrade', 'A', { asOf: '2026-04-30', recordKey: 'k2' })])('taxGrade')
    expect(entry).toMatchObject({ value: 'A', asOf: '2026-04-30', decidedBy: 'date' })
    expect(entry.losers).toEqual([{ value: 'B', asOf: '2025-04-30', from: { source: 'gz-tax', record: 'tax_grade', recordKey: 'k1' } }])
  })

  it('believes the register before a later copy of it', () => {
    const register = fact('name', '广州示例甲有限公司', { source: 'samr', record: 'registration', asOf: '2020-01-01' })
    const copy = fact('name', '广州示例甲公司', { source: 'gz-credit', record: 'licence', asOf: '2026-01-01' })
    expect(merged([copy, register])('name')).toMatchObject({ value: '广州示例甲有限公司', decidedBy: 'authority' })
  })

  it('does not know on a day what was only said of a later one', () => {
    const facts = [fact('taxGrade', 'A', { asOf: '2026-04-30' })]
    expect(merged(facts, { asOf: '2026-04-29' })('taxGrade').freshness).toBe('missing')
    expect(merged(facts, { asOf: '2026-04-30' })('taxGrade').freshness).toBe('fresh')
  })

  it('goes stale the day after its validity and the day after its greatest age', () => {
    const valid = [fact('taxGrade', 'A', { validUntil: '2026-11-22' })]
    expect(merged(valid, { asOf: '2026-11-22' })('taxGrade').freshness).toBe('fresh')
    expect(merged(valid, { asOf: '2026-11-23' })('taxGrade').freshness).toBe('stale')
    const aged = [fact('cityEvaluation', '优', { asOf: '2026-01-01' })]
    expect(merged(aged, { asOf: '2026-06-30' })('cityEvaluation').freshness).toBe('fresh')
    expect(merged(aged, { asOf: '2026-07-01' })('cityEvaluation').freshness).toBe('stale')
  })

  it('counts penalties inside the window and not on its edge', () => {
    const entry = merged([penaltyFact('p1', '2025-11-23'), penaltyFact('p2', '2025-11-24'), penaltyFact('p3', '2023-11-24')])
    expect(entry('penaltyCount12m').value).toBe(1)
    expect(entry('penaltyCount36m').value).toBe(3)
    expect(entry('penaltyFen36m').value).toBe('300000')
  })

  it('drops a penalty the day after its publicity ends, and after five years at the latest', () => {
    const shown = [penaltyFact('p1', '2026-01-01', { shownUntil: '2026-11-23' })]
    expect(merged(shown, { asOf: '2026-11-23' })('penaltyCount12m').value).toBe(1)
    expect(merged(shown, { asOf: '2026-11-24', coverage: { 'gz-credit/penalty': '2026-11-24' } })('penaltyCount12m').value).toBe(0)
    const old = [penaltyFact('p1', '2021-11-23')]
    expect(merged(old, { asOf: '2026-11-23' })('penalties').value).toHaveLength(1)
    expect(merged(old, { asOf: '2026-11-24', coverage: { 'gz-credit/penalty': '2026-11-24' } })('penalties').value).toEqual([])
  })

  it('says "no penalty" only once the feed has been received', () => {
    expect(merged([], { coverage: { 'gz-credit/penalty': '2026-11-20' } })('penaltyCount12m')).toMatchObject({
      freshness: 'fresh',
      value: 0,
      asOf: '2026-11-20',
    })
  })

  it('lets a later "not known" replace what was known before', () => {
    const known = fact('registeredCapitalFen', '500000000', { source: 'samr', record: 'registration', asOf: '2023-09-21' })
    const foreign = fact('registeredCapitalFen', null, { source: 'samr', record: 'registration', asOf: '2026-06-01', recordKey: 'k2' })
    expect(merged([known, foreign], { asOf: '2026-05-31' })('registeredCapitalFen').value).toBe('500000000')
    expect(merged([known, foreign])('registeredCapitalFen')).toMatchObject({ freshness: 'missing', value: null })
  })

  it('counts a licence in force, not one that was revoked or has run out', () => {
    const licence = (no: string, more: object) =>
      fact(
        'licences',
        { documentNo: no, name: '', category: '普通', decidedOn: '2024-01-01', validFrom: null, validUntil: null, authority: '', status: '有效', ...more },
        { item: no, asOf: '2024-01-01' },
      )
    expect(
      merged([licence('a', {}), licence('b', { status: '无效' }), licence('c', { validUntil: '2026-11-22' }), licence('d', { validUntil: '2026-11-23' })])(
        'licenceCount',
      ).value,
    ).toBe(2)
  })

  it('claims no clean record of the time before founding', () => {
    const facts = [fact('registeredOn', '2021-10-18', { asOf: '2021-10-18' })]
    const coverage = { 'gz-credit/penalty': '2026-11-20', 'gz-credit/licence': '2026-11-20' }
    expect(merged(facts, { asOf: '2021-10-17', coverage })('penaltyCount12m').freshness).toBe('missing')
    expect(merged(facts, { asOf: '2021-10-18', coverage })('penaltyCount12m')).toMatchObject({ freshness: 'fresh', value: 0 })
  })

  it('works out months since founding and the size class', () => {
    const entry = merged([
      fact('registeredOn', '2024-11-23'),
      fact('industry', 'I6513'),
      fact('staff', 10, { asOf: '2025-12-31' }),
      fact('revenueFen', '50000000', { asOf: '2025-12-31' }),
    ])
    expect(entry('ageMonths').value).toBe(24)
    expect(entry('sizeClass')).toMatchObject({ value: 'small', decidedBy: 'derived' })
  })
})

describe('the projection', () => {
  const facts = [fact('taxGrade', 'CANARY'), fact('staff', 4_242), penaltyFact('CANARY-NO', '2026-01-01')]

  it('shows a granted field as it is and of every other only that it is not granted', () => {
    const whole = merged(facts).profile
    fc.assert(
      fc.property(fc.subarray(ATTRIBUTES.map((a) => a.id as string)), (fields) => {
        const granted = new Set(fields)
        for (const [i, entry] of projectProfile(whole, granted).entries.entries()) {
          const { from, ...said } = whole.entries[i]!
          // A record's key may hold the subject's code, so it goes out only with the name.
          if (granted.has(entry.attribute)) expect(entry).toEqual({ ...said, from: from && (granted.has('name') ? from : { ...from, recordKey: '' }) })
          else
            expect(entry).toEqual({
              attribute: entry.attribute,
              freshness: 'not_consented',
              value: null,
              scheme: null,
              asOf: null,
              validUntil: null,
              from: null,
              decidedBy: null,
              losers: [],
            })
        }
      }),
    )
  })

  it('makes "not granted" and "absent" look alike', () => {
    const none = new Set<string>()
    expect(profileBytes(projectProfile(merged(facts).profile, none))).toBe(profileBytes(projectProfile(merged([]).profile, none)))
  })

  it('fetches what a granted derived value needs and nothing of other categories', () => {
    expect(ingredientsOf(new Set(['ageMonths']))).toEqual(['registeredOn'])
    expect(ingredientsOf(new Set(['taxGrade']))).toEqual(['taxGrade'])
    expect(ingredientsOf(new Set())).toEqual([])
  })
})
