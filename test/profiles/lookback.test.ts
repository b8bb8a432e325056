/** How far back a reader may be shown: history is cut by its own days, the state of today is not (decision 0026). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Canonical } from '../../src/platform/kernel/canonical.ts'
import { addDays, addMonths } from '../../src/platform/kernel/time.ts'
import { ATTRIBUTES, type Attribute, type AttributeId } from '../../src/profiles/attributes.ts'
import { disclosedFacts } from '../../src/profiles/disclosed.ts'
import type { Fact, FactRecord } from '../../src/profiles/fact.ts'
import { mergeProfile, profileBytes } from '../../src/profiles/merge.ts'
import { profileWithin } from '../../src/profiles/projection.ts'
import { events } from '../support/event-arbitrary.ts'

const ALL = ATTRIBUTES as readonly Attribute[]
const EVERYTHING = new Set<string>(ALL.map(({ id }) => id))
const TODAY = '2026-11-23'
const SINCE = '2025-11-23'
const COVERAGE = Object.fromEntries(ALL.flatMap((a) => (a.feeds ?? []).map((feed) => [feed, TODAY])))

const input = (records: readonly FactRecord[], coverage: Readonly<Record<string, string>> = COVERAGE) => ({
  ...{ subjectId: 'sub_1', kind: 'enterprise' as const, code: 'c', asOf: TODAY, records, coverage },
})
/** The same bound for every category. */
const back = (since: string) => new Map(ALL.map(({ category }) => [category as string, since]))
const within = (records: readonly FactRecord[], since = SINCE, coverage = COVERAGE) =>
  profileWithin(input(records, coverage), { fields: EVERYTHING, since: back(since) })
const entryOf = (records: readonly FactRecord[], id: string, since = SINCE) => within(records, since).shown.entries.find((e) => e.attribute === id)!
const unbound = (records: readonly FactRecord[]) => profileWithin(input(records), { fields: EVERYTHING, since: new Map() })

function record(attribute: string, value: Canonical, asOf: string, over: Partial<Fact & Pick<FactRecord, 'source' | 'recordKey'>> = {}): FactRecord {
  const { source = 's', recordKey = `${attribute} ${asOf}`, ...more } = over
  const fact: Fact = { attribute: attribute as AttributeId, item: '', value, scheme: null, asOf, validUntil: null, ...more }
  return { id: JSON.stringify([attribute, value, asOf, over]), source, record: 'r', recordKey, version: asOf, retracts: false, facts: [fact] }
}
const item = (attribute: string, no: string, value: object, asOf = '2026-11-01') =>
  record(attribute, { documentNo: no, ...value } as unknown as Canonical, asOf, { item: no, recordKey: no })

const EVEN = { fineFen: '100', confiscatedFen: null, shownUntil: null }

describe('an item of a list', () => {
  const goesOn = null
  it.each<[string, (day: string | null) => object]>([
    ['penalties', (day) => ({ ...EVEN, decidedOn: day })],
    ['inspections', (day) => ({ passed: false, inspectedOn: day })],
    ['awards', (day) => ({ projectNo: 'x', amountFen: '1', awardedOn: day })],
    ['abnormalListings', (day) => ({ listedOn: '2024-01-01', removedOn: day })],
    ['dishonestyListings', (day) => ({ listedOn: '2024-01-01', removedOn: day })],
    ['judgmentDebts', (day) => ({ filedOn: '2024-01-01', amountFen: '1', closedOn: day })],
    ['wageWarnings', (day) => ({ raisedOn: '2024-01-01', resolvedOn: day })],
    ['licences', (day) => ({ decidedOn: '2020-01-01', validFrom: null, validUntil: day, status: '有效' })],
    ['licences', (day) => ({ decidedOn: day, validFrom: null, validUntil: '2030-01-01', status: '无效' })],
    ['commitments', (day) => ({ madeOn: '2020-01-01', state: 'kept', verifiedOn: day })],
    ['commitments', (day) => ({ madeOn: day, state: 'broken', verifiedOn: null })],
  ])('of %s is shown whose last day is the first of the lookback, and not one of the day before', (list, of) => {
    const [on, before] = [item(list, 'on', of(SINCE)), item(list, 'before', of(addDays(SINCE, -1)))]
    const shown = entryOf([on, before], list).value as { documentNo: string }[]
    expect(shown.map(({ documentNo }) => documentNo)).toEqual(['on'])
    expect((unbound([on, before]).shown.entries.find((e) => e.attribute === list)!.value as unknown[]).length).toBe(2)
  })

  it.each<[string, object, string, Canonical]>([
    ['abnormalListings', { listedOn: '2020-01-01', removedOn: goesOn }, 'abnormalListed', '是'],
    ['dishonestyListings', { listedOn: '2020-01-01', removedOn: goesOn }, 'dishonestyListed', '是'],
    ['judgmentDebts', { filedOn: '2020-01-01', amountFen: '7', closedOn: goesOn }, 'judgmentDebtFen', '7'],
    ['wageWarnings', { raisedOn: '2020-01-01', resolvedOn: goesOn }, 'wageArrearsOpen', '是'],
    ['licences', { decidedOn: '2010-01-01', validFrom: null, validUntil: null, status: '有效' }, 'licenceCount', 1],
    ['commitments', { madeOn: '2020-01-01', state: 'open', verifiedOn: null }, 'commitmentsKept', 0],
  ])('of %s that goes on is the state of today, whenever it began', (list, value, field, said) => {
    const records = [item(list, 'x', value, '2020-01-01')]
    expect(entryOf(records, list).value).toHaveLength(1)
    expect(entryOf(records, field).value).toBe(said)
  })
})

describe('a single value', () => {
  it('that still holds is shown whenever it was stated, and what it was chosen over is history', () => {
    const records = [record('taxGrade', 'B', '2025-04-25'), record('taxGrade', 'A', '2024-12-25'), record('registeredOn', '2010-03-01', '2010-03-01')]
    expect(unbound(records).shown.entries.find((e) => e.attribute === 'taxGrade')).toMatchObject({ decidedBy: 'date', losers: [{ value: 'A' }] })
    expect(entryOf(records, 'taxGrade')).toMatchObject({ value: 'B', freshness: 'fresh', decidedBy: 'only', losers: [] })
    expect(entryOf(records, 'registeredOn').value).toBe('2010-03-01')
    expect(entryOf(records, 'ageMonths').value).toBe(200)
  })

  it('whose like of the same day says otherwise stays in doubt beside it', () => {
    const records = [record('taxGrade', 'B', '2025-04-25'), record('taxGrade', 'C', '2025-04-25', { recordKey: 'other' })]
    expect(entryOf(records, 'taxGrade')).toMatchObject({ freshness: 'disputed', doubt: 'conflict', losers: [{ asOf: '2025-04-25' }] })
  })

  it.each([
    [SINCE, 'stale', 12],
    [addDays(SINCE, -1), 'missing', null],
  ])('that no longer holds, of %s, is %s', (asOf, freshness, value) => {
    const records = [record('staff', 12, asOf, { validUntil: addDays(asOf, 30) })]
    expect(entryOf(records, 'staff')).toMatchObject({ freshness, value })
  })
})

describe('a field that names its months', () => {
  const named = ALL.flatMap(({ id, category, spanMonths }) => (spanMonths === undefined ? [] : [{ id, category, spanMonths }]))
  it('has them in the registry', () => {
    expect(ALL.filter(({ id, zh }) => /近 \d+ 个月/.test(zh) && !named.some((one) => one.id === id)).map(({ id }) => id)).toEqual([])
    for (const { id, spanMonths } of named) expect(/(\d+)m$/.exec(id)?.[1] ?? String(spanMonths)).toBe(String(spanMonths))
  })

  it.each(named)('as $id does is open to who may see $spanMonths, and closed to who may see a day less', ({ id, category, spanMonths }) => {
    const first = addMonths(TODAY, -spanMonths)
    const freshness = (since: string) => {
      const reach = { fields: new Set([id]), since: new Map([[category as string, since]]) }
      return profileWithin(input([]), reach).shown.entries.find((e) => e.attribute === id)!.freshness
    }
    expect(freshness(first)).not.toBe('not_consented')
    expect(freshness(addDays(first, 1))).toBe('not_consented')
  })

  it('counts within the lookback of its own category alone', () => {
    const records = [item('penalties', 'old', { ...EVEN, decidedOn: '2024-02-01' }), item('penalties', 'new', { ...EVEN, decidedOn: '2026-02-01' })]
    const reach = (since: string) => ({ fields: EVERYTHING, since: new Map([['public_credit', since]]) })
    const said = (since: string) =>
      profileWithin(input(records), reach(since)).shown.entries.flatMap(({ attribute, value }) => (attribute.startsWith('penalty') ? [value] : []))
    expect(said(addMonths(TODAY, -36))).toEqual([1, 2, '200'])
    expect(said(addMonths(TODAY, -12))).toEqual([1, null, null])
  })
})

/** The day an item or a value is judged by, where the arbitrary makes it. */
const decidedOn = (value: Canonical) => (value as { decidedOn: string }).decidedOn
const someDay = fc.integer({ min: 0, max: 1_900 }).map((n) => addDays('2021-06-01', n))

describe('whatever the records and the lookback', () => {
  it('nothing is shown that is older than was granted, but the state of today', () => {
    let cut = 0
    fc.assert(
      fc.property(events, someDay, (records, since) => {
        const { shown } = within(records, since)
        const whole = unbound(records).shown
        for (const [i, entry] of shown.entries.entries()) {
          if (entry.attribute === 'penalties') {
            for (const value of (entry.value ?? []) as Canonical[]) expect(decidedOn(value) >= since).toBe(true)
            cut += ((whole.entries[i]!.value ?? []) as unknown[]).length - ((entry.value ?? []) as unknown[]).length
          } else if (entry.freshness === 'stale') expect(entry.asOf! >= since).toBe(true)
          for (const loser of entry.losers) expect(loser.asOf >= since || (entry.doubt === 'conflict' && loser.asOf === entry.asOf)).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
    expect(cut).toBeGreaterThan(10)
  })

  it('an item from before it changes no byte of what is shown and nothing of what is kept as shown', () => {
    fc.assert(
      fc.property(events, someDay, fc.integer({ min: 1, max: 900 }), fc.boolean(), (records, since, days, isHeard) => {
        const day = addDays(since, -days)
        const more = [...records, item('penalties', 'before', { ...EVEN, decidedOn: day }, day)]
        const look = (all: readonly FactRecord[]) => {
          const { shown, within: merged } = within(all, since, isHeard ? COVERAGE : {})
          return { bytes: profileBytes(shown), kept: disclosedFacts(all, merged, shown) }
        }
        expect(look(more)).toEqual(look(records))
      }),
      { numRuns: 500 },
    )
  })

  it('no fact is kept as shown that is not', () => {
    fc.assert(
      fc.property(events, someDay, (records, since) => {
        const { shown, within: merged } = within(records, since)
        const items = (shown.entries.find((e) => e.attribute === 'penalties')!.value ?? []) as { documentNo: string }[]
        for (const { attribute, item: no } of disclosedFacts(records, merged, shown))
          if (attribute === 'penalties') expect(items.map(({ documentNo }) => documentNo)).toContain(no)
      }),
      { numRuns: 500 },
    )
  })

  it('without a bound all is as it was', () => {
    fc.assert(
      fc.property(events, (records) => {
        expect(profileBytes(unbound(records).within)).toBe(profileBytes(mergeProfile(input(records))))
        expect(profileBytes(within(records, '1900-01-01').within)).toBe(profileBytes(mergeProfile(input(records))))
      }),
    )
  })
})
