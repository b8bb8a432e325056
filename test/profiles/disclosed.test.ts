import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Canonical } from '../../src/platform/kernel/canonical.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from '../../src/profiles/attributes.ts'
import { type DisclosedFact, disclosedFacts, fatesOf } from '../../src/profiles/disclosed.ts'
import type { Fact, FactRecord } from '../../src/profiles/fact.ts'
import { mergeProfile } from '../../src/profiles/merge.ts'
import { projectProfile } from '../../src/profiles/projection.ts'
import { events } from '../support/event-arbitrary.ts'

const TODAY = '2026-11-23'
const COVERAGE = Object.fromEntries((ATTRIBUTES as readonly Attribute[]).flatMap((a) => (a.feeds ?? []).map((feed) => [feed, TODAY])))
const EVERYTHING = ATTRIBUTES.map((a) => a.id)

type Said = Partial<Record<AttributeId, Canonical>>

/** One version of one record that says single values of one day. */
function said(recordKey: string, values: Said, asOf: string, over: Partial<FactRecord> = {}): FactRecord {
  const facts = Object.entries(values).map(([attribute, value]): Fact => ({ ...of(attribute, value), asOf }))
  return { id: JSON.stringify([recordKey, values, asOf, over]), source: 's', record: 'r', recordKey, version: asOf, retracts: false, facts, ...over }
}
/** One version of one record that is an item of a list. */
function listed(attribute: AttributeId, item: string, value: object, asOf: string, over: Partial<FactRecord> = {}): FactRecord {
  const facts = [{ ...of(attribute, value as Canonical), item, asOf }]
  return { id: JSON.stringify([item, value, asOf, over]), source: 's', record: 'r', recordKey: item, version: asOf, retracts: false, facts, ...over }
}
function of(attribute: string, value: Canonical): Fact {
  return { attribute: attribute as AttributeId, item: '', value, scheme: null, asOf: TODAY, validUntil: null }
}

function disclosed(records: readonly FactRecord[], granted: readonly string[] = EVERYTHING, asOf = TODAY): DisclosedFact[] {
  const whole = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: 'c', asOf, records, coverage: COVERAGE })
  return disclosedFacts(records, whole, projectProfile(whole, new Set(granted)))
}

/** What became of everything that `before` showed, once the records are `after`. */
function fates(before: readonly FactRecord[], after: readonly FactRecord[], today = TODAY): Record<string, string | null> {
  const fateOf = fatesOf(after, today)
  return Object.fromEntries(disclosed(before).map((fact) => [fact.attribute, fateOf(fact).change]))
}

const GRADE = said('firm:2025', { taxGrade: 'B' }, '2026-04-25')
const LICENCE = { documentNo: 'L1', name: 'x', category: '普通', decidedOn: '2025-03-18', validFrom: null, validUntil: null, authority: 'y', status: '有效' }
const PROMISE = { documentNo: 'P1', matter: 'x', madeOn: '2021-01-01', dueOn: null, state: 'open', verifiedOn: null, authority: 'y' }

describe('what is kept of a read', () => {
  it('is each statement behind a value that was granted, those it was chosen over too, and nothing that was not', () => {
    const older = said('firm:2024', { taxGrade: 'A' }, '2025-04-25')
    const records = [GRADE, older, said('reg', { name: 'n', staff: 12 }, '2026-01-01')]
    const kept = disclosed(records, ['taxGrade', 'name'])
    expect(kept.map(({ attribute, asOf, fields }) => [attribute, asOf, fields])).toEqual([
      ['name', '2026-01-01', ['name']],
      ['taxGrade', '2026-04-25', ['taxGrade']],
      ['taxGrade', '2025-04-25', ['taxGrade']],
    ])
    expect(disclosed(records, ['cityEvaluation'])).toEqual([])
  })

  it('is through a value that is worked out the ingredient itself, also where that was not granted', () => {
    const records = [said('reg', { industry: 'F5199' }, '2026-01-01'), said('report', { staff: 12, revenueFen: '100000000' }, '2025-12-31')]
    expect(disclosed(records, ['sizeClass']).map(({ attribute, fields }) => [attribute, fields])).toEqual([
      ['industry', ['sizeClass']],
      ['staff', ['sizeClass']],
      ['revenueFen', ['sizeClass']],
    ])
    expect(disclosed(records, ['ageMonths'])).toEqual([])
  })

  it('holds neither a value nor a record’s key, and no hash that two subjects share', () => {
    const of = (key: string) => disclosed([said(key, { householdGrade: 'AAA' }, '2026-06-30')])
    const [one] = of('H440114001201-9001:2026-06-30')
    expect(JSON.stringify(one)).not.toMatch(/H4401|AAA/)
    expect(of('H440114001201-9002:2026-06-30')[0]!.hash).not.toBe(one!.hash)
    expect(of('H440114001201-9001:2026-06-30')[0]!.hash).toBe(one!.hash)
  })

  it('is of a list each item, whatever list', () => {
    const award = { projectNo: 'G1', project: 'x', amountFen: '100', awardedOn: '2026-05-18', buyer: 'y' }
    const records = [listed('licences', 'k', LICENCE, '2025-03-18'), listed('awards', 'a', award, '2026-05-18')]
    expect(disclosed(records).map(({ attribute, item, documentNo, fields }) => [attribute, item, documentNo, [...fields].sort()])).toEqual([
      ['licences', 'k', 'L1', ['licenceCount', 'licences']],
      ['awards', 'a', 'G1', ['awardCount24m', 'awardFen24m', 'awards']],
    ])
  })
})

describe('what became of it', () => {
  const retracted = (record: FactRecord, version = '2026-11-01'): FactRecord => ({
    ...record,
    id: `taken back ${record.id}`,
    version,
    retracts: true,
    facts: [],
  })
  const later = { version: '2026-11-01' }

  it.each<[string, FactRecord[], FactRecord, string | null]>([
    ['its source takes it back', [GRADE], retracted(GRADE), 'withdrawn'],
    ['another value of the same day', [GRADE], said('firm:2025', { taxGrade: 'C' }, '2026-04-25', later), 'corrected'],
    ['another value of a day before', [GRADE], said('firm:2025', { taxGrade: 'C' }, '2026-04-20', later), 'corrected'],
    ['the same value in a later version', [GRADE], said('firm:2025', { taxGrade: 'B' }, '2026-04-25', later), null],
    ['the same value, its day put right', [GRADE], said('firm:2025', { taxGrade: 'B' }, '2026-04-20', later), null],
    ['the grade of the next year', [GRADE], said('firm:2026', { taxGrade: 'D' }, '2026-11-01'), null],
    ['a later day of the same record', [GRADE], said('firm:2025', { taxGrade: 'D' }, '2026-11-01'), 'superseded'],
    ['a later day of which it is silent', [GRADE], said('firm:2025', { staff: 3 }, '2026-11-01'), 'superseded'],
    ['silence on the same day', [GRADE], said('firm:2025', { staff: 3 }, '2026-04-25', later), 'withdrawn'],
    ['the same day is unknown now', [GRADE], said('firm:2025', { taxGrade: null }, '2026-04-25', later), 'withdrawn'],
    ['an older version that comes late', [GRADE], said('firm:2025', { taxGrade: 'C' }, '2026-04-25', { version: '2026-01-01' }), null],
    ['its source contradicts itself in one breath', [GRADE], said('firm:2025', { taxGrade: 'C' }, '2026-04-25'), 'corrected'],
    ['another record that takes back its own', [GRADE], retracted(said('firm:2024', { taxGrade: 'A' }, '2025-04-25')), null],
    ['the same, stated again after it was taken back', [GRADE, retracted(GRADE)], { ...GRADE, id: 'again', version: '2026-11-02' }, null],
  ])('%s', (_, before, came, change) => {
    const fateOf = fatesOf([...before, came], TODAY)
    expect(fateOf(disclosed([GRADE])[0]!).change).toBe(change)
  })

  it.each<[string, FactRecord, FactRecord, string, string | null]>([
    ['a licence taken back', listed('licences', 'k', LICENCE, '2025-03-18'), retracted(listed('licences', 'k', LICENCE, '2025-03-18')), TODAY, 'withdrawn'],
    [
      ...(['a licence that is void from the same day', listed('licences', 'k', LICENCE, '2025-03-18')] as const),
      ...([listed('licences', 'k', { ...LICENCE, status: '无效' }, '2025-03-18', later), TODAY, 'corrected'] as const),
    ],
    [
      ...(['a promise that is kept at a later day', listed('commitments', 'p', PROMISE, '2021-01-01')] as const),
      ...([listed('commitments', 'p', { ...PROMISE, state: 'kept', verifiedOn: '2026-11-01' }, '2026-11-01'), TODAY, 'superseded'] as const),
    ],
    [
      ...(['an open listing that is closed later: adverse, so its reader is told', listed('abnormalListings', 'a', listing(null), '2026-01-05')] as const),
      ...([listed('abnormalListings', 'a', listing('2026-11-01'), '2026-01-05', later), TODAY, 'corrected'] as const),
    ],
  ])('%s', (_, before, came, today, change) => {
    expect(Object.values(fates([before], [before, came], today))).toEqual([change])
  })

  it('a broken promise runs out five years after it was found broken, as adverse items do', () => {
    const broken = listed('commitments', 'p', { ...PROMISE, state: 'broken', verifiedOn: '2021-12-01' }, '2021-12-01')
    expect(fates([broken], [broken], '2026-12-01')).toEqual({ commitments: null })
    expect(fates([broken], [broken], '2026-12-02')).toEqual({ commitments: 'expired' })
  })

  it('a value whose term in the catalogue is over is not called back: that is ageing', () => {
    const kept = { ...GRADE, facts: GRADE.facts.map((fact) => ({ ...fact, keptUntil: '2026-12-31' })) }
    expect(fates([kept], [kept], '2027-01-01')).toEqual({ taxGrade: null })
  })

  it('nothing, while nothing came in; and the order of arrival changes no fate', () => {
    let shown = 0
    // Of a record that states one attribute twice no feed knows.
    const once = (records: FactRecord[]) =>
      records.map((r) => ({ ...r, facts: [...new Map(r.facts.map((fact) => [`${fact.attribute} ${fact.item}`, fact])).values()] }))
    fc.assert(
      fc.property(events.map(once), events.map(once), (before, came) => {
        const kept = disclosed(before)
        shown += kept.length
        const unchanged = fatesOf(before, TODAY)
        expect(kept.map((fact) => unchanged(fact).change)).toEqual(kept.map(() => null))
        const [forwards, backwards] = [fatesOf([...before, ...came], TODAY), fatesOf([...came, ...before].reverse(), TODAY)]
        expect(kept.map(backwards)).toEqual(kept.map(forwards))
      }),
      { numRuns: 1_000 },
    )
    expect(shown).toBeGreaterThan(300)
  })
})

function listing(removedOn: string | null) {
  return { documentNo: '2', list: '经营异常名录', reason: 'x', listedOn: '2026-01-05', removedOn, authority: 'y' }
}
