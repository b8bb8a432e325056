/** Through the database: what a profile is does not depend on when, how often and beside what its records arrived. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { seededIds, systemClock } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Database } from '../../src/platform/db/client.ts'
import type { Fact, FactRecord } from '../../src/profiles/fact.ts'
import { ownProfile } from '../../src/profiles/index.ts'
import { profileBytes } from '../../src/profiles/merge.ts'
import { takeRecords } from '../../src/sources/chunk/service.ts'
import type { RecordKind } from '../../src/sources/record-kind.ts'
import { findSubjectByCode, makeCreditCode } from '../../src/subjects/index.ts'
import { events } from '../support/event-arbitrary.ts'
import { testMaster } from '../support/test-master.ts'

const NAMES = ['event']
const AS_OF = '2026-11-23'

/** Several records that come in together. */
type Delivery = readonly FactRecord[]

const arrivals = events.chain((set) =>
  fc.record({
    set: fc.constant(set),
    /** Every event at least once, some again, in another order. */
    shuffled: fc.shuffledSubarray(set, { minLength: set.length }),
    again: fc.subarray(set),
    cuts: fc.array(fc.nat(14), { maxLength: 3 }),
  }),
)

/** Byte-identical profiles for 1,000 sets of events, each arrived in two ways. */
export async function arrivalNeverShows({ db }: Database, runs: number): Promise<void> {
  const ctx: Context = { db, clock: systemClock, ids: seededIds(systemClock), master: testMaster, requestId: 'test' }
  let serial = 0
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ set, shuffled, again, cuts }) => {
      const plain = await profileAfter(ctx, ++serial, [set])
      const other = await profileAfter(ctx, ++serial, deliveriesOf([...shuffled, ...again], cuts))
      expect(other).toBe(plain)
    }),
    { numRuns: runs },
  )
}

function deliveriesOf(arrived: readonly FactRecord[], cuts: readonly number[]): Delivery[] {
  const at = [0, ...cuts.map((cut) => Math.min(cut, arrived.length)).sort((a, b) => a - b), arrived.length]
  return at.slice(1).map((end, i) => arrived.slice(at[i], end))
}

async function profileAfter(ctx: Context, serial: number, deliveries: readonly Delivery[]): Promise<string> {
  const code = makeCreditCode('91440199', serial.toString().padStart(8, '0'))
  const subject = { kind: 'enterprise' as const, code, name: null }
  // Whoever says nothing is registered all the same.
  await takeRecords(
    ctx,
    kindOf('samr', 'registration'),
    'bat_test',
    [taken(subject, { source: 'samr', record: 'registration', recordKey: 'k0', version: '', retracts: true, facts: [], id: '' })],
    NAMES,
  )
  for (const delivery of deliveries)
    for (const [source, record] of new Map(delivery.map((e) => [`${e.source}/${e.record}`, [e.source, e.record] as const])).values()) {
      const rows = delivery.filter((e) => e.source === source && e.record === record)
      await takeRecords(
        ctx,
        kindOf(source, record),
        'bat_test',
        rows.map((event) => taken(subject, event)),
        NAMES,
      )
    }
  const { id } = (await findSubjectByCode(ctx, code))!
  const { profile } = await ownProfile(ctx, id, { asOf: AS_OF })
  return profileBytes(profile).replaceAll(id, 'sub').replaceAll(code, 'code')
}

function kindOf(source: string, record: string): RecordKind<Fact> {
  return { source, record, titleZh: '', titleEn: '', columns: [], translate: () => ({ ok: false, issues: [] }) }
}

function taken(subject: { kind: 'enterprise'; code: string; name: null }, event: FactRecord) {
  const facts = [...event.facts]
  return {
    rowNo: 1,
    row: { event: JSON.stringify(facts) },
    record: { subject, key: event.recordKey, asOf: event.version.slice(0, 10) || '2020-01-01', facts },
    envelope: { version: event.version, retracts: event.retracts },
  }
}
