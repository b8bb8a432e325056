import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Canonical, canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { ATTRIBUTES, type AttributeId } from '../../src/profiles/attributes.ts'
import { type Fact, type FactRecord, keepFor, MARKS } from '../../src/profiles/fact.ts'
import { type MergeInput, mergeProfile, profileBytes } from '../../src/profiles/merge.ts'
import { ingredientsOf, projectProfile } from '../../src/profiles/projection.ts'
import { events } from '../support/event-arbitrary.ts'

const AS_OF = '2026-11-23'
/** Both public lists were heard as a whole. */
const HEARD = { coverage: { 'gz-credit/penalty': '2026-11-20', 'gz-credit/licence': '2026-11-20' } }

type Said = Fact & Pick<FactRecord, 'source' | 'record' | 'recordKey' | 'id' | 'version'>

function fact(attribute: Fact['attribute'], value: Fact['value'], more: Partial<Said> = {}): Said {
  return {
    ...{ attribute, item: '', value, scheme: null, asOf: '2026-06-30', validUntil: null },
    ...{ source: 'gz-tax', record: 'tax_grade', recordKey: 'k1', id: 'a', version: '2026-06-30' },
    ...more,
  }
}

/** Facts of one source, record, key and id stand in one version of one record. */
function recordsOf(facts: readonly Said[]): FactRecord[] {
  const records = new Map<string, FactRecord & { facts: Fact[] }>()
  for (const { source, record, recordKey, id, version, ...said } of facts) {
    const key = [source, record, recordKey, id].join()
    if (!records.has(key)) records.set(key, { source, record, recordKey, id, version, retracts: false, facts: [] })
    records.get(key)!.facts.push(said)
  }
  return [...records.values()]
}

function mergedRecords(records: readonly FactRecord[], more: Partial<MergeInput> = {}) {
  const profile = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: '91440199DEM000014H', asOf: AS_OF, records, coverage: {}, ...more })
  return Object.assign((id: AttributeId) => profile.entries.find((e) => e.attribute === id)!, { profile })
}

function merged(facts: readonly Said[], more: Partial<MergeInput> = {}) {
  return mergedRecords(recordsOf(facts), more)
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

describe('a merged profile', () => {
  it('is the same, byte for byte, for any order and repetition of the same events', () => {
    fc.assert(
      fc.property(
        events.chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }), fc.subarray(set))),
        ([set, shuffled, repeated]) => {
          const coverage = { 'gz-credit/penalty': '2026-11-20' }
          const once = profileBytes(mergedRecords(set, { coverage }).profile)
          expect(profileBytes(mergedRecords([...shuffled, ...repeated], { coverage }).profile)).toBe(once)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('has the canonical bytes of its JSON', () => {
    fc.assert(
      fc.property(events, (set) => {
        const { profile } = mergedRecords(set, { coverage: { 'gz-credit/penalty': '2026-11-20' } })
        expect(profileBytes(profile)).toBe(canonicalJson(profile as unknown as Canonical))
      }),
      { numRuns: 1_000 },
    )
    const hostile = merged([fact('name', '"\\\u2028甲\n', { recordKey: '"k\\', source: '源', scheme: '"s"' })]).profile
    expect(profileBytes(hostile)).toBe(canonicalJson(hostile as unknown as Canonical))
  })

  it('holds to what the latest version of a record says, by the order of its source, and to nothing of the earlier ones', () => {
    fc.assert(
      fc.property(events, (set) => {
        const { profile } = mergedRecords(set)
        const latest = new Map<string, string>()
        for (const { source, record, recordKey, version } of set) {
          const key = [source, record, recordKey].join()
          if (version > (latest.get(key) ?? '')) latest.set(key, version)
        }
        for (const { from, losers } of profile.entries)
          for (const place of [from, ...losers.map((l) => l.from)]) {
            const told = set.find((e) => e.id === place?.recordId)
            if (told) expect([told.version, told.retracts]).toEqual([latest.get([told.source, told.record, told.recordKey].join()), false])
          }
      }),
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
    expect(entry.losers).toEqual([{ value: 'B', asOf: '2025-04-30', from: { source: 'gz-tax', record: 'tax_grade', recordKey: 'k1', recordId: 'a' } }])
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
    const entry = merged([penaltyFact('p1', '2025-11-23'), penaltyFact('p2', '2025-11-24'), penaltyFact('p3', '2023-11-24')], HEARD)
    expect(entry('penaltyCount12m').value).toBe(1)
    expect(entry('penaltyCount36m').value).toBe(3)
    expect(entry('penaltyFen36m').value).toBe('300000')
  })

  it('drops a penalty the day after its publicity ends, and after five years at the latest', () => {
    const shown = [penaltyFact('p1', '2026-01-01', { shownUntil: '2026-11-23' })]
    expect(merged(shown, { asOf: '2026-11-23', ...HEARD })('penaltyCount12m').value).toBe(1)
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
      merged(
        [licence('a', {}), licence('b', { status: '无效' }), licence('c', { validUntil: '2026-11-22' }), licence('d', { validUntil: '2026-11-23' })],
        HEARD,
      )('licenceCount').value,
    ).toBe(2)
  })

  it('claims no clean record of the time before founding', () => {
    const facts = [fact('registeredOn', '2021-10-18', { asOf: '2021-10-18' })]
    const coverage = { 'gz-credit/penalty': '2026-11-20', 'gz-credit/licence': '2026-11-20' }
    expect(merged(facts, { asOf: '2021-10-17', coverage })('penaltyCount12m').freshness).toBe('missing')
    expect(merged(facts, { asOf: '2021-10-18', coverage })('penaltyCount12m')).toMatchObject({ freshness: 'fresh', value: 0 })
  })

  describe('of versions', () => {
    const version = (id: string, order: string, grade: string | null, more: Partial<FactRecord> = {}): FactRecord => ({
      ...{ source: 'gz-tax', record: 'tax_grade', recordKey: '2025', id, version: order, retracts: grade === null },
      facts: grade === null ? [] : [{ attribute: 'taxGrade', item: '', value: grade, scheme: 'tax-2025', asOf: '2026-04-30', validUntil: null }],
      ...more,
    })

    it('takes a correction with a later order, whichever came first and whatever its content', () => {
      for (const [first, second] of [
        ['f', '0'],
        ['0', 'f'],
      ] as const)
        expect(mergedRecords([version(first, '2026-05-01T09:00:00', 'B'), version(second, '2026-05-01T09:00:01', 'A')])('taxGrade')).toMatchObject({
          value: 'A',
          decidedBy: 'only',
          losers: [],
        })
    })

    it('knows nothing any more after a retraction, and knows again after a later statement', () => {
      const [stated, taken, again] = [version('a', '2026-05-01', 'B'), version('b', '2026-05-02', null), version('c', '2026-05-03', 'B')]
      expect(mergedRecords([taken, stated])('taxGrade').freshness).toBe('missing')
      expect(mergedRecords([again, taken, stated])('taxGrade')).toMatchObject({ freshness: 'fresh', value: 'B' })
    })

    it('lets a retraction go before a statement of the same order', () => {
      expect(mergedRecords([version('f', '2026-05-01', 'B'), version('0', '2026-05-01', null)])('taxGrade').freshness).toBe('missing')
    })

    it('calls it disputed where two versions of one order contradict each other, and not where they agree', () => {
      expect(mergedRecords([version('a', '2026-05-01', 'A'), version('b', '2026-05-01', 'B')])('taxGrade')).toMatchObject({
        freshness: 'disputed',
        doubt: 'conflict',
        value: 'B',
        decidedBy: 'tie',
      })
      expect(mergedRecords([version('a', '2026-05-01', 'B'), version('b', '2026-05-01', 'B')])('taxGrade').freshness).toBe('fresh')
    })
  })

  it('believes a fresh value before a stale one of the register', () => {
    const report = fact('staff', 10, { source: 'samr', record: 'annual_report', asOf: '2023-12-31' })
    const insured = fact('staff', 22, { source: 'social-insurance', record: 'social', asOf: '2026-10-31', id: 'b' })
    expect(merged([report, insured])('staff')).toMatchObject({ value: 22, decidedBy: 'freshness', freshness: 'fresh' })
    expect(merged([report, insured], { asOf: '2025-01-01' })('staff')).toMatchObject({ value: 10, decidedBy: 'only' })
  })

  it('calls it disputed where two offices of equal standing say different things of one day', () => {
    const one = fact('village', '440114001201', { source: 'x', record: 'r' })
    const other = fact('village', '440114001202', { source: 'y', record: 'r', id: 'b' })
    expect(merged([one, other])('village')).toMatchObject({ freshness: 'disputed', doubt: 'conflict' })
    expect(merged([one, { ...other, asOf: '2026-07-01' }])('village')).toMatchObject({ freshness: 'fresh', doubt: null, decidedBy: 'date' })
  })

  describe('of marks', () => {
    const mark = (state: string, on: string, id: string): Said =>
      fact(
        MARKS,
        { target: 'penalties', item: 'p1', state, on },
        { item: 'p1', asOf: on, source: 'credit-china', record: 'publicity_mark', recordKey: 'p1', id, version: on },
      )
    const coverage = { 'gz-credit/penalty': '2026-11-20' }

    it.each(['repaired', 'withdrawn', 'ended'])('shows and counts nothing of a penalty that is %s', (state) => {
      const entry = merged([penaltyFact('p1', '2026-01-01'), mark(state, '2026-11-01', 'm')], { coverage })
      expect(entry('penalties')).toMatchObject({ value: [], losers: [] })
      expect(entry('penaltyCount12m')).toMatchObject({ freshness: 'fresh', value: 0 })
      expect(profileBytes(entry.profile)).not.toContain('p1')
    })

    it('looks the same as if it had never been', () => {
      const never = merged([], { coverage }).profile
      expect(profileBytes(merged([penaltyFact('p1', '2026-01-01'), mark('repaired', '2026-11-01', 'm')], { coverage }).profile)).toBe(profileBytes(never))
    })

    it('does not count before its day, and the later mark counts', () => {
      const facts = [penaltyFact('p1', '2026-01-01'), mark('repaired', '2026-11-01', 'm'), mark('shown', '2026-10-01', 'n')]
      expect(merged(facts, { asOf: '2026-10-31', coverage })('penaltyCount12m').value).toBe(1)
      expect(merged(facts, { asOf: '2026-11-01', coverage })('penaltyCount12m').value).toBe(0)
    })

    it('leaves an item under objection standing, and what is counted from it in doubt', () => {
      const entry = merged([penaltyFact('p1', '2024-01-01'), penaltyFact('p2', '2026-01-01'), mark('disputed', '2026-11-01', 'm')], { coverage })
      expect(entry('penalties')).toMatchObject({ disputedItems: [1], doubt: 'objection', freshness: 'fresh' })
      expect(entry('penaltyCount36m')).toMatchObject({ freshness: 'disputed', doubt: 'objection' })
      // The disputed one lies outside this window: nothing about it is in doubt.
      expect(entry('penaltyCount12m')).toMatchObject({ freshness: 'fresh', value: 1, doubt: null })
    })
  })

  it('knows a list as a whole only while its feed is heard: 45 days on it is stale, and what is counted from it unknown', () => {
    const facts = [penaltyFact('p1', '2026-01-01')]
    const heard = { coverage: { 'gz-credit/penalty': '2026-11-20' } }
    expect(merged(facts, { asOf: '2027-01-04', ...heard })('penaltyCount36m')).toMatchObject({ freshness: 'fresh', value: 1 })
    const late = merged(facts, { asOf: '2027-01-05', ...heard })
    expect(late('penalties')).toMatchObject({ freshness: 'stale', asOf: '2026-11-20' })
    expect(late('penaltyCount36m')).toMatchObject({ freshness: 'stale', value: null, asOf: '2026-11-20' })
    // Never heard as a whole: what is known is shown, and there may be more.
    expect(merged(facts)('penalties')).toMatchObject({ freshness: 'stale', value: [{ documentNo: 'p1' }] })
    expect(merged(facts)('penaltyCount36m')).toMatchObject({ freshness: 'stale', value: null })
  })

  it('keeps a fact in use to the last day of the catalogue’s term, and an adverse item by its own', () => {
    const award = keepFor(
      fact('awards', { projectNo: 'a', project: '', amountFen: '100', awardedOn: '2026-01-31', buyer: '' }, { item: 'a', asOf: '2026-01-31' }),
      24,
    )
    expect(award.keptUntil).toBe('2028-01-31')
    const cash = keepFor(fact('inflowFen12m', '100', { asOf: '2026-06-30' }), 24)
    const facts = [
      { ...fact('staff', 1), ...award, id: 'w', recordKey: 'w' },
      { ...fact('staff', 1), ...cash, id: 'c' },
    ] as Said[]
    const coverage = { 'gz-trading/award': '2028-02-01' }
    expect(merged(facts, { asOf: '2028-01-31', coverage })('awards').value).toHaveLength(1)
    expect(merged(facts, { asOf: '2028-02-01', coverage })('awards').value).toEqual([])
    expect(merged(facts, { asOf: '2028-06-30' })('inflowFen12m')).toMatchObject({ freshness: 'stale', value: '100' })
    const gone = merged(facts, { asOf: '2028-07-01' })
    expect(gone('inflowFen12m')).toMatchObject({ freshness: 'missing', value: null, losers: [] })
    expect(profileBytes(gone.profile)).not.toContain('"100"')
    expect(keepFor(penaltyFact('p1', '2026-01-01'), 60).keptUntil).toBeUndefined()
  })

  it('says that nobody is on a list only once every feed of that list was heard', () => {
    const [one, both] = [{ 'samr/serious_list': '2026-11-20' }, { 'samr/serious_list': '2026-11-20', 'dishonesty-lists/listing': '2026-11-18' }]
    expect(merged([], { coverage: one })('dishonestyListed').freshness).toBe('missing')
    expect(merged([], { coverage: both })('dishonestyListed')).toMatchObject({ freshness: 'fresh', value: '否', asOf: '2026-11-18' })
  })

  it('makes no debt ratio of figures of different years', () => {
    const assets = fact('assetsFen', '300', { asOf: '2025-12-31' })
    expect(merged([assets, fact('liabilitiesFen', '200', { asOf: '2025-12-31' })])('debtRatioBp')).toMatchObject({ freshness: 'fresh', value: 6667 })
    expect(merged([assets, fact('liabilitiesFen', '200', { asOf: '2024-12-31' })])('debtRatioBp').freshness).toBe('missing')
    expect(merged([fact('assetsFen', '0'), fact('liabilitiesFen', '200')])('debtRatioBp').freshness).toBe('missing')
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
          if (granted.has(entry.attribute))
            expect(entry).toEqual({ ...said, from: from && (granted.has('name') ? from : { ...from, recordKey: '', recordId: '' }) })
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
              doubt: null,
              disputedItems: [],
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
    // The marks that take a penalty out again, and the day before which its absence says nothing.
    expect(ingredientsOf(new Set(['penaltyCount12m']))).toEqual(['penalties', MARKS, 'registeredOn'])
    expect(ingredientsOf(new Set())).toEqual([])
  })
})
