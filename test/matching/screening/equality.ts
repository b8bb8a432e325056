/** SQL against the slow reference: every criterion over every profile, on a database. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { expect } from 'vitest'
import { allOf, evaluate } from '../../../src/matching/evaluate.ts'
import { metClause, type Openness, shortClause, verdictClause } from '../../../src/matching/screening/clause.ts'
import { isPublic } from '../../../src/matching/screening/public-basis.ts'
import { screenRow } from '../../../src/matching/screening/row.ts'
import { screenPage, tally, upsertRows } from '../../../src/matching/screening/store.ts'
import type { Database, Db } from '../../../src/platform/db/client.ts'
import type { Criterion } from '../../../src/products/model.ts'
import { attributeOf, type Profile, type ProfileEntry } from '../../../src/profiles/model.ts'
import { ASKED, filled, holedProfile, tree } from '../../support/criteria-arbitrary.ts'
import { entryOf } from '../../support/match-builders.ts'

const OPEN = new Set(['test/fact'])
/** Categories that a lender may never ask by without consent. */
const SHUT = new Set(['village', 'cash_flow', 'tax_data'])
export const LENDER: Openness = { open: (attribute) => !SHUT.has(attributeOf(attribute).category) }

/** What could break out of a text, a pattern or a placeholder. */
const HOSTILE = [
  "';drop/**/table/**/screen_rows;--",
  "'",
  "''",
  '%',
  '_',
  '4401%',
  '4_0106',
  '\\',
  "\\'",
  '$1',
  '$$',
  '"',
  '--',
  '/*',
  ')',
  'null',
  '{}',
  '44\u00a01',
  '穗',
  '𠮷',
]

const hostileLeaf: fc.Arbitrary<Criterion> = fc.record({
  attr: fc.constantFrom('industry' as const, 'district' as const, 'village' as const),
  op: fc.constantFrom('in' as const, 'prefix' as const),
  value: fc.uniqueArray(fc.constantFrom(...HOSTILE, '440106'), { minLength: 1, maxLength: 4 }),
})
const hostileTree: fc.Arbitrary<Criterion> = fc.oneof(
  hostileLeaf,
  hostileLeaf.map((not) => ({ not })),
  fc.array(hostileLeaf, { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
)
/** Profiles hold values of 2026-06-01, 175 days before their day: young enough, just so, and too old. */
const agedLeaf: fc.Arbitrary<Criterion> = fc.record({
  attr: fc.constantFrom('ageMonths' as const, 'penaltyCount12m' as const),
  op: fc.constant('>=' as const),
  value: fc.constant(1),
  maxAgeDays: fc.constantFrom(174, 175, 176),
})
const criteria = fc.array(fc.oneof({ weight: 5, arbitrary: tree() }, { weight: 1, arbitrary: hostileTree }, { weight: 1, arbitrary: agedLeaf }), {
  minLength: 0,
  maxLength: 4,
})

/** Some values come from records that are not shared openly; some codes are hostile. */
const profile: fc.Arbitrary<Profile> = fc
  .record({
    base: fc.oneof({ weight: 3, arbitrary: holedProfile }, { weight: 1, arbitrary: holedProfile.chain(filled) }),
    closed: fc.array(fc.boolean(), { minLength: ASKED.length, maxLength: ASKED.length }),
    code: fc.option(fc.constantFrom(...HOSTILE), { freq: 2 }),
    odd: fc.boolean(),
  })
  .map(({ base, closed, code, odd }) => ({
    ...base,
    entries: base.entries.map((entry): ProfileEntry => {
      const place = ASKED.indexOf(entry.attribute as never)
      if (place < 0) return entry
      if (code !== null && (entry.attribute === 'industry' || entry.attribute === 'village')) return entryOf(entry.attribute, { value: code })
      if (odd && entry.attribute === 'taxGrade') return entryOf('taxGrade', { value: 'no such grade' })
      if (odd && entry.attribute === 'registeredCapitalFen') return entryOf('registeredCapitalFen', { value: '9999999999999999999' })
      return closed[place] && entry.from ? { ...entry, from: { ...entry.from, source: 'private' } } : entry
    }),
  }))

/** What a lender may know of a profile without consent. */
function lendersView(of: Profile): Profile {
  const isOpen = ({ attribute }: ProfileEntry) => (attribute === 'kind' || !SHUT.has(attributeOf(attribute).category)) && isPublic(attribute, of, OPEN)
  return { ...of, entries: of.entries.map((entry) => (isOpen(entry) ? entry : entryOf(entry.attribute, { freshness: 'not_consented' }))) }
}

const PROFILES = 40
const TREES = 25

/** @returns how many pairs were compared */
export async function sqlIsTheReference({ db }: Database, rounds: number): Promise<number> {
  await plantSubjects(db)
  let pairs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(profile, { minLength: PROFILES, maxLength: PROFILES }),
      fc.array(criteria, { minLength: TREES, maxLength: TREES }),
      async (profiles, asked) => {
        await upsertRows(
          db,
          profiles.map((p, i) => screenRow({ id: idOf(i), kind: 'enterprise', code: `${i}` }, p, OPEN)),
          new Date(),
        )
        for (const [i, demands] of asked.entries()) {
          const openness = i % 2 === 0 ? 'all' : LENDER
          const rows = await screenPage(db, ['true'], verdictClause(demands, openness), '', PROFILES)
          const expected = profiles.map((p) => allOf(demands.map((one) => evaluate(one, openness === 'all' ? p : lendersView(p)).verdict)))
          expect(
            rows.map(({ verdict }) => verdict),
            JSON.stringify(demands),
          ).toEqual(expected)
          const { sets } = await tally(db, ['true'], [metClause(demands, openness), shortClause(demands, openness)])
          expect(sets.map(({ count }) => count)).toEqual([
            expected.filter((verdict) => verdict === 'met').length,
            expected.filter((verdict) => verdict === 'short').length,
          ])
          pairs += rows.length
        }
      },
    ),
    { numRuns: rounds },
  )
  return pairs
}

function idOf(place: number): string {
  return `sub_${String(place).padStart(26, '0')}`
}

async function plantSubjects(db: Db): Promise<void> {
  await db.execute(sql`
    insert into subjects (id, kind, code, name, synthetic, created_at)
    select 'sub_' || lpad(i::text, 26, '0'), 'enterprise', 'code ' || i, 'name', true, now() from generate_series(0, ${PROFILES - 1}::int) i`)
}
