/** A profile through the screening table and back, against the profile itself. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect } from 'vitest'
import { factsRow } from '../../../src/matching/facts-row.ts'
import { factsOfRow } from '../../../src/matching/openings/held-facts.ts'
import { screenedAfter, screenedOf } from '../../../src/matching/openings/store.ts'
import { screenRow } from '../../../src/matching/screening/row.ts'
import { upsertRows } from '../../../src/matching/screening/store.ts'
import type { Database } from '../../../src/platform/db/client.ts'
import type { Profile, ProfileEntry } from '../../../src/profiles/model.ts'
import { filled, holedProfile } from '../../support/criteria-arbitrary.ts'
import { entryOf } from '../../support/match-builders.ts'

const ODD: readonly ProfileEntry[] = [
  entryOf('taxGrade', { value: 'no such grade' }),
  entryOf('registeredCapitalFen', { value: '9999999999999999999' }),
  entryOf('registeredCapitalFen', { value: '-9007199254740993' }),
  entryOf('staff', { value: 1.5 }),
  entryOf('industry', { value: '' }),
  entryOf('industry', { value: '{NULL,"a\\b"}' }),
  entryOf('ageMonths', { value: 30, asOf: null }),
  entryOf('cityEvaluation', { value: '良', asOf: '1969-12-30' }),
]

const profile: fc.Arbitrary<Profile> = fc
  .record({
    base: fc.oneof(holedProfile, holedProfile.chain(filled)),
    odd: fc.subarray([...ODD]),
    asOf: fc.constantFrom('2026-11-23', '2027-02-28'),
  })
  .map(({ base, odd, asOf }) => ({
    ...base,
    asOf,
    entries: base.entries.map((entry) => odd.findLast(({ attribute }) => attribute === entry.attribute) ?? entry),
  }))

const PROFILES = 20
const idOf = (place: number) => `sub_${String(place).padStart(26, '0')}`

export async function theTableLosesNothing({ db }: Database, rounds: number): Promise<void> {
  await db.execute(sql`
    insert into subjects (id, kind, code, name, synthetic, created_at)
    select 'sub_' || lpad(i::text, 26, '0'), 'enterprise', 'code ' || i, 'name', true, now() from generate_series(0, ${PROFILES - 1}::int) i`)
  await fc.assert(
    fc.asyncProperty(fc.array(profile, { minLength: PROFILES, maxLength: PROFILES }), async (profiles) => {
      const readAt = new Date()
      const rows = profiles.map((p, i) => screenRow({ id: idOf(i), kind: 'enterprise', code: `${i}` }, p, new Set()))
      await upsertRows(db, rows, readAt)
      const screened = await screenedAfter(db, '', null, PROFILES)
      expect(screened.map(({ facts, day }) => factsOfRow(facts, day))).toEqual(profiles.map(factsRow))
      expect(screened.map(({ readAt: at }) => at)).toEqual(profiles.map(() => readAt))
      expect(await screenedOf(db, [idOf(3)])).toEqual([screened[3]])
    }),
    { numRuns: rounds },
  )
  await db.execute(sql`update screen_rows set layout = layout + 1 where subject_id = ${idOf(0)}`)
  expect(await screenedAfter(db, '', null, PROFILES)).toHaveLength(PROFILES - 1)
}
