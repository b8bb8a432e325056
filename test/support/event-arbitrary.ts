import fc from 'fast-check'
import type { AttributeId } from '../../src/profiles/attributes.ts'
import { type Fact, type FactRecord, MARKS } from '../../src/profiles/fact.ts'

const penaltyOf = (documentNo: string, decidedOn: string, shownUntil: string | null) => ({
  ...{ documentNo, category: '罚款', kindOfViolation: '', fineFen: '100000', confiscatedFen: null, decidedOn, shownUntil, authority: '示例局' },
})

const day = fc.integer({ min: 0, max: 2_000 }).map((n) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10))
const single = fc.record({
  attribute: fc.constantFrom<AttributeId>('name', 'district', 'taxGrade', 'staff', 'cityEvaluation'),
  item: fc.constant(''),
  value: fc.constantFrom(null, 'A', 'B', 'C'),
  scheme: fc.constantFrom(null, 's1'),
  asOf: day,
  validUntil: fc.option(day, { nil: null }),
})
const listed = fc
  .tuple(fc.constantFrom('p1', 'p2', 'p3'), day, fc.option(day, { nil: null }))
  .map(([no, on, shownUntil]): Fact => ({ attribute: 'penalties', item: no, value: penaltyOf(no, on, shownUntil), scheme: null, asOf: on, validUntil: null }))
const marked = fc
  .tuple(fc.constantFrom('p1', 'p2', 'p3'), fc.constantFrom('shown', 'repaired', 'disputed', 'withdrawn'), day)
  .map(([item, state, on]): Fact => ({ attribute: MARKS, item, value: { target: 'penalties', item, state, on }, scheme: null, asOf: on, validUntil: null }))
/** One event: a statement or a retraction, with the source's own order. What it says is fixed by its content address. */
const event = fc
  .record({
    source: fc.constantFrom('samr', 'gz-credit', 'credit-china'),
    record: fc.constantFrom('registration', 'penalty', 'publicity_mark'),
    recordKey: fc.constantFrom('k1', 'k2', 'k3'),
    version: fc.constantFrom('2026-01-01', '2026-01-01T10:00:00', '2026-01-01#000000000002', '2026-03-01'),
    retracts: fc.boolean(),
    facts: fc.array(fc.oneof(single, listed, marked), { maxLength: 4 }),
  })
  .map((e): FactRecord => ({ ...e, facts: e.retracts ? [] : e.facts, id: JSON.stringify([e.source, e.record, e.recordKey, e.version, e.retracts, e.facts]) }))
/** What a source may say of one subject, in any number of versions. */
export const events = fc.array(event, { maxLength: 14 })
