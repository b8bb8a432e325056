import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Canonical } from '../../src/platform/kernel/canonical.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { ATTRIBUTES, type Attribute } from '../../src/profiles/attributes.ts'
import { disclosedItems, listItems } from '../../src/profiles/disclosed-items.ts'
import { type FactRecord, MARKS } from '../../src/profiles/fact.ts'
import { mergeProfile } from '../../src/profiles/merge.ts'
import { projectProfile } from '../../src/profiles/projection.ts'
import { currentFacts } from '../../src/profiles/versions.ts'

const TODAY = '2026-11-23'
const COVERAGE = Object.fromEntries((ATTRIBUTES as readonly Attribute[]).flatMap((a) => (a.feeds ?? []).map((feed) => [feed, TODAY])))

const PENALTY = {
  documentNo: '1',
  category: '罚款',
  kindOfViolation: 'x',
  fineFen: '500000',
  confiscatedFen: null,
  decidedOn: '2026-06-10',
  shownUntil: '2027-06-10',
  authority: 'y',
}
const LISTING = { documentNo: '2', list: '经营异常名录', reason: 'x', listedOn: '2026-01-05', removedOn: null, authority: 'y' }
const DEBT = { caseNo: '（2026）粤01执3号', court: 'x', filedOn: '2026-02-01', amountFen: '100', closedOn: null }
const INSPECTION = { documentNo: '4', matter: 'x', result: 'x', passed: false, inspectedOn: '2026-03-01', authority: 'y' }
const WARNING = { documentNo: '5', amountFen: null, people: 3, raisedOn: '2026-04-01', resolvedOn: null, authority: 'y' }

function recordOf(attribute: string, value: object, item = 'k', over: Partial<FactRecord> = {}): FactRecord {
  const fact = {
    attribute: attribute as FactRecord['facts'][number]['attribute'],
    item,
    value: value as Canonical,
    scheme: null,
    asOf: '2026-06-10',
    validUntil: null,
  }
  return { id: `${attribute} ${item}`, source: 's', record: attribute, recordKey: item, version: '2026-06-10', retracts: false, facts: [fact], ...over }
}

function shownBy(records: FactRecord[], granted: readonly string[]): Record<string, string[]> {
  const whole = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: 'c', asOf: TODAY, records, coverage: COVERAGE })
  const items = disclosedItems(currentFacts(records), whole, projectProfile(whole, new Set(granted)))
  return Object.fromEntries(items.map(({ attribute, item, fields }) => [`${attribute} ${item}`, [...fields].sort()]))
}

describe('an adverse item', () => {
  const EVERYTHING = ATTRIBUTES.map((a) => a.id)
  it.each([
    ['penalties', PENALTY, ['penalties', 'penaltyCount12m', 'penaltyCount36m', 'penaltyFen36m']],
    ['penalties', { ...PENALTY, decidedOn: '2025-11-23' }, ['penalties', 'penaltyCount36m', 'penaltyFen36m']],
    ['penalties', { ...PENALTY, fineFen: null }, ['penalties', 'penaltyCount12m', 'penaltyCount36m']],
    ['inspections', INSPECTION, ['inspectionFailures24m', 'inspections']],
    ['inspections', { ...INSPECTION, passed: true }, ['inspections']],
    ['abnormalListings', LISTING, ['abnormalListed', 'abnormalListings']],
    ['abnormalListings', { ...LISTING, removedOn: '2026-02-01' }, ['abnormalListings']],
    ['judgmentDebts', DEBT, ['judgmentDebtFen', 'judgmentDebtor', 'judgmentDebts']],
    // An open case without a sum leaves the total unknown, so the total tells nothing of it.
    ['judgmentDebts', { ...DEBT, amountFen: null }, ['judgmentDebtor', 'judgmentDebts']],
    ['wageWarnings', WARNING, ['wageArrearsOpen', 'wageWarnings']],
  ])('of %s is shown by the list and by what counts it (%j)', (list, value, fields) => {
    expect(shownBy([recordOf(list, value)], EVERYTHING)).toEqual({ [`${list} k`]: fields })
  })

  it('is shown by a count alone where the list was not granted, and by nothing where neither was', () => {
    const records = [recordOf('penalties', PENALTY)]
    expect(shownBy(records, ['penaltyCount36m', 'taxGrade'])).toEqual({ 'penalties k': ['penaltyCount36m'] })
    expect(shownBy(records, ['taxGrade', 'name'])).toEqual({})
  })

  it('is shown by a yes that would be yes without it too: each of two open listings', () => {
    const two = [recordOf('abnormalListings', LISTING), recordOf('abnormalListings', { ...LISTING, documentNo: '3' }, 'l')]
    expect(shownBy(two, ['abnormalListed'])).toEqual({ 'abnormalListings k': ['abnormalListed'], 'abnormalListings l': ['abnormalListed'] })
  })

  it.each(['repaired', 'withdrawn', 'ended'] as const)('that is %s is shown by nothing and says why', (state) => {
    const mark = recordOf(MARKS, { target: 'penalties', item: 'k', state, on: '2026-11-01' })
    const records = [recordOf('penalties', PENALTY), mark]
    expect(shownBy(records, EVERYTHING)).toEqual({})
    expect(listItems(records, TODAY)).toMatchObject([{ attribute: 'penalties', item: 'k', documentNo: '1', gone: state }])
  })

  it('ends on the day after its last day', () => {
    const records = [recordOf('penalties', { ...PENALTY, shownUntil: TODAY })]
    expect(listItems(records, TODAY)).toMatchObject([{ gone: null, lastShownOn: TODAY }])
    expect(listItems(records, '2026-11-24')).toMatchObject([{ gone: 'expired' }])
  })

  it('of a record that was taken back is none', () => {
    const retraction = recordOf('penalties', PENALTY, 'k', { id: 'r', version: '2026-07-01', retracts: true, facts: [] })
    expect(listItems([recordOf('penalties', PENALTY), retraction], TODAY)).toEqual([])
  })

  it('keeps its hash while it says the same', () => {
    const [a] = listItems([recordOf('penalties', PENALTY)], TODAY)
    const [b] = listItems([recordOf('penalties', { ...PENALTY }, 'k', { version: '2026-07-01' })], TODAY)
    const [c] = listItems([recordOf('penalties', { ...PENALTY, fineFen: '1' })], TODAY)
    expect([b!.hash === a!.hash, c!.hash === a!.hash]).toEqual([true, false])
  })
})

describe('what is kept of a read', () => {
  const day = fc.constantFrom('2020-11-22', '2020-11-23', '2021-11-23', '2025-11-23', '2026-11-22', TODAY, '2026-11-24', '2027-01-01')
  const item = fc.constantFrom('a', 'b', 'c')
  const version = fc.constantFrom('2026-01-01', '2026-01-02')
  const penalty = fc
    .record({
      item,
      version,
      retracts: fc.constantFrom(false, false, false, true),
      decidedOn: day,
      shownUntil: fc.option(day, { freq: 2 }),
      fineFen: fc.constantFrom('1', '2'),
    })
    .map(({ item: key, version: v, retracts, ...value }) => {
      const record = recordOf('penalties', { ...PENALTY, ...value, documentNo: key }, key)
      return {
        ...record,
        id: canonicalJson([key, v, value, retracts]),
        version: v,
        retracts,
        facts: retracts ? [] : [{ ...record.facts[0]!, asOf: value.decidedOn }],
      }
    })
  const mark = fc
    .record({ item, version, state: fc.constantFrom('shown', 'repaired', 'withdrawn', 'ended', 'disputed') })
    .map(({ item: key, version: v, state }) => ({
      ...recordOf(MARKS, { target: 'penalties', item: key, state, on: v }, key, { version: v, id: `mark ${key} ${v} ${state}` }),
      source: 'credit-china',
    }))

  it('is exactly what the list showed, whatever came in and in whatever order', () => {
    let shown = 0
    fc.assert(
      fc.property(fc.array(fc.oneof(penalty, mark), { minLength: 1, maxLength: 8 }), (records) => {
        const whole = mergeProfile({ subjectId: 'sub_1', kind: 'enterprise', code: 'c', asOf: TODAY, records, coverage: COVERAGE })
        const projected = projectProfile(whole, new Set(['penalties', 'penaltyCount36m']))
        const list = projected.entries.find((e) => e.attribute === 'penalties')!.value as Canonical[]
        const kept = disclosedItems(currentFacts(records), whole, projected).filter((i) => i.fields.includes('penalties'))
        shown += kept.length
        expect(kept.map((i) => canonicalJson(i.value)).sort()).toEqual(list.map((v) => canonicalJson(v)).sort())
      }),
      { numRuns: 1_000 },
    )
    expect(shown).toBeGreaterThan(50)
  })
})
